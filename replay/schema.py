"""The demonstration log: one performance of one request a line, JSON, versioned.

Says what a line holds and how one is read and written. Knows nothing of files, of other
formats (`miniwob`), or of what is learned from a line. Described in docs/DEMONSTRATIONS.md.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ..core.actions import Action, Ref, Target
from ..core.errors import LogError
from ..core.observations import Observation
from ..memory.records import new_id, now

VERSION: Final = 1
"""The version of the schema that is written; lines of other versions are refused."""

Outcome = Literal["success", "failure", "unknown"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DemonstrationStep(_Strict):
    """One action and the screen that it was done on."""

    time_ms: Annotated[float, Field(ge=0)]
    """Milliseconds since the demonstration began."""

    observation: Observation
    """What was shown just before the action."""

    action: Action
    """What was done. A target is a `Ref` into `observation`; the value of a password field is
    recorded only where it is part of the request, otherwise it is empty."""

    manner: str = ""
    """How it was done, in a word, where there are several ways: "typed", "arrow keys"."""

    @model_validator(mode="after")
    def _elements_form_a_tree(self) -> Self:
        seen: set[str] = set()
        for element in self.observation.elements:
            if element.ref in seen:
                raise ValueError(f"two elements have the ref {element.ref!r}")
            if element.parent is not None and element.parent not in seen:
                raise ValueError(f"the parent of {element.ref!r} does not stand before it")
            seen.add(element.ref)
        return self

    @model_validator(mode="after")
    def _targets_are_shown(self) -> Self:
        for target in (self.action.target, self.action.end):
            if target is not None and not self._is_shown(target):
                raise ValueError(f"the action's target {target} is not in the observation")
        return self

    def _is_shown(self, target: Target) -> bool:
        return not isinstance(target, Ref) or self.observation.get(target.ref) is not None


class Demonstration(_Strict):
    """One performance of one request."""

    version: Literal[1] = VERSION
    id: Annotated[str, Field(min_length=1, max_length=200)] = Field(default_factory=new_id)
    """Names the demonstration; one that is known by its id is not learned twice."""

    app: Annotated[str, Field(min_length=1, max_length=500)]
    """Where it was performed: the site, the app, or a name for it."""

    person: Annotated[str, Field(max_length=200)] = ""
    """Who performed it; habits are told apart by it."""

    request: Annotated[str, Field(min_length=1, max_length=20_000)]
    """What the person wanted, in words."""

    outcome: Outcome = "unknown"
    """Only demonstrations that did not fail teach procedures."""

    recorded_at: datetime = Field(default_factory=now)
    steps: tuple[DemonstrationStep, ...]
    note: str = ""
    """Anything else that people should know."""

    def to_line(self) -> str:
        """Return the line of the log, without its end, short: what is default is left out."""
        data = self.model_dump(mode="json", exclude_defaults=True)
        data = {"version": self.version, "id": self.id, **data}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def parse_demonstration(raw: bytes | str) -> Demonstration:
    """Read one line. Raises `LogError` that names the field (the caller knows file and line)."""
    try:
        return Demonstration.model_validate_json(raw)
    except ValidationError as error:
        raise broken(error) from error


def broken(error: ValidationError) -> LogError:
    """Return the error of the log that names the first field which is wrong."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return LogError(first["msg"], field=field or None)
