"""What a course needs of that which moves weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from ...core.protocols import LanguageModel
from .lessons import Lesson, Pair


class Trainer(Protocol):
    """Moves the weights of an adapter. Its base model can be asked without it."""

    method: str
    parameters: dict[str, Any]
    steps: int
    """How many steps a whole training has."""

    base: LanguageModel
    base_hash: str

    def train(
        self,
        lessons: Sequence[Lesson],
        folder: Path,
        begin: int,
        *,
        on_step: Callable[[int, float, Callable[[], None]], None],
        stop: Callable[[], bool],
    ) -> int:
        """Train from step `begin` on, with the adapter in `folder` where that is above 0.

        `on_step` hears the number of steps done, the loss and a function that saves the adapter
        into `folder` as it is. Returns the number of steps done, with the adapter saved.
        """
        ...

    def read(self, folder: Path) -> LanguageModel:
        """Return the model with the adapter in a folder. Raises `AdapterError`."""
        ...

    def pairs(self, lessons: Sequence[Lesson]) -> list[Pair]:
        """Return better and worse answers to what the lessons are about."""
        ...
