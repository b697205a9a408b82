"""What a move is done to, without which one of a row: "a click on one of the boxes"."""

from __future__ import annotations

import re

from ...core.actions import Op
from ..steps.traces import Move

Kind = tuple[object, ...]

_STATE = re.compile(
    r"(?:^|[-_])(?:active|selected|current|hover(?:ed)?|focus(?:ed)?|open(?:ed)?|expanded|"
    r"collapsed|checked|disabled|visited)(?:$|[-_])"
)
"""Classes that say in which state a thing is, not what it is."""


def kind(move: Move) -> Kind:
    """Say what a move is done to, so that things of a row are the same."""
    target = move.target
    if move.action.op is Op.KEY:
        return move.action.op, move.action.text
    classes = frozenset(name for name in target.classes if not _STATE.search(name))
    return move.action.op, target.role, re.sub(r"\d+", "#", target.resource_id), classes
