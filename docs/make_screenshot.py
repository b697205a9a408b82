"""Writes docs/images/terminal.svg, the README's picture: python docs/make_screenshot.py.

The app is the real one; the assistant follows a script, so that the picture is the same
wherever it is made.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from uptake.core.events import (
    ApprovalAsked,
    Candidate,
    Event,
    Heard,
    Planned,
    Recalled,
    Recollection,
    Remembered,
    Replied,
    StepFinished,
    StepStarted,
    Thoughts,
    TurnEnded,
)
from uptake.memory.counts import Choice
from uptake.memory.records import Fact, Habit, Procedure, Provenance, now
from uptake.tui.chat.app import UptakeApp
from uptake.tui.testing import ScriptedConversation

PICTURE = Path(__file__).parent / "images" / "terminal.svg"
SIZE = (112, 31)

REQUEST = "Please delete the email from Noor"
COMPLAINT = "Next time open it first, and delete it there"
STEPS = ("find the email from Noor", "press the trash icon beside it")
SHOWN = Provenance(kind="demonstration", ids=tuple("abcdefg"))


def steps(texts: tuple[str, ...], times: tuple[float, ...]) -> list[Event]:
    """Return the events of steps that succeed."""
    events: list[Event] = []
    for index, (text, ms) in enumerate(zip(texts, times, strict=True), start=1):
        events.append(StepStarted(index=index, total=len(texts), text=text))
        events.append(StepFinished(index=index, total=len(texts), text=text, ok=True, ms=ms))
    return events


SCRIPT = {
    REQUEST: [
        Recalled(
            memories=(
                Recollection(
                    id="p1",
                    type="procedure",
                    text="Delete the email from {sender}",
                    relevance=0.94,
                    source="7 demonstrations",
                ),
                Recollection(
                    id="h1",
                    type="habit",
                    text="way of deleting an email: trash icon in the list (5 of 7 times)",
                    relevance=0.81,
                    source="7 demonstrations",
                ),
            )
        ),
        Planned(
            route="act",
            thoughts=Thoughts(
                screen="; ".join(STEPS),
                explicit="Delete the email from Noor",
                implicit="trash icon in the list (5 of 7 times)",
            ),
            candidates=(Candidate(title="Delete the email from Noor", score=0.96, procedure="p1"),),
            steps=STEPS,
        ),
        ApprovalAsked(reason="It deletes an email.", steps=STEPS),
        TurnEnded(outcome="waiting", seconds=0.1),
    ],
    "yes": [
        *steps(STEPS, (41, 187)),
        Replied(text="I deleted the email from **Noor**. I did it your way: trash icon."),
        TurnEnded(outcome="done", seconds=0.4),
    ],
    COMPLAINT: [
        Heard(judgement="dissatisfied", feedback="correction", probability=0.97),
        Planned(
            route="reply", thoughts=Thoughts(screen="nothing", explicit=COMPLAINT, implicit="")
        ),
        Replied(text="Understood. From now on I open an email before I delete it."),
        Remembered(
            write="w1", type="habit", text="way of deleting an email: open it first (you said so)"
        ),
        TurnEnded(outcome="done", seconds=0.2),
    ],
}

RECORDS = (
    Procedure(
        user="me",
        provenance=SHOWN,
        app="mail",
        title="Delete the email from {sender}",
        goal="delete",
        requests=(REQUEST,),
        steps=(),
    ),
    Habit(
        user="me",
        provenance=SHOWN,
        app="mail",
        context="way of deleting an email",
        choices=(Choice(value="p1", label="trash icon", count=5, last=now()),),
    ),
    Fact(user="me", provenance=Provenance(kind="user"), statement="I answer mail before nine"),
)


async def picture() -> str:
    """Play the story and return the last screen as SVG."""
    conversation = ScriptedConversation(SCRIPT, RECORDS)
    app = UptakeApp(lambda _: conversation)
    async with app.run_test(size=SIZE) as pilot:
        for text, answer in ((REQUEST, "y"), (COMPLAINT, "")):
            await pilot.pause(0.5)
            app.chat.composer.editor.insert(text)
            await pilot.press("enter")
            await pilot.pause(0.5)
            if answer:
                await pilot.press(answer)
        await pilot.pause(0.5)
        return app.export_screenshot(title="uptake")


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(asyncio.run(picture()), encoding="utf-8")
