"""Carrying out the slash commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from ..core.events import Remembered
from ..core.settings import Settings
from ..memory.records import Record
from .commands import Command, help_rows
from .dialogs import ForgetDialog
from .memories import RememberedRow
from .turns import in_thread
from .wording import bar, plural

if TYPE_CHECKING:
    from .app import UptakeApp

_LISTED = ("fact", "habit", "procedure")
_MOST = 20


class CommandRunner:
    """Does what a command says; errors are raised as `UptakeError`, for the app to show."""

    def __init__(self, app: UptakeApp) -> None:
        self._app = app

    async def run(self, command: Command, argument: str) -> None:
        """Carry a command out."""
        app = self._app
        match command.name:
            case "help":
                await app.chat.transcript.listing("Commands and keys", _columns(help_rows()))
            case "quit":
                app.exit()
            case "panel":
                app.action_toggle_panel()
            case "copy":
                self._copy()
            case "settings":
                await app.chat.transcript.listing(*_settings(app.conversation.settings))
            case "new":
                await app.action_new_thread()
            case "threads":
                app.action_threads()
            case "undo":
                await self._undo()
            case "memory":
                await self._memory(argument)
            case "forget":
                await self._forget(argument)
            case "browser":
                await self._browse(argument)
            case _:
                raise AssertionError(command)

    def _copy(self) -> None:
        text = self._app.chat.transcript.last_reply
        if text:
            self._app.copy_to_clipboard(text)
        self._app.notify("Copied the last reply." if text else "There is no reply to copy.")

    async def _undo(self) -> None:
        if not self._app.writes:
            await self._app.chat.transcript.note("Nothing was remembered since the app was opened.")
            return
        await self._app.undo(self._app.writes[-1])

    async def _browse(self, url: str) -> None:
        address = url if ":" in url.split("/")[0] else f"https://{url}"
        with self._app.doing("opening the browser"):
            await in_thread(lambda: self._app.conversation.open_browser(address))
        await self._app.chat.transcript.note(f"The browser shows {address}")

    async def _memory(self, words: str) -> None:
        conversation = self._app.conversation
        memory, user = conversation.memory, conversation.settings.user
        if words:
            hits = await in_thread(lambda: memory.recall(words, user=user, limit=_MOST))
            lines = [_line(hit.record, hit.relevance) for hit in hits]
            head = f"{plural(len(hits), 'memory')} for “{words}”"
        else:
            records = await in_thread(lambda: memory.list(user=user))
            known = [record for record in records if record.type in _LISTED]
            lines = [_line(record) for record in known[:_MOST]]
            head = plural(len(known), "memory")
            head += f", the newest {_MOST}" if len(known) > _MOST else ""
        await self._app.chat.transcript.listing(head, lines)

    async def _forget(self, words: str) -> None:
        conversation = self._app.conversation
        memory, user = conversation.memory, conversation.settings.user
        hits = await in_thread(lambda: memory.recall(words, user=user, limit=_MOST))
        if not hits:
            await self._app.chat.transcript.note(f"No memory fits “{words}”.")
            return
        offered = [(hit.record.id, hit.record.type, _first_line(hit.record.text())) for hit in hits]
        chosen = await self._app.push_screen_wait(ForgetDialog(offered))
        if not chosen:
            return
        write = await in_thread(lambda: memory.forget(chosen))
        gone = [text for id, _, text in offered if id in chosen]
        event = Remembered(write=write.id, type="forgotten", text="; ".join(gone))
        self._app.writes.append(write.id)
        await self._app.chat.transcript.mount(RememberedRow(event, "forgot"))
        await self._app.count_memories()


def _line(record: Record, relevance: float | None = None) -> Content:
    return Content.assemble(
        (f"{bar(relevance)} ", "$primary") if relevance is not None else "",
        (record.type, "$secondary"),
        "  ",
        _first_line(record.text()),
        (f"  {record.provenance.describe()}", "$foreground 50%"),
    )


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""


def _columns(rows: list[tuple[str, str]]) -> list[Content]:
    width = max(len(name) for name, _ in rows) + 2
    return [
        Content.assemble((name.ljust(width), "$secondary"), (meaning, "$foreground 75%"))
        for name, meaning in rows
    ]


def _settings(settings: Settings) -> tuple[str, list[Content]]:
    """Return a heading and a line for each setting; those that someone set are marked."""
    shown = {name: getattr(settings, name) for name in type(settings).model_fields}
    mine = settings.model_fields_set
    rows = [
        (name, f"{value or 'not set'}" + ("  (set)" * (name in mine)))
        for name, value in shown.items()
    ]
    return f"Settings; change them in {settings.paths.settings}", _columns(rows)
