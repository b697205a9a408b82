"""The app's own commands in the command palette."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from .commands import COMMANDS, Command


class TakesCommands(Protocol):
    """An app that carries out commands."""

    async def run_command(self, command: Command, argument: str = "") -> None:
        """Carry a command out."""
        ...

    def write_command(self, command: Command) -> None:
        """Put a command into the composer, where its argument is missing."""
        ...


class CommandPalette(Provider):
    """Offers every slash command; one that needs words goes into the composer first."""

    async def discover(self) -> Hits:
        """Offer all commands before anything is typed."""
        for command in COMMANDS:
            yield DiscoveryHit(_title(command), self._action(command), help=command.help)

    async def search(self, query: str) -> Hits:
        """Offer the commands whose name or meaning fits."""
        matcher = self.matcher(query)
        for command in COMMANDS:
            title = _title(command)
            score = max(matcher.match(title), 0.9 * matcher.match(command.help))
            if score > 0:
                action = self._action(command)
                yield Hit(score, matcher.highlight(title), action, help=command.help)

    def _action(self, command: Command) -> Callable[[], Awaitable[None] | None]:
        app = cast(TakesCommands, self.app)
        if command.needs_argument:
            return partial(app.write_command, command)
        return partial(app.run_command, command)


def _title(command: Command) -> str:
    return f"/{command.name}"
