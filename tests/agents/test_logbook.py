"""Every turn is logged as it was: what the planner saw, what it did, and what was said next."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from uptake.agents.assistant import Assistant
from uptake.core.events import ApprovalAsked, QuestionAsked
from uptake.core.settings import Settings
from uptake.core.testing import ScriptedModel, WordEmbedder
from uptake.memory.logs.turn import Turn
from uptake.memory.memory import Selection

DELETE = "please delete my newest message"


def say(assistant: Assistant, text: str, thread: str = "main") -> None:
    events = list(assistant.ask(text, thread=thread))
    while isinstance(events[-2], ApprovalAsked | QuestionAsked):
        answer = True if isinstance(events[-2], ApprovalAsked) else events[-2].options[0]
        events = list(assistant.resume(answer, thread=thread))


def turns(assistant: Assistant) -> list[Turn]:
    return list(assistant.memory.turns.turns())


def test_a_reply_is_logged_with_the_very_messages_that_the_planner_was_given(
    assistant: Assistant, model: ScriptedModel
) -> None:
    say(assistant, "Remember that I eat no walnuts")
    say(assistant, "hello there")
    say(assistant, "what about walnuts in a cake, hello?")
    logged = [turn for turn in turns(assistant) if turn.writer == "planner"]
    assert [list(turn.prompt()) for turn in logged] == model.asked
    assert logged[0].reply == "Hello! What can I do?"
    assert "walnuts" in logged[-1].prompt()[0].content
    assert logged[-1].model == "scripted"


def test_what_is_said_next_is_logged_with_the_turn_it_is_about(assistant: Assistant) -> None:
    say(assistant, "hello there")
    say(assistant, "No, that is wrong, I said hello")
    first, second = turns(assistant)
    assert first.followup is not None
    assert first.followup.said == "No, that is wrong, I said hello"
    assert first.followup.turn == second.id
    assert first.followup.dissatisfied > 0.5
    assert second.followup is None


def test_a_deed_is_logged_with_the_plans_that_were_weighed(trained: Assistant) -> None:
    say(trained, DELETE)
    (logged,) = turns(trained)
    assert logged.route == "act"
    assert logged.chosen == "Delete the newest message"
    assert logged.procedure == "straight"
    assert "straight" in {plan.procedure for plan in logged.candidates}
    assert logged.writer == "composed"
    assert logged.request == DELETE


def test_what_a_deed_drew_on_is_known_where_it_is_forgotten(trained: Assistant) -> None:
    say(trained, DELETE)
    trained.memory.forget(["straight"])
    assert turns(trained) == []


def test_a_hosts_model_is_known_to_have_written_what_it_wrote(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with Assistant(
        settings,
        planner_model=ScriptedModel(),
        embedder=WordEmbedder(),
        chat_model=FakeListChatModel(responses=["Hi."]),
    ) as assistant:
        say(assistant, "hello there")
        assert [(turn.writer, turn.reply) for turn in turns(assistant)] == [("chat model", "Hi.")]


def test_a_turn_is_logged_with_its_episode_or_not_at_all(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(assistant.memory.turns, "add", fail)
    with pytest.raises(OSError, match="full"):
        say(assistant, "hello there")
    assert assistant.memory.counts() == {}


def test_a_forgotten_conversation_is_in_no_log(assistant: Assistant) -> None:
    say(assistant, "hello you", thread="other")
    say(assistant, "hello, I keep zebrafinches")
    say(assistant, "hello again")
    learned = assistant.memory.turns.keys()
    what = assistant.memory.preview(Selection(thread="main"), user="me")
    assistant.memory.forget(what, for_good=True)
    assert [turn.request for turn in turns(assistant)] == ["hello you"]
    assert len(learned - assistant.memory.turns.keys()) == 2
    files = [file for file in assistant.settings.home.rglob("*") if file.is_file()]
    assert [f.name for f in files if b"zebrafinch" in f.read_bytes().lower()] == []
