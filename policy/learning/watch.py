"""The clock of a course: how long it may take, who is told how far it is, and who may stop it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from .outcome import Advance, Stage

FOR_TRAINING = 0.4
"""The share of a budget that is worth giving to the training."""

_SURE_FROM = 0.1
"""From this share on the time that is left can be told."""

OnShare = Callable[[float], None]
"""Hears which share is done, 0..1; may raise to end it."""


class Stopped(Exception):
    """The course was asked to stop while it measured."""


class OutOfTime(Exception):
    """The time is over, or will be before all is measured; says so, for people."""

    def __init__(self, needed: float) -> None:
        """Tell that measuring takes `needed` seconds; the training comes to that."""
        enough = max(1, round(needed / (1 - FOR_TRAINING) / 60))
        super().__init__(
            "Not put into use: on this machine, as busy as it is, there is no time to measure "
            f"whether it is better. Give it more, such as --budget {enough}m."
        )


@dataclass(frozen=True)
class Watch:
    """Who is told how far it is, and how long it may take."""

    budget: float
    """Seconds."""

    began: float
    """When it began, `time.monotonic`."""

    on_advance: Callable[[Advance], None] = lambda _: None
    stop: Callable[[], bool] = lambda: False

    @property
    def ends(self) -> float:
        """When the time is over, `time.monotonic`."""
        return self.began + self.budget

    def measuring(self, stage: Stage, *, more: float | None = None) -> OnShare:
        """Return what hears which share of a stage is done.

        It raises `Stopped`, and `OutOfTime` as soon as it is seen that this, and `more` times as
        much after it, takes longer than there is. Where nothing is to come after it, `more` is
        None: then it goes on as long as there is time.
        """
        started = time.monotonic()

        def on_share(done: float) -> None:
            if self.stop():
                raise Stopped
            now = time.monotonic()
            whole = (now - started) / done if done else 0.0
            left = whole * (1 - done)
            self.on_advance(Advance(stage, done, left if done else None))
            if more is not None and done >= _SURE_FROM:
                self.require(left + more * whole)
            elif now > self.ends and done < 1:
                self.require(left)

        return on_share

    def require(self, seconds: float) -> None:
        """Raise `OutOfTime` where there is less time than so many seconds."""
        needed = time.monotonic() - self.began + seconds
        if needed > self.budget:
            raise OutOfTime(needed)
