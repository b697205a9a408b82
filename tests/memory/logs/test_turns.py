"""The log of turns keeps what there is to learn from, and gives up what is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from uptake.core.protocols import Message
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.logs.turn import ABANDONMENT, Considered, Followup, Recalled, Shown, Turn
from uptake.memory.memory import Memory, Selection
from uptake.memory.records import Episode, Fact, Provenance, now

Fact_ = Callable[..., Fact]


def turn(id: str, request: str, *history: Shown, thread: str = "me/main", **more: object) -> Turn:
    given = {"user": "me", "route": "reply", "intent": "chat", "reply": "All right.", **more}
    shown = (*history, Shown(role="user", text=request, turn=id))
    return Turn(id=id, thread=thread, shown=shown, **given)


def episode(of: Turn) -> Episode:
    source = Provenance(kind="turn", ids=(of.id,))
    return Episode(
        id=of.id, user=of.user, provenance=source, thread=of.thread, request=of.request,
        reply=of.reply,
    )  # fmt: skip


def logged(memory: Memory, *turns: Turn) -> None:
    memory.turns.add(*turns)
    memory.add([episode(one) for one in turns])


def said_after(turn: str, said: str, **more: object) -> Followup:
    return Followup(turn=turn, said=said, judgement="dissatisfied", **more)


def ids(memory: Memory) -> list[str]:
    return [one.id for one in memory.turns.turns()]


def files_with(settings: Settings, word: str) -> list[str]:
    files = [file for file in settings.home.rglob("*") if file.is_file()]
    return [file.name for file in files if word.encode() in file.read_bytes().lower()]


def test_the_prompt_is_as_the_planner_saw_it(memory: Memory) -> None:
    history = Shown(role="user", text="hi", turn="t0"), Shown(role="assistant", text="Hello!")
    memory.turns.add(
        turn(
            "t1", "a recipe?", *history, instructions="Be brief.",
            recalled=(Recalled(id="f1", text="I eat no nuts"), Recalled(id="e1")),
        )
    )  # fmt: skip
    (found,) = memory.turns.get(["t1"])
    assert found.request == "a recipe?"
    assert found.prompt() == (
        Message("system", "Be brief.\n\nAbout the user:\n- I eat no nuts"),
        Message("user", "hi"),
        Message("assistant", "Hello!"),
        Message("user", "a recipe?"),
    )


def test_what_is_said_next_is_kept_with_the_turn_it_is_about(memory: Memory) -> None:
    memory.turns.add(turn("t1", "a joke?"), turn("t2", "another"))
    memory.turns.follow("t1", said_after("t2", "shorter please", kind="correction"))
    memory.turns.follow("unknown", said_after("t2", "nobody hears this"))
    first, second = memory.turns.turns()
    assert first.followup is not None
    assert (first.followup.said, first.followup.kind) == ("shorter please", "correction")
    assert second.followup is None


def test_a_conversation_that_ends_is_noted_once_it_is_long_past(memory: Memory) -> None:
    old = now() - timedelta(days=3)
    memory.turns.add(turn("t1", "a joke?", at=old), turn("t2", "a poem?"))
    memory.turns.add(turn("t3", "a song?", at=old, followup=said_after("t4", "no")))
    assert memory.turns.note_left(before=now() - timedelta(days=1)) == 1
    assert memory.turns.note_left(before=now() - timedelta(days=1)) == 0
    (left,) = memory.turns.get(["t1"])
    assert left.followup is not None
    assert (left.followup.kind, left.followup.said) == (ABANDONMENT, "")


def test_whoever_comes_back_has_not_left(memory: Memory) -> None:
    memory.turns.add(turn("t1", "a joke?"))
    memory.turns.note_left(before=now() + timedelta(days=1))
    memory.turns.follow("t1", said_after("t2", "not that one"))
    (found,) = memory.turns.get(["t1"])
    assert found.followup is not None
    assert found.followup.said == "not that one"


def test_turns_come_in_the_order_in_which_they_were_taken(memory: Memory) -> None:
    start = datetime(2024, 5, 1, tzinfo=UTC)
    moments = [start + timedelta(microseconds=number) for number in (2, 0, 1)]
    memory.turns.add(*(turn(f"t{i}", "hi", at=at) for i, at in enumerate(moments)))
    memory.turns.add(turn("other", "hi", user="you", at=start))
    assert [one.id for one in memory.turns.turns(user="me")] == ["t1", "t2", "t0"]
    assert memory.turns.keys(user="you") == {"other"}


def test_no_secret_is_logged(memory: Memory, settings: Settings) -> None:
    secret = "4111 1111 1111 1111"
    memory.turns.add(
        turn(
            "t1", f"pay with {secret}", Shown(role="user", text=f"my card is {secret}"),
            reply=f"Paid with {secret}.", chosen=f"Pay with {secret}",
            followup=said_after("t2", f"no, not {secret}", span=f"not {secret}"),
        )
    )  # fmt: skip
    (found,) = memory.turns.get(["t1"])
    assert found.request == "pay with [card number]"
    assert secret not in found.model_dump_json()
    memory.close()
    assert files_with(settings, secret) == []


def test_a_name_that_looks_like_a_secret_is_a_name(memory: Memory) -> None:
    odd = "sk-proj-4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c"
    memory.turns.add(turn(odd, "hi", thread=odd, user=odd, model=odd, procedure=odd))
    (found,) = memory.turns.get([odd])
    assert {found.id, found.thread, found.user, found.model, found.procedure} == {odd}
    memory.turns.forget([odd])
    assert ids(memory) == []


def test_odd_names_are_names(memory: Memory) -> None:
    for odd in ("half \ud83d", "nul \0", "'; DROP TABLE turn; --", "x" * 10_000):
        memory.turns.add(turn("t1", odd, user=odd, thread=odd))
        assert memory.turns.count(user=odd) == len(memory.turns.keys(user=odd)) == 1
        assert memory.turns.selected(Selection(thread=odd), user=odd) == [
            one.id for one in memory.turns.turns(user=odd, thread=odd)
        ]
        memory.turns.forget(["t1"])
    assert memory.turns.count() == 0


def test_a_forgotten_turn_leaves_nothing_in_the_turns_after_it(
    memory: Memory, settings: Settings
) -> None:
    first = turn("t1", "I keep zebrafinches", reply="Zebrafinches are lovely.")
    before = (
        Shown(role="user", text=first.request, turn="t1"),
        Shown(role="assistant", text=first.reply, turn="t1"),
    )
    second = turn("t2", "what do they eat?", *before, reply="Seeds.")
    other = turn("t3", "how late is it?", thread="me/other")
    logged(memory, first, second, other)
    learned = memory.turns.keys()

    memory.forget(["t1"], for_good=True)

    assert ids(memory) == ["t2", "t3"]
    assert memory.turns.get(["t2"])[0].prompt() == (Message("user", "what do they eat?"),)
    assert learned - memory.turns.keys() == {"t1", "t2"}, "what saw these turns is stale"
    assert files_with(settings, "zebrafinch") == []


def test_a_forgotten_turn_takes_its_verdict_on_the_turn_before_along(
    memory: Memory, settings: Settings
) -> None:
    first = turn("t1", "a pet?", reply="A dog.", followup=said_after("t2", "zebrafinches!"))
    logged(memory, first, turn("t2", "zebrafinches!"))
    memory.forget(["t2"], for_good=True)
    (left,) = memory.turns.turns()
    assert left.followup is None
    assert left.key != first.key
    assert files_with(settings, "zebrafinch") == []


def test_a_forgotten_fact_is_no_longer_told_in_any_turn(
    memory: Memory, settings: Settings, fact: Fact_
) -> None:
    birds, tea = fact("I keep zebrafinches"), fact("I like tea")
    told = tuple(Recalled(id=one.id, text=one.text()) for one in (birds, tea))
    memory.add([birds, tea])
    logged(memory, turn("t1", "a present for me?", recalled=told, reply="A teapot."))
    memory.forget([birds.id], for_good=True)
    assert [one.text for one in memory.turns.get(["t1"])[0].recalled] == ["I like tea"]
    assert files_with(settings, "zebrafinch") == []


def test_a_turn_that_did_what_is_forgotten_goes_with_it(memory: Memory) -> None:
    plans = (Considered(title="Feed them", score=0.9, procedure="p1"),)
    did = turn("t1", "feed them", candidates=plans, chosen="Feed them", procedure="p1")
    weighed = turn("t2", "water them", candidates=plans, chosen="Water", procedure="p2")
    memory.turns.add(did, weighed)
    memory.turns.forget([], ["p1"])
    (left,) = memory.turns.turns()
    assert (left.id, left.candidates) == ("t2", ())


def test_forgetting_finds_logged_turns_by_what_they_have_in_common(memory: Memory) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    memory.turns.add(
        turn("old", "hi", at=long_ago),
        turn("there", "hi", thread="me/there"),
        turn("birds", "zebrafinches"),
        turn("brought", "hi", source="/tmp/brought.jsonl"),
        turn("yours", "zebrafinches", user="you"),
    )
    for selection, expected in (
        (Selection(before=datetime(2021, 1, 1, tzinfo=UTC)), "old"),
        (Selection(thread="there"), "there"),
        (Selection(words="ZEBRAfinches"), "birds"),
        (Selection(source="brought.jsonl"), "brought"),
    ):
        assert memory.preview(selection, user="me").turns == (expected,)
    assert memory.preview(Selection(types=("fact",)), user="me").is_empty
    memory.forget(memory.preview(Selection(since=long_ago), user="me"))
    assert ids(memory) == ["yours"]


def test_a_logged_turn_without_a_record_is_forgotten_by_its_id(memory: Memory) -> None:
    memory.turns.add(turn("t1", "hi"))
    memory.forget(["t1"])
    assert ids(memory) == []


def test_forgetting_is_all_or_nothing(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    logged(memory, turn("t1", "hi"))

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(type(memory.turns), "forget", fail)
    with pytest.raises(OSError, match="full"):
        memory.forget(["t1"])
    assert memory.get("t1")
    assert ids(memory) == ["t1"]


def test_the_log_is_counted(settings: Settings) -> None:
    memory = Memory.open(settings, WordEmbedder())
    memory.turns.add(turn("t1", "hi"), turn("t2", "hi"), turn("t2", "hi again"))
    assert memory.usage().turns == 2
    memory.close()


@pytest.mark.parametrize("index", ["turn_user", "turn_followed", "turn_picked"])
def test_the_last_turns_are_found_without_reading_the_others(memory: Memory, index: str) -> None:
    which = {"turn_user": "last", "turn_followed": "followed", "turn_picked": "picked"}[index]
    statements: list[str] = []
    with memory.database.transaction() as connection:
        connection.set_trace_callback(statements.append)
        getattr(memory.turns, which)(3, user="me")
        connection.set_trace_callback(None)
        (plan,) = connection.execute(f"EXPLAIN QUERY PLAN {statements[-1]}").fetchall()
    assert f"INDEX {index} (user=?)" in plan[-1], "and nothing is sorted"
