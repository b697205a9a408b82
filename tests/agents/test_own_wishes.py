"""How somebody wants answers to be is told to the model, kept to, logged, and forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from uptake.agents.assistant import Assistant
from uptake.agents.own_wishes import OwnWishes
from uptake.core.errors import HomeError
from uptake.core.events import Event, Heeded, Replied
from uptake.core.settings import Settings
from uptake.core.testing import ScriptedModel, WordEmbedder
from uptake.memory.logs.turn import Followup, Shown, Turn
from uptake.memory.memory import Memory
from uptake.policy.wishes.hearing import Heard, Hearing
from uptake.policy.wishes.told import LAST
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


def test_who_asks_for_a_thing_gets_an_answer_about_it_and_not_what_was_said_before(
    tmp_path: Path,
) -> None:
    again = "Use honey instead of sugar, it browns well."
    assistant, model = talk(tmp_path, BAKING, again)
    with assistant:
        ask(assistant, "tell me a joke about bread")
        events = ask(assistant, "please always mention honey")
        (replied,) = [one for one in events if isinstance(one, Replied)]
        assert replied.text == again
        system, question = model.asked[-1]
        assert "honey" in system.content
        assert question.content.startswith("tell me a joke about bread\n\n")
        assert "honey" in question.content


def test_who_asks_for_more_gets_more_than_there_was(tmp_path: Path) -> None:
    longer = " ".join(["Then knead it well, and let it rest again."] * 3)
    assistant, _ = talk(tmp_path, BAKING, longer)
    with assistant:
        ask(assistant, "tell me a joke about bread")
        events = ask(assistant, "more detail, please")
        (replied,) = [one for one in events if isinstance(one, Replied)]
        assert replied.text == longer


def test_an_answer_that_was_put_otherwise_stands_alone_in_what_is_read_later(
    tmp_path: Path,
) -> None:
    assistant, model = talk(tmp_path, BAKING, "Quite another answer.")
    with assistant:
        ask(assistant, "tell me a joke about bread")
        ask(assistant, "numbered steps please")
        ask(assistant, "what is a good name for a dog?")
        _, *read = model.asked[-1]
        assert [one.role for one in read] == ["user", "assistant", "user"]
        assert read[1].content.startswith("1. Mix flour and water.")
        logged = [*assistant.memory.turns.turns(user="me")]
        assert logged[1].request == "numbered steps please", "the log keeps what was said"


def test_what_a_model_was_told_is_what_is_logged_and_no_other_reply_was_told_anything(
    tmp_path: Path,
) -> None:
    assistant, _ = talk(tmp_path, BAKING, BAKING)
    with assistant:
        assistant.memory.turns.add(minded(1, "please call me Zoe"))
        ask(assistant, "tell me a joke about bread")
        ask(assistant, "what do you know about me?")
        *_, chat, recall = assistant.memory.turns.turns(user="me")
        assert "Call the user Zoe." in [one.text for one in chat.recalled]
        assert recall.writer == "composed"
        assert not any(one.text for one in recall.recalled)


@pytest.mark.parametrize("broken", ["{", "[]", '{"me": {"a": "yesterday"}}'])
def test_a_damaged_file_of_what_is_switched_off_is_named(own: OwnWishes, broken: str) -> None:
    file = own.switched_off
    file.write_text(broken)
    with pytest.raises(HomeError, match=file.name) as raised:
        own.of("me")
    assert "delete it" in str(raised.value)
    with pytest.raises(HomeError):
        own.switch_off("me", Wish("tone.sober"))
    assert file.read_text() == broken


def test_a_change_of_the_log_counts_with_the_next_turn_whatever_it_is(
    memory: Memory, own: OwnWishes
) -> None:
    first, second = minded(1, "numbered steps please"), minded(2, "I'd like numbered steps")
    memory.turns.add(first, second)
    assert keys(own) == ["layout.numbered"]
    memory.turns.add(minded(2, "thanks"))  # the same turn, told otherwise
    assert keys(own) == []
    memory.turns.add(second)
    assert keys(own) == ["layout.numbered"]
    memory.turns.forget(["after1"])  # in which the first wish was said
    assert keys(own) == []


def first(said: str, number: int = 1) -> Turn:
    """Return a turn that begins a conversation, of which nothing has been said yet."""
    request = (Shown(role="user", text=said),)
    return minded(number, "").model_copy(update={"shown": request, "followup": None})


def test_who_begins_with_a_wish_for_all_that_comes_need_not_say_it_of_an_answer(
    memory: Memory, own: OwnWishes
) -> None:
    memory.turns.add(first("Please call me Zoe from now on."))
    assert keys(own) == ["address.name=zoe"]
    own.switch_off("me", Wish("address.name", "Zoe"))
    assert keys(own) == []


def test_a_wish_for_one_answer_that_is_not_there_yet_stands_for_no_other(
    memory: Memory, own: OwnWishes
) -> None:
    memory.turns.add(first("Briefly, please: what is bread?"))
    memory.turns.add(first("I always take the train, never the bus.", 3))
    memory.turns.add(first("From now on I bake bread. Numbered steps please. Which flour?", 2))
    assert keys(own) == []


def test_what_is_said_of_an_answer_is_no_request_besides(memory: Memory, own: OwnWishes) -> None:
    said = "thanks, and from now on numbered steps please"
    memory.turns.add(minded(1, said), first(said, 2).model_copy(update={"id": "after1"}))
    (one,) = own.of("me")
    assert len(one.because) == 1


def test_a_thing_that_was_asked_for_in_passing_is_for_requests_of_that_kind(
    memory: Memory, own: OwnWishes
) -> None:
    memory.turns.add(minded(1, "mention the honey too"))
    assert keys(own, thread="me/1", request="how do I bake a cake?") == ["include.term=honey"]
    assert keys(own, thread="me/1", request="tell me a joke") == []
    memory.turns.add(minded(2, "mention the honey too"))
    assert keys(own, request="tell me a joke") == ["include.term=honey"], "said twice"


def test_only_new_turns_are_looked_at(memory: Memory, tmp_path: Path) -> None:
    class Counting(Hearing):
        texts = 0

        def heard_each(
            self, said: Sequence[str], minded: Sequence[str] = ()
        ) -> list[tuple[Heard, ...]]:
            self.texts += sum("what" in one for one in said)
            return super().heard_each(said, minded)

    hearing = Counting(WordEmbedder())
    own = OwnWishes(memory.turns, hearing, tmp_path / "wishes.json")
    memory.turns.add(*(minded(number, f"what about {number}?") for number in range(300)))
    own.of("me")
    assert hearing.texts == LAST
    memory.turns.add(minded(300, "and what about 300?"))
    own.of("me")
    own.of("me")
    assert hearing.texts == LAST + 1


def test_what_is_said_now_holds_in_this_conversation(tmp_path: Path) -> None:
    assistant, _ = talk(tmp_path, BAKING, BAKING, BAKING)
    with assistant:
        ask(assistant, "tell me a joke about bread")
        events = ask(assistant, "numbered steps please")
        (replied,) = [one for one in events if isinstance(one, Replied)]
        assert replied.text.startswith("1. Mix flour and water.\n2. Let it rest.")
        elsewhere = ask(assistant, "tell me a joke about bread", thread="other")
        assert not [one for one in elsewhere if isinstance(one, Heeded)]
