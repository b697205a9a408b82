"""What a person likes is learned from each reaction, and unlearned with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from uptake.core.events import Item
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.logs.reaction import Reaction
from uptake.memory.memory import Memory
from uptake.policy.taste.person import Person
from uptake.policy.taste.space import ContentSpace, as_seen
from uptake.policy.taste.taste import Taste
from uptake.policy.taste.tastes import Tastes

NOON = datetime(2021, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_home() as made:
        yield made


@pytest.fixture
def memory(settings: Settings) -> Iterator[Memory]:
    opened = Memory.open(settings, WordEmbedder())
    yield opened
    opened.close()


def of(memory: Memory, user: str = "me") -> Taste:
    return Taste(memory.reactions, ContentSpace(memory.embedder), user=user)


def item(title: str, **attributes: str) -> Item:
    return Item(id=title, title=title, attributes=attributes)


JAZZ = [item(f"record {n}", style="jazz trumpet") for n in range(4)]
FOLK = [item(f"album {n}", style="folk fiddle") for n in range(4)]


def prefers_jazz(taste: Taste) -> bool:
    jazz, folk = taste.scores([JAZZ[3], FOLK[3]])
    return bool(jazz > folk)


def test_nothing_is_preferred_before_anything_is_known(memory: Memory) -> None:
    taste = of(memory)
    np.testing.assert_array_equal(taste.scores([*JAZZ, *FOLK]), 0)
    assert taste.scores([]).shape == (0,)
    assert taste.why(JAZZ[0]) is None


def test_what_is_like_the_chosen_is_preferred(memory: Memory) -> None:
    taste = of(memory)
    taste.learn([FOLK[0], JAZZ[0], FOLK[1]], JAZZ[0].id)
    assert prefers_jazz(taste)
    assert not prefers_jazz_of_another(memory)


def prefers_jazz_of_another(memory: Memory) -> bool:
    return bool(np.ptp(of(memory, "you").scores([JAZZ[3], FOLK[3]])))


def test_what_is_known_already_changes_nothing_of_taste(memory: Memory) -> None:
    taste = of(memory)
    taste.learn([FOLK[0], JAZZ[0]], FOLK[0].id, "known")
    assert (taste.reactions, taste.why(FOLK[1])) == (0, None)
    taste.learn([FOLK[0], JAZZ[0], FOLK[1]], JAZZ[0].id)
    before = taste.scores([*JAZZ, *FOLK])
    taste.learn([JAZZ[0], JAZZ[1]], JAZZ[0].id, "known")
    np.testing.assert_array_equal(taste.scores([*JAZZ, *FOLK]), before)
    assert (taste.reactions, of(memory).reactions) == (1, 1)


def test_kinds_of_reactions_are_levels_of_one_scale(memory: Memory) -> None:
    kinds = ("dissatisfied", "ignored", "opened", "chosen", "repeated")
    scores = []
    for number, kind in enumerate(kinds):
        taste = of(memory, f"person {number}")
        shown = [JAZZ[0]]
        taste.learn(shown, "" if kind == "ignored" else JAZZ[0].id, kind)
        scores.append(taste.scores([JAZZ[1]])[0])
    assert scores[1] == pytest.approx(0)
    assert scores == sorted(scores)
    assert len(set(scores)) == len(kinds)


def test_dissatisfaction_after_choosing_outweighs_the_choice(memory: Memory) -> None:
    taste = of(memory)
    taste.learn([JAZZ[0], FOLK[0]], JAZZ[0].id, "opened")
    assert prefers_jazz(taste)
    taste.learn([JAZZ[0], FOLK[0]], JAZZ[0].id, "dissatisfied")
    assert not prefers_jazz(taste)


def test_to_pass_over_the_first_says_more_than_not_to_look_at_the_last(memory: Memory) -> None:
    skipping, topmost = of(memory, "skips"), of(memory, "takes the first")
    shown = [FOLK[0], item("opera"), item("march"), JAZZ[0]]
    skipping.learn(shown, JAZZ[0].id)
    topmost.learn(shown[::-1], JAZZ[0].id)
    assert skipping.scores([FOLK[0]])[0] < topmost.scores([FOLK[0]])[0]


def test_taste_survives_a_restart(settings: Settings) -> None:
    memory = Memory.open(settings, WordEmbedder())
    taste = of(memory)
    taste.learn([FOLK[0], JAZZ[0]], JAZZ[0].id, at=NOON)
    taste.learn([FOLK[1]], at=NOON + timedelta(days=40), kind="ignored")
    before = taste.scores([*JAZZ, *FOLK])
    memory.close()
    again = Memory.open(settings, WordEmbedder())
    # Vectors are kept in half precision.
    np.testing.assert_allclose(of(again).scores([*JAZZ, *FOLK]), before, atol=2e-3)
    again.close()


def test_what_is_forgotten_leaves_no_trace_in_taste(memory: Memory) -> None:
    taste, control = of(memory), of(memory, "control")
    for one in (taste, control):
        one.learn([FOLK[0], JAZZ[0]], JAZZ[0].id, at=NOON)
    gone = taste.learn([FOLK[2], JAZZ[2]], FOLK[2].id, "repeated", at=NOON + timedelta(days=3))
    assert not prefers_jazz(taste)
    memory.forget([gone.id])
    np.testing.assert_allclose(taste.scores([*JAZZ, *FOLK]), control.scores([*JAZZ, *FOLK]))
    assert taste.reactions == 1


def test_the_order_in_which_the_log_is_read_does_not_matter(memory: Memory) -> None:
    events = [(JAZZ[0], NOON), (FOLK[0], NOON + timedelta(days=200)), (JAZZ[1], NOON)]
    forth, back = of(memory, "forth"), of(memory, "back")
    for liked, at in events:
        forth.learn([liked], liked.id, at=at)
    for liked, at in reversed(events):
        back.learn([liked], liked.id, at=at)
    np.testing.assert_allclose(forth.scores([*JAZZ, *FOLK]), back.scores([*JAZZ, *FOLK]))


def test_what_was_long_ago_counts_less(memory: Memory) -> None:
    taste = of(memory)
    taste.learn([JAZZ[0]], JAZZ[0].id, at=NOON - timedelta(days=720))
    taste.learn([FOLK[0]], FOLK[0].id, at=NOON)
    assert not prefers_jazz(taste)


def test_a_reaction_counts_half_after_half_a_year_beside_a_new_one(memory: Memory) -> None:
    space, levels = ContentSpace(memory.embedder), np.array([1.0, -1.0])
    person, shown = Person(space), [as_seen(JAZZ[0]), as_seen(FOLK[0])]
    vectors = space.vectors(shown)
    for seen, vector, days, kind in zip(
        shown, vectors, (180, 0), ("chosen", "dissatisfied"), strict=True
    ):
        at = NOON - timedelta(days=days)
        reaction = Reaction(user="me", shown=(seen,), taken=seen.id, kind=kind, at=at)
        person.learn(reaction, vector[None])
    weights = space.certainty * np.array([0.5, 1.0])
    held = np.linalg.inv(np.eye(vectors.shape[1]) + (vectors.T * weights) @ vectors)
    expected = vectors @ held @ ((weights * levels) @ vectors)
    np.testing.assert_allclose(person.scores(shown), expected)


def test_a_reaction_from_before_there_were_clocks_leaves_the_others_alone(memory: Memory) -> None:
    taste = of(memory)
    taste.learn([JAZZ[0]], JAZZ[0].id, at=datetime(1, 1, 2, tzinfo=UTC))
    assert prefers_jazz(taste)
    taste.learn([FOLK[0]], FOLK[0].id, at=NOON)
    assert not prefers_jazz(taste)


def test_reactions_that_others_write_to_the_log_are_learned_from(memory: Memory) -> None:
    taste = of(memory)
    assert not prefers_jazz(taste)
    shown = tuple(map(as_seen, (FOLK[0], JAZZ[0])))
    memory.reactions.add(Reaction(user="me", shown=shown, taken=JAZZ[0].id))
    assert prefers_jazz(taste)
    (kept,) = memory.reactions.kept(user="me")
    assert kept.space.startswith("content")
    assert len(kept.vectors) == 2


def test_the_reason_is_the_reaction_that_adds_the_most(memory: Memory) -> None:
    taste = of(memory)
    taste.learn([JAZZ[0]], JAZZ[0].id, at=NOON)
    taste.learn([FOLK[0]], FOLK[0].id, "dissatisfied", at=NOON)
    liked, disliked = taste.why(JAZZ[2]), taste.why(FOLK[2])
    assert liked is not None
    assert disliked is not None
    assert (liked.item.title, liked.reaction.kind) == (JAZZ[0].title, "chosen")
    assert (disliked.item.title, disliked.reaction.kind) == (FOLK[0].title, "dissatisfied")
    assert liked.adds > 0 > disliked.adds


def test_what_is_like_nothing_seen_is_the_least_certain(memory: Memory) -> None:
    taste = of(memory)
    taste.learn([JAZZ[0]], JAZZ[0].id)
    near, far = taste.deviations([JAZZ[1], item("submarine")])
    assert near < far


def test_what_was_not_shown_cannot_be_taken(memory: Memory) -> None:
    with pytest.raises(ValidationError, match="not among those that were shown"):
        of(memory).learn([JAZZ[0]], "something else")
    assert memory.reactions.count() == 0


def test_each_user_has_a_taste_that_is_learned_once(memory: Memory) -> None:
    tastes = Tastes(memory.reactions, ContentSpace(memory.embedder))
    tastes.of("me").learn([FOLK[0], JAZZ[0]], JAZZ[0].id)
    assert tastes.of("me") is tastes.of("me")
    assert prefers_jazz(tastes.of("me"))
    assert tastes.of("you").reactions == 0


def test_an_item_to_try_takes_the_last_place(memory: Memory) -> None:
    taste = of(memory)
    taste.learn([JAZZ[0], FOLK[0]], JAZZ[0].id, "repeated")
    pool = [*JAZZ, FOLK[1], item("submarine")]
    tried = taste.try_out(pool, places=4)
    assert tried is not None
    assert tried.title == "submarine"
    assert taste.try_out(pool[:3], places=3) is None


def test_a_clock_that_went_wrong_wipes_out_nothing(memory: Memory) -> None:
    taste = of(memory)
    taste.learn([JAZZ[0]], JAZZ[0].id)
    taste.learn([item("march")], "march", "opened", at=datetime(9000, 1, 1, tzinfo=UTC))
    assert prefers_jazz(taste)
