"""What a device can be asked to do: operations, targets and actions.

Parsed once at the border and frozen from then on. Knows nothing about who acts
or on which device.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Op(StrEnum):
    """The operations that every device backend understands."""

    CLICK = "CLICK"
    LONG_PRESS = "LONG_PRESS"
    TYPE = "TYPE"
    SELECT = "SELECT"
    SCROLL = "SCROLL"
    DRAG = "DRAG"
    KEY = "KEY"
    OPEN_APP = "OPEN_APP"
    PRESS_BACK = "PRESS_BACK"
    PRESS_HOME = "PRESS_HOME"
    ENTER = "ENTER"
    WAIT = "WAIT"
    ASK_USER = "ASK_USER"
    ANSWER = "ANSWER"
    COMPLETE = "COMPLETE"
    INFEASIBLE = "INFEASIBLE"


_NEEDS_TARGET = frozenset({Op.CLICK, Op.LONG_PRESS, Op.TYPE, Op.SELECT, Op.DRAG})
_NEEDS_TEXT = frozenset({Op.TYPE, Op.SELECT, Op.KEY, Op.OPEN_APP, Op.ASK_USER, Op.ANSWER})


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ref(_Frozen):
    """Points at one element of one observation."""

    ref: str
    """`Element.ref`; means nothing in any other observation."""


class Point(_Frozen):
    """Points at a place of the viewport; the last resort among targets."""

    x: Annotated[int, Field(ge=0, le=1000)]
    """Thousandths of the viewport's width, from the left."""

    y: Annotated[int, Field(ge=0, le=1000)]
    """Thousandths of the viewport's height, from the top."""


class Descriptor(_Frozen):
    """Says which element is meant in words that hold on the page's next visit.

    Empty fields say nothing. In a procedure the strings may hold `{slot}` placeholders.
    """

    role: str = ""
    """ARIA role, or the tag's name where the element has none; "|" stands between roles of
    which any will do."""

    name: str = ""
    """Accessible name: the label, alt text, placeholder or title."""

    text: str = ""
    """The visible text of the element and of what is in it."""

    starts: str = ""
    """What the visible text begins with."""

    ends: str = ""
    """What the visible text ends with."""

    meaning: str = ""
    """Words that the visible text is near to in meaning."""

    value: str = ""
    """What the field holds."""

    traits: tuple[str, ...] = ()
    """Words for what the element is and looks like; see `Element.traits`."""

    resource_id: str = ""
    """The id attribute (browser) or resource id (Android)."""

    classes: tuple[str, ...] = ()
    """Class names that the element has."""

    anchor: str = ""
    """A text that stands in the same container: "the icon in the card that mentions {user}"."""

    after: str = ""
    """The text that stands just before it, as a label does: "Price:", the cell to the left."""

    ordinal: int | str | None = None
    """Place among the elements that fit the other fields, from 0; -1 is the last. In a
    procedure it may be a `{slot|place}` placeholder."""

    def is_empty(self) -> bool:
        """Tell whether the descriptor says nothing at all."""
        return self == Descriptor()


Target = Ref | Descriptor | Point


class Action(_Frozen):
    """One thing to do on a device."""

    op: Op

    target: Target | None = None
    """Where; needed by CLICK, LONG_PRESS, TYPE, SELECT and DRAG."""

    text: str | None = None
    """What: the text to TYPE, the option to SELECT, the KEY ("Tab", "Control+a"), the app or
    address to OPEN_APP, the question to ASK_USER, the ANSWER."""

    end: Target | None = None
    """Where a DRAG ends."""

    dx: int = 0
    """How far to SCROLL to the right, in CSS pixels."""

    dy: int = 0
    """How far to SCROLL down, in CSS pixels."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.op in _NEEDS_TARGET and self.target is None:
            raise ValueError(f"{self.op} needs a target")
        if self.op in _NEEDS_TEXT and self.text is None:
            raise ValueError(f"{self.op} needs a text")
        if self.op is Op.DRAG and self.end is None:
            raise ValueError("DRAG needs an end")
        return self
