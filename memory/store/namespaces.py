"""Namespaces of LangGraph's store as texts.

A namespace as a text sorts right behind its prefixes, so that a range of an index holds all that
is below one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..language.words import clean

_END = "\x1f"
"""Ends a label of a namespace; the next character in order bounds a search by prefix."""
_AFTER_END = "\x20"


def encoded(namespace: Sequence[str]) -> str:
    """Return the namespace as one text. Raises `InvalidNamespaceError`."""
    if any(_END in label for label in namespace):
        # Loading LangGraph takes long, and memory opens without it.
        from langgraph.store.base import InvalidNamespaceError

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
