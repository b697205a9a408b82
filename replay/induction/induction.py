"""Procedures from demonstrations of one app.

Demonstrations with the same outline are compared step by step (`shapes`, `repetition`); where
a step differs for no reason that the request gives, they are told apart by it. What is left is
one procedure each. Procedures whose requests cannot be told apart are ways to one goal. Failed
demonstrations are no examples; they count against the ways that they show to fail (`failures`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...core.observations import Observation
from ...core.protocols import Embedder
from ...memory.records import Demonstration, Procedure
from ...policy.grounding.likeness import Shown, learn
from ..flows import UNSURE
from ..repetition.loops import Run, fold
from ..repetition.outlines import Aligned, outlines
from ..repetition.repetition import is_shown, stage
from ..repetition.stages import Stage, in_rounds
from ..steps.aims import Aim
from ..steps.evidence import finds
from ..steps.goals import by_goal
from ..steps.guards import marks
from ..steps.rows import Row
from ..steps.shapes import shape
from ..steps.traces import Trace, traces
from ..steps.wording import title
from .constants import loosened
from .failures import Way, judged
from .patterns import Pattern, procedure

_SUPPORTED = 3
"""A procedure with this much support beside it makes one that was seen once an exception."""

_MUCH = 3
"""How many times better supported a goal is whose requests others merely repeat."""


@dataclass(frozen=True)
class Induced:
    """What was learned from the demonstrations of one app."""

    procedures: tuple[Procedure, ...]
    taken: dict[str, str]
    """Demonstration id -> id of the procedure that it shows."""

    exceptions: int
    """Demonstrations that succeeded in a way that was seen too rarely to learn."""

    taken_for: dict[str, tuple[tuple[Shown, ...], ...]]
    """Id of a procedure -> what was taken for what is said, for each of its steps."""

    def procedures_with(self, embedder: Embedder) -> list[Procedure]:
        """Return the procedures, knowing which words were shown to mean the same."""
        return [
            one.model_copy(
                update={
                    "steps": tuple(
                        step.model_copy(update={"alike": learn(shown, embedder)}) if shown else step
                        for step, shown in zip(one.steps, self.taken_for[one.id], strict=True)
                    )
                }
            )
            for one in self.procedures
        ]


def induce(demonstrations: Iterable[Demonstration], *, user: str) -> Induced:
    """Learn the procedures that the demonstrations of one app show."""
    known = list(demonstrations)
    shown = traces(_trusted([one for one in known if one.success]))
    failed = traces([one for one in known if not one.success])
    found = [pattern for group in outlines(fold(shown)) for pattern in _patterns(group)]
    found = [loosened(pattern, failed) for pattern in found]
    found.sort(key=lambda pattern: (not pattern.sure, -len(pattern.traces), pattern.key))
    worded = [(one, one.telling_requests, one.steps[-1].target) for one in found]
    goals = _joined(by_goal(worded))
    goals = [_without_exceptions(ways) for ways in goals]
    kept = [pattern for ways in goals for pattern in ways]
    known_ways = judged([_ways(ways, user) for ways in goals], failed)
    procedures = [one for ways in known_ways for one in _marked(ways)]
    return Induced(
        procedures=tuple(procedures),
        taken={t.demonstration.id: p.id for p in kept for t in p.traces},
        exceptions=sum(len(p.traces) for p in found) - sum(len(p.traces) for p in kept),
        taken_for={p.id: tuple(one.shown for one in p.stages) for p in kept},
    )


def _trusted(demonstrations: Sequence[Demonstration]) -> Sequence[Demonstration]:
    """Leave out what may have gone wrong, where enough is known to have gone well."""
    sure = [one for one in demonstrations if one.confidence > UNSURE]
    return sure if len(sure) >= _SUPPORTED else demonstrations


def _patterns(group: Sequence[Aligned]) -> list[Pattern]:
    """Compare the traces from the last step to the first: a repetition ends with what follows."""
    stages: list[Stage] = []
    following: Aim | None = None
    for at in reversed(range(len(group[0].parts))):
        parts = [one.parts[at] for one in group]
        if not any(parts):
            continue
        rounds = next((part.rounds for part in parts if part and part.rounds), None)
        if rounds:
            runs = [part.moves if part else () for part in parts]
            stages[:0] = in_rounds(rounds, [one.trace.request for one in group], runs)
            following = None
            continue
        if any(part is None or part.repeats for part in parts):
            several = stage([_run(one, at) for one in group], [following] * len(group))
            if isinstance(several, list):
                return [p for places in several for p in _patterns([group[i] for i in places])]
            found = several
        else:
            moves = [part.moves[0] for part in parts if part]
            rows = [Row(one.trace.request, move) for one, move in zip(group, moves, strict=True)]
            same = shape(rows, finds, opens=_opens(rows, following))
            if isinstance(same, list):
                return [p for places in same for p in _patterns([group[i] for i in places])]
            found = Stage("once", same)
        stages.insert(0, found)
        if not found.optional:
            following = found.shape.aim if found.repeat == "once" else None
    return [Pattern(tuple(one.trace for one in group), tuple(stages))]


def _opens(rows: Sequence[Row], following: Aim | None) -> bool:
    """Tell whether the step makes the next one's target appear, whatever it was done to."""
    pages = [row.move.page for row in rows if row.move.page]
    if following is None or not pages:
        return False
    return not any(is_shown(following.at(at), page) for at, page in enumerate(pages))


def _run(one: Aligned, at: int) -> Run:
    part = one.parts[at]
    later = next((part for part in one.parts[at + 1 :] if part), None)
    return Run(one.trace.request, part.moves if part else (), later.moves[0] if later else None)


def _joined(goals: list[list[Pattern]]) -> list[list[Pattern]]:
    """Take what a much better supported goal could do, too, for other ways to that goal.

    A few demonstrations in which something was left out, or is not in the log, seem to ask for
    something of their own.
    """
    kept: list[list[Pattern]] = []
    for ways in sorted(goals, key=lambda ways: -len(ways[0].traces)):
        traces = [trace for way in ways for trace in way.traces]
        homes = (one for one in kept if len(one[0].traces) >= max(_SUPPORTED, _MUCH * len(traces)))
        home = next((one for one in homes if all(map(one[0].explains, traces))), None)
        if home:
            home.extend(ways)
        else:
            kept.append(ways)
    return kept


def _without_exceptions(ways: list[Pattern]) -> list[Pattern]:
    """Drop what was seen once, or is not understood, where something else was seen well."""
    best = ways[0]
    if not best.sure or len(best.traces) < _SUPPORTED:
        return ways
    return [way for way in ways if way is best or (len(way.traces) > 1 and way.sure)]


def _ways(patterns: Sequence[Pattern], user: str) -> list[Way]:
    app = patterns[0].traces[0].demonstration.app
    goal = f"{app}: {title(patterns[0].masked_requests)}"
    return [Way(procedure(one, patterns, goal, user), one.traces) for one in patterns]


def _marked(ways: Sequence[Way]) -> list[Procedure]:
    """Return the procedures of one goal with what tells on which pages they are right."""
    where = marks(
        [_first_pages(way.shown) for way in ways], [_first_pages(way.failed) for way in ways]
    )
    return [
        way.procedure.model_copy(update={"where": shown})
        for way, shown in zip(ways, where, strict=True)
    ]


def _first_pages(traces: Sequence[Trace]) -> list[Observation]:
    pages = [trace.moves[0].page for trace in traces]
    return [page.observation for page in pages if page is not None]
