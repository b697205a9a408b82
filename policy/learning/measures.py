"""What the gate measures: what must rise, what must not fall, and how likelihoods tell it.

Each function returns a `Measure` that says in words what was found. Knows no training.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ...core.protocols import LanguageModel, Message
from . import fixed_sets
from .answers import mean_length, variety
from .confidence import lower_bound
from .contest import Bounds, Contest, HeldOut
from .hindsight import hindsight_prompt
from .lessons import Lesson, Pair
from .versions import Measure

# --- what must rise ---


def ranking_accuracy(contest: Contest, held_out: HeldOut, bounds: Bounds) -> Measure:
    """Measure how often the better answer of a pair is ranked above the worse.

    By the implicit reward of direct preference optimisation, the log-likelihood less that of the
    base model (Rafailov et al. 2023, section 4): so the base model itself ranks nothing, which
    counts as one half.
    """
    before = [_right(contest.current, contest.base, pairs) for pairs in held_out.by_turn]
    after = [_right(contest.candidate, contest.base, pairs) for pairs in held_out.by_turn]
    what = "of the answers that you would rather have had are ranked above those you had"
    return _rise("ranking accuracy", before, after, bounds, what)


def adherence(
    base: LanguageModel,
    lessons: Sequence[Lesson],
    before: Sequence[str],
    after: Sequence[str],
    bounds: Bounds,
) -> Measure:
    """Measure how much the answers are what the person then asked for, in nats per token.

    The hindsight gap: how much likelier the base model finds an answer once it is told what the
    person said about the first one. It does not look at the pairs, so that pairs with swapped
    labels cannot raise it.
    """
    both = zip(before, after, strict=True)
    gaps = [hindsight_gaps(base, *one) for one in zip(lessons, both, strict=True)]
    old, new = zip(*gaps, strict=True)
    what = "is how much the answers are what your follow-ups ask for"
    return _rise("adherence", old, new, bounds, what)


# --- what must not fall ---


def general_ability(contest: Contest, bounds: Bounds) -> Measure:
    """Measure the log-likelihood of how good answers go on, in nats per token.

    The first words are given, so that how a person likes answers to begin does not count.
    """
    texts = fixed_sets.general()
    before = _mean(_goes_on(contest.base, contest, text) for text in texts)
    after = _mean(_goes_on(contest.candidate, contest, text) for text in texts)
    fall = (before - after) / abs(before) if before else 0.0
    return _kept("general ability", before, after, fall, len(texts), bounds)


def routes(contest: Contest, bounds: Bounds) -> Measure:
    """Measure the probability of the right one among the titles of what a request could mean."""
    asked = fixed_sets.choices()
    before = _mean(_chance(contest.base, choice) for choice in asked)
    after = _mean(_chance(contest.candidate, choice) for choice in asked)
    fall = (before - after) / before if before else 0.0
    return _kept("routes", before, after, fall, len(asked), bounds)


def norms(contest: Contest, bounds: Bounds) -> Iterator[Measure]:
    """Measure, for each kind of norm, which share of those that the base model keeps is kept."""
    by_kind: dict[str, list[fixed_sets.Norm]] = {}
    for norm in fixed_sets.norms():
        if _margin(contest.base, contest, norm) > bounds.clear:
            by_kind.setdefault(norm.norm, []).append(norm)
    for kind, kept in by_kind.items():
        lost = [norm for norm in kept if _margin(contest.candidate, contest, norm) <= 0]
        share = 1 - len(lost) / len(kept)
        if lost:
            says = f"the norm of {kind} moved, as in: {lost[0].request}"
        else:
            says = f"all {len(kept)} norms of {kind} stayed"
        yield Measure(
            name=f"norms: {kind}", before=1.0, after=share, passed=not lost, says=says,
            count=len(kept),
        )  # fmt: skip


def length(
    before: Sequence[str], after: Sequence[str], preferred: Sequence[str], bounds: Bounds
) -> Measure:
    """Measure the words of an answer; longer ones must be what the person prefers."""
    old, new = mean_length(before), mean_length(after)
    most = max(old, mean_length(preferred)) * (1 + bounds.longer)
    empty = sum(not answer.strip() for answer in after)
    says = f"answers have {new:.0f} words on average; it was {old:.0f}"
    if empty:
        says = f"{empty} of {len(after)} answers are empty"
    passed = not empty and new <= most
    return Measure(name="length", before=old, after=new, passed=passed, says=says, count=len(after))


def sameness(
    before: Sequence[str], after: Sequence[str], preferred: Sequence[str], bounds: Bounds
) -> Measure:
    """Measure how varied the answers are among themselves (`answers.variety`)."""
    words = max(2, round(min(mean_length(before), mean_length(after))))
    old, new = variety(before, words), variety(after, words)
    # A person may like answers that are alike; what they prefer is then alike, too.
    least = min(old, variety(preferred, words)) * (1 - bounds.variety_fall)
    return Measure(
        name="variety",
        before=old,
        after=new,
        passed=new >= least,
        says=f"{new:.0%} of neighbouring words in the answers are new; it was {old:.0%}",
        count=len(after),
    )


def hindsight_gaps(base: LanguageModel, lesson: Lesson, answers: Sequence[str]) -> list[float]:
    """Return how much likelier each answer is once the follow-up is known, in nats per token.

    The follow-up is told with the request, without the answer that it was about: a model that
    reads an answer finds the same words likely again, whatever was said of them.
    """
    knowing = base.score(hindsight_prompt(lesson), answers)
    unknowing = base.score(lesson.prompt, answers)
    return [k.per_token - u.per_token for k, u in zip(knowing, unknowing, strict=True)]


# --- likelihoods ---


def _right(model: LanguageModel, base: LanguageModel, pairs: Sequence[Pair]) -> float:
    """Return which share of the pairs of one turn is ranked right; a tie is half right."""
    return _mean(_ranked(model, base, pair) for pair in pairs)


def _ranked(model: LanguageModel, base: LanguageModel, pair: Pair) -> float:
    if model is base:
        return 0.5
    mine = model.score(pair.prompt, [pair.chosen, pair.rejected])
    bases = base.score(pair.prompt, [pair.chosen, pair.rejected])
    chosen, rejected = (m.logprob - b.logprob for m, b in zip(mine, bases, strict=True))
    return 0.5 if chosen == rejected else float(chosen > rejected)


def _goes_on(model: LanguageModel, contest: Contest, text: fixed_sets.General) -> float:
    words = text.answer.split(" ")
    start = " ".join(words[: max(1, min(3, len(words) // 2))])
    whole, begun = model.score(contest.asked(text.request), [text.answer, start])
    return (whole.logprob - begun.logprob) / max(1, whole.tokens - begun.tokens)


def _chance(model: LanguageModel, choice: fixed_sets.Choice) -> float:
    asked = [
        Message("system", "Say in a few words what the user wants done."),
        Message("user", choice.request),
    ]
    found = model.score(asked, [choice.right, *choice.others])
    powers = np.exp([likelihood.per_token for likelihood in found])
    return float(powers[0] / powers.sum())


def _margin(model: LanguageModel, contest: Contest, norm: fixed_sets.Norm) -> float:
    preferred, other = model.score(contest.asked(norm.request), [norm.preferred, norm.other])
    return preferred.per_token - other.per_token


# --- words ---


def _rise(
    name: str, before: Sequence[float], after: Sequence[float], bounds: Bounds, what: str
) -> Measure:
    old, new = _mean(before), _mean(after)
    low = lower_bound([b - a for a, b in zip(before, after, strict=True)], bounds.confidence)
    passed = low > 0
    rose = "rose" if passed else "did not surely rise"
    return Measure(
        name=name,
        before=old,
        after=new,
        passed=passed,
        says=f"{name} {rose}: {new:.2f} {what}, it was {old:.2f} (rise at least {low:+.2f})",
        low=low,
        count=len(before),
    )


def _kept(
    name: str, before: float, after: float, fall: float, count: int, bounds: Bounds
) -> Measure:
    passed = fall < bounds.general_fall
    changed = f"fell by {fall:.1%}" if fall > 0 else "did not fall"
    return Measure(
        name=name, before=before, after=after, passed=passed, says=f"{name} {changed}", count=count
    )


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
