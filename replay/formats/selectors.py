"""What a selector says about the element that it finds.

Reads the selectors that Chrome's Recorder and Puppeteer write: CSS, ARIA, text, XPath and
pierce, in the prefixed (`aria/Send`) and the pseudo-element form (`::-p-aria(Send)`). Only the
last part of a path is read: it names the element, the others say where it stands. What cannot
be read says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ...core.observations import Element
from .snapshots import EDITABLE, role_of

Said = dict[str, str]
"""Attribute, `tag`, `role`, `name` or `text` -> what the selector says it is."""

_PSEUDO = re.compile(r"^::-p-(aria|text|xpath)\((.*)\)$", re.DOTALL)
_KINDS = ("aria", "text", "xpath", "pierce")
_ARIA_ATTRIBUTE = re.compile(r"""\[\s*(role|name)\s*=\s*("[^"]*"|'[^']*')\s*\]""")
_NAMES = ("name", "aria-label", "alt", "placeholder", "title")
"""What an element is called, the most telling first."""

_PATH = re.compile(r"\s*(?:>>>>?|[>+~])\s*|\s+")
_END = re.compile(r"\s*(?:,|$)")
_WORD = r"(?:\\[0-9a-fA-F]{1,6}\s?|\\.|[\w-]|[^\x00-\x7f])+"
_SIMPLE = re.compile(
    rf"""\#(?P<id>{_WORD}) | \.(?P<class>{_WORD}) | (?P<tag>\*|[a-zA-Z][\w-]*)
    | ::?[\w-]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?
    | \[\s*(?P<attribute>[\w-]+)\s*(?:(?P<operator>[~|^$*]?=)\s*
        (?P<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\]\s"']+)\s*[isIS]?\s*)?\]""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)

_LAST_STEP = re.compile(r"""/(?P<tag>\*|[\w-]+)(?P<tests>(?:\[(?:"[^"]*"|'[^']*'|[^\]"'])*\])*)$""")
_TEST = re.compile(
    r"""(?:@(?P<attribute>[\w-]+)|(?:normalize-space|text)\((?:\.|text\(\))?\)|(?<![\w@.])\.)
    \s*[,=]\s*(?P<value>"[^"]*"|'[^']*')""",
    re.VERBOSE,
)
_LAST_CODE_POINT = 0x10FFFF
_LONGEST = 2000
"""Characters of a selector; a longer one was not written to be read."""


def element_of(selectors: Iterable[Any], *, typed: bool = False) -> Element:
    """Return an element with all that the selectors, which find it each, say about it.

    `typed` tells that text was put into it. Texts that say the same are taken once; where
    selectors differ, the first counts.
    """
    said: Said = {}
    classes: list[str] = []
    for selector in selectors:
        told = _read(selector)
        classes += [one for one in told.pop("class", "").split() if one not in classes]
        said = {**told, **said}
    role = _role(said) or ("textbox" if typed else "")
    name = next((said[key] for key in _NAMES if said.get(key)), "")
    return Element(
        ref="e0",
        role=role,
        name=name,
        # What a text selector says of a field is what had been typed into it.
        text="" if typed or role in EDITABLE else said.get("text", ""),
        resource_id=said.get("id", ""),
        classes=tuple(classes),
        clickable=not typed,
        editable=typed and role in EDITABLE,
        password=said.get("type", "").casefold() == "password",
    )


def _role(said: Mapping[str, str]) -> str:
    if role := said.get("role"):
        return role
    tag = said.get("tag", "").upper()
    if tag == "INPUT" and (kind := said.get("type")):
        tag = f"{tag}_{kind.lower()}"
    return role_of({"tag": tag})


def _read(selector: Any) -> Said:
    """Return what one selector says; a list of them is a path through shadow roots."""
    if isinstance(selector, list):
        return _read(selector[-1]) if selector and isinstance(selector[-1], str) else {}
    if not isinstance(selector, str) or len(selector) > _LONGEST:
        return {}
    pseudo = _PSEUDO.match(selector)
    kind, slash, rest = selector.partition("/")
    if pseudo:
        kind, rest = pseudo.groups()
    elif not slash or kind not in _KINDS:
        kind, rest = ("xpath", selector) if selector.startswith("/") else ("css", selector)
    match kind:
        case "aria":
            return _read_aria(rest)
        case "text":
            return {"text": _tidy(rest)}
        case "xpath":
            return _read_xpath(rest)
        case _:
            return _read_css(rest)


def _read_aria(selector: str) -> Said:
    said = {key: _tidy(value[1:-1]) for key, value in _ARIA_ATTRIBUTE.findall(selector)}
    if name := _tidy(_ARIA_ATTRIBUTE.sub("", selector)):
        said["name"] = name
    return said


def _read_css(selector: str) -> Said:
    said: Said = {}
    at = 0
    while not _END.match(selector, at):
        if simple := _SIMPLE.match(selector, at):
            _add(said, simple)
        elif simple := _PATH.match(selector, at):
            said = {}
        else:
            return {}
        at = simple.end()
    return said


def _add(said: Said, simple: re.Match[str]) -> None:
    """Add what one simple selector says: an id, a class, a tag or an attribute."""
    if simple["id"]:
        said["id"] = _unescaped(simple["id"])
    if simple["tag"] and simple["tag"] != "*":
        said["tag"] = simple["tag"]
    own = simple["class"] or ""
    if simple["attribute"] and simple["operator"] == "=":
        value = _unescaped(simple["value"].strip("\"'"))
        if simple["attribute"] == "class":
            own = value
        else:
            said[_key(simple["attribute"])] = value
    if own:
        said["class"] = f"{said.get('class', '')} {_unescaped(own)}".strip()


def _read_xpath(selector: str) -> Said:
    last = _LAST_STEP.search(selector)
    if last is None:
        return {}
    said = {} if last["tag"] == "*" else {"tag": last["tag"]}
    for test in _TEST.finditer(last["tests"]):
        key = _key(test["attribute"]) if test["attribute"] else "text"
        said[key] = _tidy(test["value"][1:-1])
    return said


def _key(attribute: str) -> str:
    """Return the attribute, but not `name`: that is for forms, and no accessible name."""
    return "form-name" if attribute == "name" else attribute


def _unescaped(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        if match[2]:
            return match[2]
        code = int(match[1], 16)
        is_character = 0 < code <= _LAST_CODE_POINT and not 0xD800 <= code <= 0xDFFF
        return chr(code) if is_character else "\ufffd"

    return _ESCAPE.sub(character, text)


def _tidy(text: str) -> str:
    return " ".join(text.split())
