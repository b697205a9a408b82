"""How the app looks: a dark and a light theme."""

from __future__ import annotations

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
