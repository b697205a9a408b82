"""One suite for LangGraph's own store and ours: what a host relies on holds in both."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from langgraph.store.base import (
    BaseStore,
    GetOp,
    InvalidNamespaceError,
    ListNamespacesOp,
    MatchCondition,
    PutOp,
    SearchOp,
)


def keys(found: list[Any]) -> list[str]:
    return [item.key for item in found]


def test_what_is_put_is_got(store: BaseStore) -> None:
    value = {"text": "tea", "n": 1, "deep": {"list": [1, None, True, "ß"]}}
    store.put(("users", "1"), "drink", value)
    item = store.get(("users", "1"), "drink")
    assert item is not None
    assert (item.value, item.key, item.namespace) == (value, "drink", ("users", "1"))
    assert item.created_at.tzinfo is not None
    assert item.created_at <= item.updated_at


def test_what_is_not_there_is_none(store: BaseStore) -> None:
    assert store.get(("users",), "nothing") is None
    store.delete(("users",), "nothing")
    assert store.search(("users",)) == store.search(("users",), query="tea") == []


def test_one_key_is_another_item_in_another_namespace(store: BaseStore) -> None:
    store.put(("a",), "k", {"n": 1})
    store.put(("a", "b"), "k", {"n": 2})
    store.delete(("a",), "k")
    assert store.get(("a",), "k") is None
    assert store.get(("a", "b"), "k").value == {"n": 2}  # type: ignore[union-attr]


def test_putting_again_replaces(store: BaseStore) -> None:
    store.put(("a",), "k", {"text": "one"})
    first = store.get(("a",), "k")
    store.put(("a",), "k", {"other": "two"})
    item = store.get(("a",), "k")
    assert item is not None
    assert first is not None
    assert item.value == {"other": "two"}
    assert item.updated_at >= first.updated_at


def test_what_is_got_is_a_copy_of_what_was_put(store: BaseStore) -> None:
    value = {"n": 1}
    store.put(("a",), "k", value)
    value["n"] = 2
    assert store.get(("a",), "k").value == {"n": 1}  # type: ignore[union-attr]


def test_deleted_is_gone_from_search_too(store: BaseStore) -> None:
    store.put(("a",), "k", {"text": "one"})
    store.delete(("a",), "k")
    assert store.get(("a",), "k") is None
    assert store.search(("a",)) == store.search(("a",), query="one") == []


def test_namespaces_are_searched_by_whole_labels(store: BaseStore) -> None:
    for namespace in (("a",), ("a", "b"), ("ab",), ("a", "b", "c"), ("x",), ("a b",), ("a!",)):
        store.put(namespace, "k", {"text": "tea"})
    for query in (None, "tea"):
        assert len(store.search(("a",), query=query)) == 3
        assert len(store.search(("a", "b"), query=query)) == 2
        assert len(store.search((), query=query)) == 7


def test_labels_of_every_script_are_kept(store: BaseStore) -> None:
    namespace = ("用户", "Ünal", "مستخدم", "😀", "a/b", "a%b", "a_b", "*")
    store.put(namespace, "键", {"text": "茶"})
    assert store.get(namespace, "键") is not None
    assert keys(store.search(namespace[:1])) == ["键"]
    assert store.list_namespaces() == [namespace]


def test_pages_do_not_overlap(store: BaseStore) -> None:
    for n in range(7):
        store.put(("a",), f"k{n}", {"text": "tea " * n})
    for query in (None, "tea"):
        pages = [store.search(("a",), query=query, limit=3, offset=at) for at in (0, 3, 6, 9)]
        assert [len(page) for page in pages] == [3, 3, 1, 0]
        assert sorted(key for page in pages for key in keys(page)) == [f"k{n}" for n in range(7)]


def test_ten_are_found_unless_more_are_asked_for(store: BaseStore) -> None:
    store.batch([PutOp(("a",), f"k{n:02}", {"n": n}) for n in range(15)])
    assert keys(store.search(("a",))) == [f"k{n:02}" for n in range(10)]
    assert len(store.search(("a",), limit=100)) == 15


def test_a_query_orders_by_meaning(store: BaseStore) -> None:
    store.put(("a",), "boat", {"text": "my boat is red"})
    store.put(("a",), "tea", {"text": "I drink green tea"})
    store.put(("a",), "unseen", {"text": "green tea"}, index=False)
    found = store.search(("a",), query="green tea")
    assert keys(found) == ["tea", "boat", "unseen"]
    assert found[0].score is not None
    assert found[0].score > 0.5
    assert found[-1].score is None


def test_replaced_texts_are_found_no_more(store: BaseStore) -> None:
    store.put(("a",), "k", {"text": "green tea"})
    store.put(("a",), "k", {"text": "red boat"})
    ((item,),) = [store.search(("a",), query="red boat")]
    assert item.score == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    "index", [["notes[*]"], ["notes[1]"], ["notes[-1]"], ["deep.note"], ["deep.*"], ["{text,boat}"]]
)
def test_chosen_fields_are_searched(store: BaseStore, index: list[str]) -> None:
    value = {"text": "nothing", "boat": "boat", "deep": {"note": "boat"}, "notes": ["tea", "boat"]}
    store.put(("a",), "k", value, index=index)
    store.put(("a",), "other", {"text": "boats and more"})
    found = store.search(("a",), query="boat")
    assert keys(found) == ["k", "other"]
    assert found[0].score == pytest.approx(1.0, abs=1e-3)


def test_fields_that_are_not_there_are_no_reason_to_fail(store: BaseStore) -> None:
    store.put(("a",), "k", {"n": 1}, index=["nowhere", "n[*]", "n.deep"])
    assert keys(store.search(("a",), query="anything")) == ["k"]


def test_namespaces_are_listed(store: BaseStore) -> None:
    for namespace in (("a", "b", "v1"), ("a", "c", "v1"), ("a", "c", "v2"), ("d",), ("ab", "c")):
        store.put(namespace, "k", {"n": 1})
    assert len(store.list_namespaces()) == 5
    assert store.list_namespaces(prefix=("a",), max_depth=2) == [("a", "b"), ("a", "c")]
    assert store.list_namespaces(suffix=("v1",)) == [("a", "b", "v1"), ("a", "c", "v1")]
    assert store.list_namespaces(prefix=("a", "*", "v2")) == [("a", "c", "v2")]
    assert store.list_namespaces(prefix=("*", "c")) == [
        ("a", "c", "v1"),
        ("a", "c", "v2"),
        ("ab", "c"),
    ]
    assert store.list_namespaces(suffix=("c", "*")) == [("a", "c", "v1"), ("a", "c", "v2")]
    assert store.list_namespaces(prefix=("a",), suffix=("v2",)) == [("a", "c", "v2")]
    assert store.list_namespaces(prefix=("nobody",)) == []
    assert store.list_namespaces(max_depth=1, limit=2, offset=1) == [("ab",), ("d",)]


def test_a_path_longer_than_a_namespace_does_not_match(store: BaseStore) -> None:
    store.put(("a",), "k", {"n": 1})
    assert (
        store.list_namespaces(prefix=("a", "*")) == store.list_namespaces(suffix=("*", "a")) == []
    )


def test_reads_of_a_batch_see_the_state_before_it(store: BaseStore) -> None:
    store.put(("a",), "k", {"n": 1})
    got, put, found, spaces = store.batch(
        [
            GetOp(("a",), "k"),
            PutOp(("b",), "k", {"n": 2}),
            SearchOp((), limit=5),
            ListNamespacesOp(match_conditions=(MatchCondition("prefix", ("*",)),)),
        ]
    )
    assert got.value == {"n": 1}  # type: ignore[union-attr]
    assert put is None
    assert [item.value for item in found] == [{"n": 1}]  # type: ignore[union-attr]
    assert spaces == [("a",)]
    assert store.get(("b",), "k").value == {"n": 2}  # type: ignore[union-attr]


def test_the_last_write_of_a_batch_counts(store: BaseStore) -> None:
    a, b = ("a",), ("b",)
    writes = [PutOp(a, "k", {"n": 1}), PutOp(a, "k", {"n": 2})]
    assert store.batch([*writes, PutOp(b, "k", {"n": 1}), PutOp(b, "k", None)]) == [None] * 4
    assert store.get(a, "k").value == {"n": 2}  # type: ignore[union-attr]
    assert store.get(b, "k") is None


def test_an_empty_batch_does_nothing(store: BaseStore) -> None:
    assert store.batch([]) == []


def test_bad_namespaces_are_refused(store: BaseStore) -> None:
    for bad in ((), ("",), ("a.b",), ("langgraph", "x"), ("nul\0",), (1,)):
        with pytest.raises(InvalidNamespaceError):
            store.put(bad, "k", {"n": 1})  # type: ignore[arg-type]


def test_it_works_without_blocking_a_loop(store: BaseStore) -> None:
    async def work() -> Any:
        await asyncio.gather(*(store.aput(("a",), f"k{n}", {"text": "tea"}) for n in range(8)))
        await store.adelete(("a",), "k0")
        assert await store.aget(("a",), "k0") is None
        return await store.asearch(("a",), query="tea"), await store.alist_namespaces()

    found, spaces = asyncio.run(work())
    assert sorted(keys(found)) == [f"k{n}" for n in range(1, 8)]
    assert spaces == [("a",)]
