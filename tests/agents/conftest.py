"""A small mail app on a fake device, and procedures for it, without weights or browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from uptake.agents.assistant import Assistant
from uptake.core.actions import Descriptor, Op
from uptake.core.events import Event
from uptake.core.observations import Element, Observation
from uptake.core.settings import Settings
from uptake.core.testing import FakeDevice, ScriptedModel, WordEmbedder, temporary_home
from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Slot, Step
from uptake.policy.slots.slots import learn_reader

USER = "me"
SHOWN = Provenance(kind="demonstration", ids=("d1", "d2"))

PAGE = Observation(
    app="mail",
    elements=(
        Element(ref="e1", role="textbox", name="search", editable=True),
        Element(ref="e2", role="button", text="Find", clickable=True),
        Element(ref="e3", role="button", text="Delete", clickable=True),
        Element(ref="e4", role="link", text="Newest message", clickable=True),
    ),
)


def _step(op: Op, label: str, typed: str | None = None, **target: str) -> Step:
    return Step(op=op, target=Descriptor(**target), text=typed, label=label)


def _procedure(
    title: str, goal: str, requests: tuple[str, ...], *steps: Step, **more: Any
) -> Procedure:
    return Procedure(
        user=USER,
        provenance=SHOWN,
        app="mail",
        title=title,
        goal=goal,
        requests=requests,
        steps=steps,
        **more,
    )


SEARCHED = ("invoices", "holiday", "tickets", "contracts", "recipes", "insurance")
READER = learn_reader([f'search the mail for "{word}"' for word in SEARCHED], SEARCHED)


SEARCH = _procedure(
    "Search the mail for {words}",
    "search",
    ('search the mail for "invoices"', 'please search the mail for "holiday"'),
    _step(Op.TYPE, "type {words} into the search field", "{words}", role="textbox", name="search"),
    _step(Op.CLICK, "press Find", role="button", text="Find"),
    support=6,
    id="search",
)
DELETE_REQUESTS = ("delete the newest message", "please delete my newest message")
DELETE_STRAIGHT = _procedure(
    "Delete the newest message",
    "delete",
    DELETE_REQUESTS,
    _step(Op.CLICK, "press Delete in the list", role="button", text="Delete"),
    support=5,
    id="straight",
)
DELETE_OPENED = _procedure(
    "Delete the newest message",
    "delete",
    DELETE_REQUESTS,
    _step(Op.CLICK, "open the newest message first", role="link", text="Newest message"),
    _step(Op.CLICK, "press Delete", role="button", text="Delete"),
    support=2,
    id="opened",
)


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_home() as settings:
        yield settings


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel("Hello! What can I do?")


@pytest.fixture
def device() -> FakeDevice:
    return FakeDevice(PAGE)


@pytest.fixture
def assistant(settings: Settings, model: ScriptedModel, device: FakeDevice) -> Iterator[Assistant]:
    with Assistant(
        settings, planner_model=model, embedder=WordEmbedder(), device=device
    ) as assistant:
        yield assistant


@pytest.fixture
def trained(assistant: Assistant) -> Assistant:
    slot = Slot(name="words", examples=SEARCHED, reader=READER)
    search = SEARCH.model_copy(update={"slots": (slot,)})
    assistant.memory.add([search, DELETE_STRAIGHT, DELETE_OPENED])
    return assistant


@pytest.fixture
def one() -> Callable[[list[Event], type], Any]:
    def find(events: list[Event], kind: type) -> Any:
        (found,) = [event for event in events if isinstance(event, kind)]
        return found

    return find


@pytest.fixture
def straight() -> Procedure:
    return DELETE_STRAIGHT


@pytest.fixture
def unread_search() -> Procedure:
    """A procedure whose slot nobody taught to read from a request."""
    return SEARCH.model_copy(update={"slots": (Slot(name="words"),)})
