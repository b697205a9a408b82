"""Kinds of records, as they are named on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import typer

if TYPE_CHECKING:
    from ...memory.records import RecordType


def type_of(kind: str) -> RecordType | None:
    """Read the name of a kind of record, also in the plural. Raises `BadParameter`."""
    from ...memory.records import RecordType

    for known in get_args(RecordType):
        if kind and known == kind.removesuffix("s"):
            return known  # type: ignore[no-any-return]
    if kind:
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(get_args(RecordType))}")
    return None
