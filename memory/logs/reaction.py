"""A reaction: which items a person was shown, in which order, and what they did about one.

The only thing that taste is learned from, and where what somebody has seen or owned is kept. Texts
only, without secrets once it is `redacted`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..records import new_id, now
from ..secrets import redact
from .turn import Moment

ReactionKind = Literal["dissatisfied", "ignored", "opened", "chosen", "repeated", "known"]
"""What a person did about an item, the worst first: each kind says more for it than the one before.

"dissatisfied" is said of an item after it was chosen, or of one that is not wanted; "ignored"
means that it was shown and passed over. "known" is none of that order and says nothing of taste:
the person has seen, read, played or owned the item.
"""

_TEXT = 1_000
"""Characters of an item's text that are kept."""


class SeenItem(BaseModel):
    """An item as it was shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    text: str = ""
    """Title and attributes, by which items are compared."""


class Reaction(BaseModel):
    """What a person did about one of the items that they were shown, or about none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["reaction"] = "reaction"
    id: str = Field(default_factory=new_id, pattern=r"^[^\x00]+$")
    user: str
    shown: tuple[SeenItem, ...] = Field(min_length=1)
    """In the order in which they stood, the first on top."""

    taken: str = ""
    """The id of the item that it is about; "" where all were passed over."""

    kind: ReactionKind = "chosen"
    at: Moment = Field(default_factory=now)
    thread: str = ""
    """The conversation, as in `Episode.thread`; "" where it was in none."""

    turn: str = ""
    """The turn in which it was shown, with which it is forgotten; "" where it was in none."""

    @model_validator(mode="after")
    def _about_what_was_shown(self) -> Reaction:
        if self.taken and all(item.id != self.taken for item in self.shown):
            raise ValueError("the item that was taken is not among those that were shown")
        if not self.taken and self.kind != "ignored":
            raise ValueError('a reaction about no item is of the kind "ignored"')
        return self

    def redacted(self) -> Reaction:
        """Return it without the secrets in its texts, each text cut to `_TEXT` characters."""
        shown = tuple(
            item.model_copy(
                update={"title": redact(item.title[:_TEXT]), "text": redact(item.text[:_TEXT])}
            )
            for item in self.shown
        )
        return self.model_copy(update={"shown": shown})

    def texts(self) -> tuple[str, ...]:
        """Return all that was shown, in words."""
        return tuple(text for item in self.shown for text in (item.title, item.text))
