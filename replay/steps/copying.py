"""What is typed where no request says it: what the page itself shows, in one place or another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...core.actions import Action, Op
from ...core.forms import forms_to
from ...core.observations import Element
from ...memory.steps import SHOWN
from ..screens import LONGEST
from .aims import Aim
from .apart import SAME
from .rows import Row
from .traces import Move

_FINDS = 0.7
"""How likely a description has to lead to what was copied."""


@dataclass(frozen=True)
class Copy:
    """Where on the page a text stands that is typed somewhere else."""

    source: Aim
    form: str = ""
    """The form of what stands there that is typed (`core.forms`); "" for itself."""

    @property
    def text(self) -> str:
        """The placeholder for it in a step's text."""
        return f"{{{SHOWN}|{self.form}}}" if self.form else f"{{{SHOWN}}}"


Best = Callable[[Sequence[Row]], tuple[Aim, float]]
"""Describes the targets of rows, and says how likely the description leads to them."""


def copied(rows: Sequence[Row], values: Sequence[str], best: Best) -> Copy | None:
    """Return from where on the pages the values are.

    None where pages do not show them, or not in a place that can be told.
    """
    found = [dict(_showing(row, value)) for row, value in zip(rows, values, strict=True)]
    counts = Counter(form for one in found for form in one)
    form = max(counts, key=counts.__getitem__, default="")
    if counts[form] < SAME * len(rows) or len(set(values)) == 1:
        return None
    shown = [at for at, one in enumerate(found) if form in one]
    aim, share = best([_pointing_at(rows[at], found[at][form]) for at in shown])
    if share < _FINDS:
        return None
    varying = []
    for part in aim.varying:
        spans = dict(zip(shown, part.spans, strict=True))
        varying.append(replace(part, spans=tuple(spans.get(at, "") for at in range(len(rows)))))
    return Copy(replace(aim, varying=tuple(varying)), form)


def _showing(row: Row, value: str) -> Iterator[tuple[str, Element]]:
    """Yield what shows the value on the row's page, and in which form; inner boxes come last."""
    page = row.move.page
    if page is None or not value.strip():
        return
    for element in page.observation.elements:
        if element.visible and element.ref != row.move.ref:
            said = element.value or page.text(element)
            yield from ((form, element) for form in _forms(said, value))


def _forms(said: str, value: str) -> list[str]:
    """Return the forms of what is said that the value is; "" is what is said itself."""
    return [""] if _cut(said) == _cut(value) else forms_to(said, value)


def _cut(text: str) -> str:
    """Return the text as far as logs keep it, spaces made alike."""
    return " ".join(text[:LONGEST].split())


def _pointing_at(row: Row, element: Element) -> Row:
    page = row.move.page
    assert page is not None
    target = page.describe(element, request=row.request)
    target = target.model_copy(update={"after": page.before(element)})
    return Row(row.request, Move(Action(op=Op.CLICK, target=target), page, element.ref))
