"""One turn of the conversation on the screen: what was said, done and remembered."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Markdown, Static
from textual.widgets.markdown import MarkdownStream

from ...core.events import (
    Event,
    Heard,
    Heeded,
    NotKept,
    Planned,
    PlannerChanged,
    Recalled,
    Recommended,
    Remembered,
    Replied,
    ReplyDelta,
    StepFinished,
    StepStarted,
    TurnEnded,
)
from ..wording import duration, plural
from .cards import Cards
from .memories import RememberedRow
from .plan_view import PlanView

_ENDS = {"done": "done", "failed": "not done", "infeasible": "not possible"}
"""How each outcome of a turn is told."""


class UserMessage(Static):
    """What the user said."""

    def __init__(self, text: str) -> None:
        super().__init__(Content(text), markup=False)


class Reply(Markdown):
    """What the assistant says, written as it comes."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, open_links=False)
        self._stream: MarkdownStream | None = None
        self.text = text

    async def write(self, piece: str) -> None:
        """Append a piece; nothing once the app is being left."""
        if not self.is_attached or not self.is_mounted:
            return
        if self._stream is None:
            self._stream = Markdown.get_stream(self)
        self.text += piece
        await self._stream.write(piece)

    async def finish(self, text: str | None = None) -> None:
        """Show the whole reply; without a text, what was written so far is the whole."""
        if self._stream is not None:
            stream, self._stream = self._stream, None
            await stream.stop()
        if text is not None and text != self.text and self.is_mounted:
            self.text = text
            await self.update(text)


class Notice(Static):
    """A line from the app itself: a piece of news, or an error and how to mend it."""

    MARKS: ClassVar[dict[str, tuple[str, str]]] = {
        "info": ("● ", "$secondary"),
        "error": ("▲ ", "$error"),
    }

    def __init__(self, text: str | Content, kind: str = "info") -> None:
        self.text = str(text)
        super().__init__(Content.assemble(self.MARKS[kind], text), markup=False, classes=f"-{kind}")


class TurnView(Vertical):
    """Shows the events of one turn as they arrive."""

    def __init__(self, request: str = "") -> None:
        super().__init__()
        self._request = request
        self._plan = PlanView()
        self._reply: Reply | None = None

    @property
    def reply(self) -> str:
        """What the assistant has said in this turn so far."""
        return self._reply.text if self._reply else ""

    def compose(self) -> ComposeResult:
        """Lay out the request and the place of the plan."""
        if self._request:
            yield UserMessage(self._request)
        self._plan.display = False
        yield self._plan

    async def show(self, event: Event) -> None:
        """Show what happened; questions and approvals are dialogs, and the app's to show."""
        match event:
            case Heard(judgement="satisfied" | "dissatisfied"):
                await self._aside(f"heard as {event.feedback.replace('_', ' ')}")
            case Recalled(memories=memories, problem=problem):
                if problem:
                    await self.mount(Notice(f"Recalled by words alone. {problem}", "error"))
                if memories:
                    await self._aside(f"recalled {plural(len(memories), 'memory')}")
            case Planned():
                self._plan.plan(event)
            case StepStarted():
                self._plan.start(event)
            case StepFinished():
                self._plan.finish(event)
            case Recommended(items=items) if items:
                await self._close_reply()
                for earlier in self.screen.query(Cards):
                    earlier.close()
                await self.mount(Cards(event))
            case ReplyDelta():
                await (await self._open_reply()).write(event.text)
            case Heeded(wishes=wishes):
                for wish in wishes:
                    await self._aside(f"{wish.text} ({wish.why})")
            case Replied():
                await (await self._open_reply()).finish(event.text)
            case Remembered():
                await self.mount(RememberedRow(event))
            case NotKept(why="secret" | "foreign" | "known"):
                await self._aside(f"not kept: {event.text} ({event.reason})")
            case PlannerChanged(problem=problem) if problem:
                await self.mount(Notice(problem, "error"))
            case PlannerChanged(version=version):
                await self._aside(f"answers with {_learned(version)} from now on")
            case TurnEnded():
                await self._end(event)
            case _:
                pass

    async def answer(self, text: str) -> None:
        """Show what the user answered to a question or an approval."""
        await self._close_reply()
        self._reply = None
        await self.mount(Static(Content.assemble(("↳ ", "$secondary"), text), classes="answer"))

    async def rest(self) -> None:
        """Stop all clocks; nothing more comes for now."""
        await self._close_reply()
        self._plan.rest()

    async def stop(self) -> None:
        """Show that the user stopped the turn."""
        await self.rest()
        await self._aside("stopped")

    async def fail(self, text: str) -> None:
        """Show an error."""
        await self.rest()
        await self.mount(Notice(text, "error"))

    async def _end(self, event: TurnEnded) -> None:
        await self.rest()
        if event.outcome != "waiting":
            spent = duration(event.seconds * 1000)
            await self._aside(f"{_ENDS[event.outcome]} in {spent}", event.outcome)

    async def _open_reply(self) -> Reply:
        if self._reply is None:
            self._reply = Reply()
            await self.mount(self._reply)
        return self._reply

    async def _close_reply(self) -> None:
        if self._reply is not None:
            await self._reply.finish()

    async def _aside(self, text: str, kind: str = "") -> None:
        line = Static(text, markup=False, classes=f"aside -{kind}" if kind else "aside")
        before = self._plan if self._reply is None and not self._plan.display else None
        await self.mount(line, before=before)


def _learned(version: str) -> str:
    return f"{version} of what it learned from you" if version else "the base model"
