"""What a turn leaves in memory, what it does not, and that the user is told of both."""

from __future__ import annotations

from uptake.agents.assistant import Assistant
from uptake.core.events import NotKept, Recalled, Remembered
from uptake.core.settings import Settings
from uptake.core.testing import ScriptedModel, WordEmbedder, temporary_home
from uptake.memory.records import Episode, Fact, Provenance


def facts(assistant: Assistant) -> list[str]:
    return [record.text() for record in assistant.memory.list("fact")]


def test_a_secret_is_refused_and_redacted_in_the_turn(assistant: Assistant) -> None:
    events = list(assistant.ask("Remember that my password is hunter2"))
    refused = [event for event in events if isinstance(event, NotKept)]
    assert [(event.why, event.text) for event in refused] == [
        ("secret", "my password is [password]")
    ]
    assert facts(assistant) == []
    turns = [record for record in assistant.memory.list("episode") if isinstance(record, Episode)]
    assert "hunter2" not in turns[0].text()


def test_what_is_known_is_told_to_be(assistant: Assistant) -> None:
    list(assistant.ask("I'm vegetarian"))
    events = list(assistant.ask("I'm vegetarian!"))
    assert [event.why for event in events if isinstance(event, NotKept)] == ["known"]
    assert facts(assistant) == ["I'm vegetarian"]


def test_an_update_names_what_it_ends_and_undo_restores_it(assistant: Assistant) -> None:
    list(assistant.ask("I love jazz"))
    noted = [e for e in assistant.ask("I hate jazz now") if isinstance(e, Remembered)]
    assert noted[0].text == "I hate jazz now (no longer: I love jazz)"
    assistant.undo(noted[0].write)
    assert facts(assistant) == ["I love jazz"]


def test_a_choice_among_offers_is_kept_as_inferred(settings: Settings) -> None:
    offer = "You could try 1) a loud bar, 2) a quiet tea room."
    model = ScriptedModel(offer, "Enjoy!")
    with Assistant(settings, planner_model=model, embedder=WordEmbedder()) as assistant:
        list(assistant.ask("hello, how are you today?"))
        events = list(assistant.ask("Option 2 sounds good"))
        assert any(isinstance(event, Remembered) for event in events)
        (kept,) = assistant.memory.list("fact")
    assert isinstance(kept, Fact)
    assert not kept.stated
    assert kept.confidence < 0.5
    assert kept.statement.startswith("chose a quiet tea room over a loud bar")


def test_nothing_that_the_assistant_says_becomes_a_fact(settings: Settings) -> None:
    model = ScriptedModel("I'm vegetarian and I live in Oslo. I love jazz.")
    with Assistant(settings, planner_model=model, embedder=WordEmbedder()) as assistant:
        list(assistant.ask("hello, how are you today?"))
        assert facts(assistant) == []


def test_where_the_index_is_away_words_are_searched_and_the_user_is_told() -> None:
    said = Provenance(kind="user")
    facts_ = [Fact(user="me", provenance=said, statement=f"I own boat {n}") for n in range(40)]
    with (
        temporary_home(chroma_address="127.0.0.1:9") as settings,
        Assistant(settings, planner_model=ScriptedModel("Aye."), embedder=WordEmbedder()) as mate,
    ):
        mate.memory.add(facts_)
        events = list(mate.ask("what do you know about boat 7?"))
        (recalled,) = [event for event in events if isinstance(event, Recalled)]
        assert facts_[7].id in [memory.id for memory in recalled.memories]
        assert "127.0.0.1:9" in recalled.problem
