"""The commands that start with a slash: their names, what they mean, and how they are read.

Knows nothing about what they do to the app; `uptake.tui.chat.app` carries them out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One command of the composer."""

    name: str
    argument: str
    """What follows the name, in capitals; in brackets where it can be left out."""

    help: str

    @property
    def usage(self) -> str:
        """The command as it is typed."""
        return f"/{self.name} {self.argument}".rstrip()

    @property
    def needs_argument(self) -> bool:
        """True where the command says nothing without its argument."""
        return bool(self.argument) and not self.argument.startswith("[")


BROWSER = Command("browser", "URL", "open a page in the browser")
ITEMS = Command("items", "FILE", "choose from the items of a file: CSV, JSON lines, Parquet")

COMMANDS: tuple[Command, ...] = (
    Command("help", "", "the commands and keys"),
    Command("new", "", "start a new thread"),
    Command("threads", "", "pick a thread to go on with"),
    Command("memory", "[WORDS]", "what is remembered"),
    Command("story", "WORDS", "where a memory came from and was used"),
    Command("profile", "[edit]", "what is known of you, in words"),
    Command("undo", "", "take the last change back"),
    Command("history", "", "what was written, to take back any of it"),
    Command("forget", "[WORDS]", "forget what fits, or this conversation"),
    BROWSER,
    ITEMS,
    Command("panel", "", "show or hide the side panel"),
    Command("copy", "", "copy the last reply"),
    Command("settings", "", "the settings as they are"),
    Command("quit", "", "leave; threads stay"),
)

KEYS: tuple[tuple[str, str], ...] = (
    ("enter", "send"),
    ("ctrl+j, shift+enter", "new line"),
    ("up, down", "earlier messages"),
    ("tab", "complete a command"),
    ("esc", "stop what is running"),
    ("ctrl+b", "side panel"),
    ("ctrl+t", "threads"),
    ("ctrl+n", "new thread"),
    ("ctrl+r", "pick a recommended item"),
    ("ctrl+p", "all commands"),
    ("pgup, pgdn", "scroll"),
    ("ctrl+q", "quit"),
)


def parse(text: str) -> tuple[Command, str] | None:
    """Read a line as a command and its argument; None where it is none of ours."""
    name, _, argument = text.strip().partition(" ")
    for command in COMMANDS:
        if name == f"/{command.name}":
            return command, argument.strip()
    return None


def is_command(text: str) -> bool:
    """Tell whether a line is meant as a command: "/word", and not a path like "/etc/hosts"."""
    word = text.strip().split(" ")[0]
    return len(word) > 1 and word[0] == "/" and word[1:].isalpha() and "\n" not in text


def completions(text: str) -> list[Command]:
    """Return the commands that a half-typed line could become, none once it has a space."""
    if not text.startswith("/") or " " in text or "\n" in text:
        return []
    return [command for command in COMMANDS if f"/{command.name}".startswith(text)]


def help_rows() -> list[tuple[str, str]]:
    """Return what can be typed or pressed, each with its meaning; a blank row in between."""
    commands = [(command.usage, command.help) for command in COMMANDS]
    return [*commands, ("", ""), *KEYS]
