"""Recommend: rank a pool of items for this request, with reasons."""

from __future__ import annotations

from ...core.events import Item, Recommended
from ..services import Services, post
from ..state import State, recalled_in, request_of
from .collecting import collect
from .ranking import rank_items

SHOWN = 5
"""How many items are recommended."""


def recommend(services: Services, state: State) -> State:
    """Rank the host's items, or those of the list on the screen, which is read to its end."""
    pool = [Item.model_validate(item) for item in state.get("items", [])]
    device = services.device()
    if not pool and device is not None:
        pool = list(collect(device).items)
    wishes = [memory for memory in recalled_in(state) if memory.type in ("fact", "habit")]
    ranked = rank_items(request_of(state), pool, wishes, services.embedder)[:SHOWN]
    post(Recommended(items=tuple(ranked)))
    return {"recommended": [item.model_dump(mode="json") for item in ranked]}
