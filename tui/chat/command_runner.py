"""Carrying out the slash commands."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from ...core.settings import Settings
from .commands import Command, help_rows
from .memory_runner import MemoryRunner, columns
from .profile_runner import ProfileRunner
from .shell import Shell
from .turns import in_thread


class CommandRunner:
    """Does what a command says; errors are raised as `UptakeError`, for the app to show."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._memory = MemoryRunner(shell)
        self._profile = ProfileRunner(shell)

    async def run(self, command: Command, argument: str) -> None:
        """Carry a command out."""
        shell = self._shell
        match command.name:
            case "help":
                await shell.chat.transcript.listing("Commands and keys", columns(help_rows()))
            case "quit":
                shell.exit()
            case "panel":
                shell.action_toggle_panel()
            case "copy":
                self._copy()
            case "settings":
                await shell.chat.transcript.listing(*_settings(shell.conversation.settings))
            case "new":
                await shell.action_new_thread()
            case "threads":
                shell.action_threads()
            case "undo":
                await self._undo()
            case "memory":
                await self._memory.list(argument)
            case "story":
                await self._memory.tell(argument)
            case "history":
                await self._memory.history()
            case "profile":
                await self._profile.run(argument)
            case "forget":
                await self._memory.forget(argument)
            case "browser":
                await self._browse(argument)
            case "items":
                await self._offer(argument)
            case _:
                raise AssertionError(command)

    def _copy(self) -> None:
        text = self._shell.chat.transcript.last_reply
        if text:
            self._shell.copy_to_clipboard(text)
        self._shell.notify("Copied the last reply." if text else "There is no reply to copy.")

    async def _undo(self) -> None:
        if not self._shell.writes:
            nothing = "Nothing was remembered since the app was opened. See /history."
            await self._shell.chat.transcript.note(nothing)
            return
        await self._shell.undo(self._shell.writes[-1])

    async def _browse(self, url: str) -> None:
        address = url if ":" in url.split("/")[0] else f"https://{url}"
        with self._shell.doing("opening the browser"):
            await in_thread(lambda: self._shell.conversation.open_browser(address))
        await self._shell.chat.transcript.note(f"The browser shows {address}")

    async def _offer(self, path: str) -> None:
        file = Path(path).expanduser()
        with self._shell.doing("reading the items"):
            read = await in_thread(lambda: self._shell.conversation.open_catalogue(file))
        await self._shell.chat.transcript.note(f"You can choose from {file.name}: {read}")


def _settings(settings: Settings) -> tuple[str, list[Content]]:
    """Return a heading and a line for each setting; those that someone set are marked."""
    shown = {name: getattr(settings, name) for name in type(settings).model_fields}
    mine = settings.model_fields_set
    rows = [
        (name, f"{value or 'not set'}" + ("  (set)" * (name in mine)))
        for name, value in shown.items()
    ]
    return f"Settings; change them in {settings.paths.settings}", columns(rows)
