"""How the app looks: two themes, and how amounts and times are drawn in text."""

from __future__ import annotations

from datetime import datetime

from textual.theme import Theme

DARK = Theme(
    name="uptake",
    primary="#63d2b4",
    secondary="#8ab4f8",
    accent="#f2b76b",
    warning="#f2b76b",
    error="#f2777a",
    success="#8fd694",
    foreground="#d5dbe5",
    background="#12161d",
    surface="#181d26",
    panel="#1d232e",
    dark=True,
    variables={
        "border-blurred": "#2b3442",
        "block-cursor-background": "#63d2b4",
        "block-cursor-foreground": "#12161d",
        "input-selection-background": "#63d2b4 30%",
        "scrollbar": "#2b3442",
        "scrollbar-hover": "#3b4656",
        "scrollbar-background": "#12161d",
        "scrollbar-background-hover": "#12161d",
        "scrollbar-background-active": "#12161d",
    },
)

LIGHT = Theme(
    name="uptake-light",
    primary="#0d7f66",
    secondary="#2f62b5",
    accent="#a45f00",
    warning="#a45f00",
    error="#b3363a",
    success="#2b7a3b",
    foreground="#232a35",
    background="#f7f8fa",
    surface="#eef0f4",
    panel="#e6e9ef",
    dark=False,
)

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


def plural(count: int, noun: str) -> str:
    """Write a count with its noun: "1 habit", "3 memories"."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("y") else f"{count} {noun}s"
