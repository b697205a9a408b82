"""What an app was learned from, as a mark: an app whose mark still fits is not learned again.

The mark is a hash of all that decides what is learned, and of which of it memory still holds.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from ..memory.memory import Memory, Revision

_PACKAGE = Path(__file__).parents[1]
_LEARNER = ("core", "memory", "replay")
"""The packages whose code decides what is learned."""


def demonstrated(memory: Memory, app: str, *, user: str) -> Revision:
    """Return what differs from before when the app's demonstrations are not the same any more."""
    return memory.revision(["demonstration"], user=user, app=app)


def mark(memory: Memory, app: str, shown: Revision, *, user: str) -> str:
    """Return the mark of an app that was learned when its demonstrations were `shown`.

    It changes where the demonstrations, uptake or the embedding model are others, and where a
    procedure or a habit that was learned is no more.
    """
    held = (*memory.list("procedure", user=user, app=app), *memory.list("habit", app=app))
    learned = sorted(one.id for one in held if one.provenance.kind == "demonstration")
    told = (_learner(), memory.embedder.name, shown, learned)
    return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


@cache
def _learner() -> str:
    """Return a hash of the code that learns, so that nobody has to count its versions."""
    code = hashlib.blake2b(digest_size=16)
    for folder in _LEARNER:
        for path in sorted((_PACKAGE / folder).rglob("*.py")):
            code.update(path.read_bytes())
    return code.hexdigest()
