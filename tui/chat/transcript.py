"""The conversation on the screen, the newest turn at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ...core.protocols import Message
from .turn_view import Notice, Reply, TurnView, UserMessage

_SHOWN = 40
"""How many messages of a long history are shown; each costs the screen a few widgets."""

WELCOME = Content.from_markup(
    "[bold $primary]uptake[/]  [$foreground 60%]an assistant that learns how you do things[/]\n\n"
    "Ask for something, or say what was not as you wanted it.\n"
    "[$foreground 60%]Teach it: [/]uptake replay FILES"
    "[$foreground 60%]   Commands: [/]/help"
    "[$foreground 60%]   All: [/]ctrl+p"
)


class Transcript(VerticalScroll, can_focus=True):
    """Shows the turns of a thread and follows the newest, unless scrolled away from it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.focus_composer", show=False),
    ]

    def on_mount(self) -> None:
        """Follow what is added."""
        self.anchor()

    async def open(self, messages: Sequence[Message]) -> None:
        """Show a thread from its messages, in place of what was shown."""
        await self.remove_children()
        if not messages:
            await self.mount(Static(WELCOME, id="welcome"))
        spoken = [message for message in messages if message.role != "system"]
        if len(spoken) > _SHOWN:
            note = f"{len(spoken) - _SHOWN} earlier messages are not shown"
            await self.mount(Static(note, markup=False, classes="aside"))
        for message in spoken[-_SHOWN:]:
            shown = UserMessage if message.role == "user" else Reply
            await self.mount(shown(message.content))
        self.anchor()

    async def begin(self, request: str = "") -> TurnView:
        """Add a turn at the bottom and return it."""
        await self.query("#welcome").remove()
        turn = TurnView(request)
        await self.mount(turn)
        self.anchor()
        return turn

    async def note(self, text: str | Content, kind: str = "info") -> None:
        """Add a line from the app itself."""
        await self.mount(Notice(text, kind))
        self.anchor()

    async def listing(self, heading: str, rows: Sequence[Content]) -> None:
        """Add a list of the app's own, such as the help."""
        lines = [Static(row, markup=False, classes="row") for row in rows]
        await self.mount(Vertical(Notice(heading), *lines, classes="listing"))
        self.anchor()

    @property
    def last_reply(self) -> str:
        """The assistant's last words; empty where it has said nothing."""
        replies = list(self.query(Reply))
        return replies[-1].text if replies else ""
