"""How counts, durations and amounts are written; the app and the command line share it."""

from __future__ import annotations

from datetime import datetime

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
"""One frame every tenth of a second."""


def bar(fraction: float, width: int = 5) -> str:
    """Draw an amount in 0..1 as `width` blocks."""
    full = round(max(0.0, min(1.0, fraction)) * width)
    return "▰" * full + "▱" * (width - full)


def duration(ms: float) -> str:
    """Write a duration given in milliseconds the way people say it."""
    seconds = ms / 1000
    if seconds < 1:
        return f"{ms:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago a moment was, in its largest unit; a date after a month."""
    seconds = (now - moment).total_seconds()
    for unit, size, limit in (("min", 60, 60), ("h", 3600, 24), ("d", 86400, 31)):
        if seconds < 60:
            return "just now"
        if seconds < size * limit:
            return f"{seconds / size:.0f} {unit} ago"
    return f"{moment:%d %b %Y}"


def size(bytes_: int) -> str:
    """Write a number of bytes the way people say it: "0.3 MB", "1.2 GB"."""
    if bytes_ < 1e9:
        return f"{bytes_ / 1e6:.1f} MB"
    return f"{bytes_ / 1e9:.1f} GB"


def plural(count: int, noun: str) -> str:
    """Write a count with its noun: "1 habit", "3 memories"."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("y") else f"{count} {noun}s"
