"""The rows that fit is learned from: a preference, what honours it, and what does not."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HELD_OUT = 0.1
"""The share of the questions and themes that the encoder is not trained on."""


@dataclass(frozen=True)
class Row:
    """A preference, with options that honour it and options that do not."""

    kind: str
    """"options", "themes" or "columns": where it is from."""

    group: str
    """What its options are about; rows that share options share it."""

    preference: str
    honours: tuple[str, ...]
    violates: tuple[str, ...]


def all_rows(folder: Path) -> Iterator[Row]:
    """Read the rows of a folder that are learned from, kind by kind."""
    yield from _of_options(folder / "options")
    yield from _of_themes(folder / "themes")
    yield from _of_columns(folder / "columns")


def draw(row: Row, rng: random.Random) -> tuple[str, str, str, str]:
    """Draw one option that honours the preference and, after it, three that do not."""
    one, two, three = rng.sample(row.violates, 3)
    return rng.choice(row.honours), one, two, three


def is_held_out(group: str, share: float) -> bool:
    """Tell whether a group is among a share of all, chosen by the SHA-256 of its name."""
    digest = hashlib.sha256(group.encode()).hexdigest()
    return int(digest[:8], 16) / 16**8 < share


def _of_options(folder: Path) -> Iterator[Row]:
    for row in read_lines(folder):
        first, *rest = row["options"]
        yield Row("options", row["question"], row["preference"], (first,), tuple(rest))


def _of_themes(folder: Path) -> Iterator[Row]:
    """Make a row of each preference of each theme, with what its two sides have."""
    for path in sorted(folder.glob("*.yaml")):
        for theme in yaml.safe_load(path.read_text("utf-8")):
            for side, good, bad in (("avoid", "lacks", "has"), ("seek", "has", "lacks")):
                for preference in theme[side]:
                    honours, violates = tuple(theme[good]), tuple(theme[bad])
                    yield Row("themes", theme["topic"], preference, honours, violates)


def _of_columns(folder: Path) -> Iterator[Row]:
    """Make a row of each preference of each side, with the values of all others against it."""
    for column in read_lines(folder):
        sides = column["sides"]
        for side in sides:
            others = tuple(v for one in sides if one is not side for v in one["values"])
            for preference in (*side["stated"], *side["implied"]):
                yield Row("columns", column["topic"], preference, tuple(side["values"]), others)


def read_lines(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of all files of a folder."""
    for path in sorted(folder.glob("*.jsonl")):
        yield from map(json.loads, path.read_text("utf-8").splitlines())
