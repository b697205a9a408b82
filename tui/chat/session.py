"""The running conversation: one turn at a time, its questions, and what waits for its turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

from ...core.events import (
    ApprovalAsked,
    Event,
    Planned,
    QuestionAsked,
    Recalled,
    Recommended,
    Remembered,
    ReplyDelta,
    StepStarted,
)
from ..conversation import Conversation
from .turn_view import TurnView
from .turns import Turn


class Stage(Protocol):
    """What a session needs of the app around it."""

    async def begin_view(self, request: str) -> TurnView:
        """Make room for a turn on the screen."""
        ...

    def start(self, events: Callable[[], Iterator[Event]]) -> Turn:
        """Run a turn in its own thread."""
        ...

    def show_activity(self, activity: str, waiting: int) -> None:
        """Say what the assistant does; empty when it rests."""
        ...

    def show_question(self, asked: ApprovalAsked | QuestionAsked) -> None:
        """Ask the user, and call `Session.answer` with what they say."""
        ...


class Session:
    """Takes what the user says, in order, and shows what comes of it."""

    def __init__(self, stage: Stage, conversation: Conversation, thread: str) -> None:
        self.thread = thread
        self.question: ApprovalAsked | QuestionAsked | None = None
        """What the turn waits for, asked by a dialog or left for later."""

        self._stage, self._conversation = stage, conversation
        self._waiting: deque[str] = deque()
        self._turn: Turn | None = None
        self._view: TurnView | None = None
        self.activity = ""
        """What the assistant does now; empty while it rests."""

    @property
    def turn(self) -> Turn | None:
        """The turn that runs now."""
        return self._turn

    @property
    def busy(self) -> bool:
        """True while a turn runs."""
        return self._turn is not None

    async def say(self, text: str) -> None:
        """Begin a turn; wait in line while another runs. Answers a question left for later."""
        if self.busy:
            self._waiting.append(text)
            self._show(self.activity)
        elif self.question is not None:
            await self.answer(text)
        else:
            self._view = await self._stage.begin_view(text)
            self._run(lambda: self._conversation.ask(text, thread=self.thread))

    async def recover(self) -> None:
        """Go on with a turn that was cut off or that waits for an answer."""
        self._view = await self._stage.begin_view("")
        self._run(lambda: self._conversation.recover(thread=self.thread))

    async def answer(self, answer: bool | str | None) -> None:
        """Go on with the turn that waits; None leaves the question for later."""
        if self.question is None or answer is None:
            return
        approval, self.question = isinstance(self.question, ApprovalAsked), None
        if approval and isinstance(answer, str):
            answer = answer.strip().casefold() in {"y", "yes", "ok", "okay", "sure"}
        if self._view is not None:
            words = answer if isinstance(answer, str) else "yes" if answer else "no"
            await self._view.answer(words)
        given = answer
        self._run(lambda: self._conversation.resume(given, thread=self.thread))

    async def stop(self) -> bool:
        """Stop the turn that runs and drop what waits; tell whether there was anything."""
        if self._turn is None or self._turn.stopped:
            return False
        self._turn.stop()
        self._waiting.clear()
        if self._view is not None:
            await self._view.stop()
        self._show("stopping")
        return True

    async def arrived(self, event: Event) -> None:
        """Show an event of the turn that runs."""
        if isinstance(event, ApprovalAsked | QuestionAsked):
            self.question = event
        if self._view is not None:
            await self._view.show(event)
        if (activity := _activity(event)) and activity != self.activity:
            self._show(activity)

    async def closed(self, error: str) -> None:
        """Take up what comes after a turn: its question, or the next in line."""
        stopped = self._turn is not None and self._turn.stopped
        self._turn = None
        if self._view is not None:
            await self._view.rest()
        if error and self._view is not None and not stopped:
            await self._view.fail(error)
        self._show("")
        if stopped:
            self.question = None
        if self.question is not None:
            self._stage.show_question(self.question)
        elif self._waiting:
            await self.say(self._waiting.popleft())

    def _run(self, events: Callable[[], Iterator[Event]]) -> None:
        self._turn = self._stage.start(events)
        self._show("thinking")

    def _show(self, activity: str) -> None:
        self.activity = activity
        self._stage.show_activity(activity, len(self._waiting))


def _activity(event: Event) -> str:
    match event:
        case Recalled():
            return "planning"
        case Planned(route="act") | StepStarted():
            return "acting"
        case Planned(route="recommend") | Recommended():
            return "choosing"
        case Planned() | ReplyDelta():
            return "writing"
        case Remembered():
            return "remembering"
        case _:
            return ""
