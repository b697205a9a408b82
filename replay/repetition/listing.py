"""Steps that are done once for each value of a list in the request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...core.actions import Descriptor
from ...core.page import level
from ...core.texts import plain
from ...policy.grounding.likeness import Shown
from ...policy.slots.spans import items, lists
from ..steps.aims import Aim
from ..steps.evidence import MANY
from ..steps.said import Varying
from ..steps.shapes import Shape
from .loops import Run
from .stages import USUAL, Stage, in_all, most_usual, on_one_thing


def each(runs: Sequence[Run], some: Sequence[int]) -> Stage | None:
    """Return the step, if it is done once for each value of a list in the request."""
    if all(len(runs[at].moves) == 1 for at in some) and len(some) > 1:
        return None
    for field in ("text", "name"):
        found = {at: _list(runs[at], field) for at in some}
        if sum(map(bool, found.values())) >= USUAL * len(some):
            spans = tuple(found.get(at, "") for at in range(len(runs)))
            return _over(runs, [at for at in some if found[at]], field, spans)
    return None


def each_in_meaning(runs: Sequence[Run], some: Sequence[int]) -> Stage | None:
    """Return the step, if it is done as often as a list of the request has values."""
    several = [at for at in some if len(runs[at].moves) > 1]
    counted = {at: _list_of(runs[at].request, len(runs[at].moves)) for at in several}
    shown = [at for at in several if counted[at]]
    if len(shown) < max(2, USUAL * len(several), len(some) / 3) or on_one_thing(runs):
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
    fitting = [page.text(one) or one.name for one, _ in level(page.rank(aim.base, limit=MANY))]
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
    return best if most >= USUAL else ""


def _list_of(request: str, number: int) -> str:
    """Return the list of so many values in the request, where there is just one."""
    found = [span for span in lists(request) if len(items(span.text)) == number]
    # What stands around the first and the last value may be taken for a part of it.
    return min((span.text for span in found), key=len, default="")


def _over(runs: Sequence[Run], shown: Sequence[int], field: str, spans: tuple[str, ...]) -> Stage:
    moves = [move for at in shown for move in runs[at].moves]
    targets = [move.target for move in moves]
    shared = Descriptor(
        role=most_usual([target.role for target in targets]),
        classes=in_all([target.classes for target in targets]),
    )
    aim = Aim(shared, (Varying(field, spans),))
    action = moves[0].action
    return Stage("each", Shape(action.op, aim, action.text), many=True)
