"""Page settings: filters, fields and an order that are set beside a list, as part of the request.

Whoever ticks "Thai", types a date or sorts by price has asked for it without a word. What a page
is set to is put into the words that a request would use, and read like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from ....core.events import Criterion
from ....core.observations import Element, Observation
from .extraction import extract

ON_PAGE = "set on the page"
DONE = "from what was just done"

_CHECKS = frozenset(("checkbox", "radio", "switch", "button", "menuitem"))
_FIELDS = frozenset(("combobox", "searchbox", "slider", "spinbutton", "textbox"))
_NOTHING = re.compile(
    r"\W*(?:(?:any|all|every|choose|select|please)\b.*|none|no preference|default|relevance"
    r"|recommended|best match|featured|-+|)\W*$",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\s*\(\d[\d.,]*\)\s*$")
_SORTS = re.compile(r"\b(?:sort|order)(?:ed|ing)?\b", re.IGNORECASE)
_DIRECTION = re.compile(
    r"(?P<up>low(?:est)?(?:\s+to\s+high(?:est)?|\s+first)|ascending|asc\b|[\u25b2\u2191])"
    r"|(?P<down>high(?:est)?(?:\s+to\s+low(?:est)?|\s+first)|descending|desc\b|[\u25bc\u2193])",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\s+first\b", re.IGNORECASE)
_MOST = re.compile(r"\b(?:max(?:imum)?|up to|to|until|before|latest|under|below)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:min(?:imum)?|from|after|earliest|over|above|at least)\b", re.IGNORECASE)


class Setting(BaseModel):
    """One thing that is set, in the words of a request."""

    model_config = ConfigDict(frozen=True)

    said: str
    source: str = ON_PAGE
    """Where it was set, for people."""


def settings_on(screen: Observation) -> tuple[Setting, ...]:
    """Return what the page is set to, but for what stands in the items of its list."""
    found = extract(screen)
    records = found.records if found else ()
    inside = {
        part.ref for record in records for one in record.elements for part in screen.within(one)
    }
    controls = [one for one in screen.elements if one.visible and one.ref not in inside]
    ticked = [_label(one, screen) for one in controls if one.role in _CHECKS and one.checked]
    said = [
        " or ".join(label for label in ticked if not _NOTHING.fullmatch(label)),
        *(_of_field(one, screen) for one in controls if one.role in _FIELDS),
        *(_of_header(one) for one in controls if one.role == "columnheader"),
    ]
    return tuple(Setting(said=one) for one in dict.fromkeys(said) if one)


def settings_done(values: Mapping[str, str]) -> tuple[Setting, ...]:
    """Return what was filled in on the way to the list, `values` by the names of its slots."""
    return tuple(
        Setting(said=_bounded(name.replace("_", " "), value), source=DONE)
        for name, value in values.items()
        if value
    )


def with_sources(
    criteria: Sequence[Criterion], settings: Sequence[Setting], said: Sequence[str]
) -> Iterator[Criterion]:
    """Yield the criteria, those that were set and never said with where they were set."""
    words = " ".join(said).casefold()
    for one in criteria:
        by = [setting for setting in settings if one.text.casefold() in setting.said.casefold()]
        is_set = one.origin == "request" and by and one.text.casefold() not in words
        yield one.model_copy(update={"source": by[0].source}) if is_set else one


def _label(element: Element, screen: Observation) -> str:
    name = element.name or element.text or screen.text_within(element)
    return " ".join(_COUNT.sub("", name).replace("&", "and").split())


def _of_field(field: Element, screen: Observation) -> str:
    """Return what a field is set to, in words; "" where it is left as it was."""
    value, label = _COUNT.sub("", field.value).strip(), _label(field, screen).strip(" :*")
    options = [one for one in screen.within(field) if one.role == "option"]
    untouched = bool(options) and value == (options[0].name or options[0].text)
    if field.password or untouched or _NOTHING.fullmatch(value) or value == label:
        return ""
    if _SORTS.search(label) or _SORTS.search(value) or _DIRECTION.search(value):
        return _order(_SORTS.sub("", value))
    # A search that was typed is a request of its own.
    return value if field.role == "searchbox" else _bounded(label, value)


def _bounded(label: str, value: str) -> str:
    """Say what a field holds: "price at most 20" for a "Max price" of 20."""
    for pattern, words in ((_MOST, "at most"), (_LEAST, "at least")):
        if pattern.search(label):
            return " ".join(f"{pattern.sub('', label)} {words} {value}".split())
    return f"{label} {value}".strip()


def _of_header(header: Element) -> str:
    return _order(header.name or header.text)


def _order(value: str) -> str:
    """Say by what a list is sorted: "lowest price"; "" where it is not told."""
    found = _DIRECTION.search(value)
    if found is None:
        return _FIRST.sub("", value).strip() if _FIRST.search(value) else ""
    name = " ".join(re.findall(r"\w+", _DIRECTION.sub("", value)))
    return f"{'lowest' if found['up'] else 'highest'} {name}" if name else ""
