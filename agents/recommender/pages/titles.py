"""Titles: which part of a record names it.

It is found in one way in all records of a list: the heading, the link, the column that is called
"name", what is bold, or what comes first. A way counts where nearly all records have such a part,
and these differ, as names do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import partial

from ....core.texts import plain, words
from .labels import label_and_value, looks_like_label
from .naming import Names
from .parts import Part
from .values import is_number, kind_of

_DISTINCT = 0.6
"""Titles name their records: so many of them differ, at least."""

_DISTINCT_HEADINGS = 0.3
"""Of headings fewer need to: two entries may bear one name."""

_TITLE_ROLES = ("heading", "dt", "rowheader")
_TITLES = frozenset({"title", "name", "headline", "heading", "product", "titel", "nom", "nombre"})
_SUBJECTS = frozenset({"subject", "topic", "betreff", "sujet", "asunto"})
"""What names a letter, and sorts a book: it is a title where hardly any two are the same."""

_DISTINCT_SUBJECTS = 0.9

_COVERED = 0.7
"""So many of the records have a title that is found in one way, at least."""


class Titles:
    """Chooses what names the records of a list."""

    def __init__(
        self, records: Sequence[Sequence[Part]], common: Collection[str], names: Names
    ) -> None:
        """Look at the records of one list.

        `common` is what all of them say, which names none; `names` knows what parts are called.
        """
        self._records, self._common, self._names = records, common, names

    def choose(self) -> list[Part | None]:
        """Return what names each record; None for all of them where no way finds it."""
        ways: list[tuple[float, Callable[[Sequence[Part]], Part | None]]] = [
            (_DISTINCT_HEADINGS, lambda parts: _first(parts, self._is_heading)),
            (_DISTINCT, lambda parts: _first(parts, partial(self._is_called, _TITLES))),
            (_DISTINCT, self._longest_link),
            (_DISTINCT, lambda parts: _first(parts, self._is_bold)),
            (_DISTINCT_SUBJECTS, lambda parts: _first(parts, partial(self._is_called, _SUBJECTS))),
            (_DISTINCT, lambda parts: _first(parts, self._is_free)),
            (_DISTINCT, lambda parts: _first(parts, self._is_said_alone)),
        ]
        for distinct, way in ways:
            found = [way(parts) for parts in self._records]
            texts = {plain(part.text) for part in found if part}
            if texts and len(texts) >= distinct * len(self._records) and _covers(found):
                return self._all_alike(found)
        return [None] * len(self._records)

    def _all_alike(self, found: Sequence[Part | None]) -> list[Part | None]:
        """Return titles that look alike: in a record whose title tells a time, too, it is that."""
        looks = Counter(_look(part) for part in found if part)
        (usual, count), *_ = looks.most_common(1)
        if 2 * count <= len(found):
            return list(found)
        titles = []
        for part, parts in zip(found, self._records, strict=True):
            if part is None or _look(part) != usual:
                part = _first(parts, lambda other: _look(other) == usual) or part
            titles.append(part)
        return titles

    def _is_heading(self, part: Part) -> bool:
        return not looks_like_label(part.text) and any(
            one.role in _TITLE_ROLES for one in (part.element, *part.above)
        )

    def _is_called(self, names: frozenset[str], part: Part) -> bool:
        name = plain(part.column) or self._names.of(part)
        return self._may_name(part) and bool(names.intersection(words(name)))

    def _longest_link(self, parts: Sequence[Part]) -> Part | None:
        pressed = [part for part in parts if part.url or part.is_pressed]
        held = Counter(part.link.ref for part in parts if part.link and not part.picture)
        links = [
            part
            for part in pressed
            if self._may_name(part)
            and not part.is_button
            and (part.link is None or held[part.link.ref] == 1)
        ]
        return max(links, key=lambda part: len(part.text), default=None)

    def _is_bold(self, part: Part) -> bool:
        return part.element.role in ("strong", "b") and self._is_free(part)

    def _is_free(self, part: Part) -> bool:
        return self._is_said_alone(part) and not label_and_value(part.text)[0]

    def _is_said_alone(self, part: Part) -> bool:
        return self._may_name(part) and not part.is_button and not kind_of(part.text)

    def _may_name(self, part: Part) -> bool:
        text = plain(part.text)
        return (
            text not in self._common
            and not looks_like_label(part.text)
            and not is_number(part.text)
            and not part.picture
        )


def _first(parts: Sequence[Part], holds: Callable[[Part], bool]) -> Part | None:
    return next((part for part in parts if holds(part)), None)


def _look(part: Part) -> tuple[object, ...]:
    return part.element.role, part.element.classes, len(part.above), part.column


def _covers(found: Sequence[Part | None]) -> bool:
    """Tell whether nearly all records have one."""
    return sum(part is not None for part in found) >= _COVERED * len(found)
