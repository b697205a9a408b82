"""Page snapshots of the MiniWoB++ logs, as observations.

Knows the logs' DOM format (`tag`, `ref`, `recordingTarget`, …) and maps it onto the roles that
the browser device gives to the same page. Knows nothing of events. A log repeats the whole page
with every event, so what is worked out of a page is kept and little is done twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any

from ...core.errors import LogError
from ...core.looks import Look, traits
from ...core.observations import Bounds, Element, Observation

Node = dict[str, Any]
"""One DOM node as the log holds it."""

Drawn = dict[tuple[object, ...], Element]
"""The elements of the pages of one log, by all that makes them what they are."""

_ROLES = {
    "A": "link",
    "BUTTON": "button",
    "IMG": "img",
    "LI": "listitem",
    "OPTGROUP": "group",
    "OPTION": "option",
    "SELECT": "combobox",
    "TABLE": "table",
    "TEXTAREA": "textbox",
    "t": "text",
    **{f"H{level}": "heading" for level in range(1, 7)},
}
_INPUT_ROLES = {
    "button": "button",
    "checkbox": "checkbox",
    "color": "button",
    "file": "button",
    "image": "button",
    "number": "spinbutton",
    "radio": "radio",
    "range": "slider",
    "reset": "button",
    "search": "searchbox",
    "submit": "button",
}
_WIDGET_ROLES = {
    "ui-accordion-header": "tab",
    "ui-accordion": "tablist",
    "ui-accordion-content": "tabpanel",
    "ui-dialog": "dialog",
    "ui-menu-divider": "separator",
    "ui-progressbar": "progressbar",
    "ui-spinner-button": "button",
    "ui-spinner-input": "spinbutton",
    "ui-tabs-nav": "tablist",
    "ui-tabs-panel": "tabpanel",
    "ui-tabs-tab": "tab",
}
"""Classes of jQuery UI's widgets, and the role attributes that they go with and logs leave out."""

EDITABLE = frozenset({"textbox", "searchbox", "spinbutton"})
"""Roles of elements that are typed into."""

_CHECKABLE = frozenset({"checkbox", "radio"})
_CLICKABLE = (
    EDITABLE | _CHECKABLE | {"button", "link", "option", "combobox", "slider", "label", "tab"}
)
_NAMED = EDITABLE | _CHECKABLE | {"combobox", "slider"}
_BUTTONS = frozenset({"INPUT_button", "INPUT_reset", "INPUT_submit"})
_OFF_SCREEN = -1000
"""Left edges beyond this, in CSS pixels, hide an element that only screen readers should find."""


def walk(root: Node) -> Iterator[tuple[Node, Node | None]]:
    """Yield every node with its parent, in document order."""
    stack: list[tuple[Node, Node | None]] = [(root, None)]
    while stack:
        pair = stack.pop()
        yield pair
        node = pair[0]
        if children := node.get("children"):
            stack += [(child, node) for child in reversed(children)]


def role_of(node: Node) -> str:
    """Return the role that the browser device gives to such a node."""
    classes = node.get("classes")
    return _role(str(node.get("tag", "")), classes if isinstance(classes, str) else "")


@lru_cache(maxsize=4096)
def _role(tag: str, classes: str) -> str:
    for name in classes.split():
        if name in _WIDGET_ROLES:
            return _WIDGET_ROLES[name]
    if tag.startswith("INPUT"):
        return _INPUT_ROLES.get(tag.partition("_")[2], "textbox")
    return _ROLES.get(tag) or tag.lower()


class Snapshot:
    """A page as the log holds it. What is wrong with it shows when it is first asked about."""

    def __init__(self, root: Node) -> None:
        self.root = root

    def shows(self, root: Node) -> bool:
        """Tell whether the page is just the same as that one."""
        try:
            return self.root == root
        except RecursionError:
            return False  # nested too deeply to be compared; a page more costs only time

    @cached_property
    def nodes(self) -> list[tuple[Node, Node | None]]:
        """All nodes, each with its parent, in document order."""
        return list(walk(self.root))

    @cached_property
    def refs(self) -> dict[int, str]:
        """The ref that each node has in the observation of this page, by its `id()`."""
        return refs_of(self.nodes)

    @cached_property
    def fields(self) -> dict[str, tuple[Node, str]]:
        """The fields that hold text, by ref, with their values."""
        return {
            str(node["ref"]): (node, str(node.get("value") or ""))
            for node, _ in self.nodes
            if role_of(node) in EDITABLE
        }


