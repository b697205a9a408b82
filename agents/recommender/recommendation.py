"""A recommendation: the few items that suit, and what there is to say of them."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.events import Criterion, Item


@dataclass(frozen=True)
class Recommendation:
    """The items that are recommended, and all that there is to say of them."""

    items: tuple[Item, ...] = ()
    """The best first, each with a score, 0..1, and the reason for its place."""

    criteria: tuple[Criterion, ...] = ()
    """What they were judged by, the weightiest first."""

    notes: tuple[str, ...] = ()
    """What the user should know of it: what would have to give, what could not be compared."""

    question: str = ""
    """What has to be known first; "" where nothing has."""

    options: tuple[str, ...] = ()
    """The answers that the question offers."""

    pool: int = 0
    """How many items there were to choose from."""

    fitting: int = 0
    """How many of them meet what was asked for."""

    close: tuple[str, ...] = ()
    """The ids of the items that were looked at closely."""
