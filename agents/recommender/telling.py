"""Telling: a recommendation, or a choice of the user's, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...core.events import Item


def in_words(items: Sequence[Item], remarks: Sequence[str]) -> str:
    """Say what is recommended and why; where nothing is, what stands in the way."""
    said = "\n".join(remarks)
    if not items:
        return said or "I see no list to choose from. Open a page that shows one, or hand me items."
    lines = [f"{place}. {_named(item)}: {item.why}" for place, item in enumerate(items, start=1)]
    first = "I would take the first:" if len(items) > 1 else "I would take this one:"
    return "\n".join((first, *lines, *((said,) if said else ())))


def chosen_in_words(chosen: dict[str, Any]) -> str:
    """Say what the user chose, and where it is."""
    if chosen["opened"]:
        return f"{chosen['title']} it is; its page is open."
    where = f" You find it at {chosen['url']}" if chosen["url"] else ""
    return f"{chosen['title']} it is.{where}"


def _named(item: Item) -> str:
    return f"{item.title} ({item.price})" if item.price else item.title
