"""What a course of learning has so far, kept so that a pause or a kill loses little of it.

Stands beside the weights in the registry's folder `unfinished`. Names turns by their ids only.
"""

from __future__ import annotations

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict, ValidationError

from ....core.files import write_whole
from .registry import Registry

_FILE = "saved.json"


class Saved(BaseModel):
    """How far a training is."""

    model_config = ConfigDict(frozen=True)

    data_hash: str
    """Tells what it learns from; the course of other lessons begins anew."""

    turns: tuple[str, ...]
    """The turns that have moved the weights."""

    steps: int = 0
    seconds: float = 0.0
    finished: bool = False
    """Whether it is all that is trained; what is left is to measure it."""


def load(registry: Registry) -> Saved | None:
    """Return how far the unfinished training is; None where there is none that can be read."""
    try:
        return Saved.model_validate_json((registry.unfinished / _FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def keep(registry: Registry, saved: Saved) -> None:
    """Write down how far it is; the weights have to be in the folder by then."""
    write_whole(registry.unfinished / _FILE, saved.model_dump_json())


def forget(registry: Registry, present: Collection[str]) -> None:
    """Delete it where it cannot be read, or saw a turn that is not among those `present`."""
    saved = load(registry)
    if saved is None or not set(saved.turns) <= set(present):
        registry.discard_unfinished()
