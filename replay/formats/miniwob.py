"""Importer of the human MiniWoB++ logs (stanfordnlp/miniwob-plusplus-demos).

Turns a line of such a log into a `Demonstration`. What the line's `fields` say is not read:
a real request does not come with them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from ...core.actions import Action, Op, Ref
from ...core.errors import LogError
from ...core.observations import Observation
from ..schema import Demonstration, DemonstrationStep, Outcome, broken
from .events import Intended, State, Unreadable
from .intentions import intentions
from .snapshots import Drawn, Snapshot, observe

_FIELDS = {"id": str, "taskName": str, "utterance": str, "states": list}


def is_miniwob(data: dict[str, Any]) -> bool:
    """Tell whether the object looks like a line of such a log."""
    return "taskName" in data and "states" in data


def import_line(data: dict[str, Any]) -> Demonstration:
    """Return the line as a demonstration. Raises `LogError` that names the field."""
    for field, kind in _FIELDS.items():
        if not isinstance(data.get(field), kind) or not data[field]:
            raise LogError(f"missing or not a {kind.__name__}", field=field)
    states = _states(data["states"])
    request = " ".join(data["utterance"].split())
    fulfilled = _outcome(data) == "success"
    try:
        intended = intentions(states, request=request if fulfilled else "")
    except Unreadable as error:
        raise LogError(str(error), field="states") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LogError(f"not a page with events: {error!r}", field="states") from error
    try:
        return _demonstration(data, request, intended, states)
    except ValidationError as error:
        raise broken(error) from error


def _demonstration(
    data: dict[str, Any], request: str, intended: list[Intended], states: list[State]
) -> Demonstration:
    return Demonstration(
        id=data["id"],
        app=data["taskName"],
        person=str(data.get("group") or ""),
        request=request,
        outcome=_outcome(data),
        recorded_at=_recorded_at(data.get("source")),
        steps=_steps(intended, states, request, data["taskName"]),
    )


def _outcome(data: dict[str, Any]) -> Outcome:
    """Return what came of it: a part of the reward may be for a part of what was asked."""
    reward = data.get("rawReward")
    if not isinstance(reward, int | float) or not reward > 0:
        return "failure"
    return "success" if reward >= 1 else "unknown"


def _states(raws: list[Any]) -> list[State]:
    """Return the states; those in a row that show the same page share its snapshot."""
    states: list[State] = []
    for index, raw in enumerate(raws):
        states.append(_state(index, raw, states[-1].page if states else None))
    return states


def _state(index: int, raw: Any, before: Snapshot | None) -> State:
    if not isinstance(raw, dict) or not isinstance(raw.get("dom"), dict):
        raise LogError("not an object with a dom", field=f"states.{index}")
    if not isinstance(raw["dom"].get("tag"), str):
        raise LogError("not a DOM node: it has no tag", field=f"states.{index}.dom")
    time, event = raw.get("time"), raw.get("action") or {}
    if not isinstance(time, int | float) or not isinstance(event, dict):
        raise LogError("time is not a number or action not an object", field=f"states.{index}")
    same = before is not None and before.shows(raw["dom"])
    return State(index, max(time, 0), event, before if before and same else Snapshot(raw["dom"]))


def _steps(
    intended: list[Intended], states: list[State], request: str, app: str
) -> tuple[DemonstrationStep, ...]:
    shown: dict[int, Observation] = {}
    drawn: Drawn = {}
    steps = []
    for one in intended:
        if one.state not in shown:
            shown[one.state] = observe(states[one.state].page, app=app, drawn=drawn)
        step = DemonstrationStep(
            time_ms=states[one.state].time,
            observation=shown[one.state],
            action=_action(one, request),
            manner=one.manner,
        )
        steps.append(step)
    return tuple(steps)


def _action(one: Intended, request: str) -> Action:
    text = one.text
    if one.password and text and text.casefold() not in request.casefold():
        text = ""  # a real secret stays out of memory
    if one.op is Op.KEY and one.ref is None:
        return Action(op=one.op, text=text)
    assert one.ref is not None
    return Action(op=one.op, target=Ref(ref=one.ref), text=text)


def _recorded_at(source: object) -> datetime:
    """Read the day that the logs' `source` begins with; the epoch where it has none."""
    try:
        return datetime.fromisoformat(str(source)[:10]).replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
