"""Files that are replaced as a whole: a reader sees the old text or the new, never a part."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import HomeError


def write_whole(path: Path, text: str) -> None:
    """Replace a file's text at once; on return it is on the disk.

    Raises `HomeError` where that is not possible (no space, read-only); the old text stays.
    """
    scratch = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with scratch.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise HomeError(f"{path} cannot be written: {error.strerror}.") from error
