"""How somebody wants answers to be is told to the model, kept to, logged, and forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from uptake.agents.assistant import Assistant
from uptake.agents.own_wishes import OwnWishes
from uptake.core.events import Event, Heeded, Replied
from uptake.core.settings import Settings
from uptake.core.testing import ScriptedModel, WordEmbedder
from uptake.memory.memory import Memory
from uptake.memory.turn import Followup, Shown, Turn
from uptake.policy.wishes.hearing import Hearing
from uptake.policy.wishes.wish import Wish

BEGAN = datetime(2026, 4, 1, tzinfo=UTC)
BAKING = "Mix flour and water. Let it rest. Then bake it."


def minded(number: int, said: str, user: str = "me") -> Turn:
    at = BEGAN + timedelta(hours=number)
    return Turn(
        id=f"{user}{number}",
        user=user,
        thread=f"{user}/{number}",
        at=at,
        shown=(Shown(role="user", text="how do I bake bread?"),),
        route="reply",
        intent="chat",
        reply=BAKING,
        followup=Followup(
            turn=f"after{number}", said=said, at=at, judgement="dissatisfied", dissatisfied=0.9
        ),
    )


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory.open(Settings(home=tmp_path), WordEmbedder())


@pytest.fixture
def own(memory: Memory, tmp_path: Path) -> OwnWishes:
    return OwnWishes(memory.turns, Hearing(WordEmbedder()), tmp_path / "wishes.json")


def keys(own: OwnWishes, user: str = "me", **more: str) -> list[str]:
    return [one.wish.key for one in own.of(user, **more)]


def test_wishes_stand_for_who_uttered_them_and_are_forgotten_with_the_turns(
    memory: Memory, own: OwnWishes
) -> None:
    memory.turns.add(minded(1, "numbered steps please"), minded(2, "I'd like numbered steps"))
    assert keys(own) == ["layout.numbered"]
    assert keys(own, "ann") == []
    memory.turns.forget(["me1"])
    assert keys(own) == []


def test_what_is_switched_off_stands_again_once_it_is_uttered_again(
    memory: Memory, own: OwnWishes, tmp_path: Path
) -> None:
    memory.turns.add(minded(1, "please call me Zoe"))
    assert keys(own) == ["address.name=zoe"]
    own.switch_off("me", Wish("address.name", "Zoe"))
    assert keys(own) == []
    assert "zoe" not in (tmp_path / "wishes.json").read_text().casefold()
    later = minded(2, "please call me Zoe")
    assert later.followup is not None
    again = later.followup.model_copy(update={"at": datetime.now(UTC) + timedelta(minutes=1)})
    memory.turns.add(later.model_copy(update={"followup": again}))
    assert keys(own) == ["address.name=zoe"]


def test_a_request_that_asks_for_the_contrary_has_its_way(memory: Memory, own: OwnWishes) -> None:
    memory.turns.add(minded(1, "please be concise"), minded(2, "be concise please"))
    assert keys(own, request="what is bread?") == ["length.shorter"]
    assert keys(own, request="More detail, please: what is bread?") == []


def test_no_wish_makes_an_answer_about_itself_less_honest(memory: Memory, own: OwnWishes) -> None:
    memory.turns.add(minded(1, "from now on don't talk about yourself, please"))
    assert keys(own, request="what is bread?") == ["self.none"]
    assert keys(own, request="Are you a human?") == []


def talk(tmp_path: Path, *replies: str) -> tuple[Assistant, ScriptedModel]:
    model = ScriptedModel(*replies)
    settings = Settings(home=tmp_path / "home", user="me")
    return Assistant(settings, planner_model=model, embedder=WordEmbedder()), model


def ask(assistant: Assistant, said: str, thread: str = "main") -> list[Event]:
    return list(assistant.ask(said, thread=thread))


def test_a_reply_keeps_to_what_stands_and_says_why(tmp_path: Path) -> None:
    assistant, model = talk(tmp_path, BAKING)
    with assistant:
        assistant.memory.turns.add(minded(1, "please call me Zoe"))
        events = ask(assistant, "tell me a joke about bread")
        (heeded,) = [one for one in events if isinstance(one, Heeded)]
        (replied,) = [one for one in events if isinstance(one, Replied)]
        assert replied.text == "Zoe, mix flour and water. Let it rest. Then bake it."
        assert heeded.edited
        assert heeded.wishes[0].text == "Call the user Zoe."
        assert "please call me Zoe" in heeded.wishes[0].why
        assert "Call the user Zoe." in model.asked[-1][0].content

        logged = [*assistant.memory.turns.turns(user="me")][-1]
        assert [(one.id, one.text) for one in logged.recalled] == [("after1", "Call the user Zoe.")]
        assistant.memory.turns.forget(["me1", "after1"])
        (left,) = assistant.memory.turns.turns(user="me")
        assert "Zoe" not in "".join(message.content for message in left.prompt())


def test_who_wishes_for_another_form_gets_the_same_answer_in_it(tmp_path: Path) -> None:
    assistant, model = talk(tmp_path, BAKING, "A quite different answer. With two sentences.")
    with assistant:
        ask(assistant, "tell me a joke about bread")
        events = ask(assistant, "numbered steps please. Thank you!")
        (replied,) = [one for one in events if isinstance(one, Replied)]
        assert replied.text == "1. Mix flour and water.\n2. Let it rest.\n3. Then bake it."
        assert len(model.asked) == 1, "the model was not asked again"


def test_what_is_said_now_holds_in_this_conversation(tmp_path: Path) -> None:
    assistant, _ = talk(tmp_path, BAKING, BAKING, BAKING)
    with assistant:
        ask(assistant, "tell me a joke about bread")
        events = ask(assistant, "numbered steps please")
        (replied,) = [one for one in events if isinstance(one, Replied)]
        assert replied.text.startswith("1. Mix flour and water.\n2. Let it rest.")
        elsewhere = ask(assistant, "tell me a joke about bread", thread="other")
        assert not [one for one in elsewhere if isinstance(one, Heeded)]
