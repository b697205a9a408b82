"""Turns and what was said around them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.memory import Memory
from uptake.memory.recall.threads import Threads
from uptake.memory.records import Episode, Fact, Provenance
from uptake.memory.storage.database import Database
from uptake.memory.storage.migrations import MIGRATIONS
from uptake.memory.storage.rows import Rows

NOON = datetime(2024, 3, 13, 12, tzinfo=UTC)
SAID = Provenance(kind="user")


def turn(text: str, minute: int, thread: str = "main", **more: object) -> Episode:
    return Episode(
        **{
            "user": "me",
            "provenance": SAID,
            "thread": thread,
            "request": text,
            "reply": "",
            "valid_from": NOON + timedelta(minutes=minute),
            **more,
        }
    )


@pytest.fixture
def stretches(memory: Memory, settings: Settings) -> Callable[..., list[list[str]]]:
    def find(*records: Episode | Fact, reach: int = 2) -> list[list[str]]:
        database = Database(settings.paths.memory)
        found = Threads(Rows(database)).stretches(records, reach=reach)
        database.close()
        return [[record.text() for record in stretch] for stretch in found]

    return find


def test_a_turn_comes_with_its_neighbours_in_the_order_of_saying(
    memory: Memory, stretches: Callable[..., list[list[str]]]
) -> None:
    turns = [turn(str(minute), minute) for minute in range(9)]
    memory.add(reversed(turns))
    assert stretches(turns[4]) == [["2", "3", "4", "5", "6"]]
    assert stretches(turns[0]) == [["0", "1", "2"]]


def test_stretches_that_meet_are_one_and_the_others_stay_apart(
    memory: Memory, stretches: Callable[..., list[list[str]]]
) -> None:
    turns = [turn(str(minute), minute) for minute in range(12)]
    memory.add(turns)
    assert stretches(turns[1], turns[3], turns[10], reach=1) == [
        ["0", "1", "2", "3", "4"],
        ["9", "10", "11"],
    ]


def test_neighbours_are_of_the_same_thread_and_user(
    memory: Memory, stretches: Callable[..., list[list[str]]]
) -> None:
    mine = turn("mine", 1)
    memory.add([mine, turn("elsewhere", 2, thread="other"), turn("yours", 2, user="you")])
    assert stretches(mine) == [["mine"]]


def test_turns_of_one_moment_keep_the_order_in_which_they_were_kept(
    memory: Memory, stretches: Callable[..., list[list[str]]]
) -> None:
    turns = [turn(str(number), 0) for number in range(3)]
    memory.add(turns)
    assert stretches(turns[1]) == [["0", "1", "2"]]


def test_other_records_stand_alone(
    memory: Memory, stretches: Callable[..., list[list[str]]]
) -> None:
    fact = Fact(user="me", provenance=SAID, statement="I like tea")
    memory.add([fact, turn("tea", 0)])
    assert stretches(fact) == [["I like tea"]]


def recalled(memory: Memory, query: str, **more: object) -> list[str]:
    return [hit.record.text() for hit in memory.recall(query, user="me", **more)]  # type: ignore[arg-type]


def test_the_answer_after_a_question_is_found_by_the_question(memory: Memory) -> None:
    fillers = [turn(f"chat number {n}", n, thread=f"t{n}") for n in range(30)]
    asks = turn("Which instrument does your sister play?", 100, speaker="Ann")
    answers = turn("The cello, since she was six", 101, speaker="Bea")
    memory.add([*fillers, asks, answers])
    found = recalled(memory, "which instrument did the sister play", limit=2)
    assert set(found) == {asks.text(), answers.text()}


def test_what_is_forgotten_no_longer_finds_its_neighbour(memory: Memory) -> None:
    asks, answers = turn("Which instrument?", 0), turn("The cello", 1)
    memory.add([asks, answers])
    memory.forget([asks.id])
    assert "instrument" not in " ".join(recalled(memory, "instrument"))


def test_a_turn_of_the_time_that_is_asked_for_comes_first(memory: Memory) -> None:
    old = turn("We went swimming", 0, thread="a", valid_from=NOON - timedelta(days=60))
    late = turn("We went swimming", 0, thread="b", valid_from=NOON - timedelta(days=1))
    memory.add([old, late])
    of_late = memory.recall("did we swim yesterday?", user="me", at=NOON)
    before = memory.recall("did we swim in January?", user="me", at=NOON)
    assert [hit.record for hit in of_late] == [late, old]
    assert [hit.record for hit in before] == [old, late]


def test_what_was_said_in_a_time_is_found_without_sharing_a_word(memory: Memory) -> None:
    memory.add(turn(f"we talk of item {n}", n, thread=f"t{n}") for n in range(300))
    told = turn("Granny knits", 0, valid_from=NOON - timedelta(days=40))
    memory.add([told])
    found = recalled(memory, "what did we talk of on 2 February 2024?", at=NOON, limit=5)
    assert told.text() in found


def test_the_turn_of_the_person_who_is_named_comes_first(memory: Memory) -> None:
    turns = [turn("I own a boat", n, thread=f"t{n}", speaker=who) for n, who in enumerate("AB")]
    turns[1] = turns[1].model_copy(update={"speaker": "Berta"})
    memory.add(turns)
    assert recalled(memory, "which boat is owned by Berta?")[0] == "Berta: I own a boat"


def test_moments_without_a_zone_can_be_compared(memory: Memory) -> None:
    told = turn("We went swimming", 0, valid_from=datetime(2024, 3, 12, 12))
    memory.add([told])
    assert memory.recall("yesterday", user="me", at=datetime(2024, 3, 13, 12))


def test_conversations_are_recalled_with_their_best_turns(memory: Memory) -> None:
    memory.add(turn(f"we spoke of stamps {n}", n, thread="stamps") for n in range(3))
    memory.add([turn("we spoke of boats", 9, thread="boats"), turn("nothing", 9, thread="rest")])
    found = memory.recall_threads("boats", user="me", limit=2)
    assert found[0].thread == "boats"
    assert [hit.record.text() for hit in found[0].hits] == ["we spoke of boats"]
    assert len(found) == 2
    assert memory.recall_threads(" ", user="me") == []


def test_a_home_without_threads_gets_them(settings: Settings) -> None:
    memory = Memory.open(settings, WordEmbedder())
    memory.add([turn("Which instrument?", 0), turn("The cello", 1)])
    memory.close()
    _without_threads(settings.paths.memory)
    memory = Memory.open(settings, WordEmbedder())
    assert recalled(memory, "instrument") == ["Which instrument?", "The cello"]
    memory.close()


def _without_threads(path: Path) -> None:
    """Make the database as it was when threads were not known."""
    with closing(sqlite3.connect(path)) as now:
        rows = now.execute("SELECT id, type, user, app, created, body FROM record").fetchall()
        words = now.execute("SELECT rowid, words FROM record_words").fetchall()
    path.unlink()
    with closing(sqlite3.connect(path)) as old:
        for script in MIGRATIONS[:2]:
            old.executescript(script)
        old.execute("PRAGMA user_version = 2")
        marks = "(id, type, user, app, created, body) VALUES (?, ?, ?, ?, ?, ?)"
        old.executemany(f"INSERT INTO record {marks}", rows)
        old.executemany("INSERT INTO record_words (rowid, words) VALUES (?, ?)", words)
        old.commit()
