"""Secrets that a turn was told are used in it, and are in no file of the home afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Never

import pytest

from uptake.agents.assistant import Assistant
from uptake.core.actions import Action, Descriptor, Op
from uptake.core.events import Event, QuestionAsked, TurnEnded
from uptake.core.observations import Element, Observation
from uptake.core.settings import Settings
from uptake.core.testing import FakeDevice, ScriptedModel, WordEmbedder
from uptake.memory.facts import FactReader
from uptake.memory.records import Procedure, Provenance
from uptake.memory.secrets import Redaction
from uptake.memory.steps import Slot, Step
from uptake.policy.slots.slots import learn_reader

SECRET = "hunter2"
PAGE = Observation(
    app="mail",
    elements=(
        Element(ref="e1", role="textbox", name="word", editable=True),
        Element(ref="e2", role="button", text="Sign in", clickable=True),
    ),
)
SAID = [f"sign in, my password is {word}" for word in ("swordfish1", "opensesame2", "letmein33")]
SIGN_IN = Procedure(
    id="sign-in",
    user="me",
    provenance=Provenance(kind="demonstration", ids=("d1",)),
    app="mail",
    title="Sign in with {password}",
    goal="mail: sign in",
    requests=(*SAID, "sign in"),
    slots=(
        Slot(
            name="password",
            examples=("swordfish1", "opensesame2", "letmein33"),
            reader=learn_reader(SAID, ["swordfish1", "opensesame2", "letmein33"]),
            left_open=0.2,
        ),
    ),
    steps=(
        Step(
            op=Op.TYPE, target=Descriptor(name="word"), text="{password}", label="type {password}"
        ),
        Step(op=Op.CLICK, target=Descriptor(text="Sign in"), label="press Sign in"),
    ),
    support=4,
)


@pytest.fixture
def typed() -> list[str]:
    """Return what is typed on the device, as it comes."""
    return []


@pytest.fixture
def assistant(tmp_path: Path, typed: list[str]) -> Iterator[Assistant]:
    def react(action: Action, shown: Observation) -> Observation:
        typed.extend([action.text] if action.text else [])
        return shown

    settings = Settings(home=tmp_path / "home", approve="never")
    with Assistant(
        settings,
        planner_model=ScriptedModel(),
        embedder=WordEmbedder(),
        device=FakeDevice(PAGE, react),
    ) as opened:
        yield opened


def files_with(assistant: Assistant, word: str) -> list[str]:
    files = [file for file in assistant.settings.home.rglob("*") if file.is_file()]
    return [file.name for file in files if word.encode() in file.read_bytes().lower()]


def taken(events: Iterator[Event]) -> list[Event]:
    return list(events)


def test_what_was_said_in_confidence_is_in_no_file_after_the_turn(assistant: Assistant) -> None:
    taken(assistant.ask(f"Remember that my password is {SECRET}"))

    assert files_with(assistant, SECRET) == []
    assert "[password]" in assistant.history("main")[0].content


def test_a_password_that_was_typed_is_in_no_plan_and_no_habit(
    assistant: Assistant, typed: list[str]
) -> None:
    assistant.memory.add([SIGN_IN])
    *_, last = assistant.ask(f"sign in, my password is {SECRET}")
    assert isinstance(last, TurnEnded)
    assert typed == [SECRET]

    assert files_with(assistant, SECRET) == []
    assert assistant.memory.list("habit") == []


def test_an_answer_is_as_secret_as_a_request(assistant: Assistant, typed: list[str]) -> None:
    assistant.memory.add([SIGN_IN])
    asked = taken(assistant.ask("sign in"))
    assert any(isinstance(event, QuestionAsked) for event in asked)
    taken(assistant.resume(SECRET))
    assert typed == [SECRET]

    assert files_with(assistant, SECRET) == []


def test_a_turn_that_was_stopped_leaves_no_secret(assistant: Assistant) -> None:
    stopped = assistant.ask(f"Remember that my password is {SECRET}")
    next(stopped)
    stopped.close()

    assert files_with(assistant, SECRET) == []
    assert assistant.history("main")[-1].content == "Stopped."


def test_a_turn_that_was_cut_off_loses_its_secret_with_the_next(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: object, text: str) -> Never:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(FactReader, "read", killed)
        with pytest.raises(KeyboardInterrupt):
            taken(assistant.ask(f"Remember that my password is {SECRET}"))
    assert files_with(assistant, SECRET)
    taken(assistant.ask("hello there"))

    assert files_with(assistant, SECRET) == []


def test_a_secret_is_taken_out_of_all_that_was_made_of_it_and_of_nothing_else() -> None:
    redaction = Redaction(["my pin is 4821, thanks"])

    made = redaction.of({"title": "Enter 4821", "id": "a4821f", "steps": ["type 4821", "go"]})

    assert made == {"title": "Enter [code]", "id": "a4821f", "steps": ["type [code]", "go"]}
    assert not Redaction(["my pin is too short"])
