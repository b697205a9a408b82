"""The measure of recommendations on pages counts what was read, chosen and opened, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from scripts import load_script

from uptake.agents.assistant import Assistant
from uptake.agents.recommender.pages.collecting import Collection
from uptake.core.actions import Action
from uptake.core.events import Item
from uptake.core.observations import ActionResult
from uptake.core.testing import ScriptedModel, WordEmbedder, temporary_home


@pytest.fixture
def pages() -> ModuleType:
    return load_script("benchmarks/recommend_pages.py")


@pytest.fixture
def assistant() -> Iterator[Assistant]:
    with (
        temporary_home() as settings,
        Assistant(settings, planner_model=ScriptedModel(), embedder=WordEmbedder()) as assistant,
    ):
        yield assistant


class Browser:
    """Is where it was sent."""

    def __init__(self) -> None:
        self.app = ""

    def open(self, url: str) -> None:
        self.app = url

    def observe(self) -> Any:
        return self

    def act(self, _: Action) -> ActionResult:
        return ActionResult(ok=True)


def shown_whole(case: Any) -> list[Item]:
    return [
        Item(
            id=case.path_of(ware),
            title=ware.title,
            price=ware.written,
            attributes={name.lower(): value for name, value in ware.shown.items()},
        )
        for ware in case.wares
    ]


def collected(items: Sequence[Item]) -> Collection:
    return Collection(
        items=tuple(items), pages=3, of_pages=None, of_items=None, stopped="", address="shop"
    )


@pytest.fixture
def run(pages: ModuleType, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a case where these items are read, and the chosen one opened, unless `opens` is False."""

    def run(case: Any, items: Sequence[Item], *, opens: bool = True) -> Any:
        browser = Browser()

        def open_item(_: Any, __: Any, chosen: Item) -> ActionResult:
            if opens:
                browser.app = f"shop{chosen.id}"
            return ActionResult(ok=True)

        monkeypatch.setattr(pages, "collect", lambda _: collected(items))
        monkeypatch.setattr(pages, "open_item", open_item)
        shop = SimpleNamespace(case=None, url=lambda path: f"shop{path}")
        return pages.Bench(assistant, browser, shop).run(case)

    return run


def test_a_shop_that_was_read_whole_counts_as_such(pages: ModuleType, run: Any) -> None:
    case = pages.Case.of(3, "development")
    result = run(case, shown_whole(case))
    assert (result.complete, result.read, result.wrong) == (True, 1.0, [])
    assert result.right == case.right.title
    assert result.meets
    assert result.is_right == (result.chosen == result.right)
    assert result.opened
    assert result.collected == f"{len(case.wares)} items, pages 1-3 read"


def test_the_assistant_is_told_what_is_known_of_this_person_alone(
    pages: ModuleType, run: Any, assistant: Assistant
) -> None:
    case = pages.Case.of(3, "development")
    run(case, shown_whole(case))
    facts = assistant.memory.list("fact", user="person-3")
    assert {fact.text() for fact in facts} == set(case.known)
    assert assistant.memory.list("fact", user="person-4") == []


def test_what_is_missing_and_what_does_not_belong_there_is_named(
    pages: ModuleType, run: Any
) -> None:
    case = pages.Case.of(3, "development")
    lost, *others = shown_whole(case)
    result = run(case, [*others, Item(id="advert", title="Buy now")])
    assert not result.complete
    assert result.wrong == [f"-{lost.title}", "+Buy now"]
    assert 0.9 < result.read < 1.0


def test_what_was_read_as_something_else_was_not_read(pages: ModuleType, run: Any) -> None:
    case = pages.Case.of(3, "development")
    bare = [item.model_copy(update={"attributes": {}}) for item in shown_whole(case)]
    told = sum(len(ware.shown) for ware in case.wares)
    result = run(case, bare)
    assert result.complete
    assert result.read == pytest.approx(len(bare) / (told + len(bare)))


def test_a_page_that_was_not_opened_is_no_success(pages: ModuleType, run: Any) -> None:
    case = pages.Case.of(3, "development")
    assert not run(case, shown_whole(case), opens=False).opened


def test_an_empty_list_is_a_failure_and_no_error(pages: ModuleType, run: Any) -> None:
    case = pages.Case.of(3, "development")
    result = run(case, [])
    assert (result.chosen, result.is_right, result.meets, result.opened) == ("", *[False] * 3)
    assert result.read == 0.0


def test_the_figures_are_shares_of_all_cases_and_of_each_layout(
    pages: ModuleType, run: Any
) -> None:
    case = pages.Case.of(3, "development")
    result = run(case, shown_whole(case))
    parts = {"complete": True, "is_right": True, "opened": True, "layout": "cards"}
    best = pages.Result(**{**asdict(result), **parts, "stated": True, "paging": "next"})
    poor = pages.Result(
        **{**asdict(best), "is_right": False, "stated": False, "complete": False, "paging": "more"}
    )
    closed = pages.Result(**{**asdict(best), "opened": False, "layout": "table"})
    figures = json.loads(json.dumps(pages.summary([best, poor, closed], "second")))
    assert (figures["split"], figures["cases"]) == ("second", 3)
    assert figures["pools_complete"] == pytest.approx(2 / 3)
    assert figures["chosen_right"] == pytest.approx(2 / 3)
    assert (figures["chosen_right_stated"], figures["chosen_right_implied"]) == (1.0, 0.0)
    assert figures["success"] == pytest.approx(1 / 3)
    assert figures["complete_by_layout"] == {"cards": "1/2", "table": "1/1"}
    assert figures["complete_by_paging"] == {"more": "0/1", "next": "2/2"}
    assert len(figures["results"]) == 3


def test_no_goods_of_the_reported_split_are_developed_on(pages: ModuleType) -> None:
    shops = {
        split: {pages.Case.of(seed, split).goods.shop for seed in range(40)}
        for split in ("reported", "development", "second")
    }
    assert shops["reported"].isdisjoint(shops["development"] | shops["second"])
