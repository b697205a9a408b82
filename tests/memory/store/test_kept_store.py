"""What our store does beyond LangGraph's own: it lasts, expires, and stays small at scale."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from langgraph.store.base import InvalidNamespaceError, PutOp, SearchOp, TTLConfig

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.storage.database import Database
from uptake.memory.store import base_store
from uptake.memory.store.base_store import MemoryStore

After = Callable[[float], None]


@pytest.fixture
def ours(database: Database) -> MemoryStore:
    return MemoryStore(database, WordEmbedder())


@pytest.fixture
def after(monkeypatch: pytest.MonkeyPatch) -> After:
    """Let some minutes have passed since the test began."""
    began = time.time()

    def pass_by(minutes: float) -> None:
        monkeypatch.setattr(time, "time", lambda: began + minutes * 60)

    pass_by(0)
    return pass_by


def keys(ours: MemoryStore, **how: object) -> list[str]:
    return [item.key for item in ours.search(("a",), **how)]  # type: ignore[arg-type]


def test_items_outlive_the_process(settings: Settings) -> None:
    first = Database(settings.paths.memory)
    MemoryStore(first).put(("a",), "k", {"text": "broken \ud83d", "n": 1})
    first.close()
    second = Database(settings.paths.memory)
    item = MemoryStore(second).get(("a",), "k")
    second.close()
    assert item is not None
    assert item.value == {"text": "broken \ud83d", "n": 1}


def test_an_item_keeps_the_moment_it_was_made(ours: MemoryStore) -> None:
    ours.put(("a",), "k", {"n": 1})
    made = ours.get(("a",), "k")
    ours.put(("a",), "k", {"n": 2})
    changed = ours.get(("a",), "k")
    assert made is not None
    assert changed is not None
    assert changed.created_at == made.created_at
    assert changed.updated_at > made.updated_at


def test_items_expire_and_reading_keeps_them(ours: MemoryStore, after: After) -> None:
    for key in ("read", "searched", "unread"):
        ours.put(("a",), key, {"n": 1, "text": key}, ttl=3)
    after(2)
    assert ours.get(("a",), "read") is not None
    assert keys(ours, query="searched", limit=1) == ["searched"]
    after(4)
    assert keys(ours, refresh_ttl=False) == ["read", "searched"]
    assert sorted(keys(ours, query="unread", refresh_ttl=False)) == ["read", "searched"]
    assert ours.get(("a",), "unread") is None
    after(6)
    assert ours.list_namespaces() == []


def test_expired_items_are_swept(ours: MemoryStore, database: Database, after: After) -> None:
    ours.put(("a",), "short", {"n": 1}, ttl=1)
    ours.put(("a",), "long", {"n": 1})
    after(2)
    assert ours.sweep_ttl() == 1
    assert ours.sweep_ttl() == 0
    assert database.read("SELECT DISTINCT key FROM item_vector") == [("long",)]


def test_a_host_sets_how_long_items_last(database: Database, after: After) -> None:
    ours = MemoryStore(database, ttl=TTLConfig(default_ttl=3, refresh_on_read=False))
    ours.put(("a",), "usual", {"n": 1})
    ours.put(("a",), "longer", {"n": 1}, ttl=10)
    ours.put(("a",), "forever", {"n": 1}, ttl=None)
    after(2)
    assert keys(ours) == ["forever", "longer", "usual"]
    after(4)
    assert keys(ours, refresh_ttl=True) == ["forever", "longer"]
    after(13)
    assert keys(ours) == ["forever", "longer"]
    after(15)
    assert keys(ours) == ["forever"]


def test_putting_again_begins_a_new_life(ours: MemoryStore, after: After) -> None:
    ours.put(("a",), "k", {"n": 1}, ttl=1)
    ours.put(("a",), "k", {"n": 2})
    after(5)
    assert keys(ours) == ["k"]
    ours.put(("a",), "k", {"n": 3}, ttl=1)
    after(7)
    ours.put(("a",), "k", {"n": 4})
    item = ours.get(("a",), "k")
    assert item is not None
    assert (item.updated_at - item.created_at).total_seconds() == 0


def test_moments_and_ids_are_kept_as_texts(ours: MemoryStore) -> None:
    ours.put(("a",), "k", {"at": datetime(2026, 3, 1, tzinfo=UTC), "id": UUID(int=1)})
    item = ours.get(("a",), "k")
    assert item is not None
    assert item.value == {"at": "2026-03-01T00:00:00+00:00", "id": str(UUID(int=1))}


def test_one_value_that_is_no_json_refuses_the_whole_batch(ours: MemoryStore) -> None:
    with pytest.raises(ValueError, match=r"'bad' in \('a',\).*object"):
        ours.batch([PutOp(("a",), "good", {"n": 1}), PutOp(("a",), "bad", {"n": object()})])
    assert keys(ours) == []


def test_names_that_stand_for_others_are_refused(ours: MemoryStore) -> None:
    with pytest.raises(InvalidNamespaceError, match=r"U\+001F"):
        ours.put(("a\x1fb",), "k", {"n": 1})
    with pytest.raises(InvalidNamespaceError):
        ours.batch([SearchOp(("a.b",))])


def test_broken_texts_are_kept_and_found(ours: MemoryStore) -> None:
    ours.put(("half \ud83d",), "key \udc00", {"text": "half \ud83d and \0 more"})
    assert ours.get(("half \ud83d",), "key \udc00") is not None
    assert ours.search(("half \ud83d",), query="half \ud83d")[0].score


def test_enormous_values_are_kept(ours: MemoryStore) -> None:
    ours.put(("a",), "k", {"text": "word " * 2_000_000})
    item = ours.get(("a",), "k")
    assert item is not None
    assert len(item.value["text"]) == 10_000_000


def test_every_vector_of_many_pages_is_compared(
    ours: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base_store, "_PAGE", 3)
    ours.batch(
        [
            PutOp(("a",), f"k{n}", {"notes": [f"w{n}", f"v{n} w{n}", "x"]}, index=["notes[*]"])
            for n in range(10)
        ]
    )
    for n in range(10):
        (found,) = ours.search(("a",), query=f"w{n}", limit=1)
        assert (found.key, found.score) == (f"k{n}", pytest.approx(1.0, abs=1e-3))
    assert len(keys(ours, query="x", limit=20)) == 10
    assert len(keys(ours, filter={"notes": {"$ne": None}}, limit=20)) == 10


def test_another_embedder_does_not_read_these_vectors(
    ours: MemoryStore, database: Database
) -> None:
    class Other(WordEmbedder):
        name = "other"
        dimension = 8

    ours.put(("a",), "k", {"text": "tea"})
    (found,) = MemoryStore(database, Other()).search(("a",), query="tea")
    assert (found.key, found.score) == ("k", None)


def test_a_page_of_a_large_namespace_reads_no_more_than_it_shows(
    ours: MemoryStore, database: Database
) -> None:
    ours.batch([PutOp(("a",), f"k{n:04}", {"n": n}, index=False) for n in range(3_000)])
    read = list[int]()
    database_read = database.read

    def counted(sql: str, values: object = ()) -> list[tuple[object, ...]]:
        rows = database_read(sql, values)  # type: ignore[arg-type]
        read.append(len(rows))
        return rows

    database.read = counted  # type: ignore[method-assign]
    assert keys(ours, offset=5, limit=3) == ["k0005", "k0006", "k0007"]
    assert keys(ours, filter={"n": 2_999}) == ["k2999"]
    assert sum(read) < 50
