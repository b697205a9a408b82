"""Other processes of this machine that share in work which is a plain function of its input.

They begin afresh ("spawn"), because a process that runs threads cannot be copied safely. They
hear no Ctrl-C, and end at once when the process that began them leaves or dies.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self, TypeVar

from ..core.errors import UptakeError

_AHEAD = 2
"""How many inputs wait for each process, so that none idles and few are held in memory."""

Input = TypeVar("Input")
Result = TypeVar("Result")


class Workers:
    """Does work in so many processes; with one, in this process. Used as a context manager."""

    def __init__(self, count: int) -> None:
        """Begin no process before there is work."""
        self.count = count
        self._pool: ProcessPoolExecutor | None = None
        self._leash: Connection | None = None

    def map(self, work: Callable[[Input], Result], inputs: Iterable[Input]) -> Iterator[Result]:
        """Yield what the work makes of each input, in their order.

        With more than one process, the work has to be a function of a module, and inputs and
        results have to be picklable. Raises `UptakeError` where a process was killed.
        """
        if self._pool is None:
            yield from map(work, inputs)
            return
        begun: deque[Future[Result]] = deque()
        try:
            for one in inputs:
                begun.append(self._pool.submit(work, one))
                if len(begun) > self.count * _AHEAD:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        except BrokenProcessPool as error:
            raise UptakeError(
                "A process that shared in the work was ended from outside, perhaps because memory "
                "ran out: try again, with fewer processes."
            ) from error

    def __enter__(self) -> Self:
        if self.count > 1:
            context = get_context("spawn")
            held, self._leash = context.Pipe(duplex=False)
            self._pool = ProcessPoolExecutor(self.count, context, _begin, (held,))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is None or self._leash is None:
            return
        if error is not None:
            self._leash.close()  # nobody waits for what they still do
        self._pool.shutdown(cancel_futures=True)
        self._leash.close()


def _begin(leash: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(leash,), daemon=True).start()


def _end_with(leash: Connection) -> None:
    """End this process when the other end of the pipe is closed, by hand or by a death."""
    with suppress(EOFError, OSError):
        leash.recv()
    os._exit(1)
