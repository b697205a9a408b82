"""Recommend: from a pool of items to the few that suit this person now, with reasons.

The explicit need filters; what memory and taste say orders what is left; nothing that is nearly
the same is shown twice. Cheap things first: of a large pool only a shortlist is embedded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from ...core.events import Criterion, Item, Recollection
from ...core.protocols import Embedder
from ...policy.fitting import FitHead
from .items.addressed import without_instructions
from .items.columns import Floats
from .items.likeness import LikenessFit
from .items.pool import Pool, manner_of, text_of
from .judging.judged import MASK, Judged, judge, relaxations
from .judging.ranking import Ranking
from .judging.rubric import Judgement, Taste, asked, implied, liked, named
from .pages.page_settings import with_sources
from .recommendation import Recommendation
from .requests.constraints import Order, Within
from .requests.needs import Need, read_need
from .search import Search
from .shortlist import REQUEST, shortlist

SHOWN = 5
"""How many items are recommended."""

CLOSE = 24
"""Of many items that fit, so many are looked at closely: what each says is embedded, which takes
25 ms of one core."""

WEIGHED = 36
"""How many memories are weighed by their meaning at most."""

ALIKE = 0.3
"""An item is like another one from here on, and unlike it from below the same, -1..1."""

LIKED = 0.8
"""The weight of how like an item is to one that the user wants more of."""

FLAGGED = 3
"""So many items that are not shown are named where their text speaks to the assistant."""

Remembered = Callable[[str, Pool], Sequence[Recollection]]
"""Returns what memory holds that bears on a request and a pool."""


class Recommender:
    """Recommends items of a pool."""

    def __init__(self, embedder: Embedder, likeness: LikenessFit) -> None:
        """Read what words of a request mean by `likeness`."""
        self._embedder, self._likeness, self._head = embedder, likeness, FitHead(embedder)

    def recommend(
        self,
        search: Search,
        items: Iterable[Item] | Pool,
        *,
        remembered: Remembered,
        taste: Taste | None = None,
        today: date | None = None,
        count: int = SHOWN,
    ) -> Recommendation:
        """Return the items that suit best; a question instead where what was asked contradicts.

        `search` is what was said so far. Only items of the pool are returned, with nothing that
        they do not say of themselves.
        """
        pool = items if isinstance(items, Pool) else Pool(items, today or date.today())
        need = read_need(search.said, pool, search.dropped, self._likeness, search.settings)
        if need.conflicts:
            first = need.conflicts[0]
            return Recommendation(
                notes=tuple(_flags(pool)),
                question=first.question(),
                options=(first.one, first.other),
                pool=len(pool),
            )
        judged = judge(need, pool)
        known = _are(pool, [item.id for item in search.left_out(pool.items)])
        fitting = np.flatnonzero(_left(judged, known, search))
        notes = list(_notes(pool, need, judged))
        if not len(fitting):
            criteria = [one.criterion for one in asked(need.constraints, judged.rows)]
            told = tuple(with_sources(criteria, search.settings, search.said))
            given = tuple(_what_gives(pool, judged, known))
            return Recommendation((), told, (*given, *notes, *_flags(pool)), pool=len(pool))
        memories = remembered(search.said[-1], pool)
        places = shortlist(search, judged, fitting, memories, taste, close=CLOSE)
        ranking = self._ranked(search, need, judged, places, memories, taste)
        shown = tuple(without_instructions(ranking.shown(count, taste)))
        return Recommendation(
            items=shown,
            criteria=tuple(with_sources(ranking.criteria(), search.settings, search.said)),
            notes=(
                *notes,
                *_left_out(judged, known, search),
                *ranking.flags(shown),
                *_flags(pool, shown),
            ),
            pool=len(pool),
            fitting=len(fitting),
            close=tuple(item.id for item in ranking.originals),
        )

    def _ranked(
        self,
        search: Search,
        need: Need,
        judged: Judged,
        places: Sequence[int],
        memories: Sequence[Recollection],
        taste: Taste | None,
    ) -> Ranking:
        pool = Pool([judged.pool.items[place] for place in places], judged.pool.today)
        texts = [text_of(item) for item in pool.items]
        judgements = [
            *asked(need.constraints, [row[list(places)] for row in judged.rows]),
            *self._remembered(memories, pool, search.said[-1]),
            *self._likings(search, pool),
            *(liked(taste, pool.items) if taste else ()),
        ]
        vectors = self._embedder.embed([search.said[-1], *texts])
        weight = REQUEST / (1 + len(need.constraints)) ** 2
        return Ranking(
            originals=[judged.pool.originals[place] for place in places],
            items=pool.items,
            vectors=vectors[1:],
            judgements=judgements,
            alike=weight * _apart(vectors[1:] @ vectors[0]),
            unknown=judged.unknown[list(places)],
            superlative=_superlative(judged, places),
            is_ordered=bool(need.superlatives),
        )

    def _remembered(
        self, memories: Sequence[Recollection], pool: Pool, request: str
    ) -> Iterator[Judgement]:
        """Yield what memories say of the items by naming what they are like, and by meaning."""
        by_name = named(memories, pool)
        for judgement in implied(memories[:WEIGHED], pool, request, self._head, by_name):
            name = by_name.pop(judgement.criterion.record, None)
            yield name.with_guess(judgement.scores) if name else judgement
        yield from by_name.values()

    def _likings(self, search: Search, pool: Pool) -> Iterator[Judgement]:
        """Yield how like the items are to those that the user wants more or less of.

        In all but what they are called.
        """
        wanted = [("like", one, 1.0) for one in search.more_like]
        for word, one, sign in (*wanted, *(("unlike", one, -1.0) for one in search.less_like)):
            vector, *others = self._embedder.embed(list(map(manner_of, (one, *pool.items))))
            alike = sign * _apart(np.array(others) @ vector)
            said = Criterion(text=f'{word} "{one.title}"', weight=LIKED, origin="request")
            yield Judgement(said, np.where(np.abs(alike) < ALIKE, np.nan, alike))


def _superlative(judged: Judged, places: Sequence[int]) -> Floats:
    """Return how far each item is the most or least of what was asked for most or least."""
    total = np.zeros(len(places))
    for one, row in zip(judged.need.constraints, judged.rows, strict=True):
        if one in judged.need.superlatives:
            total += np.where(np.isnan(row), -2.0, row)[list(places)]
    return total


def _left(judged: Judged, known: MASK, search: Search) -> MASK:
    """Return which items fit, were not turned down and are new to the user.

    Those of which they want more are among them only where nothing else is.
    """
    left = judged.fitting & ~known & ~_are(judged.pool, search.rejected)
    others = left & ~_are(judged.pool, [item.id for item in search.more_like])
    return others if others.any() else left


def _are(pool: Pool, ids: Sequence[str]) -> MASK:
    wanted = set(ids)
    if not wanted:
        return np.zeros(len(pool), bool)
    return np.array([item.id in wanted for item in pool.items], bool)


def _notes(pool: Pool, need: Need, judged: Judged) -> Iterator[str]:
    """Tell what the user should know of how their request was read."""
    if need.unplaced and len(pool):
        said = " or of ".join(f'"{one}"' for one in dict.fromkeys(need.unplaced))
        yield f"Nothing here tells of {said}, so I could not go by it."
    for one in need.constraints:
        if isinstance(one, Within | Order) and (uncompared := one.uncompared()):
            units = " and ".join(f"{count} in {unit}" for unit, count in uncompared.items())
            yield f"{units} cannot be compared with {one.compared_with}."
    if pool.doubled:
        yield f"{pool.doubled} items had the id of another one and were left out."
    unsure = int(((judged.unknown > 0) & judged.fitting).sum())
    if unsure and len(pool) > 1:
        yield f"{unsure} of {len(pool)} do not say all that you asked about; they come last."


def _left_out(judged: Judged, known: MASK, search: Search) -> Iterator[str]:
    """Tell how many items that fit are not shown because the user knows them.

    What they turned down in this search, as known or not, they need not be told.
    """
    count = int((judged.fitting & known & ~_are(judged.pool, search.rejected)).sum())
    if count:
        yield f"{count} that you know already {'is' if count == 1 else 'are'} left out."


def _flags(pool: Pool, shown: Sequence[Item] = ()) -> Iterator[str]:
    """Tell which items besides those shown speak to the assistant: that may be why they are not."""
    ids = {item.id for item in shown}
    titles = [f'"{item.title}"' for item in pool.speaking if item.id not in ids]
    if len(titles) > FLAGGED:
        titles[FLAGGED:] = [f"{len(titles) - FLAGGED} more"]
    if titles:
        *others, last = titles
        names = f"{', '.join(others)} and {last}" if others else last
        yield f"The text of {names} gives me instructions; I did not follow them."


def _what_gives(pool: Pool, judged: Judged, known: MASK) -> Iterator[str]:
    if not len(pool):
        yield "There is nothing to choose from. Open a page or a file that lists things."
    elif judged.fitting.any():
        count, met = int(judged.fitting.sum()), int((judged.fitting & known).sum())
        them = "the only one" if count == 1 else f"all {count}"
        if met == count:
            it = "it" if count == 1 else "them"
            yield f'You know {them} that fit already; ask for {it} "again" to see {it}.'
        else:
            yield f"You turned down {'or know ' if met else ''}{them} that fit."
    else:
        relaxed = relaxations(judged)
        gives = f": {'; '.join(relaxed)}." if relaxed else ", whichever of it you let go."
        yield f"Nothing of {len(pool)} fits all that you asked for{gives}"


def _apart(cosines: Floats) -> Floats:
    """Return how far each stands out from the others, -1..1."""
    spread = float(np.std(cosines))
    if len(cosines) < 2 or spread < 1e-6:
        return np.zeros(len(cosines))
    return np.clip((cosines - np.mean(cosines)) / (2 * spread), -1.0, 1.0)
