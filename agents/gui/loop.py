"""An event loop in a thread of its own, so that asynchronous code is called plainly.

It works from any thread, and beside applications that have an event loop of their own.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any, TypeVar

from ...core.errors import DeviceError

Result = TypeVar("Result")

_END_S = 30
"""How long the thread gets to end; wide, for machines that are busy."""


class NoAnswer(DeviceError):
    """What was asked of the loop took too long."""


class LoopThread:
    """Runs coroutines, one at a time for each caller."""

    def __init__(self, name: str) -> None:
        """Start the thread; it does not keep the process alive."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Result], *, limit_s: float) -> Result:
        """Return the coroutine's result. Raises `NoAnswer` when it takes too long."""
        if self._loop.is_closed():
            work.close()
            raise DeviceError("The browser was closed: open the page again.")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(limit_s)
        except FutureTimeout as error:
            if future.done():
                raise
            future.cancel()
            raise NoAnswer(f"The browser did not answer within {limit_s:.0f} s.") from error

    def stop(self) -> None:
        """End the thread; what still runs in it is cancelled."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(_cancel_the_rest(), self._loop).result(_END_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_END_S)
        self._loop.close()


async def _cancel_the_rest() -> None:
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
