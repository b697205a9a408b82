"""Preference data: better and worse answers to one prompt, made from what users did and said.

From dissatisfaction (DRIFT, "Learning from Abundant User Dissatisfaction in Real-World Preference
Learning"): the rejected answer is the one that was minded, the chosen one is drawn from the
current model, which has read the follow-up, and re-ranked. The prompt is the original context
alone. And for free: what a user picked over the other plans, and what was said under another
context than the one that held.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from ....core.protocols import Embedder, Message, Sampler
from ....memory.logs.turn import Turn, with_memories
from ..lessons.harvest import fit_turns
from ..lessons.lessons import LeftOut, Lesson, Pair
from ..lessons.sifting import do_harm
from .reranking import Reward, Scales, advantages
from .teacher import hindsight_prompt

_GROUP = 8
"""Of how many lessons answers are drawn by the same dice."""

_AT_ONCE = 2 * _GROUP
"""Of how many lessons answers are drawn side by side; after that it can be stopped."""

_DRAWN = 0.6
"""The share of the work that is done for a lesson once its answers are drawn, and not yet ranked;
a rough estimate from the times of parts, by which only progress is told."""

ALIKE = "the answers are hardly different"
DOES_HARM = "the better answer does harm"


@dataclass(frozen=True)
class Drawing:
    """How better answers are drawn, and which pairs are kept."""

    samples: int = 8
    temperature: float = 0.8
    longest: int = 96
    """Tokens of an answer at most."""

    least: float = 0.05
    """By how much the chosen answer must be better, see `reranking`."""

    alike: float = 0.9
    """Two answers that share more than this of their characters are no pair: to tell them apart
    lowers the likelihood of both (Razin et al., "Unintentional Unalignment", on likelihood
    displacement)."""

    longer: float = 2.0
    """How many times as long the chosen one may be, unless the user asked for more; else length
    is all that is learned."""

    spare: int = 12
    """Words that it may be longer in any case."""

    scales: Scales = field(default_factory=Scales)
    seed: int = 0


@dataclass(frozen=True)
class Drawn:
    """Pairs, and the turns that gave none."""

    pairs: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...]


_DRAWING = Drawing()


def draw_pairs(
    model: Sampler,
    lessons: Sequence[Lesson],
    embedder: Embedder,
    parameters: Drawing = _DRAWING,
    *,
    reward: Reward | None = None,
    on_share: Callable[[float], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Drawn:
    """Draw a better answer for each lesson; leave out those for which none is better, or does harm.

    `on_share` hears which share of the work is done, 0..1, and may raise to end it; where `stop`
    returns True, the rest are left.
    """
    pairs: list[Pair] = []
    left_out: list[LeftOut] = []
    for start in range(0, len(lessons), _AT_ONCE):
        group = lessons[start : start + _AT_ONCE]
        if stop():
            break

        def drew(share: float, start: int = start, count: int = len(group)) -> None:
            on_share((start + share * _DRAWN * count) / len(lessons))

        found = _drawn(model, group, parameters, drew)
        for number, (lesson, drawn) in enumerate(zip(group, found, strict=True), start=1):
            if stop():
                break
            chosen = _best(model, embedder, lesson, drawn, parameters, reward)
            if chosen:
                pairs.append(_pair(lesson, chosen))
            else:
                left_out.append(LeftOut(lesson.turn, "no better answer was drawn"))
            left = (1 - _DRAWN) * (len(group) - number)
            on_share((start + len(group) - left) / len(lessons))
    return _harmless(pairs, left_out, embedder)


def _harmless(pairs: Sequence[Pair], left_out: Iterable[LeftOut], embedder: Embedder) -> Drawn:
    """Leave out the pairs whose chosen answer does harm.

    Once it is chosen: where a refusal is taken for harm, what complies must not come in its place.
    """
    harm = do_harm([pair.chosen for pair in pairs], embedder)
    kept = tuple(pair for pair, does in zip(pairs, harm, strict=True) if not does)
    turns = dict.fromkeys(
        turn for pair, does in zip(pairs, harm, strict=True) if does for turn in pair.turns
    )
    return Drawn(kept, (*left_out, *(LeftOut(turn, DOES_HARM) for turn in turns)))


def _pair(lesson: Lesson, chosen: str) -> Pair:
    return Pair(
        prompt=lesson.prompt,
        chosen=chosen,
        rejected=lesson.answer,
        weight=lesson.strength,
        turns=(lesson.turn,),
        reason=lesson.reason,
    )


def _best(
    model: Sampler,
    embedder: Embedder,
    lesson: Lesson,
    drawn: Iterable[str],
    how: Drawing,
    reward: Reward | None,
) -> str:
    """Return the best of the answers that were drawn; "" where none is better."""
    more = any(wish.kind == "length.longer" for wish in lesson.wishes)
    answers = [text for text in dict.fromkeys(drawn) if is_sound(text, lesson.answer, how, more)]
    if not answers:
        return ""
    gains = advantages(model, embedder, lesson, answers, scales=how.scales, reward=reward)
    best = int(np.argmax(gains))
    return answers[best] if gains[best] >= how.least else ""


def _drawn(
    model: Sampler, lessons: Sequence[Lesson], how: Drawing, on_share: Callable[[float], None]
) -> list[list[str]]:
    """Draw answers of the model, which has read the follow-up: after the answer, or without it.

    A small model that sees the answer tends to say it again; one that does not see it cannot
    tell what "the other one" is.
    """
    half = how.samples // 2
    found: list[list[str]] = [[] for _ in lessons]
    for shows_answer, count in ((True, half), (False, how.samples - half)):
        if not count:
            continue
        asked = [hindsight_prompt(lesson, shows_answer=shows_answer) for lesson in lessons]
        drawn = model.sample_each(
            asked,
            count=count,
            temperature=how.temperature,
            seed=how.seed,
            max_tokens=how.longest,
            apart=group_sizes(len(asked)),
        )
        for answers, more in zip(found, drawn, strict=True):
            answers += more
        on_share(len(found[0]) / how.samples)
    return found


def group_sizes(count: int) -> list[int]:
    """Return how many of so many conversations share dice, group by group.

    What is drawn for one does thus not depend on how many there are.
    """
    return [min(_GROUP, count - start) for start in range(0, count, _GROUP)]


def is_sound(chosen: str, rejected: str, how: Drawing, more: bool = False) -> bool:
    """Tell whether the two teach what is better: no near copies, and no mere length.

    `more` says that the user asked for a longer answer.
    """
    if not chosen.strip() or not rejected.strip():
        return False
    one, other = chosen.split(), rejected.split()
    if not more and len(one) > how.longer * len(other) + how.spare:
        return False
    return difflib.SequenceMatcher(None, chosen, rejected, autojunk=False).ratio() < how.alike


def free_pairs(
    model: Sampler,
    turns: Iterable[Turn],
    embedder: Embedder,
    parameters: Drawing = _DRAWING,
    *,
    at: datetime | None = None,
) -> Drawn:
    """Return the pairs of choices and contexts, of the turns that are fit to learn from.

    At the moment `at`, None for now; see `fit_turns`.
    """
    offered = [turn for turn in turns if _passed_over(turn) or _known(turn)]
    fit, left_out = fit_turns(offered, embedder, at=at)
    pairs = [*choice_pairs(fit, parameters), *context_pairs(model, fit, parameters)]
    given = {key for pair in pairs for key in pair.turns}
    alike = [turn.key for turn in fit if _passed_over(turn) and turn.key not in given]
    return _harmless(pairs, [*left_out, *(LeftOut(key, ALIKE) for key in alike)], embedder)


def choice_pairs(turns: Iterable[Turn], parameters: Drawing = _DRAWING) -> Iterator[Pair]:
    """Yield the plan that its user picked, or was content with, over each of the others."""
    for turn in turns:
        for title in _passed_over(turn):
            if is_sound(turn.chosen, title, parameters):
                yield Pair(turn.prompt(), turn.chosen, title, _approval(turn), (turn.key,))


def _passed_over(turn: Turn) -> list[str]:
    """Return the titles of the plans beside the one that its user wanted; none where it is not."""
    if not turn.chosen or not _approval(turn):
        return []
    titles = dict.fromkeys(plan.title for plan in turn.candidates)
    return [title for title in titles if title != turn.chosen]


def _approval(turn: Turn) -> float:
    """Return how surely the user wanted what was done, 0..1."""
    followup = turn.followup
    if followup and followup.dissatisfied >= 0.5:
        return 0.0
    if turn.decided_by == "user":
        return 1.0
    content = followup is not None and followup.judgement == "satisfied"
    return 1.0 - followup.dissatisfied if followup and content else 0.0


def context_pairs(
    model: Sampler, turns: Iterable[Turn], parameters: Drawing = _DRAWING
) -> Iterator[Pair]:
    """Yield what was said with what bears on the request over what is said with what does not.

    Of the replies that drew on memory and were not minded; each is drawn once more, told what the
    turn before it in the list was told, which may be of another user.
    """
    fitting = [turn for turn in turns if _known(turn)]
    known = [_known(turn) for turn in fitting]
    for number, (turn, told) in enumerate(zip(fitting, known, strict=True)):
        foreign = [text for text in known[number - 1] if text not in told]
        if not foreign:
            continue
        elsewhere = Message("system", with_memories(turn.instructions, foreign))
        (mistaken,) = model.sample(
            [elsewhere, *turn.prompt()[1:]],
            count=1,
            temperature=parameters.temperature,
            seed=parameters.seed + number,
            max_tokens=parameters.longest,
        )
        if is_sound(turn.reply, mistaken, parameters):
            yield Pair(turn.prompt(), turn.reply, mistaken, 0.5, (turn.key,))


def _known(turn: Turn) -> list[str]:
    """Return what the planner was told for a reply of its own that was not minded."""
    if turn.writer != "planner" or _minded(turn):
        return []
    return [memory.text for memory in turn.recalled if memory.text]


def _minded(turn: Turn) -> bool:
    return turn.followup is None or turn.followup.judgement == "dissatisfied"
