"""Recommending as hosts use it: a request, their items, and whose memory to go by."""

from __future__ import annotations

from collections.abc import Iterable

from ...core.events import Item
from ...core.protocols import Embedder
from ...core.settings import Settings, load_settings
from ...memory.embedding import load_embedder
from ...memory.memory import Memory
from ...policy.taste.space import ContentSpace, ItemSpace
from ...policy.taste.taste import Taste
from .items.likeness import LikenessFit
from .items.pool import Pool
from .judging.preferences import Preferences
from .recommend import Recommender
from .recommendation import Recommendation
from .search import Search


def recommend(
    request: str,
    items: Iterable[Item],
    user: str = "",
    *,
    settings: Settings | None = None,
    embedder: Embedder | None = None,
    space: ItemSpace | None = None,
) -> Recommendation:
    """Return the few of the items that suit what the user asks for and what is known of them.

    Opens the home of the settings for the one request; `Assistant.recommend` keeps it open. Without
    a `user`, the settings' user is meant. Taste is learned in the `space`, such as a `Catalogue`;
    without one, by what the items say. Raises `HomeError`, `ModelError`.
    """
    settings = settings or load_settings()
    embedder = embedder or load_embedder(settings)
    memory = Memory.open(settings, embedder)
    try:
        search, user = Search(said=(request,), pool=tuple(items)), user or settings.user
        taste = Taste(memory.reactions, space or ContentSpace(embedder), user=user)
        recommender = Recommender(embedder, LikenessFit(embedder))
        return recommended(search, memory, recommender, user, taste)
    finally:
        memory.close()


def recommended(
    search: Search,
    memory: Memory,
    recommender: Recommender,
    user: str,
    taste: Taste | None = None,
    *,
    pool: Pool | None = None,
) -> Recommendation:
    """Return what is recommended to a user, whose taste it is, in a search.

    `pool` is what there is to choose from, where it is more than the search keeps.
    """
    preferences = Preferences(memory)
    # Before anything is known of the user, a catalogue's scores are what others like.
    if taste is not None and not taste.reactions:
        taste = None
    # What lasts is read anew each time: a conversation's state would keep what is forgotten.
    return recommender.recommend(
        search.knowing(memory.reactions.known(user=user)),
        search.pool if pool is None else pool,
        remembered=lambda request, pool: preferences.bearing_on(request, pool, user),
        taste=taste,
        today=search.day,
    )
