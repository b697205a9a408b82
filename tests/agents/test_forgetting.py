"""What was said and is to be forgotten is in no file, conversations included."""

from __future__ import annotations

from pathlib import Path

import pytest

from uptake.agents.assistant import Assistant
from uptake.core.events import TurnEnded
from uptake.core.settings import Settings
from uptake.core.testing import ScriptedModel, WordEmbedder
from uptake.memory.memory import Selection


@pytest.fixture
def assistant(tmp_path: Path):
    settings = Settings(home=tmp_path / "home")
    with Assistant(settings, planner_model=ScriptedModel(), embedder=WordEmbedder()) as opened:
        yield opened


def say(assistant: Assistant, text: str, thread: str = "main") -> None:
    *_, last = assistant.ask(text, thread=thread)
    assert isinstance(last, TurnEnded)


def texts(assistant: Assistant, thread: str = "main") -> list[str]:
    return [message.content for message in assistant.history(thread)]


def files_with(assistant: Assistant, word: str) -> list[str]:
    files = [file for file in assistant.settings.home.rglob("*") if file.is_file()]
    return [file.name for file in files if word.encode() in file.read_bytes().lower()]


def test_a_fact_goes_with_every_turn_that_speaks_of_it(assistant: Assistant):
    say(assistant, "Remember that I love zebrafinches. Remember that I hate kumquats.")
    say(assistant, "hello there")
    say(assistant, "what do you know about me?", "other")
    say(assistant, "Remember that my sister lives in Oslo", "other")
    assert files_with(assistant, "zebrafinch")
    (fact,) = (f for f in assistant.memory.list("fact") if "zebra" in f.text())

    assistant.memory.forget([fact.id], for_good=True)

    assert files_with(assistant, "zebrafinch") == []
    assert [f.text() for f in assistant.memory.list("fact")] == [
        "my sister lives in Oslo",
        "I hate kumquats",
    ]
    assert texts(assistant)[0] == "hello there"
    assert "Oslo" in texts(assistant, "other")[0]


def test_a_conversation_goes_on_after_some_of_it_was_forgotten(assistant: Assistant):
    say(assistant, "hello there")
    say(assistant, "I keep zebrafinches")
    turn = next(r for r in assistant.memory.list("episode") if "zebra" in r.text())
    assistant.memory.forget([turn.id], for_good=True)
    say(assistant, "how are you?")
    assert [texts(assistant)[0], texts(assistant)[2]] == ["hello there", "how are you?"]
    assert files_with(assistant, "zebrafinch") == []


def test_a_turn_is_known_though_its_words_were_changed_since(assistant: Assistant):
    say(assistant, "I keep zebrafinches")
    say(assistant, "hello there")
    turn = next(r for r in assistant.memory.list("episode") if "zebra" in r.text())
    assistant.memory.add([turn.model_copy(update={"request": "I keep birds", "reply": "Fine."})])
    assistant.memory.forget([turn.id], for_good=True)
    assert texts(assistant)[0] == "hello there"
    assert files_with(assistant, "zebrafinch") == []


def test_a_whole_conversation_is_forgotten(assistant: Assistant):
    say(assistant, "I keep zebrafinches")
    say(assistant, "Remember that I live in Oslo", "other")
    what = assistant.memory.preview(Selection(thread="main"), user="me")
    assistant.memory.forget(what, for_good=True)
    assert [thread.id for thread in assistant.threads()] == ["other"]
    assert [record.text() for record in assistant.memory.list("fact")] == ["I live in Oslo"]
    assert files_with(assistant, "zebrafinch") == []


def test_what_can_be_undone_leaves_the_conversation_as_it_is(assistant: Assistant):
    say(assistant, "Remember that I love zebrafinches")
    write = assistant.memory.forget(assistant.memory.preview(Selection(thread="main"), user="me"))
    assert texts(assistant)[0] == "Remember that I love zebrafinches"
    assistant.memory.undo(write.id)
    assert assistant.memory.counts() == {"episode": 1, "fact": 1}


def test_a_conversation_takes_room_for_what_was_said_only(assistant: Assistant):
    def steps() -> int:
        return len([*assistant.graph.get_state_history({"configurable": {"thread_id": "me/main"}})])

    say(assistant, "hello there")
    say(assistant, "how are you?")
    assert steps() == 1
    assert texts(assistant)[::2] == ["hello there", "how are you?"]
