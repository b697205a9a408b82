"""The shortlist: of the items that fit, the few that are looked at closely.

Where very many fit, they are told apart by what is cheap: what is wished for, what memories name,
words that they share with the request, and how far taste leans to the values that they have.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...core.events import Item, Recollection
from ...memory.language.stemming import stem
from ...memory.language.words import telling_words
from .items.columns import Floats
from .items.pool import LOOKED_AT, Pool, manner_of
from .judging.judged import Judged
from .judging.rubric import TASTE, Taste, named
from .search import Search

SHORTLIST = 64
"""Where no more items fit, all of them are looked at closely."""

REQUEST = 0.4
"""The weight of how like an item is to a request that names nothing; less, the more it names."""

Places = NDArray[np.int64]


def shortlist(
    search: Search,
    judged: Judged,
    fitting: Places,
    memories: Sequence[Recollection],
    taste: Taste | None = None,
    *,
    close: int,
) -> list[int]:
    """Return the places of the items that are looked at closely: `close` of many that fit.

    `fitting` are the places of all that do.
    """
    if len(fitting) <= SHORTLIST:
        return [int(place) for place in fitting]
    pool = judged.pool
    worth = np.zeros(len(pool))
    for one, row in zip(judged.need.constraints, judged.rows, strict=True):
        if not one.hard:
            worth += (100.0 if one in judged.need.superlatives else 1.0) * np.nan_to_num(row)
    for judgement in named(memories, pool).values():
        worth += judgement.worth
    worth -= 10.0 * judged.unknown
    said = [*search.said, *map(manner_of, search.more_like)]
    worth += REQUEST * _shared_words(said, pool, fitting)
    if taste is not None:
        worth[fitting] += TASTE * _leaning(taste, pool, fitting)
    # A stable order: of equals, the earlier ones.
    best = fitting[np.argsort(-worth[fitting], kind="stable")[:close]]
    return [int(place) for place in best]


def _shared_words(
    said: Sequence[str],
    pool: Pool,
    places: Places,
) -> Floats:
    """Return the share of the telling words that each item's text has, rare ones counting more."""
    words = {stem(word)[:6] for text in said for word in telling_words(text)}
    shared = np.zeros(len(pool))
    texts = pool.texts(places)
    for word in words:
        has = np.array([word in text for text in texts], bool)
        if 0 < has.sum() < len(places):
            shared[places] += has * np.log(len(places) / has.sum())
    return shared / shared.max() if shared.max() > 0 else shared


def _leaning(taste: Taste, pool: Pool, places: Places) -> Floats:
    """Return how far taste leans to each of the items, -1..1, by the values that it has.

    To place each of very many items would take minutes; their values are few. Where these tell
    nothing, the items themselves are placed, as long as they are as few.
    """
    texts = [(column, text) for column in pool.valued for text in column.distinct[1:]]
    scores = taste.scores([Item(id=f"{one.name}: {text}", title=text) for one, text in texts])
    by_value = dict(zip(texts, np.asarray(scores, np.float64), strict=True))
    leaning = np.zeros(len(places))
    for column in pool.valued:
        row = column.spread([np.nan, *(by_value[column, text] for text in column.distinct[1:])])
        row = row[places]
        if not np.isnan(row).all():
            leaning += np.nan_to_num(row - np.nanmedian(row))
    if not leaning.any() and len(places) <= LOOKED_AT:
        alone = np.asarray(taste.scores([pool.items[place] for place in places]), np.float64)
        leaning = alone - np.median(alone)
    return np.clip(leaning, -1.0, 1.0)
