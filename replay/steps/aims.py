"""Aims: descriptions of a step's target in which the requests fill in what differs."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.actions import Descriptor
from .said import Varying


@dataclass(frozen=True)
class Aim:
    """A description of a step's target."""

    base: Descriptor
    """What is the same in all rows."""

    varying: tuple[Varying, ...] = ()

    def at(self, place: int) -> Descriptor:
        """Return the description as it is in a row."""
        update: dict[str, object] = {}
        for part in self.varying:
            value: object = part.at(place)
            if not value:
                continue  # what the request leaves open may be anything
            if part.field == "ordinal":
                value = int(part.at(place))
            elif part.field in ("classes", "traits"):
                value = (*getattr(self.base, part.field), *str(value).split())
            update[part.field] = value
        return self.base.model_copy(update=update)
