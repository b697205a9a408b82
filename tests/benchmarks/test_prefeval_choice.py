"""The measure of options is asked of its part's topics alone, over a memory that holds all."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from scripts import load_script

from uptake.core.testing import WordEmbedder

LIKED = {
    "drinks": "jasmine tea",
    "trips": "mountain trains",
    "music": "cello quartets",
    "pets": "rescued greyhounds",
    "shoes": "canvas sandals",
}


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = load_script("benchmarks/prefeval_choice.py")
    monkeypatch.setattr(module, "load_embedder", lambda _: WordEmbedder())
    return module


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder of five topics with two questions each; one topic's file is plain."""
    for topic, liked in LIKED.items():
        row = {
            "preference": f"I love {liked}",
            "question": f"What would you suggest of {topic}?",
            "classification_task_options": [liked, "grey gravel", "wet chalk", "old rope"],
        }
        _write(tmp_path / "mcq", topic, [row, row], plain=topic == "pets")
        chosen = {
            "query": f"Name some {topic}.",
            "assistant_options": f"1. old rope 2. {liked}",
            "user_selection": f"I'll take number 2, {liked}.",
            "assistant_acknowledgment": "Good choice.",
        }
        _write(tmp_path / "choice", topic, [{"question": row["question"], "conversation": chosen}])
    return tmp_path


def _write(folder: Path, topic: str, rows: list[dict[str, Any]], *, plain: bool = False) -> None:
    folder.mkdir(exist_ok=True)
    text = json.dumps(rows).encode()
    path = folder / f"{topic}.json"
    if plain:
        path.write_bytes(text)
    else:
        path.with_name(f"{topic}.json.gz").write_bytes(gzip.compress(text))


def _measured(harness: ModuleType, data: Path, *given: str) -> dict[str, Any]:
    out = data / "figures.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            sys, "argv", ["prefeval", "--data", str(data), "--json", str(out), "--seeds=2", *given]
        )
        harness.main()
    return json.loads(out.read_text())


def test_questions_are_read_from_plain_and_gzipped_files(harness: ModuleType, data: Path) -> None:
    rows = harness.read(data / "mcq")
    assert {row.topic for row in rows} == set(LIKED)
    assert [row.name for row in rows if row.topic == "pets"] == ["pets/0", "pets/1"]
    assert all(row.options[0] == LIKED[row.topic] for row in rows)
    assert harness.read(data / "nothing") == []


def test_what_is_developed_and_what_is_reported_share_no_topic(harness: ModuleType) -> None:
    topics = [f"topic {number}" for number in range(11)]
    develop, report = (set(harness.topics_of(topics, part)) for part in ("develop", "report"))
    assert develop.isdisjoint(report)
    assert develop | report == set(harness.topics_of(topics, "all")) == set(topics)
    assert len(develop) - len(report) in (0, 1)


def test_which_topics_are_reported_hangs_on_their_names_alone(harness: ModuleType) -> None:
    for part in ("develop", "report"):
        there = harness.topics_of(list(LIKED), part)
        assert harness.topics_of(reversed(LIKED), part) == there
        assert harness.topics_of(set(LIKED), part) == there


def test_the_figures_are_of_each_form_that_is_there(harness: ModuleType, data: Path) -> None:
    figures = _measured(harness, data)
    assert list(figures) == ["explicit", "choice", "given", "floors"]
    for form in ("explicit", "choice", "given"):
        assert list(figures[form]) == ["accuracy", "questions", "median_ms"]
        assert figures[form]["questions"] == 2 * len(LIKED)
        assert figures[form]["median_ms"] > 0
    assert figures["given"]["accuracy"] == figures["explicit"]["accuracy"] == 1.0
    assert figures["floors"] == {
        "chance": 0.25,
        "likeness_to_preference": 1.0,
        "likeness_to_question": pytest.approx(figures["floors"]["likeness_to_question"]),
    }


def test_a_part_is_asked_its_own_questions_and_remembers_all(
    harness: ModuleType, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[str]] = []
    held: list[set[str]] = []
    measure, remembering = harness.measure, harness.remembering

    def noting(rows: Any, *more: Any) -> Any:
        asked.append({row.topic for row in rows})
        return measure(rows, *more)

    def holding(form: str, rows: Any, *more: Any) -> Any:
        held.append({row.topic for row in rows})
        return remembering(form, rows, *more)

    monkeypatch.setattr(harness, "measure", noting)
    monkeypatch.setattr(harness, "remembering", holding)
    for part in ("develop", "report"):
        _measured(harness, data, "--forms", "explicit", "--part", part)
    assert asked[0].isdisjoint(asked[1])
    assert asked[0] | asked[1] == set(LIKED)
    assert held == [set(LIKED)] * 2


def test_where_the_right_option_stands_tells_nothing(harness: ModuleType, data: Path) -> None:
    places: list[int] = []

    class Looking:
        """Recommends nothing, and notes where the right option stood."""

        items = ()

        def recommend(self, _: Any, items: list[Any], **__: Any) -> Looking:
            places.append([item.id for item in items].index("0"))
            return self

    rows = harness.read(data / "mcq")
    figures = harness.measure(rows, Looking(), lambda _: lambda *_: [], 8)
    assert figures["accuracy"] == 0.0
    assert set(places) == {0, 1, 2, 3}
    before = list(places)
    places.clear()
    harness.measure(rows, Looking(), lambda _: lambda *_: [], 8)
    assert places == before


def test_a_folder_without_questions_is_told(
    harness: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        _measured(harness, tmp_path)
    assert "holds no TOPIC.json" in capsys.readouterr().err
