"""A learner in a process of its own, as the command line and the terminal app watch it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pydantic import ValidationError

from ..core.files import must_be

if TYPE_CHECKING:
    from ..agents.learning_news import News
    from ..core.settings import Settings

_COMMAND = [sys.executable, "-m", "uptake.agents.learner"]


def _emptied(log: Path) -> IO[str]:
    with must_be(log, "written"):
        return log.open("w", encoding="utf-8")


class LearningProcess:
    """Runs `uptake.agents.learner`; what it tells is read from `news`."""

    def __init__(self, settings: Settings, budget: float) -> None:
        """Start it, for at most `budget` seconds. What libraries print goes into a log.

        Raises `HomeError` where that cannot be written.
        """
        from ..agents.learning_news import Asked

        settings.paths.create()
        self._log = settings.paths.logs / "learner.log"
        with _emptied(self._log) as log:
            # A session of its own: Ctrl-C reaches who watches, and who watches asks it to stop.
            self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own Python
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        asked = Asked(settings=settings, budget=budget)
        self._input.write(asked.model_dump_json().encode())
        self._input.close()

    @property
    def _input(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def news(self) -> Iterator[News]:
        """Yield what it tells until it has ended; the last is a `Report` or `Failed`."""
        from ..agents.learning_news import Advanced, Failed, parse_news

        assert self._process.stdout is not None
        told: News | None = None
        for line in self._process.stdout:
            try:
                told = parse_news(line)
            except ValidationError:
                continue  # a library printed past us
            yield told
        code = self._process.wait()
        if told is None or isinstance(told, Advanced):
            yield Failed(problem=self._why(code))

    def stop(self) -> None:
        """Ask it to save what it has and end; `news` goes on until it has."""
        self._process.terminate()

    def kill(self) -> None:
        """End it at once; what it saved last is kept."""
        self._process.kill()

    def _why(self, code: int) -> str:
        if code == -9:
            return (
                "The learner was killed, most likely because memory ran out. What was in use "
                "stays in use; the next `uptake learn` goes on from what was saved."
            )
        return f"The learner ended unexpectedly ({code}). {self._log} has the details."
