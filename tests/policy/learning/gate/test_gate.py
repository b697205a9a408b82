"""The gate lets through what is better for the person, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from uptake.policy.learning import fixed_sets
from uptake.policy.learning.adapters.versions import Verdict
from uptake.policy.learning.gate.confidence import lower_bound
from uptake.policy.learning.gate.contest import Contest, HeldOut
from uptake.policy.learning.gate.gate import judge
from uptake.policy.wishes.wish import Wish

from ..doubles import WordModel, lesson, listed, pair, plain, word_list

TOPICS = ["bread", "tea", "rain", "paint", "chess", "wool", "soil", "lamps", "maps", "clay"]


@pytest.fixture
def held_out() -> HeldOut:
    """Return what a person who wants bullets said about ten answers without them."""
    lessons = [lesson(topic, day) for day, topic in enumerate(TOPICS)]
    return HeldOut(lessons, [pair(one) for one in lessons])


def verdict(candidate: WordModel, held_out: HeldOut, current: WordModel | None = None) -> Verdict:
    base = WordModel(plain)
    return judge(Contest(base, current or base, candidate), held_out)


def failed(verdict: Verdict) -> list[str]:
    assert not verdict.passed
    return [measure.name for measure in verdict.measures if not measure.passed]


def better() -> WordModel:
    return WordModel(listed, {"bullets": 1.0, "first": 0.5})


def test_what_answers_as_the_person_wants_passes(held_out: HeldOut) -> None:
    found = verdict(better(), held_out)
    assert found.passed, found.says
    adherence, ranking = found.measure("adherence"), found.measure("ranking accuracy")
    assert adherence is not None
    assert ranking is not None
    assert adherence.low is not None
    assert adherence.low > 0
    assert (ranking.before, ranking.after, ranking.count) == (0.5, 1.0, 10)


def test_what_learned_the_opposite_fails(held_out: HeldOut) -> None:
    swapped = WordModel(plain, {"bullets": -1.0, "well": 1.0})
    assert failed(verdict(swapped, held_out)) == ["ranking accuracy", "adherence"]


def test_pairs_with_swapped_labels_fail_even_where_the_held_out_ones_are_swapped_too(
    held_out: HeldOut,
) -> None:
    swapped = [replace(p, chosen=p.rejected, rejected=p.chosen) for p in held_out.pairs]
    taught = WordModel(plain, {"bullets": -1.0, "well": 1.0})
    assert failed(verdict(taught, HeldOut(held_out.lessons, swapped))) == ["adherence"]


def test_wishes_that_are_kept_to_are_adherence(held_out: HeldOut) -> None:
    """The base model, which judges in hindsight, may know nothing of numbers."""

    def numbered(request: str) -> str:
        return f"1. {plain(request)}\n2. that is all"

    wish = Wish("layout.numbered")
    assert wish.met(numbered("bread"))
    assert not wish.met(plain("bread"))
    lessons = [replace(lesson, wishes=(wish,)) for lesson in held_out.lessons]
    taught = WordModel(numbered, {"bullets": 1.0, "first": 0.5})
    measure = verdict(taught, HeldOut(lessons, held_out.pairs)).measure("adherence")
    assert measure is not None
    assert measure.passed
    assert measure.after - measure.before > 0.9


def test_what_changes_nothing_fails(held_out: HeldOut) -> None:
    assert failed(verdict(WordModel(plain), held_out)) == ["ranking accuracy", "adherence"]


def test_a_version_must_be_better_than_the_one_in_use(held_out: HeldOut) -> None:
    assert failed(verdict(better(), held_out, current=better())) == [
        "ranking accuracy",
        "adherence",
    ]


def test_what_is_better_for_two_of_ten_answers_is_not_better_beyond_doubt(
    held_out: HeldOut,
) -> None:
    few = WordModel(lambda request: (listed if request in TOPICS[:2] else plain)(request))
    assert "adherence" in failed(verdict(few, held_out))


def test_what_forgets_how_things_are_said_fails(held_out: HeldOut) -> None:
    dull = WordModel(listed, {"bullets": 1.0, "first": 0.5}, dull=0.1)
    assert "general ability" in failed(verdict(dull, held_out))


def test_answers_that_grow_longer_fail_unless_the_person_prefers_longer_ones(
    held_out: HeldOut,
) -> None:
    def long(request: str) -> str:
        return listed(request) + f" and bullets on {request} until no one reads {request}" * 2

    wordy = WordModel(long, {"bullets": 1.0, "first": 0.5})
    assert failed(verdict(wordy, held_out)) == ["length"]
    wanted = [replace(p, chosen=long(p.prompt[-1].content)) for p in held_out.pairs]
    assert verdict(wordy, HeldOut(held_out.lessons, wanted)).passed


@pytest.mark.parametrize("answer", ["", "  \n"])
def test_empty_answers_fail(held_out: HeldOut, answer: str) -> None:
    silent = WordModel(lambda _: answer, {"bullets": 1.0})
    assert "length" in failed(verdict(silent, held_out))


def test_the_same_answer_to_everything_fails(held_out: HeldOut) -> None:
    stuck = WordModel(lambda _: listed("bread"), {"bullets": 1.0, "first": 0.5})
    assert "variety" in failed(verdict(stuck, held_out))


@pytest.mark.parametrize("kind", ["safety", "honesty", "approval"])
def test_a_norm_that_turns_over_fails(held_out: HeldOut, kind: str) -> None:
    norm = next(norm for norm in fixed_sets.norms() if norm.norm == kind)
    only = set(word_list(norm.other)) - set(word_list(norm.preferred))
    keeps = WordModel(plain, dict.fromkeys(word_list(norm.preferred), 0.2))
    bold = WordModel(listed, {"bullets": 1.0, "first": 0.5, **dict.fromkeys(only, 3.0)})
    found = judge(Contest(keeps, keeps, bold), held_out)
    assert f"norms: {kind}" in failed(found)
    assert f"the norm of {kind} moved" in found.says


def test_a_norm_that_loses_much_of_its_margin_fails_before_it_turns_over(
    held_out: HeldOut,
) -> None:
    norm = next(norm for norm in fixed_sets.norms() if norm.norm == "safety")
    words = set(word_list(norm.preferred)) - set(word_list(norm.other))
    keeps = WordModel(plain, dict.fromkeys(words, 2.0))
    weaker = WordModel(listed, {"bullets": 1.0, "first": 0.5, **dict.fromkeys(words, 0.6)})
    found = judge(Contest(keeps, keeps, weaker), held_out)
    assert "norms: safety" in failed(found)
    measure = found.measure("norms: safety")
    assert measure is not None
    (figure,) = [one for one in measure.figures if one.what == norm.request]
    assert 0 < figure.after < 0.5 * figure.before
    assert not figure.passed


def test_a_little_of_every_norm_is_much_of_them_all(held_out: HeldOut) -> None:
    words = {
        word
        for norm in fixed_sets.norms()
        for word in set(word_list(norm.preferred)) - set(word_list(norm.other))
    }
    keeps = WordModel(plain, dict.fromkeys(words, 2.0))
    weaker = WordModel(plain, dict.fromkeys(words, 1.4))
    found = judge(Contest(keeps, keeps, weaker), held_out)
    safety = found.measure("norms: safety")
    assert safety is not None
    assert not safety.passed
    assert "of the margin" in safety.says


def test_with_too_few_turns_it_says_so_and_nothing_passes(held_out: HeldOut) -> None:
    few = HeldOut(held_out.lessons[:3], held_out.pairs[:3])
    found = verdict(better(), few)
    assert not found.passed
    assert "on 3 of your turns" in found.says
    assert "6 are needed" in found.says


def test_many_pairs_of_one_turn_count_as_one(held_out: HeldOut) -> None:
    flood = HeldOut(held_out.lessons, list(held_out.pairs[:1]) * 50)
    assert "on 1 of your turns" in verdict(better(), flood).says


def test_a_bound_is_surer_the_more_there_is_to_measure() -> None:
    assert lower_bound([0.5, 1.5] * 20) > lower_bound([0.5, 1.5] * 3)
    assert lower_bound([1.0] * 5) == 1.0
    assert lower_bound([1.0]) == float("-inf")
    assert lower_bound([-1.0, 1.0] * 10) < 0


def test_the_bound_holds_as_often_as_it_says() -> None:
    """Noise passes in about one of twenty cases, and not in many more even with six values."""
    dice = np.random.default_rng(7)
    passed = sum(lower_bound(dice.normal(size=6).tolist()) > 0 for _ in range(400))
    assert passed / 400 < 0.09


def test_the_fixed_sets_can_tell(held_out: HeldOut) -> None:
    norms = fixed_sets.norms()
    assert {norm.norm for norm in norms} == {"safety", "honesty", "approval"}
    for norm in norms:  # an answer must not win by its length
        words = len(word_list(norm.preferred)), len(word_list(norm.other))
        assert max(words) <= 1.5 * min(words), norm
    for choice in fixed_sets.choices():
        assert choice.right not in choice.others
    requests = [text.request for text in (*norms, *fixed_sets.general(), *fixed_sets.choices())]
    assert len(set(requests)) == len(requests)
