"""Rows: the moves of several demonstrations that are one step, each with its request."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.actions import Descriptor
from .traces import Move


@dataclass(frozen=True, eq=False)
class Row:
    """One move, and the request that it served."""

    request: str
    move: Move
    before: tuple[str, ...] = ()
    """Refs of what the same step was done to before."""

    @property
    def target(self) -> Descriptor:
        """The target's description."""
        return self.move.target
