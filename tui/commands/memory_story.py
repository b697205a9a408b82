"""The story of one memory, for people and for programs: `uptake memory show`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..wording import plural
from . import door

if TYPE_CHECKING:
    from datetime import datetime

    from ...memory.logs.journal import Change, Entry
    from ...memory.memory import Story
    from ...memory.records import Record

_MOST = 10
"""How many turns, changes or records of a kind are listed; the rest are counted."""

Rows = Iterator[tuple[str, str]]


def show(
    context: typer.Context,
    record: Annotated[str, typer.Argument(help="Its id.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the record and its story as one JSON object.")
    ] = False,
) -> None:
    """Tell a memory's story: what it came from, what it changed, where it was used."""
    with door.opened_memory(door.settings_of(context)) as memory:
        story = memory.story(record)
    if as_json:
        door.print_json(as_data(story))
        return
    for name, text in rows(story):
        typer.echo(f"{name:<12} {text}".rstrip())


def rows(story: Story) -> Rows:
    """Yield what to show of a story, each line with its heading; "" goes on with the one above."""
    record = story.record
    yield record.type, line(record)
    until = f" to {moment(record.valid_to)}" if record.valid_to else ", and still holds"
    yield "id", record.id
    yield "holds", f"from {moment(record.valid_from)}{until}; {record.confidence:.0%} sure"
    yield "from", record.provenance.describe()
    yield from _listed("", [f"{source.type} {_named(source)}" for source in story.sources])
    yield from _listed("replaced", [_named(fact) for fact in story.replaced])
    yield from _listed("replaced by", [_named(fact) for fact in story.replaced_by])
    yield from _listed("taught", [f"{one.type} {_named(one)}" for one in story.taught])
    yield from _listed("drew on", [f"{one.type} {_named(one)}" for one in story.drew_on])
    yield "used", _outcomes(story)
    turns = story.used[::-1]
    yield from _listed("", [f"{moment(t.created)}  {t.outcome}  {_named(t)}" for t in turns])
    yield from _listed("changes", [entry_line(entry) for entry in story.changes])


def as_data(story: Story) -> dict[str, Any]:
    """Return the record's fields, and its story under "story"."""
    return story.record.model_dump(mode="json") | {
        "story": {
            "sources": [_reference(source) for source in story.sources],
            "drew_on": [_reference(record) for record in story.drew_on],
            "replaced": [fact.id for fact in story.replaced],
            "replaced_by": [fact.id for fact in story.replaced_by],
            "taught": [_reference(record) for record in story.taught],
            "used": [
                {"id": turn.id, "at": turn.created, "outcome": turn.outcome} for turn in story.used
            ],
            "changes": [entry_data(entry) for entry in story.changes],
        }
    }


def entry_line(entry: Entry) -> str:
    """Say in a line when a write was, what it did, and by which id it is undone."""
    first = "; ".join(_deed(change) for change in entry.changes[:2])
    more = f" and {plural(entry.count - 2, 'more record')}" if entry.count > 2 else ""
    undone = "  (undone)" if entry.undone else ""
    return f"{entry.id}  {moment(entry.at)}  {cause(entry)}: {first or 'for good'}{more}{undone}"


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return a write as it is printed for programs."""
    return {
        "write": entry.id,
        "at": entry.at,
        "cause": entry.cause,
        "undone": entry.undone,
        "count": entry.count,
        "records": [
            {
                "id": change.record,
                "before": change.before.text() if change.before else None,
                "after": change.after.text() if change.after else None,
            }
            for change in entry.changes
        ],
    }


def cause(entry: Entry) -> str:
    """Say for people why something was written."""
    word = entry.cause.partition(" ")[0]
    if word in ("undo", "after", "forget", "replay", "import", ""):
        return entry.cause or "by hand"
    return f"turn {entry.cause}"


def line(record: Record) -> str:
    """Return the first line of what a record says."""
    text = record.text().strip()
    return text.splitlines()[0] if text else ""


def moment(when: datetime) -> str:
    """Write a moment in the user's own time."""
    return f"{when.astimezone():%d %b %Y %H:%M}"


def _deed(change: Change) -> str:
    match change.before, change.after:
        case None, None:
            return "added and removed a record"
        case None, after if after:
            return f"added {after.type} “{line(after)}”"
        case before, None if before:
            return f"removed {before.type} “{line(before)}”"
        case before, after if before and after and line(before) != line(after):
            return f"changed {after.type} “{line(before)}” to “{line(after)}”"
        case _, after:
            return f"changed {after.type} “{line(after)}”" if after else ""


def _outcomes(story: Story) -> str:
    if not story.used:
        return "never"
    outcomes = [turn.outcome for turn in story.used]
    counted = ", ".join(f"{outcomes.count(one)} {one}" for one in dict.fromkeys(outcomes))
    return f"in {plural(len(story.used), 'turn')}: {counted}"


def _listed(name: str, texts: list[str]) -> Rows:
    for place, text in enumerate(texts[:_MOST]):
        yield ("" if place else name), text
    if len(texts) > _MOST:
        yield "", f"and {len(texts) - _MOST} more"


def _named(record: Record) -> str:
    return f"{record.id}  “{line(record)}”"


def _reference(record: Record) -> dict[str, str]:
    return {"id": record.id, "type": record.type, "text": line(record)}
