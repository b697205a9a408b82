"""Work that blocks, done beside the app in daemon threads.

Daemon threads, because quitting must not wait for a model or a browser; what a turn
has acknowledged is on disk by then.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from textual.message import Message
from textual.message_pump import MessagePump

from ...core.errors import UptakeError
from ...core.events import Event

_log = logging.getLogger("uptake.tui")

T = TypeVar("T")


@dataclass
class EventArrived(Message):
    """Something happened in the turn that runs."""

    event: Event
    turn: Turn


@dataclass
class Loading(Message):
    """A model is fetched or converted."""

    what: str
    fraction: float
    """How much of it is done, 0..1."""

    @property
    def text(self) -> str:
        """What is done, and how much of it, for people."""
        return f"{self.what} {self.fraction:.0%}"


@dataclass
class TurnClosed(Message):
    """The turn's thread has nothing more to say."""

    turn: Turn
    error: str
    """What went wrong, for people; empty where nothing did."""


class Turn:
    """One run of the assistant in its own thread; posts each event to the app."""

    def __init__(self, app: MessagePump, start: Callable[[], Iterator[Event]]) -> None:
        self._app, self._start = app, start
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="turn", daemon=True)

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Show nothing more; the assistant stops at its next event."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """True once `stop` was called."""
        return self._stopped.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the thread; tell whether it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        error = ""
        try:
            events = self._start()
            for event in events:
                if self.stopped:
                    break
                self._app.post_message(EventArrived(event, self))
            if isinstance(events, Generator):
                events.close()
        except Exception as problem:  # noqa: BLE001 - a failed turn must not take the app with it
            error = describe(problem)
        self._app.post_message(TurnClosed(self, error))


def describe(problem: Exception) -> str:
    """Say for people what went wrong; a bug goes to the log with its traceback."""
    if isinstance(problem, UptakeError):
        return str(problem)
    _log.error("unexpected failure in a turn", exc_info=problem)
    name = type(problem).__name__
    return f"Something unexpected went wrong ({name}: {problem}). The log has the details."


async def in_thread(work: Callable[[], T]) -> T:
    """Run blocking work in a daemon thread and return what it returns, or raise what it raises."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def deliver(setter: Callable[..., None], value: object) -> None:
        if not future.cancelled():
            setter(value)

    def run() -> None:
        outcome: tuple[Callable[..., None], object]
        try:
            outcome = (future.set_result, work())
        except Exception as problem:  # noqa: BLE001 - it is raised where the work is awaited
            outcome = (future.set_exception, problem)
        with suppress(RuntimeError):  # the loop is closed: the app has quit
            loop.call_soon_threadsafe(deliver, *outcome)

    threading.Thread(target=run, name="work", daemon=True).start()
    return await future
