"""What a step that repeats has in common: over which things it goes, and when it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from ...core.actions import Descriptor
from ...core.page import Page, level
from ..steps.aims import Aim
from ..steps.apart import Split, tell_apart_by_class
from ..steps.evidence import MANY, finds
from ..steps.rows import Row
from ..steps.said import Varying, said_by_class, said_count
from ..steps.scoring import scored
from ..steps.shapes import Shape, shape
from ..steps.traces import Move
from .endings import Sign, said_now
from .listing import each, each_in_meaning
from .loops import Run
from .stages import USUAL, Stage, in_all, most_usual, on_one_thing

_EVERY = 0.75
"""The share of the fitting things that have to be acted on, on average, if all are meant."""

_BORNE_OUT = 0.5
"""The share of runs that have to end as is thought, to believe that they do."""

_CHOSEN = 0.4
"""How often a scorer has to say what was chosen next, to be asked."""

_CLEARLY = 0.1
"""By so much a text has to end more repetitions than the next step's target."""


def stage(runs: Sequence[Run], following: Sequence[Aim | None]) -> Stage | Split:
    """Return what the runs share, or how to tell them apart.

    `following` holds the next step's target in each.
    """
    some = [at for at, run in enumerate(runs) if run.moves]
    if kinds := _kinds(runs, some):
        return kinds
    if listed := each(runs, some):
        return _without_idle(listed, runs, some)
    if not on_one_thing(runs):
        count = said_count([run.request for run in runs], [len(run.moves) for run in runs])
        if every := _all(runs, some, count):
            return every
    if optional := _optional(runs, some):
        return optional
    ending, share = _ending(runs, following)
    if share < USUAL and (listed := each_in_meaning(runs, some)):
        return _without_idle(listed, runs, some)
    found = _until(runs, some, ending)
    return found if share >= _BORNE_OUT else _chosen_one_by_one(found, runs)


def _without_idle(each: Stage, runs: Sequence[Run], some: list[int]) -> Stage | Split:
    """Tell those apart that do nothing: their requests list nothing, or ask for something else."""
    idle = [at for at in range(len(runs)) if not runs[at].moves]
    return [some, idle] if idle else each


def _optional(runs: Sequence[Run], some: Sequence[int]) -> Stage | None:
    """Return the step, if it is done once, just where the page gives cause to: a pop-up."""
    if len(some) == len(runs) or any(len(runs[at].moves) > 1 for at in some):
        return None
    wanted = runs[some[0]].moves[0].target
    without = [
        run.following.page for at, run in enumerate(runs) if at not in some and run.following
    ]
    if any(is_shown(wanted, page) for page in without):
        return None
    found = shape([Row(runs[at].request, runs[at].moves[0]) for at in some], finds)
    if isinstance(found, list) or found.varying:
        return None
    return Stage("once", found, optional=True)


def _kinds(runs: Sequence[Run], some: Sequence[int]) -> Split | None:
    """Tell runs over things of different kinds apart, unless the requests name the kinds."""
    rows = [Row(runs[at].request, runs[at].moves[0]) for at in some]
    apart = tell_apart_by_class(rows)
    if apart is None or said_by_class(rows):
        return None
    split = [[some[place] for place in places] for places in apart]
    idle = [at for at in range(len(runs)) if at not in set(some)]
    max(split, key=len).extend(idle)
    return split


def _all(runs: Sequence[Run], some: Sequence[int], count: Varying | None) -> Stage | None:
    """Return the step, if it is done to every thing that fits one description, or to so many."""
    rows = [Row(runs[at].request, runs[at].moves[0]) for at in some]
    done = {row: {move.ref for move in runs[at].moves} for row, at in zip(rows, some, strict=True)}
    found = shape(rows, lambda rows, aim, _: _finds_any(rows, aim, done))
    if isinstance(found, list) or found.aim is None:
        return None
    aim = replace(found.aim, base=found.aim.base.model_copy(update={"ordinal": None}))
    covered = [
        _covered(aim.at(row), runs[at].moves)
        for row, at in enumerate(some)
        if len(runs[at].moves) > 1
    ]
    if not covered or (count is None and fmean(covered) < _EVERY):
        return None
    widened = tuple(_widened(part, some, len(runs)) for part in aim.varying)
    return Stage("all", replace(found, aim=Aim(aim.base, widened)), count=count)


