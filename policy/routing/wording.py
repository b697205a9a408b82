"""How a request is worded, apart from the particulars that it names.

Requests of one kind differ in names, quotations and numbers; requests of different kinds may
differ in one word ("Select … and click Submit" for options and for check boxes). So the
particulars are masked, and what is left counts word by word. Knows nothing of meaning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_QUOTATION = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|`[^`]*`|(?<!\w)'[^']*'(?!\w)")
_HANDLE = re.compile(r"(?<!\w)[@#]\w+|\b\S+@\S+\.\w+")
_NUMBER = re.compile(r"\w*\d[\w:/.,-]*")
_NAME = re.compile(r"(?<=[\w,;:] )(?!I\b)[A-Z]\w+(?:-\w+)*")
_USUAL = 1 / 3
"""A name that more than this share of a label's requests have tells what they are about."""

_QUOTED = "="
"""Marks a term that is a whole quotation."""

_MOSTLY = 0.9
"""What more than this share of a kind's requests do counts as usual."""

_MARKS = "\"'\u201c\u201d\u00ab\u00bb`@#.,"
"""What stands around a thing that is named and is no part of it."""

_TOKEN = re.compile(r"\w+|[^\w\s]")


def masked(request: str, known: Collection[str] = ()) -> str:
    """Return the request with quotations, handles, numbers and names replaced by stand-ins.

    Names are words inside it that begin with a capital letter, but for the `known` ones, which
    are given in lower case.
    """
    text = _QUOTATION.sub(" something ", request)
    text = _HANDLE.sub(" someone ", text)
    text = " ".join(_NUMBER.sub("0", text).split())
    return _NAME.sub(lambda name: _of_name(name.group(), known), text)


def _of_name(name: str, known: Collection[str]) -> str:
    return name if name.lower() in known else "someone"


def usual_names(requests: Sequence[str], labels: Sequence[str]) -> frozenset[str]:
    """Return the capitalised words, in lower case, that many requests of one label have.

    They are names of things that all such requests are about, such as a button.
    """
    sizes = Counter(labels)
    counts = Counter(
        (label, name)
        for request, label in zip(requests, labels, strict=True)
        for name in {found.lower() for found in _NAME.findall(_QUOTATION.sub(" ", request))}
    )
    return frozenset(n for (label, n), count in counts.items() if count > _USUAL * sizes[label])


def particulars(request: str) -> frozenset[str]:
    """Return what a request names, bare and in lower case.

    Quotations, handles, numbers, and words inside it that begin with a capital letter.
    """
    marked, rest = _marked(request)
    return marked | {name.lower() for name in _NAME.findall(rest)}


@lru_cache(maxsize=65_536)
def _marked(request: str) -> tuple[frozenset[str], str]:
    """Return what a request names in marks or digits, bare and in lower case; and the rest."""
    found: list[str] = []
    rest = request
    for kind in (_QUOTATION, _HANDLE, _NUMBER):
        found += kind.findall(rest)
        rest = kind.sub(" ", rest)
    return frozenset(part.strip(_MARKS).lower() for part in found), rest


class Naming:
    """What requests of one kind name, and what of it is made use of."""

    def __init__(self, requests: Sequence[str], fillings: Collection[str]) -> None:
        """Take requests, and what was taken from them to fill slots."""
        self._requests, self._fillings = requests, fillings

    def names_as_much(self, request: str, values: Collection[str]) -> bool:
        """Tell whether a request, from which `values` are taken, names what these name, no more.

        What was only ever shown for "Ann", which none of the fillings is, is about Ann; and
        where all that was named was made use of, nothing may be left over.
        """
        return self._agrees(particulars, request, values)

    def quotes_as_much(self, request: str, values: Collection[str]) -> bool:
        """Tell the same of quotations, handles and numbers, which nobody writes in passing."""
        return self._agrees(lambda one: _marked(one)[0], request, values)

    def quotes_enough(self, request: str) -> bool:
        """Tell whether a request has a quotation for each that all of these have."""
        fewest = min(map(_quotations, self._requests), default=0)
        return _quotations(request) >= fewest

    def _agrees(
        self, named_in: Callable[[str], frozenset[str]], request: str, values: Collection[str]
    ) -> bool:
        if not self._requests:
            return True
        named = [named_in(one) for one in self._requests]
        common = frozenset.intersection(*named).difference(map(str.lower, self._fillings))
        left = sorted(len(_left(its, self._fillings)) for its in named)
        usually_left = left[int(_MOSTLY * len(left))]
        its = named_in(request)
        return common <= its and len(_left(its, values)) <= usually_left


@lru_cache(maxsize=65_536)
def _quotations(request: str) -> int:
    return len(_QUOTATION.findall(request))


def _left(named: Collection[str], taken: Collection[str]) -> list[str]:
    """Return what is named and in nothing that is taken."""
    all_taken = "\n".join(taken).lower()
    return [one for one in named if one not in all_taken]


def terms(request: str, known: Collection[str] = ()) -> list[str]:
    """Return the words, marks and pairs of neighbours of the masked request, lower case.

    The beginning and the end of the request count as neighbours, `^` and `$`. What stands in
    quotation marks counts as a whole: a name of a button may decide, where others only fill.
    """
    quoted = [
        f"{_QUOTED}{match.group()[1:-1].strip().lower()}" for match in _QUOTATION.finditer(request)
    ]
    words = [word.lower() for word in _TOKEN.findall(masked(request, known))]
    framed = ["^", *words, "$"]
    return quoted + words + [f"{first} {second}" for first, second in pairwise(framed)]


@dataclass(frozen=True)
class Vocabulary:
    """The terms that count, and how much each does."""

    words: tuple[str, ...]
    weights: NDArray[np.float32]
    """Inverse document frequencies, `[terms]`."""

    known: frozenset[str] = frozenset()
    """The names that are words like others; see `usual_names`."""

    @classmethod
    def of(cls, requests: Sequence[str], labels: Sequence[str], *, limit: int) -> Vocabulary:
        """Take the `limit` terms that most requests have.

        A quotation is a term only where requests of several labels differ in nothing else.
        """
        known = usual_names(requests, labels)
        labels_of: dict[str, set[str]] = {}
        for request, label in zip(requests, labels, strict=True):
            labels_of.setdefault(masked(request, known), set()).add(label)
        found: Counter[str] = Counter()
        for request in requests:
            decides = len(labels_of[masked(request, known)]) > 1
            said = terms(request, known)
            found.update({term for term in said if decides or not term.startswith(_QUOTED)})
        chosen = sorted(found, key=lambda term: (-found[term], term))[:limit]
        counts = np.array([found[term] for term in chosen], dtype=np.float32)
        weights = np.log((1 + len(requests)) / (1 + counts)) + 1
        return cls(tuple(chosen), weights.astype(np.float32), known)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.words)}

    def vectors(self, requests: Sequence[str]) -> NDArray[np.float32]:
        """Return weighted term counts, `[requests, terms]`, rows of length 1 or all zero."""
        vectors = np.zeros((len(requests), len(self.words)), dtype=np.float32)
        for row, request in zip(vectors, requests, strict=True):
            for term in terms(request, self.known):
                if (place := self._places.get(term)) is not None:
                    row[place] += self.weights[place]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(lengths, 1e-6)
        return vectors
