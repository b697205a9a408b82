"""Entries of the vector index: one for each text of a record, by the record's id and a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...core.protocols import Vectors
from ..records import Record
from .chroma import Chroma
from .outbox import Posted

WITH_TEXTS = frozenset({"procedure"})
"""Types of records that have more than one text."""

_TEXTS = 8
"""The most texts that one record has; see `search_texts`."""


def keys_of(id: str, texts: int) -> list[str]:
    """Return the keys of a record's entries."""
    return [f"{id}#{number}" for number in range(texts)]


def record_of(key: str) -> str:
    """Return the id of the record that an entry belongs to."""
    return key.partition("#")[0]


def write_entries(
    chroma: Chroma,
    group: str,
    posted: Sequence[tuple[Posted, Vectors]],
    records: Mapping[str, Record],
) -> None:
    """Make the group of the index hold these records as they are now, and none that is gone.

    Each comes with its vectors, `[texts, dimension]`.
    """
    here = [(p, rows) for p, rows in posted if _fits(p, records.get(p.id))]
    keys = [key for p, rows in here for key in keys_of(p.id, len(rows))]
    belongs = [getattr(records[p.id], "app", None) for p, rows in here for _ in rows]
    apps = [app for app in belongs if app is not None]
    kept = set(keys)
    possible = (keys_of(p.id, _TEXTS if p.type in WITH_TEXTS else 1) for p, _ in posted)
    old = [key for entries in possible for key in entries if key not in kept]
    if keys:
        chroma.upsert(group, keys, np.concatenate([rows for _, rows in here]), apps)
    if old:
        chroma.delete(group, old)


def _fits(posted: Posted, record: Record | None) -> bool:
    # A record may have changed its owner since; its old place in the index is then empty.
    return record is not None and (record.type, record.user) == (posted.type, posted.user)
