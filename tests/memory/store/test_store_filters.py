"""What filters of a store let through: the same in LangGraph's own store and in ours."""

from __future__ import annotations

from typing import Any

import pytest
from langgraph.store.base import BaseStore

from uptake.memory.storage.database import Database
from uptake.memory.store.base_store import MemoryStore
from uptake.memory.store.filters import condition, passes

VALUES: dict[str, dict[str, Any]] = {
    f"k{n}": {
        "n": n,
        "even": n % 2 == 0,
        "half": n / 2,
        "text": f"t{n}",
        "maybe": None if n == 3 else n,
        "deep": {"n": n, "deeper": {"text": f"t{n}"}},
        "list": [n - 1, n],
    }
    for n in range(4)
}
EVERY = ["k0", "k1", "k2", "k3"]
WANTED: list[tuple[dict[str, Any], list[str]]] = [
    ({}, EVERY),
    ({"n": 2}, ["k2"]),
    ({"n": {"$eq": 2}}, ["k2"]),
    ({"n": 2.0}, ["k2"]),
    ({"n": {"$gt": 1}}, ["k2", "k3"]),
    ({"n": {"$gte": 1, "$lt": 3}}, ["k1", "k2"]),
    ({"n": {"$lte": 0.5}}, ["k0"]),
    ({"half": {"$gt": 0.5}}, ["k2", "k3"]),
    ({"n": {"$gt": "1"}}, ["k2", "k3"]),
    ({"n": {"$ne": 0}, "even": True}, ["k2"]),
    ({"even": {"$ne": True}}, ["k1", "k3"]),
    ({"text": "t1"}, ["k1"]),
    ({"text": {"$ne": "t1"}}, ["k0", "k2", "k3"]),
    ({"maybe": None}, ["k3"]),
    ({"absent": None}, EVERY),
    ({"maybe": {"$ne": None}}, ["k0", "k1", "k2"]),
    ({"absent": "x"}, []),
    ({"deep": {"n": 3}}, ["k3"]),
    ({"deep": {"n": {"$lte": 1}}}, ["k0", "k1"]),
    ({"deep": {"deeper": {"text": "t2"}}}, ["k2"]),
    ({"n": {"field": 1}}, []),
    ({"list": [1, 2]}, ["k2"]),
    ({"list": (1, 2)}, ["k2"]),
    ({"list": [1]}, []),
    ({"text": "t1", "n": 2}, []),
]


@pytest.mark.parametrize(("wanted", "found"), WANTED)
def test_both_stores_let_the_same_through(
    store: BaseStore, wanted: dict[str, Any], found: list[str]
) -> None:
    for key, value in VALUES.items():
        store.put(("a",), key, value)
    assert [item.key for item in store.search(("a",), filter=wanted)] == found
    by_query = store.search(("a",), query="t1", filter=wanted)
    assert sorted(item.key for item in by_query) == found


def test_unknown_operators_are_refused(store: BaseStore) -> None:
    store.put(("a",), "k", {"n": 1})
    with pytest.raises(ValueError, match="operator"):
        store.search(("a",), filter={"n": {"$like": 1}})


def test_pages_count_what_passes(store: BaseStore) -> None:
    for n in range(9):
        store.put(("a",), f"k{n}", {"odd": n % 2 == 1})
    found = store.search(("a",), filter={"odd": True}, limit=2, offset=1)
    assert [item.key for item in found] == ["k3", "k5"]


ODD: list[tuple[Any, Any, bool]] = [
    ("2026-03-01", {"$gt": "2026-02-01"}, True),
    ("tea", {"$gt": 1}, False),
    (None, {"$lt": 1}, False),
    ([1], {"$gte": 0}, False),
    ("10", {"$gt": 9}, True),
    (2**60, 2**60 + 1, False),
    (2**60, {"$lt": 2**60 + 1000}, True),
    (float("nan"), {"$eq": 1}, False),
    (float("inf"), {"$gt": 10**18}, True),
    ("half \ud83d", "half \ud83d", True),
    ("nul \0 in it", "nul \0 in it", True),
    (True, 1, True),
    ("1", 1, False),
    ({"a": 1}, {"a": 1}, True),
]


@pytest.mark.parametrize(("value", "want", "does"), ODD)
@pytest.mark.parametrize("key", ["plain", 'quo"ted', "sp ace", "dot.ted", "schlüssel", "$"])
def test_sql_never_drops_what_passes(
    database: Database, key: str, value: Any, want: Any, does: bool
) -> None:
    store = MemoryStore(database)
    store.put(("a",), "k", {key: value})
    assert passes({key: value}, {key: want}) is does
    assert bool(store.search(("a",), filter={key: want})) is does


def test_what_equals_is_looked_for_in_sql(database: Database) -> None:
    sql, values = condition({"n": 1, "text": "tea"})
    store = MemoryStore(database)
    for n in range(20):
        store.put(("a",), f"k{n}", {"n": n, "text": "tea"})
    assert database.read(f"SELECT key FROM item WHERE {sql}", values) == [("k1",)]
