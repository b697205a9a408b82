"""A conversation that follows a script, for tests and pictures of the terminal app."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ..core.errors import RecordMissing, UptakeError
from ..core.events import Event, TurnEnded
from ..core.protocols import Message
from ..core.settings import Settings
from ..core.testing import ScriptedModel
from ..memory.records import Record

if TYPE_CHECKING:
    from ..memory.logs.journal import Entry
    from ..memory.memory import Forgetting, Hit, Memory, Selection, Write
    from ..memory.story import Story

Script = Mapping[str, Sequence[Event | BaseException | threading.Event]]
"""What follows each request or answer: events are yielded, exceptions raised, and
`threading.Event`s waited for, as a slow model or browser would make one wait."""


@dataclass(frozen=True)
class ScriptedThread:
    """A conversation in the list."""

    id: str
    title: str = ""
    updated: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    turns: int = 1
    pending: bool = False


class Shelf:
    """Memory as a list of records, recalled by the words that they share with a query."""

    def __init__(self, records: Sequence[Record] = ()) -> None:
        self.records = list(records)
        self.for_good: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Count the records by type."""
        types = [record.type for record in self.records]
        return {str(name): types.count(name) for name in types}

    def list(self, **_: object) -> Sequence[Record]:
        """Return all records."""
        return list(self.records)

    def recall(self, query: str, **_: object) -> Sequence[Hit]:
        """Return the records that share a word with the query."""
        from ..memory.memory import Hit

        words = set(query.casefold().split())
        return [
            Hit(record=record, relevance=0.9)
            for record in self.records
            if words & set(record.text().casefold().split())
        ]

    def preview(self, what: Sequence[str] | Selection, **_: object) -> Forgetting:
        """Return the records of these ids, or a conversation, with nothing that goes along."""
        from ..memory.memory import Forgetting, Selection

        if isinstance(what, Selection):
            return Forgetting(chosen=(), along=(), changed=(), threads=(what.thread,))
        chosen = tuple(record for record in self.records if record.id in what)
        return Forgetting(chosen=chosen, along=(), changed=())

    def forget(self, what: Forgetting, *, for_good: bool = False) -> Write:
        """Drop records, and note whether it was for good."""
        from ..memory.memory import Write

        removed = tuple(record.id for record in what.removed)
        self.records = [record for record in self.records if record.id not in removed]
        self.for_good += (*removed, *what.threads) if for_good else ()
        return Write(id="forgotten", added=(), removed=removed)

    @property
    def apps(self) -> Shelf:
        """Nothing was learned of apps here."""
        return self

    def to_learn(self) -> Sequence[tuple[str, str]]:
        """Return nothing: no app has to be learned again."""
        return ()

    def story(self, id: str) -> Story:
        """Return the record with nothing else known of it."""
        from ..memory.story import Story

        record = next(record for record in self.records if record.id == id)
        return Story(record, *(() for _ in range(7)))

    def history(self, *, limit: int) -> Sequence[Entry]:
        """Return a write for each record."""
        from ..memory.logs.journal import Change, Entry

        return [
            Entry(
                f"w-{record.id}", record.created, "", False, 1, (Change(record.id, None, record),)
            )
            for record in self.records[:limit]
        ]


@dataclass
class ScriptedConversation:
    """Answers each request with the events that the script has for it."""

    script: Script = field(default_factory=dict)
    records: Sequence[Record] = ()
    known: Sequence[ScriptedThread] = ()
    said: Mapping[str, Sequence[Message]] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Every request and answer that came in, each with its thread."""

    undone: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        self.planner_model = ScriptedModel(name="SmolLM2-135M-Instruct")
        self.memory = cast("Memory", Shelf(self.records))

    def ask(self, text: str, *, thread: str = "main") -> Iterator[Event]:
        """Play what the script has for the text; without it, end the turn."""
        return self._play(text, thread)

    def resume(self, answer: bool | str, *, thread: str = "main") -> Iterator[Event]:
        """Play what the script has for the answer; a yes or no is "yes" or "no" in it."""
        words = answer if isinstance(answer, str) else "yes" if answer else "no"
        return self._play(words, thread)

    def recover(self, *, thread: str = "main") -> Iterator[Event]:
        """Play what the script has for "recover"."""
        return self._play("recover", thread)

    def threads(self) -> Sequence[ScriptedThread]:
        """Return the threads of the script."""
        return self.known

    def history(self, thread: str) -> Sequence[Message]:
        """Return what the script says was said."""
        return self.said.get(thread, ())

    def undo(self, write: str) -> str:
        """Note that a write was undone."""
        if write in self.undone:
            raise RecordMissing(f"The change {write} was taken back already.")
        self.undone.append(write)
        return f"taken back: {write}"

    def prepare(self) -> None:
        """Need nothing."""

    def open_catalogue(self, path: Path) -> str:
        """Remember what was opened."""
        self.opened.append(str(path))
        return "3 items"

    def open_browser(self, url: str) -> None:
        """Note the address. Raises `UptakeError` for one that says "broken"."""
        if "broken" in url:
            raise UptakeError(f"{url} cannot be opened.")
        self.opened.append(url)

    def close(self) -> None:
        """Note that the conversation was closed."""
        self.closed = True

    def _play(self, key: str, thread: str) -> Iterator[Event]:
        self.asked.append((key, thread))
        for scene in self.script.get(key, [TurnEnded(outcome="done", seconds=0.1)]):
            if isinstance(scene, BaseException):
                raise scene
            if isinstance(scene, threading.Event):
                scene.wait()
            else:
                yield scene
