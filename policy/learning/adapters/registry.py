"""The registry of adapters: the versions that the planner learned for one user.

    HOME/adapters/<user>/v3/       the weights (safetensors) and about.json
    HOME/adapters/<user>/in_use.json    which version answers, and which did before
    HOME/adapters/<user>/unfinished/    what a run of learning has so far
    HOME/adapters/<user>/fixed_sets.json    what models make of what they are all asked

Another process sees a promotion or a rollback at its next look at `in_use`. Knows no model:
weights are files here.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ....core.errors import AdapterError, HomeError
from ....core.files import locked, must_be, write_whole
from .versions import FORMAT, About, read_about, weights_hash, write_about

_log = logging.getLogger("uptake.policy")

BASE = ""
"""The name of the base model among the versions: no adapter."""

_NAME = re.compile(r"v([1-9]\d*)")
_GONE = "gone-"
"""Begins the name of a folder that is being deleted; nothing looks into it."""

_PATIENCE_S = 10.0
"""How long a change waits for another process's, in seconds."""


@dataclass(frozen=True)
class Entry:
    """One folder of the registry."""

    version: str
    about: About | None
    """None where it is damaged."""

    problem: str = ""
    """Why it cannot be used; empty where it can."""


class _InUse(BaseModel):
    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    version: str = BASE
    before: tuple[str, ...] = ()
    """What was in use before, the latest last."""

    answered: tuple[str, ...] = ()
    """All that ever were in use, in the order in which they first were."""

    last: int = 0
    """The greatest number that a version had; numbers are not used twice."""


