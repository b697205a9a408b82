"""Demonstrations put beside one another that do the same, but for what repeats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..steps.traces import Trace
from .loops import Folded, Part

_REPEATING = 0.2
"""The share of demonstrations that have to show a repetition to make it optional for the rest."""


@dataclass(frozen=True)
class Aligned:
    """A trace, its parts put beside those of the other traces of its outline."""

    trace: Trace
    parts: tuple[Part | None, ...]
    """None where a step that repeats is not done at all."""


def outlines(folded: Sequence[Folded]) -> list[list[Aligned]]:
    """Put traces together that do the same, but for what repeats and may be left out."""
    groups: dict[tuple[object, ...], list[Folded]] = {}
    for one in folded:
        groups.setdefault(one.outline, []).append(one)
    hosts = {outline: _host(outline, groups) for outline in groups}
    aligned: dict[tuple[object, ...], list[Aligned]] = {}
    for outline, members in groups.items():
        host = hosts[outline]
        aligned.setdefault(host, []).extend(_align(one, host) for one in members)
    return list(aligned.values())


def _host(
    outline: tuple[object, ...], groups: Mapping[tuple[object, ...], Sequence[Folded]]
) -> tuple[object, ...]:
    """Return the fullest outline that this one is but for repetitions which it leaves out."""
    straight = groups[outline][0].straight
    size = len(groups[outline])
    fuller = [
        other
        for other, members in groups.items()
        if len(other) > len(outline)
        and members[0].straight == straight
        and _is_within(outline, other)
        and len(members) >= _REPEATING * (len(members) + size)
    ]
    return max(fuller, key=lambda other: (len(groups[other]), len(other)), default=outline)


def _is_within(outline: Sequence[object], other: Sequence[object]) -> bool:
    left = iter(other)
    return all(any(symbol == found for found in left) for symbol in outline)


def _align(one: Folded, outline: tuple[object, ...]) -> Aligned:
    left = list(one.parts)
    parts = [left.pop(0) if left and left[0].symbol == symbol else None for symbol in outline]
    return Aligned(one.trace, tuple(parts))
