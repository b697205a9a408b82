"""Learning from follow-ups while nobody uses the terminal app, where the user allows it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from ...core.errors import HomeError

if TYPE_CHECKING:
    from ...agents.learning_news import News

IDLE_S = 300.0
"""How long nobody must have said anything, in seconds."""

BUDGET_S = 300.0
"""How long it may learn, in seconds."""


class Learning(Protocol):
    """A learner that runs; `LearningProcess` is one."""

    def news(self) -> Iterator[News]:
        """Yield what it tells until it has ended."""
        ...

    def stop(self) -> None:
        """Ask it to save what it has and end."""
        ...


class IdleLearning:
    """Starts a learner once the app has rested for a while, and stops it when it is used again.

    What was said is learned from once: after a learner has ended, another one starts only when
    there was another turn.
    """

    def __init__(
        self,
        start: Callable[[], Learning],
        tell: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start learners with `start`; `tell` hears, in any thread, what came of them."""
        self._start, self._tell, self._clock = start, tell, clock
        self._last = clock()
        self._due = True
        self._running: Learning | None = None
        self._thread: threading.Thread | None = None

    def used(self) -> None:
        """Note that someone uses the app; a learner that runs saves what it has and ends."""
        self._last, self._due = self._clock(), True
        if self._running is not None:
            self._running.stop()

    def look(self) -> None:
        """Start a learner where it is time to; called every now and then."""
        rested = self._clock() - self._last >= IDLE_S
        if self._due and rested and self._running is None:
            self._due = False
            try:
                self._running = self._start()
            except HomeError as error:
                self._tell(str(error))
                return
            self._thread = threading.Thread(
                target=self._watch, args=(self._running,), name="learning", daemon=True
            )
            self._thread.start()

    def wait(self) -> None:
        """Wait until the learner that runs has ended."""
        if self._thread is not None:
            self._thread.join()

    def _watch(self, learning: Learning) -> None:
        for news in learning.news():
            if news.kind == "report" and news.planner.version:
                self._tell(news.planner.says)
            elif news.kind == "failed":
                self._tell(news.problem)
        self._running = None
