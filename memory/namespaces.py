"""Namespaces of LangGraph's store as texts that sort below their prefixes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langgraph.store.base import InvalidNamespaceError, MatchCondition

from .words import clean

_END = "\x1f"
"""Ends a label of a namespace; the next character in order bounds a search by prefix."""
_AFTER_END = "\x20"


def encoded(namespace: Sequence[str]) -> str:
    """Return the namespace as one text. Raises `InvalidNamespaceError`."""
    if any(_END in label for label in namespace):
        raise InvalidNamespaceError(f"A label of {namespace!r} holds the character U+001F.")
    return clean("".join(label + _END for label in namespace))


def decoded(namespace: str) -> tuple[str, ...]:
    """Return the labels of a text that `encoded` made."""
    return tuple(namespace.split(_END)[:-1])


def below(prefix: Sequence[str]) -> tuple[str, list[Any]]:
    """Return the SQL condition that a column `namespace` starts with all labels of the prefix."""
    start = encoded(prefix)
    if not start:
        return "1", []
    return "namespace >= ? AND namespace < ?", [start, start[:-1] + _AFTER_END]


def literal(path: Sequence[str]) -> Sequence[str]:
    """Return the labels of a path before its first wildcard."""
    return path[: path.index("*")] if "*" in path else path


def matches(condition: MatchCondition, namespace: tuple[str, ...]) -> bool:
    """Tell whether a namespace begins, or ends, with the labels of a path; "*" is any label."""
    path = condition.path
    if len(path) > len(namespace):
        return False
    part = namespace[: len(path)] if condition.match_type == "prefix" else namespace[-len(path) :]
    return all(wanted in ("*", label) for wanted, label in zip(path, part, strict=True))
