"""Plain words for what was learned: names of slots, labels of steps, titles of procedures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ...core.actions import Descriptor, Op
from ...core.texts import plain, words
from ...memory.steps import Repeat
from ...policy.slots.spans import lists, spans

_IDENTIFIER = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_OPTIONS = frozenset({"radio", "checkbox", "option", "listitem", "menuitem", "tab", "switch"})
_SHORTEST = 3
"""Letters of an identifier that says something."""


def slot_name(op: Op, field: str, target: Descriptor | None) -> str:
    """Name a slot after what it fills: the field that is typed into, or what is clicked."""
    if field == "value" and target is not None:
        return field_name(target) or ("choice" if op is Op.SELECT else "text")
    if field == "count":
        return "number"
    if field == "anchor" or target is None:
        return "item"
    if field == "classes":
        return "choice"
    if target.role in ("button", "link"):
        return target.role
    return "option" if target.role in _OPTIONS else "item"


def field_name(target: Descriptor) -> str:
    """Return what a field is called, "" where nothing on the page says it."""
    own = (target.name, target.resource_id, target.anchor, *reversed(target.classes))
    for source in own:
        name = " ".join(part.lower() for part in _IDENTIFIER.findall(source))
        if "{" not in source and len(name) >= _SHORTEST:
            return name
    return ""


def step_label(
    op: Op,
    target: Descriptor | None,
    value: str | None,
    repeat: Repeat = "once",
    count: str | None = None,
) -> str:
    """Say a step in words: "type {username} into the username field"."""
    said = _once(op, _thing(target) if target else "", target, value)
    match repeat:
        case "once":
            return said
        case "each":
            return f"{said}, one after the other"
        case "all":
            return f"{said}, {count} of them" if count else f"{said}, wherever there is one"
        case "until":
            return f"{said} until it shows what is looked for"
        case "search":
            return f"{said}, as the page answers"


def shown_by(source: Descriptor) -> str:
    """Say in words what stands there: "what the price beside {item} shows"."""
    return f"what {_thing(source)} shows"


def _once(op: Op, thing: str, target: Descriptor | None, value: str | None) -> str:
    match op:
        case Op.TYPE:
            return f"type {value} into {thing}"
        case Op.SELECT:
            return f"select {value} in {thing}"
        case Op.KEY:
            return f"press {value}" + (f" in {thing}" if thing else "")
        case Op.CLICK if target and target.role == "button":
            return f"press {thing}"
        case Op.CLICK:
            return f"click {thing}"
        case _:
            return f"{op.value.lower().replace('_', ' ')} {value or thing}".strip()


def title(requests: Sequence[str]) -> str:
    """Return the most central of the masked requests: the one that shares most with the rest."""
    counts = Counter(word for request in requests for word in set(words(request)))

    def centrality(request: str) -> float:
        own = set(words(request))
        return sum(counts[word] for word in own) / (len(own) + 3)

    return max(dict.fromkeys(requests), key=centrality)


def masked(request: str, values: Mapping[str, str]) -> str:
    """Return the request with the slots' values replaced by `{slot}`."""
    taken: list[tuple[int, int, str]] = []
    # The longest first: what is quoted may hold a name that is a slot, too.
    for name, value in sorted(values.items(), key=lambda pair: -len(pair[1])):
        for span in sorted((*spans(request), *lists(request)), key=lambda one: one.text != value):
            free = all(span.end <= start or end <= span.start for start, end, _ in taken)
            if free and plain(span.text) == plain(value) and plain(value):
                taken.append((span.start, span.end, name))
    result, at = "", 0
    for start, end, name in sorted(taken):
        result += _escaped(request[at:start]) + f"{{{name}}}"
        at = end
    return result + _escaped(request[at:])


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _thing(target: Descriptor) -> str:
    edges = "…".join((target.starts, target.ends)) if target.starts or target.ends else ""
    looks = next((trait for trait in target.traits if "{" in trait), "")
    said = (target.text, target.name, edges, target.meaning, looks)
    words_on_it = next(filter(None, said), "")
    near = target.anchor or target.after
    beside = f" beside {near}" if near else ""
    if words_on_it:
        return f"{words_on_it}{beside}"
    kind = "field" if target.role in ("textbox", "searchbox", "spinbutton") else target.role
    kind = "thing" if "|" in kind else kind
    return f"the {field_name(target)} {kind}".replace("  ", " ") + beside
