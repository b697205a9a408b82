"""The lines of a log file, plain or gzip, read within limits; a `*.json` file is one line.

A file is never trusted: a line may be endless, and a few kilobytes of gzip may unpack to
terabytes. Knows nothing of what the lines mean.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from ..core.errors import LogError

LOGS = ("*.jsonl", "*.jsonl.gz", "*.json", "*.json.gz")
"""The names by which logs are found in a folder."""

_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class Limits:
    """How much is read."""

    line_bytes: int = 32 * 2**20
    """The longest line that is read, and the longest `*.json` file."""

    file_bytes: int = 2 * 2**30
    """The most that one file may unpack to."""

    demonstrations: int | None = None
    """The most that are learned for each app of a file, the first ones; None: all."""


@dataclass(frozen=True)
class Line:
    """One line of a file."""

    number: int
    """From 1."""

    data: bytes
    position: int
    """Bytes of the file (as it lies on disk) that were read so far."""


def read_lines(path: Path, limits: Limits) -> Iterator[Line | LogError]:
    """Yield the lines that are not blank; what cannot be read is yielded as an error.

    After a line that is too long the next ones follow; after any other error nothing does.
    """
    whole = path.name.removesuffix(".gz").endswith(".json")
    number = 0
    try:
        with path.open("rb") as packed, _unpacked(packed) as file:
            total = 0
            take = file.read if whole else file.readline
            while data := take(limits.line_bytes + 1):
                number += 1
                total += len(data)
                if len(data) > limits.line_bytes:
                    yield _too_long(path, number, limits)
                    if whole:
                        return
                    total += _skip_line(file, limits.file_bytes - total)
                elif not data.isspace():
                    yield Line(number, data, packed.tell())
                if total > limits.file_bytes:
                    yield _too_big(path, number, limits)
                    return
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield LogError(f"the gzip data is damaged or cut off ({error})", path=path, line=number + 1)
    except OSError as error:
        yield LogError(f"cannot be read: {error.strerror or error}", path=path)


def _unpacked(packed: BinaryIO) -> BinaryIO:
    magic = packed.read(2)
    packed.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=packed)) if magic == _GZIP_MAGIC else packed


def _skip_line(file: BinaryIO, at_most: int) -> int:
    skipped = 0
    while skipped <= at_most and (data := file.readline(2**20)):
        skipped += len(data)
        if data.endswith(b"\n"):
            break
    return skipped


def _too_long(path: Path, number: int, limits: Limits) -> LogError:
    return LogError(f"longer than {limits.line_bytes:,} bytes", path=path, line=number)


def _too_big(path: Path, number: int, limits: Limits) -> LogError:
    problem = f"the file unpacks to more than {limits.file_bytes:,} bytes; the rest is not read"
    return LogError(problem, path=path, line=number)
