"""What a step that repeats has in common: over which things it goes, and when it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from ..core.actions import Descriptor
from ..core.page import Page, level
from ..core.texts import plain
from ..memory.records import Repeat
from ..policy.likeness import Shown
from ..policy.spans import items, lists
from .apart import Split, tell_apart_by_class
from .endings import Sign, said_now
from .evidence import finds
from .loops import same_target, shows
from .rows import Row
from .said import Varying, said_by_class
from .scoring import scored
from .shapes import Aim, Shape, shape
from .traces import Move

_USUAL = 0.7
"""The share of demonstrations that have to show a kind of repetition to make it that kind."""

_EVERY = 0.75
"""The share of the fitting things that have to be acted on, on average, if all are meant."""

_MANY = 100
"""Things of one kind on a page that are looked at."""

_BORNE_OUT = 0.5
"""The share of runs that have to end as is thought, to believe that they do."""

_CHOSEN = 0.4
"""How often a scorer has to say what was chosen next, to be asked."""

_CLEARLY = 0.1
"""By so much a text has to end more repetitions than the next step's target."""


@dataclass(frozen=True)
class Stage:
    """One step of several demonstrations, and how often it is done."""

    repeat: Repeat
    shape: Shape
    """Its varying strings have one span for each demonstration."""

    many: bool = False
    """True where the spans are lists."""

    shown: tuple[Shown, ...] = ()
    """What was taken for the values of each list, where they are only near in meaning."""

    until: Aim | None = None
    optional: bool = False
    """True where it is left out when nothing on the page fits."""

    sure: bool = True
    """False where the demonstrations do not bear out when the repetition is done."""

    @property
    def varying(self) -> tuple[Varying, ...]:
        """All strings that follow from the request."""
        return (*self.shape.varying, *(self.until.varying if self.until else ()))


@dataclass(frozen=True)
class Run:
    """The moves of one demonstration that a repeating step stands for; there may be none."""

    request: str
    moves: tuple[Move, ...]
    following: Move | None
    """What was done next."""


def stage(runs: Sequence[Run], following: Sequence[Aim | None]) -> Stage | Split:
    """Return what the runs share, or how to tell them apart.

    `following` holds the next step's target in each.
    """
    some = [at for at, run in enumerate(runs) if run.moves]
    if kinds := _kinds(runs, some):
        return kinds
    if each := _each(runs, some):
        return _without_idle(each, runs, some)
    if not _on_one_thing(runs) and (every := _all(runs, some)):
        return every
    if optional := _optional(runs, some):
        return optional
    ending, share = _ending(runs, following)
    if share < _USUAL and (each := _each_in_meaning(runs, some)):
        return _without_idle(each, runs, some)
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


def _on_one_thing(runs: Sequence[Run]) -> bool:
    several = [run for run in runs if len(run.moves) > 1]
    return sum(same_target(run.moves) for run in several) >= _USUAL * max(1, len(several))


def _each(runs: Sequence[Run], some: Sequence[int]) -> Stage | None:
    """Return the step, if it is done once for each value of a list in the request."""
    if all(len(runs[at].moves) == 1 for at in some) and len(some) > 1:
        return None
    for field in ("text", "name"):
        found = {at: _list(runs[at], field) for at in some}
        if sum(map(bool, found.values())) >= _USUAL * len(some):
            spans = tuple(found.get(at, "") for at in range(len(runs)))
            return _over(runs, [at for at in some if found[at]], field, spans)
    return None


def _each_in_meaning(runs: Sequence[Run], some: Sequence[int]) -> Stage | None:
    """Return the step, if it is done as often as a list of the request has values."""
    several = [at for at in some if len(runs[at].moves) > 1]
    counted = {at: _list_of(runs[at].request, len(runs[at].moves)) for at in several}
    shown = [at for at in several if counted[at]]
    if len(shown) < max(2, _USUAL * len(several), len(some) / 3) or _on_one_thing(runs):
        return None
    if len({counted[at] for at in shown}) * 2 < len(shown):
        return None  # words that are in every request are no values
    spans = tuple(counted.get(at, "") for at in range(len(runs)))
    over = _over(runs, shown, "meaning", spans)
    taken = (_taken(runs[at], spans[at], over.shape.aim) for at in shown)
    return replace(over, shown=tuple(filter(None, taken)))


def _taken(run: Run, said: str, aim: Aim | None) -> Shown | None:
    """Return what was taken for the values of a list, and what was not."""
    page = run.moves[0].page
    if page is None or aim is None:
        return None
    chosen = [move.element for move in run.moves]
    texts = [page.text(one) or one.name for one in chosen if one is not None]
    fitting = [page.text(one) or one.name for one, _ in level(page.rank(aim.base, limit=_MANY))]
    others = [text for text in fitting if text not in texts]
    return Shown(items(said), tuple(texts), tuple(others))


def _list(run: Run, field: str) -> str:
    """Return the list in the request whose values are, but for a few, what was acted on."""
    done = {plain(getattr(move.target, field)) for move in run.moves} - {""}
    best, most = "", 0.0
    for span in lists(run.request):
        wanted = {plain(item) for item in items(span.text)}
        alike = len(wanted & done) / max(1, len(wanted | done))
        if alike > most:
            best, most = span.text, alike
    return best if most >= _USUAL else ""


def _list_of(request: str, number: int) -> str:
    """Return the list of so many values in the request, where there is just one."""
    found = [span for span in lists(request) if len(items(span.text)) == number]
    # What stands around the first and the last value may be taken for a part of it.
    return min((span.text for span in found), key=len, default="")


def _over(runs: Sequence[Run], shown: Sequence[int], field: str, spans: tuple[str, ...]) -> Stage:
    moves = [move for at in shown for move in runs[at].moves]
    targets = [move.target for move in moves]
    shared = Descriptor(
        role=_usual([target.role for target in targets]),
        classes=_in_all([target.classes for target in targets]),
    )
    aim = Aim(shared, (Varying(field, spans),))
    action = moves[0].action
    return Stage("each", Shape(action.op, aim, action.text), many=True)


def _all(runs: Sequence[Run], some: Sequence[int]) -> Stage | None:
    """Return the step, if it is done to every thing that fits one description."""
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
    if not covered or fmean(covered) < _EVERY:
        return None
    widened = tuple(_widened(part, some, len(runs)) for part in aim.varying)
    return Stage("all", replace(found, aim=Aim(aim.base, widened)))


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
    fitting = {element.ref for element, _ in level(page.rank(wanted, limit=_MANY))}
    done = {move.ref for move in moves}
    return len(fitting & done) / len(fitting | done)


def _until(runs: Sequence[Run], some: Sequence[int], ending: Aim | None) -> Stage:
    rows = [Row(runs[at].request, move) for at in some for move in runs[at].moves]
    targets = [row.target for row in rows]
    if _on_one_thing(runs):
        found = shape(rows, finds)
        aim = found.aim if isinstance(found, Shape) and found.aim else Aim(targets[0])
        base = aim.base.model_copy(update={"anchor": ""})
    else:
        base = Descriptor(
            role=_usual([target.role for target in targets]),
            classes=_in_all([target.classes for target in targets]),
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
    known = None if aim is None or _on_one_thing(runs) else scored(rows, aim)
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
    if said and said[1] > max(by_next + _CLEARLY, 1 - _USUAL):
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
    return page is not None and shows(page, wanted)


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


def _usual(values: Sequence[str]) -> str:
    return max(dict.fromkeys(values), key=values.count)


def _only(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else ""


def _in_all(groups: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(name for name in groups[0] if all(name in names for names in groups))
