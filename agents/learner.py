"""The learner: lets the small heads and the planner catch up with what was said.

Runs in a process of its own (`python -m uptake.agents.learner`, settings as JSON on its standard
input), at low priority and within a bound of memory, so that whoever talks to the assistant
meanwhile does not notice. Writes what it does to its standard output, one JSON object a line
(`uptake.agents.learning_news`). Asked to stop (SIGTERM, SIGINT, or nobody who reads any more) it
saves what it has and ends.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO

from ..core.errors import UptakeError
from ..core.files import locked, must_be
from ..core.log import start_logging
from ..core.protocols import Embedder
from ..core.settings import Settings
from ..memory.embedding import load_embedder
from ..memory.memory import Memory
from ..policy.learning.adapters.registry import Registry
from ..policy.learning.course import Course
from ..policy.learning.lessons.harvest import candidates, sifted
from ..policy.learning.lessons.lessons import Lesson
from ..policy.learning.methods.planner_trainer import PlannerTrainer
from ..policy.learning.methods.trainer import Trainer
from .instructions import INSTRUCTIONS
from .learning_news import Advanced, Asked, Failed, LeftOut, News, Report
from .routes import Routes

NICE = 10
"""How far it steps back behind other processes; 19 is the most."""


@dataclass(frozen=True)
class Watcher:
    """Who is told what a learner does, and can stop it."""

    tell: Callable[[News], None] = lambda _: None
    stop: Callable[[], bool] = lambda: False


def learn(
    settings: Settings,
    memory: Memory,
    embedder: Embedder,
    trainer: Callable[[], Trainer],
    *,
    budget: float,
    watcher: Watcher | None = None,
) -> Report:
    """Fit the heads and train the planner for the settings' user, in about `budget` seconds.

    Raises `UptakeError`, `HomeLocked` where another one is at it; what is in use then stays.
    """
    began, watcher = time.monotonic(), watcher or Watcher()
    registry = Registry(settings.paths.adapters, settings.user)
    with locked(registry.root / "learning.lock", _BUSY):
        requests = _heads(settings, memory, embedder, watcher)
        watcher.tell(Advanced(stage="lessons", done=0.0))
        found = candidates(memory.turns, user=settings.user)

        def sift(lessons: Sequence[Lesson]) -> Sequence[Lesson]:
            nonlocal found
            found = sifted(replace(found, lessons=tuple(lessons)), embedder)
            return found.lessons

        outcome = Course(registry, trainer, system=INSTRUCTIONS).run(
            found.lessons,
            lambda: memory.turns.keys(user=settings.user),
            sift=sift,
            budget=budget - (time.monotonic() - began),
            on_advance=lambda it: watcher.tell(Advanced(**asdict(it))),
            stop=watcher.stop,
        )
    left_out = Counter(one.why for one in found.left_out)
    return Report(
        planner=outcome,
        requests=requests,
        left_out=tuple(LeftOut(why=why, count=count) for why, count in left_out.most_common()),
        seconds=round(time.monotonic() - began, 2),
        peak_mb=_peak_mb(),
    )


def _heads(settings: Settings, memory: Memory, embedder: Embedder, watcher: Watcher) -> int:
    """Fit what routes requests; return on how many of the user's requests.

    What hears feedback learns from each turn as it is taken, and has nothing to catch up with.
    """
    watcher.tell(Advanced(stage="heads", done=0.0))
    routes = Routes(memory, embedder, settings.paths.heads)
    known = routes.repertoire(settings.user).procedures.values()
    if known:  # without any, what routes is the same for everyone, and fitted when it is needed
        with must_be(settings.paths.heads, "written"):
            routes.prepare(settings.user)
    watcher.tell(Advanced(stage="heads", done=1.0))
    return sum(len(way.requests) for ways in known for way in ways)


# --- the process ---


def main() -> None:
    """Learn as the standard input says, and tell about it on the standard output."""
    asked = Asked.model_validate_json(sys.stdin.read())
    settings = asked.settings.model_copy(update={"threads": _threads(asked.settings)})
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    telling = _own_output()

    def tell(news: News) -> None:
        try:
            telling.write(news.model_dump_json() + "\n")
            telling.flush()
        except BrokenPipeError:  # whoever started it is gone
            stopped.set()

    _step_back(settings)
    try:
        tell(_learn(settings, asked.budget, Watcher(tell, stopped.is_set)))
    except (UptakeError, MemoryError, RuntimeError) as error:
        if _is_out_of_memory(error):
            tell(Failed(problem=_NO_MEMORY.format(settings.learn_memory_mb)))
        elif isinstance(error, UptakeError):
            tell(Failed(problem=str(error)))
        else:
            raise


def _is_out_of_memory(error: Exception) -> bool:
    """Tell whether memory ran out; each library says so in a way of its own."""
    return isinstance(error, MemoryError) or "allocate memory" in str(error)


def _learn(settings: Settings, budget: float, watcher: Watcher) -> Report:
    start_logging(settings)
    embedder = load_embedder(settings)
    memory = Memory.open(settings, embedder)
    try:
        return learn(
            settings,
            memory,
            embedder,
            lambda: PlannerTrainer(settings, embedder),
            budget=budget,
            watcher=watcher,
        )
    finally:
        memory.close()


def _own_output() -> TextIO:
    """Return the standard output; what libraries print from now on goes to standard error."""
    mine = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return mine


def _step_back(settings: Settings) -> None:
    """Leave the processor to others, and bound the memory that can be asked for."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    # Arrow, which libraries load where it is installed, else sets 1 GB aside that nobody uses.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    # A graphics driver reserves address space far beyond what it uses.
    if sys.platform == "linux" and not Path("/dev/nvidiactl").exists():
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (settings.learn_memory_mb * 1_000_000, most))


def _threads(settings: Settings) -> int:
    """Return as many as there are idle cores, but no fewer than the settings say.

    More threads than idle cores wait for one another, and are slower than one.
    """
    if not hasattr(os, "getloadavg"):
        return settings.threads
    return max(settings.threads, round((os.cpu_count() or 1) - os.getloadavg()[0]))


def _peak_mb() -> float:
    """Return the most memory that this process had, in MB; 0 where that cannot be told."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3), 1)


_BUSY = "Another `uptake learn` is at work for this user. Wait for it, or stop it."
_NO_MEMORY = (
    "The memory that learning may take ({} MB) is not enough. Raise learn_memory_mb in the "
    "settings, or choose a smaller planner model. What was in use stays in use."
)

if __name__ == "__main__":
    main()
