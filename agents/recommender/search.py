"""A search: what the user has said and turned down on the way to one choice.

Lives in the conversation's state, so that "too expensive" knows what it is about; it ends when
the user asks about something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from ...core.events import Item
from ...memory.secrets import redact
from .items.addressed import without_instructions
from .pages.page_settings import Setting
from .recommendation import Recommendation
from .requests.critiques import Critique, wanted_again

KEPT = 300
"""How many items of a pool are kept for what is said next."""


class Search(BaseModel):
    """One search, from its first request on."""

    model_config = ConfigDict(frozen=True)

    said: tuple[str, ...]
    """Its requests and what critiques came to, the oldest first; never empty."""

    day: date = Field(default_factory=date.today)
    """When it began: "tonight" is told from it."""

    turn: str = ""
    """The turn in which something was shown last."""

    address: str = ""
    """Where the list begins that the pool was read from; "" where it was handed in."""

    catalogue: str = ""
    """The file that the pool is from; "" where it is from elsewhere."""

    settings: tuple[Setting, ...] = ()
    """What was set on the page, or done on the way to it, when the search began."""

    notes: tuple[str, ...] = ()
    """What is to be told of how the pool came about."""

    pool: tuple[Item, ...] = ()
    """What there is to choose from, as it came; once something was shown of it, no more than
    `KEPT`: what was looked at closely, and then the first."""

    dropped: tuple[str, ...] = ()
    """Conditions among what was said that hold no more, in the user's words."""

    question: str = ""
    """What has to be known before anything can be recommended; "" where nothing has."""

    options: tuple[str, ...] = ()
    """The answers that the question offers."""

    shown: tuple[str, ...] = ()
    """The ids of what was shown last, the best first."""

    rejected: tuple[str, ...] = ()
    """The ids of what was turned down."""

    taken: str = ""
    """The id of what was taken of what was shown last; "" where nothing was."""

    known: tuple[Item, ...] = ()
    """What the user has seen or had before; no search of the conversation shows it again, unless
    it is asked for."""

    more_like: tuple[Item, ...] = ()
    """Items of whose kind the user wants more; they know these themselves."""

    less_like: tuple[Item, ...] = ()
    """Items of whose kind the user wants less."""

    told: tuple[str, ...] = ()
    """Notes that were told in the turn before, and need no telling again."""

    @property
    def list_name(self) -> str:
        """What the list is called that the pool is from: its file, or the path of its address."""
        if self.catalogue:
            return Path(self.catalogue).stem
        return urlsplit(self.address).path

    def shown_items(self) -> list[Item]:
        """Return what was shown last, the best first, without what speaks to the assistant."""
        return without_instructions([one for id in self.shown if (one := self.original(id))])

    def original(self, id: str) -> Item | None:
        """Return the item of that id as it came; None where the pool has none."""
        return next((item for item in self.pool if item.id == id), None)

    def with_items(self, items: Sequence[dict[str, Any]]) -> Search:
        """Return the search in the items that a host hands in; as it is where it hands in none."""
        pool = tuple(Item.model_validate(item) for item in items)
        return self.model_copy(update={"pool": pool}) if pool else self

    def knowing(self, known: Iterable[tuple[str, str]]) -> Search:
        """Return the search by somebody who knows the items of these ids and titles, too."""
        items = tuple(Item(id=id, title=title) for id, title in known)
        return self.model_copy(update={"known": (*self.known, *items)})

    def left_out(self, items: Sequence[Item]) -> list[Item]:
        """Return what the user knows of these items, without what they ask for all the same."""
        # Ids of another pool may be the same; titles are remembered without secrets.
        known = {(one.id, redact(one.title)) for one in self.known}
        ids = {id for id, _ in known}
        met = (item for item in items if item.id in ids) if ids else ()
        found = [item for item in met if (item.id, redact(item.title)) in known]
        wanted = {item.id for said in self.said for item in wanted_again(said, found)}
        return [item for item in found if item.id not in wanted]

    def showing(self, found: Recommendation, pool: Sequence[Item], turn: str) -> Search:
        """Return the search with what came of it in that turn, and no more of a large pool."""
        shown = {item.id for item in found.items}
        if len(pool) > KEPT:
            ahead = {*shown, *found.close}
            first = [item for item in pool if item.id in ahead]
            rest = (item for item in pool if item.id not in ahead)
            pool = (*first, *islice(rest, max(0, KEPT - len(first))))
        return self.model_copy(
            update={
                "pool": tuple(pool),
                # What was shown before stays in sight where nothing new is.
                "shown": tuple(item.id for item in found.items) or self.shown,
                "taken": "" if found.items else self.taken,
                "question": found.question,
                "options": found.options,
                # What there is to tell waits until a question is answered.
                "notes": self.notes if found.question else (),
                "turn": turn,
            }
        )

    def after(self, critique: Critique) -> Search:
        """Return the search after what was said of what it showed."""
        ids = tuple(item.id for item in critique.items)
        changed: dict[str, Any] = {"said": (*self.said, *critique.needs)}
        if critique.move in ("refuse", "less", "known"):
            changed["rejected"] = (*self.rejected, *ids)
        if critique.move == "known":
            changed["known"] = (*self.known, *critique.items)
        if critique.move == "take":
            changed = {"taken": ids[0]}
        if critique.move == "more":
            changed["more_like"] = (*self.more_like, *critique.items)
        if critique.move == "less":
            changed["less_like"] = (*self.less_like, *critique.items)
        return self.model_copy(update=changed)

    def settled(self, answer: str) -> Search:
        """Return the search with its question answered: by an option, or in other words."""
        given_up = tuple(option for option in self.options if option != answer)
        said = self.said if answer in self.options else (*self.said, f"actually {answer}")
        return self.model_copy(
            update={
                "said": said,
                "dropped": (*self.dropped, *given_up),
                "question": "",
                "options": (),
            }
        )
