"""Telling demonstrations apart by what differs in a step for no reason that a request gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ...core.actions import Descriptor
from .rows import Row

SAME = 0.9
"""The share of rows in which a string has to be the same to be part of the step."""

_COVERED = 0.6
"""The share of rows that the branches of a split have to keep."""

_FEW = 4
"""So few rows do not show that a string is arbitrary: they are told apart by it."""

_BRANCHES = 12
"""The most ways that demonstrations are told apart by one string."""

Split = list[list[int]]
"""Places of rows that have to be told apart."""


def tell_apart_by_class(rows: Sequence[Row], *, several: bool = True) -> Split | None:
    """Tell the rows apart by the classes of their targets, if that leaves several of each.

    Where `several` is false, single ones are told apart, too.
    """
    classes = in_most(row.target.classes for row in rows)
    branches = by_key([own_classes(row.target, classes) for row in rows])
    return branches if branches and (not several or min(map(len, branches)) > 1) else None


def tell_apart(rows: Sequence[Row]) -> Split | None:
    """Tell the rows apart by the first thing that takes a few recurring values."""
    if by_class := tell_apart_by_class(rows, several=False):
        return by_class
    for field in ("resource_id", "text", "name", "anchor", "role"):
        if branches := by_key([str(getattr(row.target, field)) for row in rows]):
            return branches
    return None


def by_key(keys: Sequence[str]) -> Split | None:
    """Return the places by key, if a few keys that recur cover most of them."""
    groups: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    recurring = [group for group in groups.values() if len(group) > 1]
    covered = sum(map(len, recurring))
    few = len(keys) < _FEW or covered >= _COVERED * len(keys)
    if len(groups) < 2 or len(recurring) > _BRANCHES or not few:
        return None
    return list(groups.values())


def in_most(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names that nearly all groups have, in the order of their first use."""
    every = list(groups)
    counts = Counter(name for names in every for name in set(names))
    order = dict.fromkeys(name for names in every for name in names)
    return tuple(name for name in order if counts[name] >= SAME * len(every))


def own_classes(target: Descriptor, shared: Iterable[str]) -> str:
    """Return the classes that a target does not share, as one string."""
    return " ".join(sorted(set(target.classes) - set(shared)))
