"""Demonstrations on a small imagined post box, and a memory to learn into."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from uptake.core.actions import Action, Op, Ref
from uptake.core.observations import Element, Observation
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.memory import Memory
from uptake.replay.schema import Demonstration, DemonstrationStep, Outcome

Deed = tuple[Op, str, str | None]
"""Operation, ref of the target, text."""


def post_box(senders: Sequence[str]) -> Observation:
    """Return a page with a card for each sender, each with two icons, and a form."""
    elements = [Element(ref="list", role="div")]
    for sender in senders:
        card = f"card-{sender}"
        elements += [
            Element(ref=card, role="div", classes=("card",), parent="list"),
            Element(ref=f"name-{sender}", role="div", classes=("name",), text=sender, parent=card),
            Element(ref=f"bin-{sender}", role="span", classes=("bin",), parent=card),
            Element(ref=f"star-{sender}", role="span", classes=("star",), parent=card),
        ]
    return Observation(
        elements=(
            *elements,
            Element(ref="form", role="div"),
            Element(
                ref="to", role="textbox", resource_id="recipient", editable=True, parent="form"
            ),
            Element(ref="say", role="textbox", resource_id="message", editable=True, parent="form"),
            Element(ref="send", role="button", text="Send", clickable=True, parent="form"),
        )
    )


Show = Callable[..., Demonstration]


@pytest.fixture
def show() -> Show:
    """Return a function that makes a demonstration on the post box."""
    count = 0

    def make(
        request: str,
        *deeds: Deed,
        person: str = "ada",
        app: str = "post",
        outcome: Outcome = "success",
        senders: Sequence[str] = ("Grace", "Alan", "Tony"),
    ) -> Demonstration:
        nonlocal count
        count += 1
        page = post_box(senders)
        steps = tuple(
            DemonstrationStep(
                time_ms=at * 100,
                observation=page,
                action=Action(op=op, target=Ref(ref=ref) if ref else None, text=text),
            )
            for at, (op, ref, text) in enumerate(deeds)
        )
        return Demonstration(
            id=f"d{count}", app=app, person=person, request=request, outcome=outcome, steps=steps
        )

    return make


@pytest.fixture
def memory() -> Iterator[Memory]:
    """Return an empty memory in a home of its own."""
    with temporary_home() as settings:
        memory = Memory.open(settings, WordEmbedder())
        yield memory
        memory.close()
