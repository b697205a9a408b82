"""The learning curve: how well each version does what its user asks for, as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import HomeError, SettingsError

if TYPE_CHECKING:
    from ...core.settings import Settings

_WIDTH = 30
"""Columns of the longest bar."""

_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True)
class Point:
    """What the gate measured of one version."""

    version: str
    in_use: bool
    before: float
    """Adherence of what was in use then."""

    after: float
    """Adherence of this version."""

    ranking: float
    """Its ranking accuracy, 0..1."""


def points(settings: Settings) -> list[Point]:
    """Return the versions of which adherence was measured, the oldest first."""
    from ...policy.learning.adapters.registry import Registry

    registry = Registry(settings.paths.adapters, settings.user)
    in_use, found = registry.in_use, []
    for entry in registry.entries():
        verdict = entry.about.verdict if entry.about else None
        adherence = verdict.measure("adherence") if verdict else None
        ranking = verdict.measure("ranking accuracy") if verdict else None
        if adherence and ranking:
            used = entry.version == in_use
            found.append(
                Point(entry.version, used, adherence.before, adherence.after, ranking.after)
            )
    return found


def in_blocks(curve: Sequence[Point]) -> Iterator[str]:
    """Yield a line for each version: a bar for its adherence, and what it was before."""
    values = [value for point in curve for value in (point.before, point.after)]
    low, high = min(0.0, *values), max(values)
    name = max(len(point.version) for point in curve)
    for point in curve:
        share = (point.after - low) / (high - low) if high > low else 0.0
        mark = "  in use" if point.in_use else ""
        figures = f"{point.after:+.2f} (was {point.before:+.2f})"
        yield f"{point.version:<{name}}  {_bar(share)}  {figures}{mark}"


def must_draw() -> None:
    """Raise `SettingsError` where a PNG cannot be drawn because matplotlib is not installed."""
    if find_spec("matplotlib") is None:
        raise SettingsError("A PNG needs matplotlib: pip install 'uptake[plots]'.")


def as_png(curve: Sequence[Point], path: Path) -> None:
    """Draw adherence and ranking accuracy over versions into a file.

    Raises `SettingsError` where matplotlib is not installed, `HomeError` where the file cannot
    be written.
    """
    must_draw()
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 5), layout="constrained")
    above, below = figure.subplots(2, sharex=True)
    names = [point.version for point in curve]
    above.plot(names, [point.before for point in curve], "o--", color="0.6", label="in use before")
    above.plot(names, [point.after for point in curve], "o-", label="this version")
    above.set_ylabel("adherence")
    above.legend()
    below.plot(names, [point.ranking for point in curve], "o-")
    below.axhline(0.5, color="0.6", linestyle="--")
    below.set_ylim(0, 1.05)
    below.set_ylabel("ranking accuracy")
    try:
        figure.savefig(path, format="png", dpi=120)
    except OSError as error:
        raise HomeError(f"{path} cannot be written: {error.strerror}.") from error


def _bar(share: float) -> str:
    eighths = round(max(0.0, min(1.0, share)) * _WIDTH * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(_WIDTH)
