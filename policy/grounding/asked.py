"""What a request asks for by its looks, on one page: "the large red item", "how many digits".

Looks are the elements' traits, and the letter or digit that a single character is.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from ...core.looks import COLOURS, LOOKS
from ...core.numerals import singular
from ...core.observations import CONTROLS, Element
from .layout import Layout

_WORD = re.compile(r"\w+")
_CHARACTERS = frozenset({"letter", "digit"})
_ARTICLES = frozenset({"a", "A", "I"})
"""Words of one letter, which ask for that letter only where a request ends with them."""


class Asked:
    """The looks that a request asks for, among those that a page shows."""

    def __init__(self, request: str, page: Layout) -> None:
        self._page = page
        said = _WORD.findall(request)
        self._said = {word for word in said[:-1] if word not in _ARTICLES} | {*said[-1:]}

    @cached_property
    def looks(self) -> frozenset[str]:
        """The words for looks that the request says: those that anything here shows.

        A colour counts as well where nothing has it, as long as things here have colours.
        """
        shown = frozenset(self._shown)
        return self._named & (shown | COLOURS if shown & COLOURS else shown)

    @cached_property
    def _named(self) -> frozenset[str]:
        """The words for looks that the request says, whether anything shows them or not."""
        forms = {form for word in self._said for form in (word, singular(word))}
        said = forms | {form.lower() for form in forms if len(form) > 1}
        # A capital that ends a request or stands in the plural asks for a letter.
        letters = (
            {form for form in forms if len(form) == 1} if _CHARACTERS & {*self._shown} else set()
        )
        return frozenset(said & (LOOKS | frozenset(self._shown))) | letters

    def share(self, element: Element) -> float:
        """Return how much of what is asked for the element shows, 0..1."""
        return len(self.looks & _looks(element)) / max(1, len(self.looks))

    @cached_property
    def count(self) -> int | None:
        """How many things show all that is asked for; None where that cannot be told.

        What nothing shows may be there all the same in a log, which does not tell all looks.
        """
        in_log = self._page.observation.backend == "log"
        if not self._named or (in_log and not self._named <= {*self._shown}):
            return None
        return sum(self._named <= _looks(thing) for thing in self._things)

    def tells_looks(self, element: Element, label: str) -> bool:
        """Tell whether the element's label is a word for how another thing looks."""
        look = label.lower()
        of_itself = look in _looks(element) and self._is_thing(element)
        return self._shown[look] > of_itself

    @cached_property
    def _things(self) -> list[Element]:
        """What is there to be looked at."""
        return [element for element in self._page.seen if self._is_thing(element)]

    def _is_thing(self, element: Element) -> bool:
        return element.role not in CONTROLS and not self._page.observation.children(element)

    @cached_property
    def _shown(self) -> Counter[str]:
        """How many things show each look."""
        return Counter(look for thing in self._things for look in _looks(thing))


def _looks(element: Element) -> frozenset[str]:
    is_character = not _CHARACTERS.isdisjoint(element.traits)
    return frozenset((*element.traits, element.text) if is_character else element.traits)
