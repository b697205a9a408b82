"""Atomic files: a data set of people and items in RecBole's format, and RecBole's split of it.

`NAME.inter` and, where there is one, `NAME.item` are tab-separated, with a first line of
`name:type` (Zhao et al. 2021, "RecBole: Towards a Unified, Comprehensive and Efficient Framework
for Recommendation Algorithms").
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from uptake.core.events import Item
from uptake.memory.logs.reaction import SeenItem
from uptake.policy.taste.interactions import Floats, Interactions, interactions

PARTS = (0.8, 0.1, 0.1)
"""Training, validation, test: each person's share of events."""

SEED = 2020
LEVELS = 0.4
"""How far the levels of the best and the worst rating are apart; a middling one is 1."""


@dataclass(frozen=True)
class Data:
    """People, items and what they did."""

    log: Interactions
    rating: Floats
    """`[events]`; all alike where the files have none."""

    about: dict[str, dict[str, str]]
    """The fields of items, by id."""

    def levelled(self, which: NDArray[np.bool_]) -> Interactions:
        """Return the log of these events, with levels by their ratings among them."""
        rated, low, high = self.rating[which], self.rating.min(), self.rating.max()
        part = self.log.only(which)
        if high > low:
            part.level[:] = 1.0 + LEVELS * ((rated - low) / (high - low) - 0.5)
        return part

    def tags(self) -> Floats | None:
        """Return `[tags, items]`: words of items' fields that several share, but not titles."""
        shared: dict[str, set[int]] = {}
        for place, id in enumerate(self.log.items):
            for name, value in list(self.about.get(id, {}).items())[1:]:
                for word in value.split():
                    shared.setdefault(f"{name}={word}", set()).add(place)
        kept = [places for places in shared.values() if len(places) > 1]
        if not kept:
            return None
        tags = np.zeros((len(kept), len(self.log.items)))
        for row, places in zip(tags, kept, strict=True):
            row[list(places)] = 1.0
        return tags

    def seen(self) -> list[SeenItem]:
        """Return all items as a person sees them."""
        return [_seen(id, self.about.get(id, {})) for id in self.log.items]

    def items(self) -> list[Item]:
        """Return all items as a host has them: the first field is the title."""
        return [_item(id, self.about.get(id, {})) for id in self.log.items]


def read_atomic_files(folder: Path) -> Data:
    """Read the first data set of a folder. Exits where there is none."""
    files = sorted(folder.glob("*.inter"))
    if not files:
        raise SystemExit(f"{folder} holds no *.inter file of RecBole's format.")
    rows = _rows(files[0])
    listed = files[0].with_suffix(".item")
    about = {row.pop("item_id"): row for row in _rows(listed)} if listed.exists() else {}
    events = [
        (row["user_id"], row["item_id"], 1.0, float(row.get("timestamp") or number))
        for number, row in enumerate(rows)
    ]
    rating = np.array([float(row.get("rating") or 0) for row in rows])
    return Data(interactions(events), rating, about)


def recbole_split(log: Interactions, seed: int = SEED) -> NDArray[np.intp]:
    """Return the part of each event, 0 training, 1 validation, 2 test, `[events]`.

    As `Dataset.build` of RecBole 1.2 does with its defaults: all events shuffled by
    `torch.randperm`, then each person's cut in shares, the later ones rounded down.
    """
    torch.manual_seed(seed)
    order = torch.randperm(len(log.person)).numpy()
    part = np.zeros(len(order), dtype=np.intp)
    of = log.person[order]
    for person in range(len(log.people)):
        events = order[of == person]
        first, second = _cuts(len(events))
        part[events[first:second]] = 1
        part[events[second:]] = 2
    return part


def _cuts(total: int) -> tuple[int, int]:
    shares = [share / sum(PARTS) for share in PARTS]
    counts = [int(share * total) for share in shares]
    counts[0] = total - sum(counts[1:])
    for back in (1, 2):
        if counts[0] <= 1:
            break
        if 0 < shares[-back] * total < 1:
            counts[-back] += 1
            counts[0] -= 1
    return counts[0], counts[0] + counts[1]


def _rows(path: Path) -> list[dict[str, str]]:
    head, *lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    names = [column.rpartition(":")[0] or column for column in head.split("\t")]
    return [dict(zip(names, line.split("\t"), strict=False)) for line in lines if line.strip()]


def _seen(id: str, fields: dict[str, str]) -> SeenItem:
    title = next(iter(fields.values()), id)
    known = [f"{name}: {value}" for name, value in list(fields.items())[1:] if value]
    return SeenItem(id=id, title=title, text=", ".join([title, *known]))


def _item(id: str, fields: dict[str, str]) -> Item:
    title = next(iter(fields.values()), id)
    known = {name: value for name, value in list(fields.items())[1:] if value}
    return Item(id=id, title=title, attributes=known)
