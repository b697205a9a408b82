"""The search by words stays quick where words are common, and loses nothing that is rare."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from uptake.memory.language.words import query_words
from uptake.memory.memory import Memory
from uptake.memory.records import Fact
from uptake.memory.storage import full_text
from uptake.memory.storage.rows import Rows

Fact_ = Callable[..., Fact]


@pytest.fixture(autouse=True)
def _a_few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(full_text, "SCORED", 20)


def matched(memory: Memory, query: str, limit: int = 8) -> list[str]:
    rows = Rows(memory.database)
    words = rows.frequencies(query_words(query))
    ids = rows.match(words, ("fact",), user="me", app=None, limit=limit)
    found = rows.get(ids)
    return [found[id].text() for id in ids]


def test_a_rare_word_finds_its_record_among_common_ones(memory: Memory, fact: Fact_) -> None:
    memory.add([fact("I water the orchid on Mondays")])
    memory.add([fact(f"I walk to work on Mondays, day {n}") for n in range(60)])
    assert matched(memory, "Mondays orchid")[0] == "I water the orchid on Mondays"


def test_common_words_find_what_has_all_of_them(memory: Memory, fact: Fact_) -> None:
    memory.add([fact("coffee with milk at work")])
    for common in ("coffee", "milk", "work"):
        memory.add([fact(f"{common} again {n}") for n in range(40)])
    assert matched(memory, "milk coffee work")[0] == "coffee with milk at work"


def test_a_common_word_alone_finds_the_newest(memory: Memory, fact: Fact_) -> None:
    memory.add([fact(f"coffee {n}") for n in range(40)])
    assert matched(memory, "coffee", limit=2) == ["coffee 39", "coffee 38"]


def test_common_words_are_searched_when_the_rare_ones_find_little(
    memory: Memory, fact: Fact_
) -> None:
    memory.add([fact(f"coffee {n}") for n in range(40)] + [fact("a samovar")])
    assert matched(memory, "samovar coffee", limit=3) == ["a samovar", "coffee 39", "coffee 38"]


def test_words_that_nobody_used_find_nothing(memory: Memory, fact: Fact_) -> None:
    memory.add([fact("coffee")])
    assert matched(memory, "zebra") == matched(memory, "?!") == []


def test_others_do_not_stand_in_the_way(memory: Memory, fact: Fact_) -> None:
    memory.add([fact("coffee with milk")])
    memory.add([fact(f"coffee with milk {n}", user="you") for n in range(60)])
    assert matched(memory, "coffee milk") == ["coffee with milk"]
