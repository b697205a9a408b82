"""One suite for LangGraph's own store and ours: what a host relies on holds in both."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from langgraph.store.base import (
    BaseStore,
    GetOp,
    IndexConfig,
    InvalidNamespaceError,
    PutOp,
    SearchOp,
)
from langgraph.store.memory import InMemoryStore

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.base_store import MemoryStore
from uptake.memory.database import Database


def words(texts: Sequence[str]) -> list[list[float]]:
    return [[float(x) for x in row] for row in WordEmbedder().embed(texts)]


@pytest.fixture(params=["langgraph", "uptake"])
def store(request: pytest.FixtureRequest, settings: Settings) -> Iterator[BaseStore]:
    if request.param == "langgraph":
        yield InMemoryStore(index=IndexConfig(dims=256, embed=words, fields=["text"]))
    else:
        database = Database(settings.paths.memory)
        yield MemoryStore(database, WordEmbedder(), fields=["text"])
        database.close()


@pytest.fixture
def ours(settings: Settings) -> Iterator[MemoryStore]:
    database = Database(settings.paths.memory)
    yield MemoryStore(database, WordEmbedder())
    database.close()


def keys(found: list[Any]) -> list[str]:
    return [item.key for item in found]


def test_what_is_put_is_got(store: BaseStore) -> None:
    value = {"text": "tea", "n": 1, "deep": {"list": [1, None, True, "ß"]}}
    store.put(("users", "1"), "drink", value)
    item = store.get(("users", "1"), "drink")
    assert item is not None
    assert (item.value, item.key, item.namespace) == (value, "drink", ("users", "1"))
    assert item.created_at.tzinfo is not None


def test_what_is_not_there_is_none(store: BaseStore) -> None:
    assert store.get(("users",), "nothing") is None
    store.delete(("users",), "nothing")


def test_putting_again_replaces(store: BaseStore) -> None:
    store.put(("a",), "k", {"text": "one"})
    store.put(("a",), "k", {"other": "two"})
    item = store.get(("a",), "k")
    assert item is not None
    assert item.value == {"other": "two"}


def test_deleted_is_gone_from_search_too(store: BaseStore) -> None:
    store.put(("a",), "k", {"text": "one"})
    store.delete(("a",), "k")
    assert store.get(("a",), "k") is None
    assert store.search(("a",), query="one") == []


def test_namespaces_are_searched_by_whole_labels(store: BaseStore) -> None:
    for namespace in (("a",), ("a", "b"), ("ab",), ("a", "b", "c"), ("x",)):
        store.put(namespace, "k", {"n": len(namespace)})
    assert len(store.search(("a",))) == 3
    assert len(store.search(("a", "b"))) == 2
    assert len(store.search(())) == 5


def test_pages_do_not_overlap(store: BaseStore) -> None:
    for n in range(7):
        store.put(("a",), f"k{n}", {"n": n})
    pages = [keys(store.search(("a",), limit=3, offset=offset)) for offset in (0, 3, 6)]
    assert sorted(key for page in pages for key in page) == [f"k{n}" for n in range(7)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"n": 2}, ["k2"]),
        ({"n": {"$gt": 1}}, ["k2", "k3"]),
        ({"n": {"$gte": 1, "$lt": 3}}, ["k1", "k2"]),
        ({"n": {"$ne": 0}, "even": True}, ["k2"]),
        ({"deep": {"n": 3}}, ["k3"]),
        ({"deep": {"n": {"$lte": 1}}}, ["k0", "k1"]),
        ({"none": "x"}, []),
        ({"list": [1, 2]}, ["k2"]),
    ],
)
def test_filters(store: BaseStore, wanted: dict[str, Any], found: list[str]) -> None:
    for n in range(4):
        value = {"n": n, "even": n % 2 == 0, "deep": {"n": n}, "list": [n - 1, n]}
        store.put(("a",), f"k{n}", value)
    assert sorted(keys(store.search(("a",), filter=wanted))) == found


def test_unknown_operators_are_refused(store: BaseStore) -> None:
    store.put(("a",), "k", {"n": 1})
    with pytest.raises(ValueError, match="operator"):
        store.search(("a",), filter={"n": {"$like": 1}})


def test_a_query_orders_by_meaning(store: BaseStore) -> None:
    store.put(("a",), "tea", {"text": "I drink green tea"})
    store.put(("a",), "boat", {"text": "my boat is red"})
    store.put(("a",), "unseen", {"text": "green tea"}, index=False)
    found = store.search(("a",), query="green tea")
    assert keys(found)[0] == "tea"
    assert found[0].score is not None
    assert found[0].score > 0.5
    assert found[-1].key == "unseen"
    assert found[-1].score is None


def test_chosen_fields_are_searched(store: BaseStore) -> None:
    store.put(("a",), "k", {"text": "nothing", "notes": ["green tea", "boat"]}, index=["notes[*]"])
    found = store.search(("a",), query="boat")
    assert len(found) == 1
    assert found[0].score == pytest.approx(1.0, abs=1e-3)


def test_namespaces_are_listed(store: BaseStore) -> None:
    for namespace in (("a", "b", "v1"), ("a", "c", "v1"), ("a", "c", "v2"), ("d",)):
        store.put(namespace, "k", {"n": 1})
    assert store.list_namespaces(prefix=("a",), max_depth=2) == [("a", "b"), ("a", "c")]
    assert store.list_namespaces(suffix=("v1",)) == [("a", "b", "v1"), ("a", "c", "v1")]
    assert store.list_namespaces(prefix=("a", "*", "v2")) == [("a", "c", "v2")]
    assert len(store.list_namespaces(limit=2, offset=1)) == 2


def test_reads_of_a_batch_see_the_state_before_it(store: BaseStore) -> None:
    store.put(("a",), "k", {"n": 1})
    got, put, found = store.batch(
        [GetOp(("a",), "k"), PutOp(("a",), "k", {"n": 2}), SearchOp(("a",), limit=5)]
    )
    assert got.value == {"n": 1}  # type: ignore[union-attr]
    assert put is None
    assert [item.value for item in found] == [{"n": 1}]  # type: ignore[union-attr]
    assert store.get(("a",), "k").value == {"n": 2}  # type: ignore[union-attr]


def test_bad_namespaces_are_refused(store: BaseStore) -> None:
    for bad in ((), ("",), ("a.b",), ("langgraph", "x")):
        with pytest.raises(InvalidNamespaceError):
            store.put(bad, "k", {"n": 1})


def test_it_works_without_blocking_a_loop(store: BaseStore) -> None:
    async def work() -> Any:
        await store.aput(("a",), "k", {"text": "tea"})
        await store.adelete(("a",), "none")
        return await store.asearch(("a",), query="tea"), await store.alist_namespaces()

    found, spaces = asyncio.run(work())
    assert keys(found) == ["k"]
    assert spaces == [("a",)]


def test_items_outlive_the_process(settings: Settings) -> None:
    first = Database(settings.paths.memory)
    MemoryStore(first).put(("a",), "k", {"text": "broken \ud83d", "n": 1})
    first.close()
    second = Database(settings.paths.memory)
    item = MemoryStore(second).get(("a",), "k")
    second.close()
    assert item is not None
    assert item.value["n"] == 1


def test_items_expire_and_reading_keeps_them(
    ours: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = time.time()

    def after(minutes: float) -> None:
        monkeypatch.setattr(time, "time", lambda: began + minutes * 60)

    after(0)
    ours.put(("a",), "read", {"n": 1}, ttl=3)
    ours.put(("a",), "unread", {"n": 1}, ttl=3)
    after(2)
    assert ours.get(("a",), "read") is not None
    after(4)
    assert keys(ours.search(("a",), refresh_ttl=False)) == ["read"]
    after(6)
    assert ours.list_namespaces() == []
