"""Turns from request to reply, with doubles for models and device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uptake.agents.assistant import Assistant
from uptake.core.actions import Op
from uptake.core.events import (
    ApprovalAsked,
    Heard,
    Item,
    Planned,
    QuestionAsked,
    Recalled,
    Recommended,
    Remembered,
    Replied,
    ReplyDelta,
    StepFinished,
    TurnEnded,
)
from uptake.core.settings import Settings
from uptake.core.testing import FakeDevice, ScriptedModel, WordEmbedder
from uptake.memory.records import Episode, Fact, Procedure

One = Callable[[list[Any], type], Any]


def test_small_talk_is_answered_by_the_model_word_by_word(assistant: Assistant, one: One) -> None:
    events = list(assistant.ask("hello, how are you today?"))
    assert one(events, Planned).route == "reply"
    pieces = [event.text for event in events if isinstance(event, ReplyDelta)]
    assert len(pieces) > 1
    assert "".join(pieces).strip() == one(events, Replied).text == "Hello! What can I do?"
    assert one(events, TurnEnded).outcome == "done"


def test_a_request_with_a_slot_is_carried_out(
    trained: Assistant, device: FakeDevice, one: One
) -> None:
    events = list(trained.ask('search the mail for "tax return"'))
    plan = one(events, Planned)
    assert plan.route == "act"
    assert plan.thoughts.explicit == "Search the mail for tax return"
    assert [(action.op, action.text) for action in device.actions] == [
        (Op.TYPE, "tax return"),
        (Op.CLICK, None),
    ]
    assert one(events, Replied).text == "Done: Search the mail for tax return."
    assert all(event.ok for event in events if isinstance(event, StepFinished))


def test_what_deletes_waits_for_a_yes(trained: Assistant, device: FakeDevice, one: One) -> None:
    events = list(trained.ask("please delete the newest message"))
    assert one(events, ApprovalAsked).reason == "it deletes"
    assert one(events, TurnEnded).outcome == "waiting"
    assert device.actions == []
    assert trained.threads()[0].pending
    events = list(trained.resume(True))
    assert one(events, TurnEnded).outcome == "done"
    assert len(device.actions) == 1


def test_a_no_leaves_everything_as_it_was(trained: Assistant, device: FakeDevice, one: One) -> None:
    list(trained.ask("please delete the newest message"))
    events = list(trained.resume(False))
    assert device.actions == []
    assert "I did not do it" in one(events, Replied).text
    straight = trained.memory.get("straight")
    assert isinstance(straight, Procedure)
    assert (straight.successes, straight.failures) == (0, 0)


def test_a_correction_changes_the_way_of_the_next_turn(
    trained: Assistant, device: FakeDevice, one: One
) -> None:
    list(trained.ask("please delete the newest message"))
    list(trained.resume(True))
    assert len(device.actions) == 1
    events = list(
        trained.ask("no, that was wrong: open the newest message first, then press Delete")
    )
    assert one(events, Heard).judgement == "dissatisfied"
    assert "open the newest message first" in one(events, Remembered).text
    assert one(events, Replied).text.startswith("Understood; from now on")
    assert len(device.actions) == 1
    list(trained.ask("please delete the newest message"))
    list(trained.resume(True))
    assert len(device.actions) == 3


def test_a_correction_can_be_undone(trained: Assistant, device: FakeDevice, one: One) -> None:
    list(trained.ask("please delete the newest message"))
    list(trained.resume(True))
    events = list(
        trained.ask("no, that was wrong: open the newest message first, then press Delete")
    )
    trained.undo(one(events, Remembered).write)
    assert trained.memory.list("habit") == []


def test_a_dislike_takes_the_credit_back(trained: Assistant) -> None:
    list(trained.ask('search the mail for "tax return"'))
    list(trained.ask("no, that was wrong"))
    search = trained.memory.get("search")
    assert isinstance(search, Procedure)
    assert (search.successes, search.failures) == (0, 1)


def test_a_way_that_demonstrations_showed_to_fail_is_not_taken_for_being_usual(
    trained: Assistant, one: One
) -> None:
    usual = trained.memory.get("straight")
    (steps,) = one(list(trained.ask("delete the newest message")), Planned).steps
    assert steps == "press Delete in the list"
    trained.resume(False)
    trained.memory.add([usual.model_copy(update={"contradicted": 20, "confidence": 0.2})])
    first, _ = one(list(trained.ask("delete the newest message", thread="new")), Planned).steps
    assert first == "open the newest message first"


def test_a_failed_step_is_told_and_counted(
    settings: Settings, trained: Assistant, device: FakeDevice, one: One
) -> None:
    broken = FakeDevice(device.observation, lambda _action, _shown: "it is covered")
    with Assistant(
        settings, planner_model=ScriptedModel(), embedder=WordEmbedder(), device=broken
    ) as assistant:
        events = list(assistant.ask('search the mail for "tax return"'))
        ended = one(events, TurnEnded)
        assert ended.outcome == "failed"
        assert "it is covered" in ended.reason
        assert "could not" in one(events, Replied).text
        (episode,) = assistant.memory.list("episode")
        assert isinstance(episode, Episode)
        assert episode.outcome == "failed"
    search = trained.memory.get("search")
    assert isinstance(search, Procedure)
    assert (search.successes, search.failures) == (0, 1)


def test_what_the_page_offers_no_way_to_is_infeasible_and_no_failure(
    trained: Assistant, device: FakeDevice, one: One
) -> None:
    list(trained.ask('search the mail for "tickets"'))
    device.observation = device.observation.model_copy(
        update={"elements": device.observation.elements[:1]}
    )
    events = list(trained.ask('search the mail for "tax return"'))
    ended = one(events, TurnEnded)
    assert ended.outcome == "infeasible"
    assert 'no button "Find"' in ended.reason
    assert "no way" in one(events, Replied).text
    episodes = [kept for kept in trained.memory.list("episode") if isinstance(kept, Episode)]
    assert {kept.request: kept.outcome for kept in episodes} == {
        'search the mail for "tickets"': "done",
        'search the mail for "tax return"': "infeasible",
    }
    search = trained.memory.get("search")
    assert isinstance(search, Procedure)
    assert (search.successes, search.failures) == (1, 0)


def test_a_stated_fact_is_remembered_and_recalled(assistant: Assistant, one: One) -> None:
    events = list(assistant.ask("Please remember that I'm vegetarian."))
    assert "vegetarian" in one(events, Remembered).text
    (fact,) = assistant.memory.list("fact")
    assert isinstance(fact, Fact)
    assert fact.provenance.text == "Please remember that I'm vegetarian."
    events = list(assistant.ask("what do you know about me being vegetarian?", thread="other"))
    assert any("vegetarian" in memory.text for memory in one(events, Recalled).memories)


def test_items_of_the_host_are_ranked_with_reasons(assistant: Assistant, one: One) -> None:
    list(assistant.ask("Please remember that I love spicy noodles."))
    items = [
        Item(id="1", title="plain rice"),
        Item(id="2", title="spicy noodles with tofu"),
        Item(id="3", title="green salad"),
    ]
    events = list(assistant.ask("recommend something for dinner, I love noodles", items=items))
    ranked = one(events, Recommended).items
    assert ranked[0].id == "2"
    assert {item.id for item in ranked} == {"1", "2", "3"}


def test_a_turn_becomes_an_episode_with_what_it_used(trained: Assistant) -> None:
    list(trained.ask('search the mail for "tax return"'))
    (episode,) = trained.memory.list("episode")
    assert isinstance(episode, Episode)
    assert (episode.outcome, episode.thread) == ("done", "me/main")
    assert len(episode.used) == 1


def test_threads_keep_their_own_history(assistant: Assistant) -> None:
    list(assistant.ask("hello there", thread="a"))
    list(assistant.ask("good morning to you", thread="b"))
    assert assistant.history("a")[0].content == "hello there"
    assert [thread.id for thread in assistant.threads()] == ["b", "a"]
    assert assistant.threads()[1].title == "hello there"


def test_users_of_one_home_do_not_share_threads(assistant: Assistant) -> None:
    list(assistant.ask("hello there", user="ada"))
    assert assistant.history("main", user="bob") == []
    assert assistant.threads(user="bob") == []


def test_the_next_process_goes_on_where_this_one_stopped(
    settings: Settings, model: ScriptedModel, one: One, trained: Assistant, device: FakeDevice
) -> None:
    list(trained.ask("please delete the newest message"))
    trained.close()
    with Assistant(
        settings, planner_model=model, embedder=WordEmbedder(), device=device
    ) as restarted:
        events = list(restarted.recover())
        assert one(events, ApprovalAsked).reason == "it deletes"
        list(restarted.resume(True))
        assert len(device.actions) == 1
        assert list(restarted.recover()) == []


def test_without_a_device_the_reply_says_what_to_do(
    settings: Settings, model: ScriptedModel, straight: Procedure, one: One
) -> None:
    with Assistant(settings, planner_model=model, embedder=WordEmbedder()) as assistant:
        assistant.memory.add([straight])
        list(assistant.ask("please delete the newest message"))
        events = list(assistant.resume(True))
        assert "no page is open" in one(events, Replied).text


def test_a_missing_slot_is_asked_for(
    assistant: Assistant, unread_search: Procedure, device: FakeDevice, one: One
) -> None:
    assistant.memory.add([unread_search])
    events = list(assistant.ask("search the mail"))
    assert "<words>" in one(events, QuestionAsked).question
    assert device.actions == []
    list(assistant.resume("tax return"))
    assert device.actions[0].text == "tax return"


def test_a_turn_that_is_stopped_is_not_taken_up_again(assistant: Assistant, one: One) -> None:
    events = assistant.ask("hello, how are you today?")
    next(event for event in events if isinstance(event, ReplyDelta))
    events.close()  # type: ignore[attr-defined]
    assert not assistant.threads()[0].pending
    assert list(assistant.recover()) == []
    assert assistant.history("main")[-1].content == "Stopped."
    assert one(list(assistant.ask("and now?")), TurnEnded).outcome == "done"


def test_a_fresh_home_has_no_threads(assistant: Assistant) -> None:
    assert assistant.threads() == []
    assert assistant.history("main") == []