class Registry:
    """The versions of one user. Any number of processes may use it at a time.

    What changes it raises `HomeError` where the disk is full, or nothing may be written there.
    """

    def __init__(self, adapters: Path, user: str) -> None:
        """Look at the user's versions below `adapters`; makes nothing."""
        self.user = user
        self.root = adapters / _folder_name(user)

    # --- looking ---

    def entries(self) -> list[Entry]:
        """Return all versions, the oldest first; damaged ones with what is wrong with them."""
        if not self.root.is_dir():
            return []
        names = [folder.name for folder in self.root.iterdir() if _NAME.fullmatch(folder.name)]
        return [self._entry(name) for name in sorted(names, key=_number)]

    def about(self, version: str) -> About:
        """Return what is known of a version. Raises `AdapterError` where there is none."""
        about = read_about(self.folder(version))
        if about.user != self.user:
            raise AdapterError(
                f"{version} was learned from {about.user!r}, not from {self.user!r}. "
                "Adapters are not shared between users."
            )
        return about

    def folder(self, version: str) -> Path:
        """Return the folder of a version. Raises `AdapterError` where there is none."""
        folder = self.root / version
        if not _NAME.fullmatch(version) or not folder.is_dir():
            known = ", ".join(entry.version for entry in self.entries()) or "none yet"
            raise AdapterError(f"There is no version {version!r}. There are: {known}.")
        return folder

    def intact(self, version: str) -> Path:
        """Return the folder of a version whose weights are as they were written.

        Raises `AdapterError` where they are not, or where there is no such version.
        """
        about, folder = self.about(version), self.folder(version)
        if weights_hash(folder) != about.weights_hash:
            raise AdapterError(
                f"The weights in {folder} are damaged. `uptake policy rollback` goes back to the "
                "version before; `uptake learn` makes another."
            )
        return folder

    @property
    def in_use(self) -> str:
        """The version that answers now; `BASE` for the base model.

        Raises `AdapterError` where the file that says so is damaged.
        """
        return self._read().version

    @property
    def before(self) -> tuple[str, ...]:
        """The versions that were in use before, the latest last. Raises like `in_use`."""
        return self._read().before

    def stale(self, present: Collection[str]) -> list[str]:
        """Return the versions that saw a turn which is no longer among those `present`."""
        return [e.version for e in self.entries() if e.about and e.about.is_stale(present)]

    # --- changing ---

    @property
    def unfinished(self) -> Path:
        """The folder for what a run of learning has so far; it may not be there."""
        return self.root / "unfinished"

    def add(self, about: About, *, into_use: bool = False) -> About:
        """Make a version of what is in `unfinished`, under the next number.

        Returns `about` with its version. Where it cannot be kept, or not be put into use as
        asked, `unfinished` stays as it is, to be added another time.
        """
        with self._changing() as state:
            number = 1 + max([state.last, *(_number(e.version) for e in self.entries())])
            named = {"version": f"v{number}", "user": self.user}
            hashed = {"weights_hash": weights_hash(self.unfinished)}
            kept = about.model_copy(update=named | hashed)
            numbered = state.model_copy(update={"last": number})
            self._write(numbered)
            write_about(kept, self.unfinished)
            folder = self.root / kept.version
            _rename(self.unfinished, folder)
            if into_use:
                try:
                    self._use(numbered, kept.version)
                except HomeError:
                    _rename(folder, self.unfinished)
                    raise
        return kept

    def promote(self, version: str) -> None:
        """Put a version into use; running chats take it up at their next turn.

        Raises `AdapterError` where it does not exist or is damaged.
        """
        if version != BASE:
            self.intact(version)
        with self._changing() as state:
            if version != state.version:
                self._use(state, version)

    def rollback(self, stale: Collection[str] = ()) -> str:
        """Put back into use what was before and is not `stale`, and return it.

        Raises `AdapterError` where nothing was.
        """
        with self._changing() as state:
            left = self._without(state, state.version, stale)
            if left.version == state.version:
                raise AdapterError("The base model is in use; there is nothing to go back to.")
            self._write(left)
        return left.version

    def delete(self, version: str) -> None:
        """Delete a version's files; where it was in use, what was in use before is again."""
        folder = self.folder(version)
        with self._changing() as state:
            self._write(self._without(state, version))
            self._throw_away(folder)

    def prune(self, others: int) -> None:
        """Delete the oldest versions that never answered, but for so many of them.

        What cannot be deleted now is left to the next time.
        """
        state = self._read()
        keep = {state.version, *state.before, *state.answered}
        for version in [e.version for e in self.entries() if e.version not in keep][:-others]:
            try:
                self.delete(version)
            except HomeError as error:
                _log.warning("%s is not deleted yet: %s", version, error)

    def discard_unfinished(self) -> None:
        """Delete what a run of learning has so far, and what a killed deletion left."""
        if not self.root.is_dir():
            return
        with self._changing():
            if self.unfinished.is_dir():
                self._throw_away(self.unfinished)
            self._sweep()

    def _use(self, state: _InUse, version: str) -> None:
        before = (*(one for one in state.before if one != version), state.version)
        answered = tuple(dict.fromkeys((*state.answered, version)))
        changed = {"version": version, "before": before, "answered": answered}
        self._write(state.model_copy(update=changed))

    def _throw_away(self, folder: Path) -> None:
        """Take a folder out of sight at once, then delete what is in it."""
        self._sweep()  # what an earlier deletion left may have the name that this one needs
        _rename(folder, self.root / f"{_GONE}{folder.name}")
        self._sweep()

    def _sweep(self) -> None:
        for folder in self.root.glob(f"{_GONE}*"):
            with must_be(folder, "deleted"):
                shutil.rmtree(folder)

    # --- files ---

    def _entry(self, version: str) -> Entry:
        try:
            return Entry(version, self.about(version))
        except AdapterError as error:
            return Entry(version, None, str(error))

    def _without(self, state: _InUse, version: str, stale: Collection[str] = ()) -> _InUse:
        """Return the state after a version went out of use, if it was in it, as `stale` ones do."""
        gone = {version, *stale}
        before = [one for one in state.before if one not in gone and self._is_there(one)]
        now = state.version
        if now == version:
            now = before.pop() if before else BASE
        return state.model_copy(update={"version": now, "before": tuple(before)})

    def _is_there(self, version: str) -> bool:
        return version == BASE or (self.root / version).is_dir()

    @property
    def _state(self) -> Path:
        return self.root / "in_use.json"

    def _read(self) -> _InUse:
        try:
            found = json.loads(self._state.read_text("utf-8"))
            if isinstance(found, dict) and found.get("format", 0) > FORMAT:
                raise AdapterError(f"A later version of uptake wrote {self._state}. Update uptake.")
            return _InUse.model_validate(found)
        except FileNotFoundError:
            return _InUse()
        except (OSError, ValueError, TypeError, ValidationError) as error:
            raise AdapterError(
                f"{self._state} is damaged; it says which version answers. Delete it, and choose "
                "a version with `uptake policy promote`."
            ) from error

    def _write(self, state: _InUse) -> None:
        write_whole(self._state, state.model_dump_json() + "\n")

    @contextmanager
    def _changing(self) -> Iterator[_InUse]:
        busy = f"Another process is changing {self.root}. Try again."
        with locked(self.root / "lock", busy, patience=_PATIENCE_S):
            yield self._read()


def _rename(folder: Path, other: Path) -> None:
    with must_be(folder, "renamed"):
        folder.rename(other)


def _number(version: str) -> int:
    return int(version.removeprefix("v"))


def _folder_name(user: str) -> str:
    """Return a name that any file system takes; different users never share one."""
    readable = re.sub(r"[^a-z0-9]+", "-", user.lower())[:40].strip("-")
    digest = hashlib.blake2b(user.encode(errors="surrogatepass"), digest_size=6).hexdigest()
    return f"{readable}-{digest}" if readable else digest
