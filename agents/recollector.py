"""Recall: bring what memory knows about this request, with provenance and relevance."""

from __future__ import annotations

from ..core.events import Recalled, Recollection
from .services import Services, post, user_of
from .state import State, request_of

LIMIT = 6
"""How many memories a turn is given."""

RELEVANT = 0.1
"""What is less relevant is left out; but not facts, which bear on more than they mention."""


def recall(services: Services, state: State) -> State:
    """Search memory for this turn's request."""
    hits = services.memory.recall(
        request_of(state),
        user=user_of(services),
        limit=LIMIT,
        tokens=services.settings.recall_tokens,
    )
    memories = [
        Recollection(
            id=hit.record.id,
            type=hit.record.type,
            text=hit.record.text(),
            relevance=hit.relevance,
            source=hit.record.provenance.describe(),
        )
        for hit in hits
        if hit.relevance >= RELEVANT or hit.record.type == "fact"
    ]
    post(Recalled(memories=tuple(memories), problem=services.memory.recall_problem))
    return {"recalled": [memory.model_dump(mode="json") for memory in memories]}
