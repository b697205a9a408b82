"""One version of what the planner learned: what it was made from, and what was measured.

Written as `about.json` beside an adapter's weights. It names turns by their ids and never holds
their text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from ....core.errors import AdapterError
from ....core.files import write_whole
from .adapters import WEIGHTS

FORMAT = 1
"""The newest form of `about.json` that this version of uptake can read."""

ABOUT = "about.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Figure(_Part):
    """What was found of one of the things that a measure looks at one by one."""

    what: str
    before: float
    after: float
    passed: bool


class Measure(_Part):
    """One thing that the gate looked at."""

    name: str
    before: float
    """With what is in use now, or with the base model."""

    after: float
    """With the new adapter."""

    passed: bool
    says: str
    """What was found, in words."""

    low: float | None = None
    """Where a rise is asked for: the lower confidence bound of `after - before`."""

    count: int = 0
    """Of how many turns, pairs or texts it is a mean."""

    figures: tuple[Figure, ...] = ()
    """What was found of each of them, where each counts by itself."""


class Verdict(_Part):
    """What the gate decided, and why."""

    passed: bool
    says: str
    """The decision in one sentence."""

    measures: tuple[Measure, ...] = ()

    def measure(self, name: str) -> Measure | None:
        """Return the measure of that name, if it was taken."""
        return next((measure for measure in self.measures if measure.name == name), None)


class About(_Part):
    """What is known of one version."""

    format: int = FORMAT
    version: str
    user: str
    created: datetime
    parent: str
    """The version that was in use when it was learned; empty for the base model."""

    base_model: str
    base_hash: str
    """Tells the base model's weights from others of the same name."""

    data_hash: str
    """Tells what it was learned from; the same hash means the same lessons."""

    turns: tuple[str, ...]
    """The ids of the turns that moved its weights."""

    held_out: tuple[str, ...] = ()
    """The ids of the turns that it was only measured on."""

    method: str
    parameters: dict[str, Any]
    """Of the method, by their names."""

    weights_hash: str = ""
    """Of the file with the weights, so that damage is seen before they are used."""

    steps: int = 0
    seconds: float = 0.0
    """How long the training took."""

    verdict: Verdict | None = None

    def is_stale(self, present: Collection[str]) -> bool:
        """Tell whether a turn that moved the weights is no longer among those `present`."""
        return not set(self.turns) <= set(present)


def read_about(folder: Path) -> About:
    """Return what is known of the version in a folder.

    Raises `AdapterError` where it cannot be read, or a later version of uptake wrote it.
    """
    path = folder / ABOUT
    try:
        found = json.loads(path.read_text("utf-8"))
        if isinstance(found, dict) and found.get("format", 0) > FORMAT:
            raise AdapterError(
                f"A later version of uptake wrote {path} (format {found['format']}, this one "
                f"knows {FORMAT}). Update uptake."
            )
        return About.model_validate(found)
    except FileNotFoundError as error:
        raise AdapterError(f"{folder} holds no {ABOUT}, so it is no adapter of uptake.") from error
    except (OSError, ValueError, TypeError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise AdapterError(
            f"{path} is damaged: {first}. Delete the folder; `uptake learn` makes another."
        ) from error


def write_about(about: About, folder: Path) -> None:
    """Write what is known of a version into its folder, whole or not at all."""
    write_whole(folder / ABOUT, about.model_dump_json(indent=2) + "\n")


def weights_hash(folder: Path) -> str:
    """Return a hash of the weights in a folder. Raises `AdapterError` where there are none."""
    try:
        with (folder / WEIGHTS).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise AdapterError(f"{folder / WEIGHTS} cannot be read: {error.strerror}.") from error
