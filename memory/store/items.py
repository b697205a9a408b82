"""Items of LangGraph's store as rows: values as JSON, namespaces as texts (`namespaces`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from langgraph.store.base import Item, MatchCondition, PutOp

from .namespaces import decoded

COLUMNS = "namespace, key, value, created, updated"
"""What `item_of` reads."""


def item_of(row: Sequence[Any]) -> Item:
    """Return the item that the columns hold."""
    namespace, key, value, created, updated = row
    return Item(
        namespace=decoded(namespace),
        key=key,
        value=json.loads(value),
        created_at=datetime.fromisoformat(created).astimezone(UTC),
        updated_at=datetime.fromisoformat(updated).astimezone(UTC),
    )


def dumped(op: PutOp) -> str:
    """Return the value as JSON; moments and UUIDs become texts.

    Raises `ValueError` where it is none.
    """
    try:
        return json.dumps(dict(op.value or {}), default=_as_text)
    except (TypeError, ValueError, RecursionError) as error:
        message = f"The value of {op.key!r} in {op.namespace!r} is no JSON: {error}."
        raise ValueError(message) from error


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


def _as_text(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"an object of type {type(value).__name__} cannot be kept")
