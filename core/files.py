"""What is done to files and folders of a home, and what a person is told where it cannot be.

Files are replaced as a whole: a reader sees the old text or the new, never a part.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import HomeError, HomeLocked


@contextmanager
def must_be(path: Path, done: str) -> Iterator[None]:
    """Raise `HomeError` where what is done to a path is refused (no space, read-only).

    `done` is how the message says what that is: "made", "written", "renamed", "deleted".
    """
    from safetensors import SafetensorError  # raised in place of `OSError` by what writes weights

    try:
        yield
    except (OSError, SafetensorError) as error:
        why = getattr(error, "strerror", None) or error
        raise HomeError(
            f"{path} cannot be {done}: {why}. Make room on the disk, or check who may write there."
        ) from error


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, where it is missing. Raises `HomeError`."""
    with must_be(path, "made"):
        path.mkdir(parents=True, exist_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Replace a file's text at once; on return it is on the disk.

    Raises `HomeError` where that is not possible (no space, read-only); the old text stays.
    """
    scratch = path.with_name(f"{path.name}.{os.getpid()}.part")
    with must_be(path, "written"):
        try:
            with scratch.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(path)
        finally:
            with suppress(OSError):
                scratch.unlink(missing_ok=True)


@contextmanager
def locked(path: Path, busy: str, *, patience: float = 0.0) -> Iterator[None]:
    """Hold a lock file, in a folder that is made where it is missing.

    Raises `HomeLocked` with the message `busy` where another process still holds it after
    `patience` seconds, and `HomeError` where it cannot be made.
    """
    from filelock import FileLock, Timeout

    make_folder(path.parent)
    lock = FileLock(path)
    with must_be(path, "written"):
        try:
            lock.acquire(timeout=patience)
        except Timeout as error:
            raise HomeLocked(busy) from error
    try:
        yield
    finally:
        lock.release()
