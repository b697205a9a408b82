"""A scripted assistant, and the app played by keys."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from uptake.core.errors import BrowserMissing
from uptake.core.events import (
    ApprovalAsked,
    Candidate,
    Criterion,
    Event,
    Heard,
    Item,
    Planned,
    QuestionAsked,
    Recalled,
    Recollection,
    Recommended,
    Remembered,
    Replied,
    ReplyDelta,
    StepFinished,
    StepStarted,
    Thoughts,
    TurnEnded,
)
from uptake.memory.counts import Choice
from uptake.memory.records import Fact, Habit, Procedure, Provenance, now
from uptake.tui.chat.app import UptakeApp
from uptake.tui.testing import ScriptedConversation

PATIENCE_S = 60
"""How long a player waits in vain; wide, for machines that are busy."""

ROUNDS = 5
"""How often all has to be at rest in a row; a message that is under way is there by then."""

STEPS = ("open the message from Ines", 'click "Archive"', "confirm")
SHOWN = Provenance(kind="demonstration", ids=("a", "b", "c"))
DONE = TurnEnded(outcome="done", seconds=2.4)
WAITING = TurnEnded(outcome="waiting", seconds=0.2)
THOUGHTS = Thoughts(
    screen="archive it", explicit="Archive the message from Ines", implicit="you open it first"
)

RECORDS = (
    Habit(
        id="h1",
        user="me",
        provenance=SHOWN,
        app="mail",
        context="way of archiving",
        choices=(Choice(value="p1", label="open it first", count=9, last=now()),),
    ),
    Fact(
        id="f1",
        user="me",
        provenance=Provenance(kind="turn", text="I never eat nuts"),
        statement="I never eat nuts",
    ),
    Procedure(
        id="p1",
        user="me",
        provenance=SHOWN,
        app="mail",
        title="Archive the message from {sender}",
        goal="archive",
        requests=("archive the message from Ines",),
        steps=(),
    ),
)

MEMORIES = (
    Recollection(
        id="p1", type="procedure", text=RECORDS[2].text(), relevance=0.92, source="3 demonstrations"
    ),
    Recollection(
        id="h1", type="habit", text=RECORDS[0].text(), relevance=0.61, source="3 demonstrations"
    ),
)


def step(index: int, *, ok: bool = True, ms: float = 120, error: str = "") -> list[Event]:
    text = STEPS[index - 1]
    return [
        StepStarted(index=index, total=3, text=text),
        StepFinished(index=index, total=3, text=text, ok=ok, ms=ms, error=error),
    ]


def reply(text: str) -> list[Event]:
    return [
        *(ReplyDelta(text=word + " ") for word in text.split()),
        Replied(text=text),
    ]


def plan(route: Any = "act") -> Planned:
    best = Candidate(title=THOUGHTS.explicit, score=0.93, procedure="p1")
    return Planned(
        route=route,
        thoughts=THOUGHTS,
        candidates=(best,) if route == "act" else (),
        steps=STEPS if route == "act" else (),
    )


SCRIPT = {
    "archive it": [
        Recalled(memories=MEMORIES),
        plan(),
        ApprovalAsked(reason="It archives a message.", steps=STEPS),
        WAITING,
    ],
    "yes": [
        *step(1),
        *step(2, ms=1500),
        *step(3, ok=False, ms=3000, error="the button has gone"),
        *reply("I could **not** confirm it."),
        TurnEnded(outcome="failed", seconds=4.9),
    ],
    "no": [*reply("Then I leave it."), DONE],
    "hello": [*reply("Hello **you**."), DONE],
    "no nuts please": [
        Heard(judgement="dissatisfied", feedback="correction", probability=0.9),
        Recalled(memories=()),
        *reply("I keep that in mind."),
        Remembered(write="w1", type="fact", text="no nuts"),
        DONE,
    ],
    "lunch": [
        plan("recommend"),
        Recommended(
            items=(
                Item(
                    id="1",
                    title="Soup",
                    price="€6",
                    attributes={"style": "hot", "size": "large"},
                    score=0.8,
                    why='as asked: under 10 euros; keeps clear of "no nuts", as you said',
                ),
                Item(id="2", title="Cake", score=0.2),
            ),
            criteria=(
                Criterion(text="under 10 euros", weight=1, origin="request", hard=True),
                Criterion(text="no nuts", weight=0.9, origin="memory", record="f1"),
            ),
        ),
        *reply("The soup."),
        DONE,
    ],
    "More like number 2: Cake": [plan("recommend"), *reply("More cake."), DONE],
    "I'll take number 1: Soup": [plan("recommend"), *reply("Soup it is."), DONE],
    "Not number 1: Soup": [plan("recommend"), *reply("No soup, then."), DONE],
    "call her": [QuestionAsked(question="Whom?", options=("Ines", "Ida")), WAITING],
    "Ines": [*reply("Calling Ines."), DONE],
    "Ida": [*reply("Calling Ida."), DONE],
    "my mother": [*reply("Calling your mother."), DONE],
    "browse": [BrowserMissing("No browser was found. Install one.")],
    "crash": [RuntimeError("a bug")],
    "brackets": [*reply("a [bold]b[/bold] c"), DONE],
    "recover": [*reply("Where were we?"), DONE],
}


@pytest.fixture
def conversation() -> ScriptedConversation:
    return ScriptedConversation(dict(SCRIPT), RECORDS)


@pytest.fixture
def gate(conversation: ScriptedConversation) -> Iterator[threading.Event]:
    """Hold the turn "slow" in its first step until it is set."""
    held = threading.Event()
    started = StepStarted(index=1, total=3, text=STEPS[0])
    conversation.script["slow"] = [plan(), started, held, *reply("At last."), DONE]
    yield held
    held.set()


class Player:
    """A person at the keyboard of the app."""

    def __init__(self, app: UptakeApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> str:
        """What the screen shows, as text."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def say(self, text: str) -> None:
        """Write a text where the cursor is, and send it; all but its first letter as a paste."""
        await self.press("slash" if text[0] == "/" else text[0])
        self.app.screen.post_message(events.Paste(text[1:]))
        await self.press("enter")

    async def until(self, holds: Callable[[], Any]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < deadline, f"waited in vain; the screen shows\n{self.screen}"
            await self.pilot.pause(0.01)
        await self.pilot.pause()

    async def sees(self, text: str) -> None:
        await self.until(lambda: text in self.screen)

    async def ready(self) -> None:
        """Wait until all that was said and pressed has been taken up and dealt with."""
        deadline = time.monotonic() + PATIENCE_S
        rounds = 0
        while rounds < ROUNDS:
            assert time.monotonic() < deadline, f"it never rests; the screen shows\n{self.screen}"
            await self._go_round()
            rounds = rounds + 1 if self._rests() else 0
        await self.pilot.pause()

    def _rests(self) -> bool:
        session = self.app.chat.session
        busy = session is not None and session.busy
        working = not all(worker.is_finished for worker in self.app.workers)
        return self.app._awake and not busy and not working and not self.app.status.activity

    async def _go_round(self) -> None:
        """Go where a message goes: to the place with the cursor, and up to the app again.

        Each place deals with what was there before, so that messages get ahead meanwhile.
        """
        start = self.app.focused or self.app.screen
        for place in (self.app, *start.ancestors_with_self):
            passed = asyncio.Event()
            if place.call_later(passed.set):
                await asyncio.wait_for(passed.wait(), PATIENCE_S)


Story = Callable[[Player], Awaitable[None]]


@pytest.fixture
def play(conversation: ScriptedConversation) -> Callable[..., UptakeApp]:
    """Run the app with the scripted assistant, and a story of what a person does with it."""

    def run(story: Story, size: tuple[int, int] = (100, 30), **options: Any) -> UptakeApp:
        async def awake(me: Player) -> None:
            await me.ready()
            await story(me)

        app = UptakeApp(lambda _: conversation, **options)
        run_app(app, awake, size)
        return app

    return run


@pytest.fixture
def play_app() -> Callable[..., None]:
    """Run an app from its first moment, before the assistant is awake."""
    return run_app


def run_app(app: UptakeApp, story: Story, size: tuple[int, int] = (100, 30)) -> None:
    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            await story(Player(app, pilot))

    asyncio.run(go())


@pytest.fixture
def player() -> type[Player]:
    return Player


@pytest.fixture
def records() -> tuple[Any, ...]:
    return RECORDS
