"""From the log of turns to lessons: which turns are fit to learn from, and why others are not.

Training needs an explicit statement, or several signals that agree. Knows no model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ....core.protocols import Embedder
from ....memory.logs.turn import ABANDONMENT, Turn
from ....memory.logs.turns import TurnLog
from ....memory.records import now
from ...wishes.hearing import Hearing
from .lessons import LeftOut, Lesson
from .sifting import ask_for_harm, contradicted, harmful, repeated
from .wished import OPPOSITE, wished


@dataclass(frozen=True)
class Rules:
    """When a turn is fit to learn from."""

    oldest: timedelta = timedelta(days=365)
    """What is older says little about what the user wants now."""

    most: int = 2_000
    """So many lessons, the newest, are considered; more than an update can learn from."""

    quiet: timedelta = timedelta(hours=12)
    """A conversation in which nothing was said for so long has ended."""

    likely: float = 0.5
    """From this probability of dissatisfaction on a turn was probably minded."""

    hinted: float = 0.15
    """From this one on it is learned from where a wish was expressed that the user stands by."""

    agreeing: float = 1.0
    """How many other signals must agree where it was not said in so many words; that the
    conversation ended counts half."""


@dataclass(frozen=True)
class Found:
    """What the log has to teach."""

    lessons: tuple[Lesson, ...]
    """The oldest first."""

    left_out: tuple[LeftOut, ...]
    turns: tuple[Turn, ...] = ()
    """The turns that were looked at, until the lessons are sifted by them."""


_RULES = Rules()

HARM = "asks for harm"
OLD = "too long ago"

Sift = Callable[[Sequence[Lesson], Embedder], set[str]]
"""Returns the keys of the lessons to leave out."""


def find_lessons(
    log: TurnLog,
    embedder: Embedder,
    *,
    user: str,
    at: datetime | None = None,
    rules: Rules = _RULES,
) -> Found:
    """Return what a user's log has to teach at the moment `at`, None for now.

    Notes in the log which conversations have ended since.
    """
    return sifted(candidates(log, user=user, at=at, rules=rules), embedder)


def candidates(
    log: TurnLog, *, user: str, at: datetime | None = None, rules: Rules = _RULES
) -> Found:
    """Return what a user's log may have to teach, before it is sifted; asks no model.

    Notes in the log which conversations have ended since.
    """
    at = at or now()
    log.note_left(before=at - rules.quiet)
    return _fit(log.turns(user=user), at, rules)


def judged(
    turns: Iterable[Turn], embedder: Embedder, *, at: datetime, rules: Rules = _RULES
) -> Found:
    """Return what turns of one user, the oldest first, have to teach at the moment `at`."""
    return sifted(_fit(turns, at, rules), embedder)


def sifted(found: Found, embedder: Embedder) -> Found:
    """Leave out what asks for harm, what was contradicted since, and what was said before.

    And what its user was hardly dissatisfied with, or does not stand by.
    """
    lessons, left_out = wished(found.lessons, found.turns, Hearing(embedder))
    left_out = [*found.left_out, *left_out]
    sifts: tuple[tuple[str, Sift], ...] = (
        (HARM, harmful),
        (OPPOSITE, contradicted),
        ("was said about the same before", repeated),
    )
    for why, sift in sifts:
        out = sift(lessons, embedder)
        left_out += (LeftOut(lesson.turn, why) for lesson in lessons if lesson.turn in out)
        lessons = [lesson for lesson in lessons if lesson.turn not in out]
    return Found(tuple(lessons), tuple(left_out))


def fit_turns(
    turns: Iterable[Turn],
    embedder: Embedder,
    *,
    at: datetime | None = None,
    rules: Rules = _RULES,
) -> tuple[list[Turn], list[LeftOut]]:
    """Return the turns that are fit to learn from, minded or not, and why the others are not.

    At the moment `at`, None for now: they are neither too old, nor followed by what asks for harm.
    """
    at, turns = at or now(), list(turns)
    recent = [turn for turn in turns if not _is_old(turn, at, rules)]
    left_out = [LeftOut(turn.key, OLD) for turn in turns if _is_old(turn, at, rules)]
    harm = ask_for_harm([one.followup.said if one.followup else "" for one in recent], embedder)
    left_out += (LeftOut(turn.key, HARM) for turn, asks in zip(recent, harm, strict=True) if asks)
    return [turn for turn, asks in zip(recent, harm, strict=True) if not asks], left_out


def _fit(turns: Iterable[Turn], at: datetime, rules: Rules) -> Found:
    """Return the turns that were minded, as it seems, and can be learned from."""
    turns = tuple(turns)
    left_out: list[LeftOut] = []
    lessons: list[Lesson] = []
    for turn, signals in _minded(turns, rules):
        why = _unfit(turn, at, rules)
        if why:
            left_out.append(LeftOut(turn.key, why))
        else:
            lessons.append(_lesson(turn, stated=_is_stated(turn, signals, rules)))
    lessons.sort(key=lambda lesson: (lesson.at, lesson.turn))
    left_out += (LeftOut(one.turn, "newer ones are enough") for one in lessons[: -rules.most])
    return Found(tuple(lessons[-rules.most :]), tuple(left_out), turns)


def _minded(turns: Iterable[Turn], rules: Rules) -> Iterator[tuple[Turn, float]]:
    """Yield the turns that may have been minded, with how many other signals agree."""
    threads: dict[str, list[Turn]] = {}
    for turn in turns:
        threads.setdefault(turn.thread, []).append(turn)
    for thread in threads.values():
        for turn, after in zip(thread, [*thread[1:], None], strict=True):
            if _dissatisfied(turn) >= rules.hinted:
                yield turn, _agreeing(turn, after, rules)


def _dissatisfied(turn: Turn | None) -> float:
    return turn.followup.dissatisfied if turn and turn.followup else 0.0


def _agreeing(turn: Turn, after: Turn | None, rules: Rules) -> float:
    """Return how many signals agree that the turn was minded, besides what was said after it.

    What was done about it was minded, too; it did not do what was asked; and, which counts half,
    the conversation ended after one more try.
    """
    again = _dissatisfied(after) >= rules.likely
    left = bool(after and after.followup and after.followup.kind == ABANDONMENT)
    return again + (turn.outcome not in ("done", "started")) + 0.5 * left


def _is_stated(turn: Turn, signals: float, rules: Rules) -> bool:
    assert turn.followup is not None
    surely = turn.followup.stated or signals >= rules.agreeing
    return surely and turn.followup.dissatisfied >= rules.likely


def _unfit(turn: Turn, at: datetime, rules: Rules) -> str:
    """Return why nothing is to be learned from a turn that was minded; "" where something is."""
    followup = turn.followup
    assert followup is not None
    if not _answer(turn).strip():
        return "there was no answer"
    if turn.writer == "composed" and not turn.chosen:
        return "the answer was not the planner's"
    if not followup.said.strip():
        return "nothing was said"
    return OLD if _is_old(turn, at, rules) else ""


def _is_old(turn: Turn, at: datetime, rules: Rules) -> bool:
    return at - turn.at > rules.oldest


def _answer(turn: Turn) -> str:
    return turn.chosen or turn.reply


def _lesson(turn: Turn, *, stated: bool) -> Lesson:
    followup = turn.followup
    assert followup is not None
    return Lesson(
        turn=turn.key,
        thread=turn.thread,
        user=turn.user,
        at=turn.at,
        prompt=turn.prompt(),
        answer=_answer(turn),
        followup=followup.said,
        reason=followup.span,
        strength=followup.dissatisfied,
        stated=stated,
    )
