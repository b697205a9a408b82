"""What a course needs of that which moves weights, and the planner model's own trainer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ....core.protocols import LanguageModel, Message
from ..lessons.lessons import Lesson, Pair

if TYPE_CHECKING:
    from .descent import Learned, Step

Save = Callable[[], None]
"""Writes the adapter as it is now."""


class Trainer(Protocol):
    """Moves the weights of an adapter. Its base model can be asked without it."""

    @property
    def method(self) -> str:
        """What the way of learning is called."""
        ...

    @property
    def parameters(self) -> dict[str, Any]:
        """What decides how it learns, by names."""
        ...

    @property
    def base(self) -> LanguageModel:
        """The model without an adapter."""
        ...

    @property
    def base_hash(self) -> str:
        """Tells the base model's weights from others."""
        ...

    def train(
        self,
        lessons: Sequence[Lesson],
        folder: Path,
        begin: int,
        *,
        on_step: Callable[[Step, Save], None],
        stop: Callable[[], bool],
    ) -> Learned:
        """Train from step `begin` on, with the adapter in `folder` where that is above 0.

        The adapter is saved into `folder` when it returns, and whenever `on_step` calls what it
        is given. Raises `ModelError` and `AdapterError`.
        """
        ...

    def interpolate(self, folder: Path, system: str) -> None:
        """Keep as much of what was learned in a folder as general ability bears.

        `system` is how the model is instructed when it answers.
        """
        ...

    def read(self, folder: Path) -> LanguageModel:
        """Return the model with the adapter in a folder. Raises `AdapterError`."""
        ...

    def pairs(
        self, lessons: Sequence[Lesson], *, on_share: Callable[[float], None] = lambda _: None
    ) -> Sequence[Pair]:
        """Return better and worse answers to what the lessons are about.

        `on_share` hears which share of them is done, 0..1, and may raise to end it.
        """
        ...

    def write(
        self, model: LanguageModel, conversations: Sequence[Sequence[Message]], tokens: int
    ) -> list[str]:
        """Let the base model, or one that was `read`, answer; see `contest.Write`."""
        ...
