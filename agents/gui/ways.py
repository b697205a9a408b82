"""Ways: procedures with what fills their slots, and where in them a run that was begun stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...core.grounding import fill, fill_descriptor
from ...memory.records import Procedure
from ...memory.steps import Step


@dataclass(frozen=True)
class Way:
    """A procedure with what its slots are filled with."""

    procedure: Procedure
    values: Mapping[str, str]

    @property
    def missing(self) -> list[str]:
        """The slots that are not filled."""
        return [
            slot.name
            for slot in self.procedure.slots
            if not slot.optional and not self.values.get(slot.name)
        ]

    def filled(self, at: int) -> Step:
        """Return what a step does, apart from how it is put into words and how it is found."""
        step = self.procedure.steps[at]
        target = None if step.target is None else fill_descriptor(step.target, self.values)
        text = None if step.text is None else fill(step.text, self.values)
        source = None if step.source is None else fill_descriptor(step.source, self.values)
        return Step(
            op=step.op,
            target=target,
            text=text,
            source=source,
            repeat=step.repeat,
            count=None if step.count is None else fill(step.count, self.values),
            together=step.together,
            search=step.search,
        )

    def place_after(self, done: Sequence[Step]) -> int | None:
        """Return the place after all that was done, filled; None where this way does otherwise."""
        steps, at = self.procedure.steps, 0
        for step in done:
            while at < len(steps) and step != self.filled(at):
                if not steps[at].optional:
                    return None
                at += 1
            at += 1
        return at if at <= len(steps) else None
