"""Importer of phone agents' step lists in the dialect of MobileIAR and OS-Atlas, and exporter.

Knows how episodes are laid out: one object with a request and its steps, or a list of steps
that each repeat the request. What a step says is for `dialects` to read. Screenshots are not
looked at: a press is known by its place alone, and a text goes into the field that was pressed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ...core.actions import Action, Op, Ref
from ...core.errors import LogError
from ...core.observations import Element, Observation
from ..schema import Demonstration, DemonstrationStep, Outcome, broken
from .dialects import read_atlas, write_atlas
from .formats import Found, fingerprint

Episode = Mapping[str, Any]

_REQUESTS = ("instruction", "query", "task", "goal")
_STEPS = ("steps", "actions", "trajectory")
_PEOPLE = ("user", "user_id", "person")
_APPS = ("app", "app_name", "package")
_IDS = ("episode_id", "episode", "id")
_ARGUMENTS = ("point", "coordinate", "text", "value", "direction", "app")
"""Where a step that is an object may hold what its action is done with."""

_ANY_APP = "phone"
_ENDS: dict[Op, Outcome] = {Op.COMPLETE: "success", Op.INFEASIBLE: "failure"}
_FIELD = Element(ref="e0", role="textbox", editable=True, focused=True)


def read_episodes(document: Any, path: Path) -> Sequence[Found] | None:
    """Import an episode, or a list of steps; whose they are is said by the folder's name."""
    if isinstance(document, list):
        if not document or not all(_request(row) and _said(row) for row in document):
            return None
        groups = groupby(document, key=lambda row: (_first(row, _IDS), _request(row)))
        return [_found({**rows[0], "steps": rows}, path) for _, (*rows,) in groups]
    if not _request(document) or not _steps(document):
        return None
    return [_found(document, path)]


def write_episode(demonstration: Demonstration) -> dict[str, Any]:
    """Return the demonstration as an episode that `read_episodes` reads.

    Raises `ValueError` where a step has no counterpart in the dialect.
    """
    said = [write_atlas(step.action, step.observation) for step in demonstration.steps]
    ends = {outcome: write_atlas(Action(op=op), Observation()) for op, outcome in _ENDS.items()}
    end = [ends[demonstration.outcome]] if demonstration.outcome in ends else []
    return {
        "episode_id": demonstration.id,
        "user": demonstration.person,
        "app": demonstration.app,
        "instruction": demonstration.request,
        "steps": [{"action": action} for action in (*said, *end)],
    }


def _found(episode: Episode, path: Path) -> Found:
    person = _first(episode, _PEOPLE) or path.parent.name
    # The episodes of each person may well be numbered from 1.
    id = f"{person}/{_first(episode, _IDS) or fingerprint(episode)}"
    app = _first(episode, _APPS) or _opened(episode) or _ANY_APP
    return Found(app, id, partial(_demonstration, episode, id, app, person))


def _demonstration(episode: Episode, id: str, app: str, person: str) -> Demonstration:
    actions: list[Action] = []
    for place, step in enumerate(_steps(episode)):
        try:
            actions.append(read_atlas(_said(step), focus=Ref(ref=_FIELD.ref)))
        except LogError as error:
            raise LogError(error.problem, field=f"steps.{place}") from error
        except ValidationError as error:
            raise LogError(broken(error).problem, field=f"steps.{place}") from error
    for place, action in enumerate(actions[:-1]):
        if action.op in _ENDS:
            raise LogError("steps follow after the end", field=f"steps.{place + 1}")
    outcome = _ENDS.get(actions[-1].op, "unknown") if actions else "unknown"
    try:
        return Demonstration(
            id=id,
            app=app,
            person=person,
            request=" ".join(_request(episode).split()),
            outcome=outcome,
            recorded_at=datetime.fromtimestamp(0, UTC),
            steps=tuple(_shown(actions, app)),
        )
    except ValidationError as error:
        raise broken(error) from error


def _shown(actions: Sequence[Action], app: str) -> Iterator[DemonstrationStep]:
    """Yield the steps, each with what is known of the screen."""
    for number, (action, following) in enumerate(pairwise((*actions, None))):
        assert action is not None
        if action.op in _ENDS:
            return
        if action.op is Op.CLICK and following is not None and following.op is Op.TYPE:
            action = action.model_copy(update={"target": following.target})
        elements = (_FIELD,) if isinstance(action.target, Ref) else ()
        shown = Observation(obs_id=str(number), backend="log", app=app, elements=elements)
        yield DemonstrationStep(time_ms=number, observation=shown, action=action)
        app = action.text or app if action.op is Op.OPEN_APP else app


def _request(episode: Any) -> str:
    return _first(episode, _REQUESTS)


def _steps(episode: Any) -> list[Any]:
    """Return the episode's steps; none where they are not told as actions."""
    found = (episode.get(key) for key in _STEPS)
    steps = next((one for one in found if isinstance(one, list) and one), [])
    return steps if all(_said(step) for step in steps) else []


def _said(step: Any) -> str:
    """Return the action as one text, whether its parts are one text or several fields."""
    if isinstance(step, str):
        return step
    if not isinstance(step, dict) or not isinstance(step.get("action"), str):
        return ""
    action: str = step["action"].strip()
    given = next((step[key] for key in _ARGUMENTS if step.get(key)), None)
    # An action that is one word alone has its argument beside it, if it takes any.
    return action if given is None or not action.replace("_", "").isalpha() else f"{action} {given}"


def _opened(episode: Episode) -> str:
    """Return the first app that is opened."""
    said = (_said(step).partition("[") for step in _steps(episode))
    return next((rest.rstrip("] ") for op, _, rest in said if op.strip() == "OPEN_APP"), "")


def _first(episode: Any, keys: Sequence[str]) -> str:
    """Return the first of the fields that says something."""
    if not isinstance(episode, dict):
        return ""
    values = (episode.get(key) for key in keys)
    return next(
        (str(one).strip() for one in values if isinstance(one, str | int) and str(one).strip()), ""
    )
