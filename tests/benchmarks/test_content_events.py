"""What an event takes by words alone is measured on lists whose words are new, and on its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scripts import load_script

from uptake.core.testing import WordEmbedder

ITEMS = 80


@pytest.fixture
def movielens() -> ModuleType:
    return load_script("benchmarks/movielens.py")


@pytest.fixture
def content_events(movielens: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = sys.modules["content_events"]
    monkeypatch.setattr(module, "load_embedder", lambda _: WordEmbedder())
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data set of films, of which u0 saw nine, the last number first, and others fewer."""
    rows = ["user_id:token\titem_id:token\trating:float\ttimestamp:float"]
    rows += [f"u0\t{item}\t4\t{1000 - item}" for item in range(1, 10)]
    rows += [f"u{who}\t{item}\t3\t{item}" for who in (1, 2) for item in range(who, ITEMS, 12)]
    rows += [f"u{item}\t{item}\t3\t{item}" for item in range(3, ITEMS + 1)]
    (tmp_path / "films.inter").write_text("\n".join(rows) + "\n")
    items = ["item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq"]
    items += [f"{n}\tFilm {n}\t{1900 + n}\tDrama War" for n in range(1, ITEMS)]
    (tmp_path / "films.item").write_text("\n".join([*items, f"{ITEMS}\tFilm {ITEMS}\t\t"]) + "\n")
    return tmp_path


def test_items_have_a_title_and_what_else_is_known_of_them(
    folder: Path, movielens: ModuleType
) -> None:
    items = {item.id: item for item in movielens.read_atomic_files(folder).items()}
    assert items["7"].title == "Film 7"
    assert items["7"].attributes == {"release_year": "1907", "class": "Drama War"}
    assert items[str(ITEMS)].attributes == {}


def test_each_event_is_a_list_of_five_whose_words_no_other_list_has(
    folder: Path, movielens: ModuleType, content_events: ModuleType
) -> None:
    lists = content_events.lists_of(movielens.read_atomic_files(folder))
    assert [one.taken for one in lists] == [str(n) for n in range(9, 0, -1)]
    shown = [[item.id for item in one.items] for one in lists]
    assert [len(ids) for ids in shown] == [5] * 9
    assert all(one.taken in ids for one, ids in zip(lists, shown, strict=True))
    assert len({id for ids in shown for id in ids}) == 9 * 5
    assert len({ids.index(one.taken) for one, ids in zip(lists, shown, strict=True)}) > 1


def test_where_few_items_are_left_lists_are_shorter(
    folder: Path, movielens: ModuleType, content_events: ModuleType
) -> None:
    path = folder / "films.inter"
    more = "".join(f"u0\t{item}\t3\t{1000 + item}\n" for item in range(30, 70))
    path.write_text(path.read_text() + more)
    lists = content_events.lists_of(movielens.read_atomic_files(folder))
    # 31 of 80 items were not taken: four beside each of seven, three beside one.
    assert [len(one.items) for one in lists] == [5] * 7 + [4] + [1] * 41


def test_one_part_is_run_alone_and_has_its_own_names(
    folder: Path,
    movielens: ModuleType,
    content_events: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = folder / "figures.json"
    given = ["--data", str(folder), "--parts", "content_events", "--json", str(out)]
    monkeypatch.setattr(sys, "argv", ["movielens", *given])
    movielens.main()
    figures = json.loads(out.read_text())
    assert set(figures) == {"people", "items", "events", "content_ms"}
    assert (figures["people"], figures["items"]) == (ITEMS + 1, ITEMS)
    took = figures["content_ms"]
    assert list(took) == ["kept", "kept_unread", "recommend", "recommend_whole"]
    for one in took.values():
        assert list(one) == ["p50", "p95", "cpu_p50", "cpu_p95"]
        assert one["p95"] >= one["p50"] > 0


def test_the_person_learns_each_event_and_every_other_list_was_read_before(
    folder: Path,
    movielens: ModuleType,
    content_events: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []
    new_when_learned: list[int] = []

    class Noting(WordEmbedder):
        def embed(self, texts: list[str]) -> np.ndarray:
            read.extend(texts)
            return super().embed(texts)

    class Counting(content_events.Taste):
        def learn(self, shown: list, taken: str, **more: object) -> object:
            before = set(read)
            texts = {content_events.as_seen(item).text for item in shown}
            new_when_learned.append(len(texts - before))
            return super().learn(shown, taken, **more)

    monkeypatch.setattr(content_events, "load_embedder", lambda _: Noting())
    monkeypatch.setattr(content_events, "Taste", Counting)
    monkeypatch.setattr(content_events, "RECOMMENDED", 1)
    monkeypatch.setattr(content_events, "recommended", lambda *_, **__: None)
    monkeypatch.setattr(content_events, "CLOSE", 1)
    content_events.content_events(movielens.read_atomic_files(folder))
    assert len(new_when_learned) == 9
    assert new_when_learned[::2] == [0] * 5
    assert min(new_when_learned[1::2]) >= 4


def test_the_default_is_all_parts(movielens: ModuleType, folder: Path) -> None:
    assert movielens.PARTS == ("batch", "new_people", "content", "content_events")
    figures = movielens.run(movielens.read_atomic_files(folder), ())
    assert set(figures) == {"people", "items", "events"}
