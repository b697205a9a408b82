"""Where small fitted heads are kept: a file name that changes with the data and with the code.

A head that was fitted on other data, or by other code, is then not found and fitted anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path


def head_path(folder: Path, name: str, data: Iterable[str]) -> Path:
    """Return where the head of that name, fitted on these texts by this code, is kept."""
    digest = hashlib.blake2b(_code(), digest_size=8)
    for text in data:
        digest.update(f"{text}\0".encode(errors="surrogatepass"))
    return folder / f"{name}-{digest.hexdigest()}"


def drop_others(path: Path) -> None:
    """Delete the heads of the same name that were fitted on other data or by other code."""
    name = path.name.rpartition("-")[0]
    for other in path.parent.glob(f"{name}-*"):
        if other != path and not other.suffix:  # one with a suffix is just being written
            other.unlink(missing_ok=True)


@cache
def _code() -> bytes:
    """Return a digest of the code that makes features and fits heads."""
    digest = hashlib.blake2b(digest_size=8)
    for name in ("kernel.py", "ridge.py", "router.py", "wording.py"):
        digest.update(files("uptake.policy.routing").joinpath(name).read_bytes())
    return digest.digest()