def observe(page: Snapshot, *, app: str, drawn: Drawn) -> Observation:
    """Return the snapshot as an observation. Raises `LogError` naming the field that is wrong.

    Elements that were `drawn` for another page of the log, and are the same here, are shared.
    """
    try:
        nodes, refs = page.nodes, page.refs
        places = [(refs[id(node)], refs[id(up)] if up else None) for node, up in nodes]
        words = traits(
            {ref: _look(node, up) for (node, _), (ref, up) in zip(nodes, places, strict=True)}
        )
        elements = tuple(
            _element(node, parent, ref, up, words[ref], drawn)
            for (node, parent), (ref, up) in zip(nodes, places, strict=True)
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LogError(f"not a DOM node: {error!r}", field="states.dom") from error
    body = elements[0].bounds
    size = (round(body.width), round(body.height))
    return Observation(backend="log", app=app, viewport=size, elements=elements)


def _look(node: Node, container: str | None) -> Look:
    """Return what the log tells of how the node looks; not what a drawing is filled with."""
    tag, _, kind = str(node["tag"]).partition("_")
    return Look(
        tag="#text" if tag == "t" else tag.lower(),
        kind=kind,
        text=_clean(node.get("text")),
        width=node["width"],
        height=node["height"],
        inside=container,
        background=str(node.get("bgColor") or ""),
        ink="" if tag.islower() else str(node.get("fgColor") or ""),
    )


def refs_of(nodes: Sequence[tuple[Node, Node | None]]) -> dict[int, str]:
    """Return a ref for each node, by its `id()`: the log's own, made different where it repeats.

    Of nodes with the same ref the one that was acted on keeps it, or that people act on.
    """
    refs = {id(node): str(node["ref"]) for node, _ in nodes}
    if len(set(refs.values())) == len(nodes):
        return refs
    taken: set[str] = set()
    places = sorted(range(len(nodes)), key=lambda at: _claim(nodes[at][0]))
    for place in places:
        node, _ = nodes[place]
        ref = str(node["ref"])
        refs[id(node)] = f"{ref}:{place}" if ref in taken else ref
        taken.add(refs[id(node)])
    return refs


def _claim(node: Node) -> tuple[bool, bool]:
    return not node.get("recordingTarget"), role_of(node) not in _CLICKABLE


def _element(
    node: Node,
    parent: Node | None,
    ref: str,
    parent_ref: str | None,
    words: tuple[str, ...],
    drawn: Drawn,
) -> Element:
    role = role_of(node)
    name = _name(node, parent, role)
    value = node.get("value")
    box = node["left"], node["top"], node["width"], node["height"]
    texts = _string(node.get("text")), _string(node.get("id")), _string(node.get("classes"))
    held = value if isinstance(value, str) else bool(value)
    focused = bool(node.get("focused"))
    key = (ref, parent_ref, words, node["tag"], name, held, focused, *box, *texts)
    known = drawn.get(key)
    if known is None:
        known = drawn[key] = _drawn(node, role, name, ref, parent_ref, words)
    return known


def _drawn(
    node: Node, role: str, name: str, ref: str, parent_ref: str | None, words: tuple[str, ...]
) -> Element:
    value = node.get("value")
    password = node["tag"] == "INPUT_password"
    bounds = Bounds(x=node["left"], y=node["top"], width=node["width"], height=node["height"])
    return Element(
        ref=ref,
        role=role,
        name=name,
        text="" if role in EDITABLE else _clean(node.get("text")),
        value=value if isinstance(value, str) and not password else "",
        resource_id=_clean(node.get("id")),
        classes=tuple(_string(node.get("classes")).split()),
        traits=words,
        bounds=bounds,
        clickable=role in _CLICKABLE,
        editable=role in EDITABLE,
        checked=bool(value) if role in _CHECKABLE else None,
        focused=bool(node.get("focused")),
        password=password,
        visible=bounds.width > 0 and bounds.height > 0 and bounds.x > _OFF_SCREEN,
        parent=parent_ref,
    )


def _string(value: object) -> str:
    """Return a text; "" for what is none: SVG elements have an object for their classes, say."""
    return value if isinstance(value, str) else ""


def _name(node: Node, parent: Node | None, role: str) -> str:
    """Return what a button says, or the text of the label around a field or beside it."""
    if node["tag"] in _BUTTONS:
        return _clean(node.get("value"))
    if parent is None or role not in _NAMED:
        return ""
    if parent["tag"] == "LABEL":
        return _text_in(parent)
    siblings = parent["children"]
    at = next(index for index, sibling in enumerate(siblings) if sibling is node)
    after = siblings[at + 1 : at + 2] if role in _CHECKABLE else []
    for neighbour in (*after, *siblings[max(at - 1, 0) : at]):
        if neighbour["tag"] == "LABEL":
            return _text_in(neighbour)
    return ""


def _text_in(node: Node) -> str:
    return _clean(" ".join(str(part.get("text") or "") for part, _ in walk(node)))


def _clean(text: object) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""