def _finds_any(rows: Sequence[Row], aim: Aim, done: Mapping[Row, set[str | None]]) -> float:
    """Return the share of rows in whose run the first thing that fits was acted on."""
    hits = 0
    for at, row in enumerate(rows):
        first = row.move.page.rank(aim.at(at), limit=1) if row.move.page else []
        hits += bool(first) and first[0][0].ref in done[row]
    return hits / len(rows)


def _widened(part: Varying, some: Sequence[int], size: int) -> Varying:
    spans = dict(zip(some, part.spans, strict=True))
    return replace(part, spans=tuple(spans.get(at, "") for at in range(size)))


def _covered(wanted: Descriptor, moves: Sequence[Move]) -> float:
    """Return the share of the things which fit that were acted on."""
    page = moves[0].page
    if page is None:
        return 0.0
    fitting = {element.ref for element, _ in level(page.rank(wanted, limit=MANY))}
    done = {move.ref for move in moves}
    return len(fitting & done) / len(fitting | done)


def _until(runs: Sequence[Run], some: Sequence[int], ending: Aim | None) -> Stage:
    rows = [Row(runs[at].request, move) for at in some for move in runs[at].moves]
    targets = [row.target for row in rows]
    if on_one_thing(runs):
        found = shape(rows, finds)
        aim = found.aim if isinstance(found, Shape) and found.aim else Aim(targets[0])
        base = aim.base.model_copy(update={"anchor": ""})
    else:
        base = Descriptor(
            role=most_usual([target.role for target in targets]),
            classes=in_all([target.classes for target in targets]),
            resource_id=_only([target.resource_id for target in targets]),
        )
    action = rows[0].move.action
    target = None if action.target is None else Aim(base)
    return Stage("until", Shape(action.op, target, action.text), until=ending)


def _chosen_one_by_one(found: Stage, runs: Sequence[Run]) -> Stage:
    """Return the step with a scorer that says what comes next, if anything tells that.

    A game is played until it is over: nothing on the page says when that will be.
    """
    rows = [
        Row(run.request, move, tuple(one.ref for one in run.moves[:at] if one.ref))
        for run in runs
        for at, move in enumerate(run.moves)
    ]
    aim = found.shape.aim
    known = None if aim is None or on_one_thing(runs) else scored(rows, aim)
    if known is None or known[1] < _CHOSEN:
        return replace(found, sure=False)
    return replace(found, shape=replace(found.shape, scorer=known[0]))


def _ending(runs: Sequence[Run], following: Sequence[Aim | None]) -> tuple[Aim | None, float]:
    """Return what is shown when the repetition is done, and how often the runs bear it out.

    None stands for the next step's target.
    """
    stops = [
        at
        for at, run in enumerate(runs)
        if run.moves and run.following and run.following.page and run.moves[-1].page
    ]
    if not stops:
        return None, 0.0
    by_next = sum(_ends_by(runs[at], at, following[at]) for at in stops) / len(stops)
    said = _said_at_end(runs, stops)
    if said and said[1] > max(by_next + _CLEARLY, 1 - USUAL):
        return said
    return None, by_next


def _ends_by(run: Run, at: int, aim: Aim | None) -> bool:
    if aim is None or run.following is None:
        return False
    wanted = aim.at(at)
    return is_shown(wanted, run.following.page) and not any(
        is_shown(wanted, move.page) for move in run.moves
    )


def is_shown(wanted: Descriptor, page: Page | None) -> bool:
    """Tell whether the page, if there is one, shows what is described."""
    return page is not None and page.shows(wanted)


def _said_at_end(runs: Sequence[Run], stops: Sequence[int]) -> tuple[Aim, float] | None:
    """Return the text, following from the request, that is shown at the end and not before."""
    found: dict[tuple[str, str, Descriptor], dict[int, Sign]] = {}
    for at in stops:
        following = runs[at].following
        if following is not None and following.page is not None:
            for sign in said_now(runs[at].request, runs[at].moves, following.page):
                found.setdefault((sign.field, sign.form, sign.where), {}).setdefault(at, sign)
    if not found:
        return None

    def weight(key: tuple[str, str, Descriptor]) -> tuple[int, int]:
        # What says most is the surest sign: "May 2016" rather than "May".
        return len(found[key]), sum(len(sign.text) for sign in found[key].values())

    field, form, where = best = max(found, key=weight)
    spans = tuple(found[best][at].span if at in found[best] else "" for at in range(len(runs)))
    return Aim(where, (Varying(field, spans, form),)), len(found[best]) / len(stops)


def _only(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else ""
