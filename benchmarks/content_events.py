"""The time that taste takes where nobody has a log of other people: items known by their words.

So the app learns: a `Taste` in a `ContentSpace`, over the log of reactions in a home of its own.
Knows no figures of quality; `movielens.py` runs it as its part `content_events`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from atomic_files import Data

from uptake.agents.recommender.hosts import recommended
from uptake.agents.recommender.items.likeness import LikenessFit
from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.recommend import CLOSE, SHOWN, Recommender
from uptake.agents.recommender.search import Search
from uptake.core.events import Item
from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.memory.memory import Memory
from uptake.policy.taste.space import ContentSpace, as_seen
from uptake.policy.taste.taste import Taste

EVENTS = 200
"""Events that are learned at most, of the person who has the most."""

RECOMMENDED = 20
"""How many recommendations are timed at most, spread over the events."""

REQUEST = "recommend something"
USER = "me"


@dataclass
class Spent:
    """Milliseconds of something that was done several times."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Of all threads of the process."""

    @contextmanager
    def once(self) -> Iterator[None]:
        """Take the time of what is done within."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.cpu.append(1000 * (time.process_time() - cpu))
        self.wall.append(1000 * (time.perf_counter() - wall))

    def figures(self) -> dict[str, float]:
        """Return the median and the 95th percentile; nothing where nothing was done."""
        if not self.wall:
            return {}
        return {**quantiles(self.wall), **quantiles(self.cpu, "cpu_")}


def quantiles(took: Sequence[float], prefix: str = "") -> dict[str, float]:
    """Return the median and the 95th percentile."""
    return {
        f"{prefix}p50": round(statistics.median(took), 3),
        f"{prefix}p95": round(float(np.quantile(took, 0.95)), 3),
    }


@dataclass(frozen=True)
class Shown:
    """A list of which an item was taken."""

    items: tuple[Item, ...]
    taken: str


def lists_of(data: Data, *, seed: int = 0) -> list[Shown]:
    """Return the events of the person who has the most, each among items that they did not take.

    No item stands in two lists, so that the words of each are new when it is shown.
    """
    dice, items = np.random.default_rng(seed), data.items()
    person = int(np.bincount(data.log.person).argmax())
    events = np.flatnonzero(data.log.person == person)
    ordered = events[np.argsort(data.log.at[events], kind="stable")]
    taken = list(dict.fromkeys(data.log.item[ordered].tolist()))[:EVENTS]
    others = np.setdiff1d(np.arange(len(items)), data.log.item[events])
    left = [items[place] for place in dice.permutation(others)]
    lists = list[Shown]()
    for place in taken:
        beside, left = left[: SHOWN - 1], left[SHOWN - 1 :]
        stands = int(dice.integers(len(beside) + 1))
        shown = (*beside[:stands], items[place], *beside[stands:])
        lists.append(Shown(shown, items[place].id))
    return lists


def content_events(data: Data) -> dict[str, dict[str, float]]:
    """Return the milliseconds of learning and of recommending, by what was done.

    Every other list was ranked by its words before it was shown, as the app does.
    """
    kept, unread, scored, whole = (Spent() for _ in range(4))
    lists, items = lists_of(data), data.items()
    every = max(1, len(lists) // RECOMMENDED)
    with temporary_home() as settings:
        embedder = load_embedder(settings)
        memory = Memory.open(settings, embedder)
        space = ContentSpace(embedder)
        taste = Taste(memory.reactions, space, user=USER)
        search, close = Search(said=(REQUEST,)), items[:CLOSE]
        recommender, pool = Recommender(embedder, LikenessFit(embedder)), Pool(items, search.day)
        recommended(search, memory, recommender, USER, pool=pool)  # the models are loaded
        for number, one in enumerate(lists):
            if is_read := number % 2 == 0:
                space.vectors([as_seen(item) for item in one.items])
            with (kept if is_read else unread).once():
                taste.learn(one.items, one.taken)
            if number % every == 0:
                space.vectors([as_seen(item) for item in close])
                with scored.once():
                    taste.scores(close)
                with whole.once():
                    recommended(search, memory, recommender, USER, taste, pool=pool)
        memory.close()
    took = {"kept": kept, "kept_unread": unread, "recommend": scored, "recommend_whole": whole}
    return {name: spent.figures() for name, spent in took.items()}
