"""Showing the description of the user, and letting the user change it in an editor."""

from __future__ import annotations

import click
from textual.app import SuspendNotSupported
from textual.content import Content

from ...core.errors import UptakeError
from ...memory.profile import Profile, describe, edit
from ..commands.memory_profile import edited_lines
from ..wording import plural
from .shell import Shell
from .turns import in_thread


class ProfileRunner:
    """Carries out `/profile`."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    async def run(self, argument: str) -> None:
        """Show the description, or open it in the user's editor and keep what was changed."""
        conversation = self._shell.conversation
        memory, user = conversation.memory, conversation.settings.user
        known = await in_thread(lambda: describe(memory, user))
        if argument != "edit":
            await self._show(known)
            return
        if (text := self._edited(known.text())) is None:
            await self._shell.chat.transcript.note("Nothing was changed.")
            return
        done = await in_thread(lambda: edit(memory, user, known, text))
        self._shell.writes += [write.id for write in done.writes]
        lines = [Content(line) for line in edited_lines(done)]
        await self._shell.chat.transcript.listing("Your description was changed", lines)
        await self._shell.count_memories()

    async def _show(self, known: Profile) -> None:
        lines = [Content(line) for line in known.text().splitlines()]
        head = "What is known of you" if lines else "Nothing is known of you yet"
        if known.left_out:
            head += f"; there is no room for {plural(known.left_out, 'more line')}"
        await self._shell.chat.transcript.listing(head, lines)

    def _edited(self, text: str) -> str | None:
        """Return the text as the editor left it; None where nothing was changed."""
        try:
            with self._shell.suspend():
                return click.edit(text, extension=".md")
        except SuspendNotSupported as error:
            raise UptakeError(
                "This terminal cannot be lent to an editor. Use `uptake memory profile --edit`."
            ) from error
