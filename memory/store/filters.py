"""Filters of LangGraph's store: which values a search lets through.

`passes` is the meaning. `condition` says as much of it in SQL as means the same there, so that a
search need not read what cannot pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from ..language.words import clean

_EXACT = 2**53
"""Above it whole numbers are not told apart once they are real ones, as they are in SQL."""

_ORDERS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "$gt": (">", lambda value, bound: value > bound),
    "$gte": (">=", lambda value, bound: value >= bound),
    "$lt": ("<", lambda value, bound: value < bound),
    "$lte": ("<=", lambda value, bound: value <= bound),
}
_OPERATORS = frozenset({"$eq", "$ne", *_ORDERS})


def passes(value: Mapping[str, Any], wanted: Mapping[str, Any] | None) -> bool:
    """Tell whether a value has all that is wanted of it, by field.

    What is wanted of a field is what it equals, the fields that it has in turn, or operators
    (`$eq`, `$ne`, `$gt`, `$gte`, `$lt`, `$lte`) with bounds. Numbers are ordered as numbers,
    also where they are written as texts, and other texts as texts, such as dates; what is
    otherwise unlike its bound is neither above nor below it. Raises `ValueError` for an
    operator that there is not.
    """
    return all(_fits(value.get(key), want) for key, want in (wanted or {}).items())


def condition(wanted: Mapping[str, Any] | None) -> tuple[str, list[Any]]:
    """Return an SQL condition on a column `value`, with its values; all that passes meets it."""
    parts, values = list[str](), list[Any]()
    for key, want in (wanted or {}).items():
        is_operators = isinstance(want, dict) and any(name.startswith("$") for name in want)
        wants = cast("dict[str, Any]", want) if is_operators else {"$eq": want}
        for part, more in _conditions(key, wants):
            parts.append(part)
            values += more
    if not parts:
        return "1", []
    # What is no JSON in SQL's sense, such as NaN, is left to `passes`.
    return f"CASE WHEN json_valid(value) THEN {' AND '.join(parts)} ELSE 1 END", values


def _conditions(key: str, wants: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    if '"' in key or "\\" in key or not key.isascii():
        return  # SQL would look for another key
    path = f'$."{key}"'
    for name, bound in wants.items():
        is_number = isinstance(bound, int | float) and abs(bound) < _EXACT
        if name == "$eq" and (is_number or _is_plain(bound)):
            yield "json_extract(value, ?) = ?", [path, bound]
        elif name == "$eq" and bound is None:
            yield "json_extract(value, ?) IS NULL", [path]
        elif name in _ORDERS and is_number:
            order = f"json_extract(value, ?) {_ORDERS[name][0]} ?"
            yield f"(json_type(value, ?) = 'text' OR {order})", [path, path, bound]


def _is_plain(bound: Any) -> bool:
    """Tell whether SQL reads a text as it is: no NUL, no half of a character."""
    return isinstance(bound, str) and "\0" not in bound and clean(bound) == bound


def _fits(value: Any, want: Any) -> bool:
    if isinstance(want, list | tuple):
        return (
            isinstance(value, list)
            and len(value) == len(want)
            and all(_fits(one, other) for one, other in zip(value, want, strict=True))
        )
    if not isinstance(want, dict):
        return bool(value == want)
    wants = cast("dict[str, Any]", want)
    if any(name.startswith("$") for name in wants):
        return all(_meets(value, name, bound) for name, bound in wants.items())
    return isinstance(value, dict) and passes(cast("dict[str, Any]", value), wants)


def _meets(value: Any, operator: str, bound: Any) -> bool:
    if operator not in _OPERATORS:
        raise ValueError(f"{operator!r} is not an operator of a filter.")
    if operator in ("$eq", "$ne"):
        return (value == bound) is (operator == "$eq")
    compare = _ORDERS[operator][1]
    number, limit = _number(value), _number(bound)
    if number is not None and limit is not None:
        return compare(number, limit)
    return isinstance(value, str) and isinstance(bound, str) and compare(value, bound)


def _number(value: Any) -> float | None:
    if not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
