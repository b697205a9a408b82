"""Log files in, compact records out.

Each line is parsed once; of the demonstrations that it holds, those that are known, or above the
limit, are not read. That is done here or, where there is much of it, in several processes; the
results come in the order of the lines all the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ..core.errors import LogError
from ..memory.records import Demonstration
from .concealing import conceal
from .flows import compact, record_id
from .formats.formats import find, importers
from .lines import LOGS, Limits, read_lines
from .workers import Workers

_WORTH_BYTES = 32 * 2**20
"""Below this, reading takes less time than it takes other processes to begin."""

_UNPACKED = 12
"""How many bytes a byte of a gzip log may well hold."""

_CHUNK_BYTES, _CHUNK_LINES = 2 * 2**20, 50
"""How much a process is handed at a time."""


@dataclass(frozen=True)
class How:
    """How logs are read."""

    user: str
    """Whose memory the records are for."""

    limits: Limits = Limits()  # noqa: RUF009 - frozen
    as_format: str = ""
    """The name of the format that the logs have; empty: it is told by their content."""

    secret_fields: tuple[str, ...] = ()
    """Names of fields whose content is left out, besides password fields."""


@dataclass(frozen=True)
class Skipped:
    """Something that was not learned, and why."""

    path: Path
    line: int | None
    field: str | None
    reason: str


@dataclass(frozen=True)
class Seen:
    """One line of a file, or what is wrong with the file, and what came of it."""

    path: Path
    line: int
    position: int
    """Bytes of the file (as it lies on disk) that were read up to its end."""

    new: tuple[Demonstration, ...] = ()
    known: tuple[str, ...] = ()
    """The apps of its demonstrations that are known already."""

    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class _Task:
    """A line to be read."""

    seen: Seen
    """The line, and what is wrong with it."""

    data: bytes
    """Empty where the line could not be taken from the file."""

    full: frozenset[str]
    """The apps of which the file has shown as many demonstrations as are learned."""


def read_logs(
    paths: Sequence[Path], known: Iterable[str], how: How, workers: Workers
) -> Iterator[Seen]:
    """Yield what each line of the files holds, without the demonstrations whose ids are known.

    Folders are searched for logs. Raises `LogError` where there is no such format.
    """
    importers(how.as_format)
    files, missing = find_files(paths)
    yield from missing
    known = frozenset(known)
    lines = _Lines(known, how.limits)
    tasks = (task for path in files for task in lines.tasks(path))
    if _unpacked(files) < _WORTH_BYTES or how.limits.demonstrations is not None:
        workers = Workers(1)
    # One at a time here, so that nothing above the limit is read.
    chunks = _chunks(tasks) if workers.count > 1 else ([task] for task in tasks)
    for chunk in workers.map(partial(_read, how=how, known=known), chunks):
        yield from map(lines.settled, chunk)


def find_files(paths: Sequence[Path]) -> tuple[list[Path], list[Seen]]:
    """Return the log files among the paths and in the folders among them, and what has none."""
    files: dict[Path, None] = {}
    missing = []
    for path in paths:
        if not path.is_dir():
            files[path] = None
            continue
        found = sorted(one for pattern in LOGS for one in path.rglob(pattern))
        files |= dict.fromkeys(found)
        if not found:
            nothing = Skipped(path, None, None, f"no {', '.join(LOGS)} in it")
            missing.append(Seen(path, 0, 0, skipped=(nothing,)))
    return list(files), missing


class _Lines:
    """Takes lines from files, and says which of their demonstrations count."""

    def __init__(self, known: Iterable[str], limits: Limits) -> None:
        self._known, self._limits = set(known), limits
        self._full: dict[Path, set[str]] = defaultdict(set)
        self._taken: Counter[tuple[Path, str]] = Counter()

    def tasks(self, path: Path) -> Iterator[_Task]:
        """Yield a task for each line of the file that is not blank."""
        position = 0
        for line in read_lines(path, self._limits):
            if isinstance(line, LogError):
                skipped = (_skipped(path, line.line, line),)
                seen, data = Seen(path, line.line or 0, position, skipped=skipped), b""
            else:
                position = line.position
                seen, data = Seen(path, line.number, position), line.data
            yield _Task(seen, data, frozenset(self._full[path]))

    def settled(self, seen: Seen) -> Seen:
        """Return it without what is above the limit, or was in an earlier line."""
        new = [one for one in seen.new if one.id not in self._known]
        known = [*seen.known, *(one.app for one in seen.new if one.id in self._known)]
        known = [app for app in known if self._is_taken(seen.path, app)]
        new = [one for one in new if self._is_taken(seen.path, one.app)]
        self._known.update(one.id for one in new)
        return replace(seen, new=tuple(new), known=tuple(known))

    def _is_taken(self, path: Path, app: str) -> bool:
        if app in self._full[path]:
            return False
        self._taken[path, app] += 1
        if self._taken[path, app] == self._limits.demonstrations:
            self._full[path].add(app)
        return True


def _unpacked(files: Sequence[Path]) -> int:
    """Return about how many bytes the files hold."""
    sizes = ((path, path.stat().st_size) for path in files if path.is_file())
    return sum(size * (_UNPACKED if path.suffix == ".gz" else 1) for path, size in sizes)


def _chunks(tasks: Iterable[_Task]) -> Iterator[list[_Task]]:
    chunk: list[_Task] = []
    held = 0
    for task in tasks:
        chunk.append(task)
        held += len(task.data)
        if len(chunk) >= _CHUNK_LINES or held >= _CHUNK_BYTES:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk


def _read(tasks: Sequence[_Task], how: How, known: Container[str]) -> list[Seen]:
    return [_read_one(task, how, known) if task.data else task.seen for task in tasks]


def _read_one(task: _Task, how: How, known: Container[str]) -> Seen:
    seen = task.seen
    new, known_apps, skipped = [], [], []
    for found in find(task.data, seen.path, as_format=how.as_format):
        try:
            if isinstance(found, LogError):
                raise found
            if found.app in task.full:
                continue
            if record_id(found.app, found.id) in known:
                known_apps.append(found.app)
                continue
            demonstration = conceal(found.read(), how.secret_fields)
            new.append(compact(demonstration, user=how.user, source=seen.path.name))
        except LogError as error:
            skipped.append(_skipped(seen.path, seen.line, error))
    return replace(seen, new=tuple(new), known=tuple(known_apps), skipped=tuple(skipped))


def _skipped(path: Path, line: int | None, error: LogError) -> Skipped:
    return Skipped(path, line, error.field, error.problem)
