"""Carrying out the slash commands that are about memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from ...core.errors import UptakeError
from ...core.events import ApprovalAsked, Remembered
from ...memory.records import Record
from ...memory.storage.selection import Selection
from ..commands.memory_story import entry_line, line, rows
from ..wording import bar, plural
from .dialogs import ApprovalDialog, ForgetDialog
from .memories import RememberedRow
from .shell import Shell
from .turns import in_thread

if TYPE_CHECKING:
    from ...memory.memory import Forgetting, Hit, Memory, Write

_LISTED = ("fact", "habit", "procedure")
_MOST = 20


class MemoryRunner:
    """Shows what is remembered, and takes it back or forgets it."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    @property
    def _memory(self) -> Memory:
        return self._shell.conversation.memory

    async def list(self, words: str) -> None:
        """List what fits the words; without any, what is known for long."""
        if words:
            hits = await self._recall(words)
            lines = [_line(hit.record, hit.relevance) for hit in hits]
            head = f"{plural(len(hits), 'memory')} for “{words}”"
        else:
            user = self._shell.conversation.settings.user
            records = await in_thread(lambda: self._memory.list(user=user))
            known = [record for record in records if record.type in _LISTED]
            lines = [_line(record) for record in known[:_MOST]]
            head = plural(len(known), "memory")
            head += f", the newest {_MOST}" if len(known) > _MOST else ""
        await self._shell.chat.transcript.listing(head, lines)

    async def tell(self, words: str) -> None:
        """Tell the story of the memory that fits the words best."""
        hits = await self._recall(words)
        if not hits:
            await self._nothing_fits(words)
            return
        story = await in_thread(lambda: self._memory.story(hits[0].record.id))
        await self._shell.chat.transcript.listing("The story of a memory", columns([*rows(story)]))

    async def history(self) -> None:
        """List the last changes; each can be taken back where it stands."""
        entries = await in_thread(lambda: self._memory.history(limit=_MOST))
        head = "What was written, the last first" if entries else "Nothing was written yet"
        await self._shell.chat.transcript.listing(head, [])
        for entry in entries:
            event = Remembered(write=entry.id, type="change", text=entry_line(entry))
            row = RememberedRow(event, "")
            await self._shell.chat.transcript.mount(row)
            if entry.undone or not entry.changes:
                row.show_undone()

    async def forget(self, words: str) -> None:
        """Let the user choose memories that fit the words, and forget them.

        Without words, forget the whole conversation that is open.
        """
        if not words:
            await self._forget_conversation()
            return
        hits = await self._recall(words)
        if not hits:
            await self._nothing_fits(words)
            return
        offered = [(hit.record.id, hit.record.type, line(hit.record)) for hit in hits]
        answer = await self._shell.push_screen_wait(ForgetDialog(offered))
        if not answer.chosen:
            return
        what = await in_thread(lambda: self._memory.preview(answer.chosen))
        if answer.for_good and not await self._shell.push_screen_wait(_warning(what)):
            return
        with self._shell.doing("forgetting"):
            write = await in_thread(lambda: _forget(self._memory, what, for_good=answer.for_good))
        text = _gone(what)
        if answer.for_good:
            await self._shell.chat.transcript.note(f"Forgot for good: {text}")
        else:
            event = Remembered(write=write.id, type="forgotten", text=text)
            self._shell.writes.append(write.id)
            await self._shell.chat.transcript.mount(RememberedRow(event, "forgot"))
        await self._shell.count_memories()

    async def _forget_conversation(self) -> None:
        session, user = self._shell.chat.session, self._shell.conversation.settings.user
        if session is None or session.turn is not None:
            raise UptakeError("A turn is running. Wait for its end, or stop it with Esc.")
        what = await in_thread(
            lambda: self._memory.preview(Selection(thread=session.thread), user=user)
        )
        if not await self._shell.push_screen_wait(_warning(what)):
            return
        with self._shell.doing("forgetting"):
            await in_thread(lambda: _forget(self._memory, what, for_good=True))
        await self._shell.action_new_thread()
        await self._shell.chat.transcript.note("The conversation is forgotten for good.")
        await self._shell.count_memories()

    async def _recall(self, words: str) -> Sequence[Hit]:
        user = self._shell.conversation.settings.user
        return await in_thread(lambda: self._memory.recall(words, user=user, limit=_MOST))

    async def _nothing_fits(self, words: str) -> None:
        await self._shell.chat.transcript.note(f"No memory fits “{words}”.")


def _forget(memory: Memory, what: Forgetting, *, for_good: bool) -> Write:
    from ...replay.forgetting import forget

    return forget(memory, what, for_good=for_good)


def _warning(what: Forgetting) -> ApprovalDialog:
    return ApprovalDialog(
        ApprovalAsked(
            reason="This cannot be undone. Afterwards no file holds the words of:",
            steps=(
                *(f"the conversation {thread}" for thread in what.threads),
                *(f"{record.type}  {line(record)}" for record in what.chosen),
                *(f"{a.record.type}  {line(a.record)}  ({a.why})" for a in what.along),
            ),
        )
    )


def _gone(what: Forgetting) -> str:
    chosen = "; ".join(line(record) for record in what.chosen)
    return f"{chosen} (and {len(what.along)} with it)" if what.along else chosen


def _line(record: Record, relevance: float | None = None) -> Content:
    return Content.assemble(
        (f"{bar(relevance)} ", "$primary") if relevance is not None else "",
        (record.type, "$secondary"),
        "  ",
        line(record),
        (f"  {record.provenance.describe()}", "$foreground 50%"),
    )


def columns(rows: Sequence[tuple[str, str]]) -> list[Content]:
    """Lay out names and their meanings."""
    width = max(len(name) for name, _ in rows) + 2
    return [
        Content.assemble((name.ljust(width), "$secondary"), (meaning, "$foreground 75%"))
        for name, meaning in rows
    ]
