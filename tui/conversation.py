"""What the terminal app needs of an assistant; `uptake.agents.assistant.Assistant` has it.

Everything here may block for seconds, so the app calls it from threads of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..core.events import Event
from ..core.protocols import LanguageModel, Message
from ..core.settings import Settings

if TYPE_CHECKING:
    from ..memory.memory import Memory


class ThreadInfo(Protocol):
    """One conversation in a list of conversations."""

    @property
    def id(self) -> str:
        """Names the thread."""
        ...

    @property
    def title(self) -> str:
        """What the thread is about, for people."""
        ...

    @property
    def updated(self) -> datetime:
        """When its last turn was."""
        ...

    @property
    def turns(self) -> int:
        """How many turns it has."""
        ...

    @property
    def pending(self) -> bool:
        """True where the last turn waits for an answer or was cut off."""
        ...


class Conversation(Protocol):
    """An assistant to talk to."""

    @property
    def settings(self) -> Settings:
        """What the user chose."""
        ...

    @property
    def planner_model(self) -> LanguageModel:
        """The model that plans, and writes replies where no other does."""
        ...

    @property
    def memory(self) -> Memory:
        """What is remembered."""
        ...

    def ask(self, text: str, *, thread: str = "main") -> Iterator[Event]:
        """Run a turn; the last event is `TurnEnded`. Raises `UptakeError`."""
        ...

    def resume(self, answer: bool | str, *, thread: str = "main") -> Iterator[Event]:
        """Go on with a turn that waits for an approval or an answer."""
        ...

    def recover(self, *, thread: str = "main") -> Iterator[Event]:
        """Finish a turn that a crash cut off; nothing where there is none."""
        ...

    def threads(self) -> Sequence[ThreadInfo]:
        """Return the conversations that can be resumed."""
        ...

    def history(self, thread: str) -> Sequence[Message]:
        """Return what was said in a thread, the oldest first."""
        ...

    def undo(self, write: str) -> str:
        """Take a change of memory back and say what was undone. Raises `RecordMissing`."""
        ...

    def prepare(self) -> None:
        """Load what the next turn would otherwise wait for."""
        ...

    def open_browser(self, url: str) -> None:
        """Point the assistant's browser at an address. Raises `DeviceError`."""
        ...

    def open_catalogue(self, path: Path) -> str:
        """Choose from the items of a file, and say how many. Raises `CatalogueError`."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...
