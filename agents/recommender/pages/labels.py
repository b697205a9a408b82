"""Labels: which parts of a record say what others are: "Cuisine:" before "Thai"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from ....core.observations import Element
from ....core.texts import plain
from .parts import Part
from .values import is_number, kind_of

Look = tuple[str, tuple[str, ...], int, bool]
"""Role and classes of a part, how deep it lies, and whether it begins its box."""

_LABELLING = frozenset({"dt", "th", "rowheader", "label"})
_LABEL_CLASS = re.compile(r"(?:^|[-_])(?:label|key|term|caption|property-?name)$", re.IGNORECASE)
_LONGEST = 30
"""Characters of the longest label."""

_COLON = re.compile(r"([^\W\d][\w .'/&()-]{0,28}?)\s*[:\uff1a]\s+(\S.*)", re.DOTALL)
_LONGEST_VALUE = 120
_MOST_WORDS = 4
_ALL_SHARED = 0.9
"""So much of what looks like a label is said by all records."""


def looks_like_label(text: str) -> bool:
    """Tell whether a text ends as a label does."""
    return text.rstrip().endswith((":", "\uff1a")) and len(text) <= _LONGEST


def label_and_value(text: str) -> tuple[str, str]:
    """Take a text apart into its label and what that says: "Cuisine: Thai".

    The label is "", and the value the whole text, where it has none.
    """
    found = _COLON.fullmatch(text)
    if found is None or len(found[2]) > _LONGEST_VALUE or len(found[1].split()) > _MOST_WORDS:
        return "", text
    return plain(found[1]), found[2]


class Labels:
    """Which parts of one record are labels, and what they say of others."""

    def __init__(
        self,
        parts: Sequence[Part],
        common: Collection[str] = (),
        looks: Collection[Look] = (),
        *,
        alone: bool = False,
    ) -> None:
        """Look at the parts of one record.

        `common` is what all records of the list say, and `looks` how its labels look (see
        `label_looks`); `alone` where there is one record.
        """
        self._parts, self._common, self._looks = parts, common, looks
        marked = [at for at, part in enumerate(parts) if self._is_marked(part)]
        self._marks = frozenset(marked) if len(marked) > 1 or alone else frozenset[int]()
        self.places = frozenset(at for at in range(len(parts)) if self._is_label(at))
        """Places of the labels."""

        self._of: dict[int, str] = {}
        for at in self.places:
            for place in self._labelled_by(at):
                self._of.setdefault(place, plain(parts[at].text))
        self.places = frozenset(at for at in self.places if at not in self._of)

    def of(self, at: int) -> str:
        """Return what the part at that place is called; "" where nothing says it."""
        return self._of.get(at, "")

    def _is_marked(self, part: Part) -> bool:
        around = (part.element, *part.above[:1])
        return any(one.role in _LABELLING for one in around) or any(
            _LABEL_CLASS.search(name) for name in part.element.classes
        )

    def _is_label(self, at: int) -> bool:
        part = self._parts[at]
        if at + 1 == len(self._parts) or not _may_label(part):
            return False
        if looks_like_label(part.text) or at in self._marks:
            return True
        labels = self._is_marked(part) or _look(self._parts, at) in self._looks
        return labels and plain(part.text) in self._common

    def _labelled_by(self, at: int) -> list[int]:
        """Return the places of the parts that the label at that place is about."""
        label = self._parts[at]
        following = range(at + 1, len(self._parts))
        for number, scope in enumerate(label.above):
            inside = [place for place in following if scope in self._parts[place].above]
            if not inside:
                continue
            is_record = number == len(label.above) - 1
            others = [place for place in self.places if scope in self._parts[place].above]
            if len(others) == 1 and not is_record:
                return inside
            return self._until_next(inside)
        return self._until_next(list(following)) if not label.above else []

    def _until_next(self, inside: Sequence[int]) -> list[int]:
        """Return the part after the label; of a definition, all up to the next term."""
        found: list[int] = []
        for place in inside:
            if place in self.places:
                break
            if found and not self._belong_together(found[0], place):
                break
            found.append(place)
        return found

    def _belong_together(self, one: int, other: int) -> bool:
        """Tell whether two parts stand in definitions of one term, or in one cell."""
        box, first = _cell(self._parts[other]), _cell(self._parts[one])
        return box is not None and (box.role == "dd" or box == first)


def label_looks(records: Sequence[Sequence[Part]], common: Collection[str]) -> set[Look]:
    """Return how the labels of a list look that do not say that they are labels.

    They say the same in all records, some of them before what differs; nothing that differs looks
    like them; and a record has several, since a single one may be a value that all records share.
    """
    shown, shared, several = Counter[Look](), Counter[Look](), Counter[Look]()
    announcing: set[Look] = set()
    for parts in records:
        looks = [(_look(parts, at), plain(part.text) in common) for at, part in enumerate(parts)]
        here = Counter(look for look, is_common in looks if is_common)
        shown.update(look for look, _ in looks)
        shared.update(here)
        several.update(look for look, count in here.items() if count > 1)
        announcing |= {
            look for at, (look, _) in enumerate(looks[:-1]) if _announces(parts, at, common)
        }
    return {
        look
        for look in announcing
        if 2 * several[look] >= len(records) and shared[look] >= _ALL_SHARED * shown[look]
    }


def _announces(parts: Sequence[Part], at: int, common: Collection[str]) -> bool:
    part, after = parts[at], parts[at + 1]
    return (
        _may_label(part)
        and plain(part.text) in common
        and plain(after.text) not in common
        and part.above[:1] == after.above[:1]
        and not (is_number(part.text) or kind_of(part.text) or after.is_button)
        and not label_and_value(part.text)[0]
    )


def _may_label(part: Part) -> bool:
    return len(part.text) <= _LONGEST and not (part.is_button or part.url or part.column)


def _look(parts: Sequence[Part], at: int) -> Look:
    """Return what parts have in common that a page shows in one way, in one place."""
    part = parts[at]
    begins = at == 0 or parts[at - 1].above[:1] != part.above[:1]
    return part.element.role, part.element.classes, len(part.above), begins


def _cell(part: Part) -> Element | None:
    """Return the definition or cell that a part stands in."""
    around = (part.element, *part.above)
    return next((one for one in around if one.role in ("dd", "td", "cell")), None)
