"""The exceptions of uptake, and what each asks of the person who meets it.

    UptakeError
    ├── SettingsError        a setting, environment variable or settings.toml is wrong
    ├── HomeError            the home folder cannot be used as it is
    │   ├── HomeLocked       another process holds it
    │   └── HomeTooNew       a later version of uptake wrote it
    ├── ModelError           a model cannot be found or loaded
    │   └── AdapterError     an adapter is damaged, made for another model, or missing
    ├── DeviceError          the browser or phone cannot be used at all
    │   └── BrowserMissing   no browser was found
    ├── LogError             a demonstration log is broken: file, line and field are named
    ├── CatalogueError       a catalogue of items cannot be read at all
    ├── RecordMissing        no record, thread or skill has that id
    └── SkillError           a skill folder does not follow the Agent Skills format

An action that fails on a page is none of these: it is an observation
(`uptake.core.observations.ActionResult`) that the agent can learn from.
"""

from __future__ import annotations

from pathlib import Path


class UptakeError(Exception):
    """Something that the user can mend; the message says what happened and what to do."""


class SettingsError(UptakeError):
    """A setting, an environment variable or the settings file is wrong."""


class HomeError(UptakeError):
    """The home folder cannot be used as it is: read-only, full, damaged."""


class HomeLocked(HomeError):
    """Another process is writing to the home; trying again later will work."""


class HomeTooNew(HomeError):
    """A later version of uptake wrote the home; this version would damage it."""


class ModelError(UptakeError):
    """A model cannot be found or loaded."""


class AdapterError(ModelError):
    """An adapter is damaged, was made for another base model, or does not exist."""


class DeviceError(UptakeError):
    """The browser or phone cannot be used at all (one failed action is not an error)."""


class BrowserMissing(DeviceError):
    """No browser was found in the settings, on the PATH, or from Playwright."""


class LogError(UptakeError):
    """A demonstration log is broken.

    The message names the file, the line (from 1) and the field, as far as they are known.
    """

    def __init__(
        self,
        problem: str,
        *,
        path: Path | None = None,
        line: int | None = None,
        field: str | None = None,
    ) -> None:
        self.problem, self.path, self.line, self.field = problem, path, line, field
        super().__init__(str(self))

    def __str__(self) -> str:
        where = str(self.path) if self.path else ""
        if self.line is not None:
            where += f":{self.line}"
        if self.field:
            where += f" [{self.field}]"
        return f"{where}: {self.problem}" if where else self.problem


class CatalogueError(UptakeError):
    """A catalogue of items cannot be read at all (one broken row is no error, but told)."""


class RecordMissing(UptakeError):
    """No record, thread or skill has the id that was asked for."""


class SkillError(UptakeError):
    """A skill folder does not follow the Agent Skills format."""
