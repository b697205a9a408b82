"""Interactions: a catalogue's log of who took which item, how much they liked it, and when.

The batch models are fitted on it. Knows no file format and no text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Interactions:
    """Events of people with the items of a catalogue."""

    people: tuple[str, ...]
    items: tuple[str, ...]
    """Ids; items that nobody took may be among them."""

    person: Places
    """`[events]`, places in `people`."""

    item: Places
    """`[events]`, places in `items`."""

    level: Floats
    """`[events]`, how much each says for its item: 1 for a plain choice (`evidence.LEVELS`)."""

    at: Floats
    """`[events]`, seconds since 1970."""

    @cached_property
    def matrix(self) -> csr_array:
        """`[people, items]`: the level of the last event of each pair, 0 where there was none."""
        last = {
            pair: place
            for place, pair in sorted(
                enumerate(zip(self.person.tolist(), self.item.tolist(), strict=True)),
                key=lambda one: self.at[one[0]],
            )
        }
        rows = np.array([person for person, _ in last], dtype=np.intp)
        columns = np.array([item for _, item in last], dtype=np.intp)
        levels = self.level[np.fromiter(last.values(), dtype=np.intp, count=len(last))]
        return csr_array((levels, (rows, columns)), shape=(len(self.people), len(self.items)))

    def only(self, which: NDArray[np.bool_]) -> Interactions:
        """Return the log with only these of its events, `[events]`; people and items stay."""
        return Interactions(
            self.people,
            self.items,
            self.person[which],
            self.item[which],
            self.level[which],
            self.at[which],
        )

    def histories(self) -> Iterator[tuple[Places, Floats]]:
        """Yield each person's items and the moments they were taken, the oldest first."""
        order = np.lexsort((self.at, self.person))
        ends = np.searchsorted(self.person[order], np.arange(len(self.people) + 1))
        for start, end in pairwise(ends.tolist()):
            those = order[start:end]
            yield self.item[those], self.at[those]


def interactions(
    events: Iterable[tuple[str, str, float, float]], items: Iterable[str] = ()
) -> Interactions:
    """Return a log of events (person, item, level, seconds since 1970).

    `items` are the catalogue's, where it has some that no event names.
    """
    rows = list(events)
    people = {person: place for place, person in enumerate(dict.fromkeys(row[0] for row in rows))}
    catalogue = [*items, *(row[1] for row in rows)]
    ids = {item: place for place, item in enumerate(dict.fromkeys(catalogue))}
    return Interactions(
        tuple(people),
        tuple(ids),
        np.array([people[row[0]] for row in rows], dtype=np.intp),
        np.array([ids[row[1]] for row in rows], dtype=np.intp),
        np.array([row[2] for row in rows], dtype=np.float64),
        np.array([row[3] for row in rows], dtype=np.float64),
    )
