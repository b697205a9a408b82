"""Telling: a recommendation, or a choice of the user's, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...core.events import Item


def in_words(items: Sequence[Item], remarks: Sequence[str]) -> str:
    """Say what is recommended first and why, and what after it; or, in remarks, what is in the way.

    The reasons for the others are in the `Recommended` event.
    """
    said = "\n".join(remarks)
    if not items:
        return said or "As I said, there is nothing else to choose from."
    first, *others = items
    if any(item.why for item in items):
        lines = [f"I would take {_named(first)}{f': {first.why}' if first.why else ''}."]
        lines += [f"Then: {', '.join(map(_named, others))}."] if others else []
    elif not others:
        lines = [f"There is only {_named(first)}."]
    else:
        lines = [f"I know nothing yet that tells them apart: {', '.join(map(_named, items))}."]
        lines.append("Tell me what you are looking for, or which of them you like.")
    # Apart from the rest, also where line breaks do not count.
    return "\n".join((*lines, *((f"\n{said}",) if said else ())))


def chosen_in_words(chosen: dict[str, Any]) -> str:
    """Say what the user chose, and where it is."""
    if chosen["opened"]:
        return f"{chosen['title']} it is; its page is open."
    where = f" You find it at {chosen['url']}" if chosen["url"] else ""
    return f"{chosen['title']} it is.{where}"


def _named(item: Item) -> str:
    return f"{item.title} ({item.price})" if item.price else item.title
