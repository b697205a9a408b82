"""Measure recommendations end to end on pages: collect a list, choose from it, open the choice.

Each case is a shop of `shops.py` in a real Chromium: a list over several pages, a request with its
limits, and a preference that memory holds among other facts: stated outright ("I prefer wireless
headphones") in half of the cases, implied ("I hate cables") in the others. The GUI agent collects
the pool, the recommender applies what is asked for and ranks by what is remembered, and the item
that it puts first is opened. Which item is right is known.

    python benchmarks/recommend_pages.py [--split reported|development|second] [--cases N]
                                         [--seed S] [--json OUT] [--show DIR]

The goods and the words of all splits differ, and the layouts and ways to go on of the reported
one; what is developed is developed on the two others.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from shop_server import Shop
from shops import Case, Split

from uptake import Assistant
from uptake.agents.gui.browser import BrowserDevice
from uptake.agents.recommender.pages.collecting import Collection, collect, open_item
from uptake.core.events import Item
from uptake.core.testing import temporary_home
from uptake.memory.records import Fact, Provenance

SAID = Provenance(kind="turn", ids=("before",))
CASES, SEED = 50, 101
"""Cases that are measured by default: how many, and the seed of the first."""


@dataclass
class Result:
    """What came of one case."""

    seed: int
    layout: str
    paging: str
    request: str
    complete: bool
    """Whether the pool holds all items of the shop, and nothing else."""

    read: float
    """The share of what the pages say of the items that stands in their attributes, 0..1."""

    chosen: str
    right: str
    is_right: bool
    stated: bool
    """Whether memory holds the preference outright; else it follows from what memory holds."""

    meets: bool
    """Whether the chosen item is all that the request asks for."""

    opened: bool
    """Whether the page of the chosen item is shown in the end."""

    collected: str
    seconds: float
    seconds_collecting: float
    wrong: list[str] = field(default_factory=list)
    """Titles that are missing from the pool ("-"), or do not belong in it ("+")."""


def main() -> int:
    """Measure all cases, and write the figures."""
    arguments = _arguments()
    results = []
    with (
        temporary_home() as settings,
        Shop() as shop,
        BrowserDevice.launch(settings, temporary=True) as browser,
        Assistant(settings, device=browser) as assistant,
    ):
        assistant.recommend("ready?", [Item(id="1", title="one")])  # the models are loaded
        bench = Bench(assistant, browser, shop)
        for seed in range(arguments.seed, arguments.seed + arguments.cases):
            result = bench.run(Case.of(seed, arguments.split))
            results.append(result)
            print(_line(result), file=sys.stderr, flush=True)
            if arguments.show and not result.complete:
                arguments.show.mkdir(parents=True, exist_ok=True)
                (arguments.show / f"{seed}.png").write_bytes(browser.screenshot())
    figures = summary(results, arguments.split)
    print(json.dumps({name: its for name, its in figures.items() if name != "results"}, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


class Bench:
    """The assistant's parts that a case needs."""

    def __init__(self, assistant: Assistant, browser: BrowserDevice, shop: Shop) -> None:
        self._assistant, self._browser, self._shop = assistant, browser, shop

    def run(self, case: Case) -> Result:
        """Do one case from the first page of the list to the page of the chosen item."""
        user = f"person-{case.seed}"
        self._assistant.memory.add(
            Fact(user=user, provenance=SAID, statement=said) for said in case.known
        )
        self._shop.case = case
        self._browser.open(self._shop.url(case.first_page))
        started = time.perf_counter()
        collection = collect(self._browser)
        collected = time.perf_counter()
        chosen = self._choose(case, collection, user)
        opened = chosen is not None and open_item(self._browser, collection, chosen).ok
        ended = time.perf_counter()
        titles, wanted = {item.title for item in collection.items}, {w.title for w in case.wares}
        return Result(
            seed=case.seed,
            layout=case.layout,
            paging=case.paging,
            request=case.request,
            complete=titles == wanted and len(collection.items) == len(case.wares),
            read=_share_read(case, collection),
            chosen=chosen.title if chosen else "",
            right=case.right.title,
            is_right=chosen is not None and chosen.title == case.right.title,
            stated=case.stated,
            meets=chosen is not None and case.meets(chosen.title),
            opened=opened and chosen is not None and self._shows(case, chosen),
            collected=collection.summary,
            seconds=round(ended - started, 3),
            seconds_collecting=round(collected - started, 3),
            wrong=[f"-{t}" for t in sorted(wanted - titles)] + [f"+{t}" for t in titles - wanted],
        )

    def _choose(self, case: Case, collection: Collection, user: str) -> Item | None:
        found = self._assistant.recommend(case.request, collection.items, user=user)
        return found.items[0] if found.items else None

    def _shows(self, case: Case, chosen: Item) -> bool:
        """Tell whether the browser shows the page of the chosen item."""
        ware = next((one for one in case.wares if one.title == chosen.title), None)
        return ware is not None and self._browser.observe().app.endswith(case.path_of(ware))


def summary(results: Sequence[Result], split: Split) -> dict[str, Any]:
    """Return the figures of all cases, and of each layout and way of paging."""
    count = len(results)
    return {
        "split": split,
        "cases": count,
        "pools_complete": sum(one.complete for one in results) / count,
        "values_read": statistics.fmean(one.read for one in results),
        "request_met": sum(one.meets for one in results) / count,
        "chosen_right": sum(one.is_right for one in results) / count,
        "chosen_right_stated": _share_right([one for one in results if one.stated]),
        "chosen_right_implied": _share_right([one for one in results if not one.stated]),
        "opened": sum(one.opened for one in results) / count,
        "success": sum(one.complete and one.is_right and one.opened for one in results) / count,
        "seconds_per_case": statistics.median(one.seconds for one in results),
        "seconds_collecting": statistics.median(one.seconds_collecting for one in results),
        "complete_by_layout": _by(results, "layout"),
        "complete_by_paging": _by(results, "paging"),
        "results": [asdict(one) for one in results],
    }


def _share_right(results: Sequence[Result]) -> float:
    return sum(one.is_right for one in results) / max(1, len(results))


def _by(results: Sequence[Result], name: str) -> dict[str, str]:
    totals = Counter(getattr(one, name) for one in results)
    complete = Counter(getattr(one, name) for one in results if one.complete)
    return {key: f"{complete[key]}/{total}" for key, total in sorted(totals.items())}


def _share_read(case: Case, collection: Collection) -> float:
    """Say how much of what the pages show of the items was read as what it is, 0..1."""
    items = {item.title: item for item in collection.items}
    read = total = 0
    for ware in case.wares:
        item = items.get(ware.title)
        told = [(name.lower(), value) for name, value in ware.shown.items()]
        total += len(told) + 1
        if item is not None:
            read += sum(item.attributes.get(name) == value for name, value in told)
            read += ware.written in item.price
    return read / total


def _line(result: Result) -> str:
    pool = "pool complete" if result.complete else f"pool wrong {result.wrong[:4]}"
    choice = "right" if result.is_right else f'"{result.chosen}" for "{result.right}"'
    return (
        f"{result.seed:4} {result.layout:12} {result.paging:8} {pool}, {result.read:.2f} read; "
        f"{choice}, {'opened' if result.opened else 'not opened'}; {result.seconds:.1f} s; "
        f"{result.collected}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--split", choices=("reported", "development", "second"), default="reported"
    )
    parser.add_argument("--cases", type=int, default=CASES, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED, metavar="S", help="of the first case")
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--show", type=Path, metavar="DIR", help="keep a picture of what failed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
