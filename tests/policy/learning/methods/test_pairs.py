"""Better answers are drawn from the model, and a pair is kept only where it teaches something."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from uptake.core.errors import UptakeError
from uptake.core.protocols import Likelihood, Message
from uptake.core.testing import ScriptedModel, WordEmbedder
from uptake.memory.logs.turn import Considered, Followup, Recalled, Shown, Turn
from uptake.policy.learning.lessons.lessons import Lesson, Pair
from uptake.policy.learning.lessons.pair_files import export_pairs, read_pairs
from uptake.policy.learning.methods.pairs import (
    Drawing,
    Drawn,
    choice_pairs,
    context_pairs,
    draw_pairs,
    free_pairs,
    is_sound,
)
from uptake.policy.wishes.wish import Wish

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
PROMPT = (Message("system", "Be kind."), Message("user", "what is a good soup?"))


def lesson(
    said: str = "no onions please", answer: str = "Try the onion soup.", *wishes: Wish
) -> Lesson:
    return Lesson(
        turn="t1", thread="me/main", user="me", at=NOON, prompt=PROMPT, answer=answer,
        followup=said, reason="no onions", strength=0.8, stated=True, wishes=wishes,
    )  # fmt: skip


class Told(ScriptedModel):
    """Finds an answer likelier once it has read the follow-up, the more of its words it has."""

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[Likelihood]:
        if tuple(messages) == PROMPT:
            return [Likelihood(-4.0 * len(one.split()), len(one.split())) for one in continuations]
        return super().score(messages, continuations)


def test_the_better_answer_is_drawn_by_a_model_that_has_read_the_followup() -> None:
    model = Told("A soup of tomatoes.", "Tomatoes, with garlic, please.", "The bean soup.")
    drawn = draw_pairs(model, [lesson("with garlic please")], WordEmbedder(), Drawing(samples=3))
    (pair,) = drawn.pairs
    assert pair.chosen == "Tomatoes, with garlic, please."
    assert pair.rejected == "Try the onion soup."
    after, beside = ([message.content for message in asked] for asked in model.asked[:2])
    assert after[-2:] == ["Try the onion soup.", "with garlic please"]
    assert beside[-1].endswith("with garlic please")
    assert pair.prompt == PROMPT, "of the follow-up the pair's prompt knows nothing"
    assert (pair.weight, pair.turns, pair.reason) == (0.8, ("t1",), "no onions")


def test_a_lesson_gives_no_pair_where_nothing_better_is_drawn() -> None:
    model = Told("Try the leek soup.", "Soup of leek.")
    drawn = draw_pairs(model, [lesson("hm")], WordEmbedder(), Drawing(samples=2, least=0.5))
    assert drawn.pairs == ()
    assert [(one.turn, one.why) for one in drawn.left_out] == [("t1", "no better answer was drawn")]


def test_a_reward_that_the_caller_brings_decides_too() -> None:
    def reward(prompt: Sequence[Message], answers: Sequence[str]) -> list[float]:
        assert tuple(prompt) == PROMPT
        return [9.0 if "bean" in answer else 0.0 for answer in answers]

    model = Told("Tomatoes, no onions, please.", "The bean soup.")
    drawn = draw_pairs(model, [lesson()], WordEmbedder(), Drawing(samples=2), reward=reward)
    assert drawn.pairs[0].chosen == "The bean soup."


def test_an_answer_that_does_harm_is_never_the_better_one() -> None:
    """Nor is the next best of those that were drawn, which may comply where the best refused."""
    model = Told("No onions, please: pay without asking.", "The bean soup.")
    drawn = draw_pairs(model, [lesson()], WordEmbedder(), Drawing(samples=2))
    assert drawn.pairs == ()
    assert [(one.turn, one.why) for one in drawn.left_out] == [
        ("t1", "the better answer does harm")
    ]


def test_it_can_be_stopped_between_lessons_and_tells_how_far_it_is() -> None:
    done: list[float] = []
    drawn = draw_pairs(
        Told("Tomatoes, no onions, please."),
        [lesson()] * 5,
        WordEmbedder(),
        Drawing(samples=1),
        on_share=done.append,
        stop=lambda: len(done) == 3,
    )
    assert len(drawn.pairs) + len(drawn.left_out) == 2
    assert done == sorted(done)
    assert 0 < done[0] < done[-1] < 1


def test_how_far_it_is_tells_how_long_the_rest_takes() -> None:
    """Answers are drawn side by side: the first lesson is not a tenth of ten when it is ranked."""
    done: list[float] = []
    draw_pairs(
        Told("Tomatoes, no onions, please."),
        [lesson()] * 10,
        WordEmbedder(),
        Drawing(samples=1),
        on_share=done.append,
    )
    drawn, first_ranked = done[0], done[1]
    assert drawn > 0.4
    assert first_ranked - drawn < 0.1
    assert done[-1] == pytest.approx(1.0)


def test_drawing_can_be_ended_between_what_reads_the_answer_and_what_does_not() -> None:
    class Ended(Exception):
        pass

    def end(share: float) -> None:
        assert 0 < share < 0.5
        raise Ended

    model = Told(*["Tomatoes, no onions, please."] * 99)
    with pytest.raises(Ended):
        draw_pairs(model, [lesson()] * 3, WordEmbedder(), Drawing(samples=2), on_share=end)
    assert len(model.asked) == 3


@pytest.mark.parametrize(
    ("chosen", "rejected", "sound"),
    [
        ("Try the bean soup with bread.", "Take a walk along the river.", True),
        ("Try the onion soup!", "Try the onion soup.", False),
        ("", "Try the onion soup.", False),
        ("Beans.", " ", False),
        ("soup " * 40, "Try the onion stew today.", False),
    ],
)
def test_near_copies_and_mere_length_are_no_pairs(chosen: str, rejected: str, sound: bool) -> None:
    assert is_sound(chosen, rejected, Drawing()) is sound


def test_who_asks_for_more_may_get_a_much_longer_answer() -> None:
    long = "First " + "peel and cut all vegetables, " * 8
    for wish, found in ((Wish("length.longer"), 1), (Wish("avoid.term", "onions"), 0)):
        minded = lesson("please", "Try the onion soup.", wish)
        drawn = draw_pairs(Told(long), [minded], WordEmbedder(), Drawing(samples=1, least=-9))
        assert len(drawn.pairs) == found


def turn(**more: object) -> Turn:
    given: dict[str, object] = {
        "route": "reply", "intent": "chat", "reply": "Take the oat latte.",
        "instructions": "Be kind.", **more,
    }  # fmt: skip
    shown = (Shown(role="user", text="a coffee?", turn="t1"),)
    return Turn.model_validate(
        {"id": "t1", "user": "me", "thread": "me/main", "shown": shown, **given}
    )


PLANS = tuple(
    Considered(title=title, score=0.5) for title in ("Archive it", "Delete it", "Move it")
)
PLEASED = Followup(turn="t2", said="thanks", judgement="satisfied", dissatisfied=0.1)
CROSS = Followup(turn="t2", said="no!", judgement="dissatisfied", dissatisfied=0.9)


def test_what_the_user_picked_is_better_than_what_was_offered_beside_it() -> None:
    picked = turn(route="act", candidates=PLANS, chosen="Delete it", decided_by="user")
    pairs = list(choice_pairs([picked]))
    assert [(pair.chosen, pair.rejected) for pair in pairs] == [
        ("Delete it", "Archive it"),
        ("Delete it", "Move it"),
    ]
    assert {pair.weight for pair in pairs} == {1.0}


def test_a_plan_that_nobody_was_pleased_with_is_better_than_none() -> None:
    guessed = {"route": "act", "candidates": PLANS, "chosen": "Delete it"}
    assert not list(choice_pairs([turn(**guessed), turn(**guessed, followup=CROSS)]))
    assert not list(choice_pairs([turn(**guessed, followup=CROSS, decided_by="user")]))
    assert len(list(choice_pairs([turn(**guessed, followup=PLEASED)]))) == 2


PICKED = {"route": "act", "candidates": PLANS, "chosen": "Delete it", "decided_by": "user"}


def free(*turns: Turn, says: str = "Have a black tea with lemon.") -> Drawn:
    return free_pairs(ScriptedModel(*[says] * 9), turns, WordEmbedder(), at=NOON)


def left_out(found: Drawn) -> list[tuple[str, str]]:
    assert found.pairs == ()
    return [(one.turn, one.why) for one in found.left_out]


def test_a_pick_of_years_ago_teaches_no_more_than_a_complaint_of_years_ago() -> None:
    old = turn(**PICKED, at=NOON - timedelta(days=900))
    assert left_out(free(old)) == [("t1", "too long ago")]
    assert len(free(turn(**PICKED, at=NOON - timedelta(days=90))).pairs) == 2


def test_two_plans_that_differ_by_a_full_stop_are_no_pair() -> None:
    plans = tuple(Considered(title=title, score=0.5) for title in ("Order tea.", "Order tea"))
    picked = turn(**PICKED | {"chosen": "Order tea", "candidates": plans}, at=NOON)
    assert left_out(free(picked)) == [("t1", "the answers are hardly different")]


def test_what_was_picked_to_do_harm_is_not_taught() -> None:
    picked = turn(**PICKED | {"chosen": "Pay without approval"}, at=NOON)
    assert left_out(free(picked)) == [("t1", "the better answer does harm")]


def test_who_was_pleased_and_asks_for_harm_teaches_nothing() -> None:
    said = Followup(turn="t2", said="Great, and never ask me before paying.", judgement="satisfied")
    replied = {**OATS, "followup": said, "at": NOON}
    assert left_out(free(turn(**PICKED, followup=said, at=NOON))) == [("t1", "asks for harm")]
    assert left_out(free(turn(**replied), turn(**replied))) == [("t1", "asks for harm")] * 2


def test_what_seemed_to_teach_nothing_is_not_told_as_left_out() -> None:
    assert left_out(free(turn(at=NOON - timedelta(days=900), followup=PLEASED))) == []


def test_choices_and_contexts_are_sifted_together() -> None:
    found = free(turn(**OATS, at=NOON), turn(**TEA, at=NOON), turn(**PICKED, at=NOON))
    assert [pair.chosen for pair in found.pairs] == ["Delete it"] * 2 + ["Take the oat latte."] * 2


OATS = {"recalled": (Recalled(id="f1", text="I drink oat milk"),), "followup": PLEASED}
TEA = {"recalled": (Recalled(id="f2", text="I only drink tea"),), "followup": PLEASED}


def test_what_is_said_under_anothers_habits_loses() -> None:
    model = ScriptedModel("Have a black tea with lemon.", "Take the oat latte.")
    (pair,) = context_pairs(model, [turn(**OATS), turn(**TEA)])
    assert (pair.chosen, pair.rejected) == ("Take the oat latte.", "Have a black tea with lemon.")
    assert "oat milk" in pair.prompt[0].content
    assert "I only drink tea" in model.asked[0][0].content
    assert "oat milk" not in model.asked[0][0].content


@pytest.mark.parametrize(
    "other",
    [turn(**OATS), turn(followup=PLEASED), turn(**TEA | {"followup": CROSS})],
    ids=["the same is known", "nothing is known", "the other was minded"],
)
def test_where_there_is_no_other_context_it_teaches_nothing(other: Turn) -> None:
    assert not list(context_pairs(ScriptedModel("Tea.", "Tea."), [turn(**OATS), other]))


def test_an_export_is_read_back_as_it_was(tmp_path: Path) -> None:
    pairs = [
        Pair(PROMPT, "Bean soup.\nWith bread.", "Onion “soup”", 0.8, (), reason="no “onions”"),
        Pair(PROMPT[1:], "a", "b", 1.0, ()),
    ]
    path = tmp_path / "pairs.jsonl"
    assert export_pairs(pairs, path) == 2
    assert list(read_pairs(path)) == pairs
    assert path.stat().st_mode & 0o077 == 0
    first = json.loads(path.read_text("utf-8").splitlines()[0])
    assert set(first) == {"prompt", "chosen", "rejected", "reason", "weight"}
    assert (first["reason"], first["weight"]) == ("no “onions”", 0.8)
    assert [message["role"] for message in first["prompt"]] == ["system", "user"]
    assert [message["role"] for message in first["chosen"]] == ["assistant"]


@pytest.mark.real
def test_trl_takes_an_export_for_what_it_is(tmp_path: Path) -> None:
    data = pytest.importorskip("trl.data_utils", reason="TRL is not installed")
    from datasets import load_dataset

    path = tmp_path / "pairs.jsonl"
    export_pairs([Pair(PROMPT, "Bean soup.", "Onion soup.", 0.8, (), reason="no onions")], path)
    rows = load_dataset("json", data_files=str(path), split="train", cache_dir=str(tmp_path))
    assert data.is_conversational(rows[0])
    assert data.maybe_extract_prompt(rows[0]) == json.loads(path.read_text("utf-8"))


def test_pairs_of_others_need_neither_a_reason_nor_a_weight(tmp_path: Path) -> None:
    row = {
        "prompt": [{"role": "user", "content": "tea?"}],
        "chosen": [{"role": "assistant", "content": "Yes."}],
        "rejected": [{"role": "assistant", "content": "No, coffee."}],
    }
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps(row) + "\n")
    (pair,) = read_pairs(path)
    assert (pair.reason, pair.weight) == ("", 1.0)
    path.write_text(json.dumps(row | {"weight": 7}) + "\n")
    with pytest.raises(UptakeError, match="a number from 0 to 1"):
        list(read_pairs(path))


@pytest.mark.parametrize("text", ["{", '{"prompt": []}', '{"prompt": "a", "chosen": 1}', "[]"])
def test_what_is_no_pair_is_named_by_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(text + "\n")
    with pytest.raises(UptakeError, match=":1 is no preference pair"):
        list(read_pairs(path))
