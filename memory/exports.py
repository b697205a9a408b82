"""Exports: JSONL files whose first line says the format, its version and how many lines follow.

A file appears once it is whole, and only its owner can read it. Knows nothing of what the lines
hold.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from ..core.errors import HomeTooNew, UptakeError

NAMED = 100
"""How many bad lines are named; a file that has more is of another kind."""


@dataclass(frozen=True)
class Problem:
    """A line that was not imported, and why."""

    line: int
    """From 1."""

    reason: str
    """For people; it never quotes the line, which may hold a secret."""


@dataclass(frozen=True)
class Format:
    """What the first line of an export says."""

    name: str
    version: int
    """What is written; it and all earlier versions are read."""

    counted: str
    """What the lines after the first are: "records", "turns"."""

    def header(self, count: int) -> bytes:
        """Return the first line of a file with so many others."""
        head = {"format": self.name, "version": self.version, self.counted: count}
        return json.dumps(head).encode() + b"\n"

    def expected(self, path: Path, line: str, *, otherwise: str) -> int:
        """Read the first line; return how many others follow.

        Raises `HomeTooNew` where a later version wrote it, and `UptakeError`, which says
        `otherwise`, where it is no such line.
        """
        try:
            head: Any = json.loads(line)
        except ValueError:
            head = None
        if not isinstance(head, dict) or head.get("format") != self.name:
            raise UptakeError(otherwise)
        if head.get("version") not in range(1, self.version + 1):
            raise HomeTooNew(f"A later version of uptake wrote {path}. Update uptake to import it.")
        return int(head.get(self.counted, 0))


@contextmanager
def new_export(path: Path) -> Iterator[BinaryIO]:
    """Yield a file to write to, which takes the path once it is whole.

    Raises `UptakeError` where it cannot be written; what had the path before then stays.
    """
    aside = path.with_name(f".{path.name}.part")
    try:
        with open(os.open(aside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise UptakeError(f"{path} cannot be written: {error.strerror}.") from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise `UptakeError` where the file cannot be read, or is no UTF-8 text."""
    try:
        yield
    except OSError as error:
        raise UptakeError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UptakeError(f"{path} is not UTF-8 text (byte {error.start}).") from error


def said_of(error: ValidationError) -> str:
    """Say for people what is wrong with a line, without quoting it."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{first['msg']} [{where}]" if where else first["msg"]
