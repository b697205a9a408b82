"""What the planner learned on the command line: `uptake policy`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..wording import ago, plural
from . import door, policy_files, policy_wishes

if TYPE_CHECKING:
    from rich.table import Table

    from ...core.settings import Settings
    from ...policy.learning.adapters.registry import Entry, Registry
    from ...policy.learning.adapters.versions import About, Measure

commands = typer.Typer(no_args_is_help=True, help="See what the planner learned, and choose it.")
commands.command()(policy_files.lessons)
commands.command()(policy_wishes.wishes)
commands.command("export-log")(policy_files.export_log)
commands.command("import-log")(policy_files.import_log)
commands.command("export-pairs")(policy_files.export_pairs)

Version = Annotated[str, typer.Argument(help="As `uptake policy list` shows it: v3.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
_BASE = "base"
"""What the base model is called here."""


@commands.command("list")
def list_versions(context: typer.Context, as_json: AsJson = False) -> None:
    """List the versions that were learned from your follow-ups, and which one answers."""
    registry, turns = _registry(context), present(door.settings_of(context))
    entries, in_use = registry.entries(), registry.in_use
    if as_json:
        for entry in entries:
            about = entry.about.model_dump(mode="json") if entry.about else {}
            state = _state(entry, in_use, turns)
            door.print_json({"version": entry.version, "state": state, **about})
        return
    if not entries:
        typer.echo("Nothing was learned yet; `uptake learn` does.", err=True)
        return
    from rich.table import Table

    table = Table("version", "state", "learned", "from", "method", box=None, pad_edge=False)
    for name in ("ranking accuracy", "adherence", "general ability"):
        table.add_column(name, justify="right")
    for entry in entries:
        table.add_row(*_row(entry, _state(entry, in_use, turns)))
    door.console().print(table)
    typer.echo(f"{in_use or 'the base model'} answers now")


@commands.command()
def show(context: typer.Context, version: Version, as_json: AsJson = False) -> None:
    """Show what a version was learned from, and why it is in use or not."""
    from rich.table import Table

    about = _registry(context).about(version)
    if as_json:
        door.print_json(about.model_dump(mode="json"))
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in _facts(about):
        table.add_row(name, value)
    screen = door.console()
    screen.print(table)
    if about.verdict:
        screen.print(f"\n{about.verdict.says}\n", soft_wrap=True)
        screen.print(measures(about.verdict.measures))


@commands.command()
def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help="A version.")],
    new: Annotated[str, typer.Argument(help="Another version.")],
    as_json: AsJson = False,
) -> None:
    """Compare what two versions were learned from, how, and what was measured of them."""
    from rich.table import Table

    registry = _registry(context)
    rows = list(_differences(registry.about(old), registry.about(new)))
    if as_json:
        door.print_json({name: {old: before, new: after} for name, before, after in rows})
        return
    table = Table("", old, new, box=None, pad_edge=False)
    for name, before, after in rows:
        table.add_row(name, _text(before), _text(after))
    door.console().print(table)


@commands.command()
def promote(context: typer.Context, version: Version) -> None:
    """Let a version answer, whatever the gate said; a running chat takes it up at its next turn.

    "base" is the base model, without anything learned.
    """
    registry = _registry(context)
    if version == _BASE:
        registry.promote("")
        typer.echo("The base model answers now.")
        return
    about = registry.about(version)
    if about.is_stale(present(door.settings_of(context))):
        from ...core.errors import AdapterError

        raise AdapterError(
            f"{version} saw turns that were forgotten since. `uptake learn` deletes it and makes "
            "another from what remains."
        )
    registry.promote(version)
    typer.echo(f"{version} answers now.")
    if about.verdict and not about.verdict.passed:
        typer.echo(f"The gate had refused it. {about.verdict.says}", err=True)


@commands.command()
def rollback(context: typer.Context) -> None:
    """Let the version answer again that did before; a running chat takes it up at its next turn."""
    registry = _registry(context)
    version = registry.rollback(registry.stale(present(door.settings_of(context))))
    typer.echo(f"{version or 'The base model'} answers now.")


def _registry(context: typer.Context) -> Registry:
    from ...policy.learning.adapters.registry import Registry

    settings = door.settings_of(context)
    return Registry(settings.paths.adapters, settings.user)


def present(settings: Settings) -> set[str]:
    """Return the turns of the user that are in the log; what saw others is stale."""
    from ...memory.logs.turns import TurnLog
    from ...memory.storage.database import Database

    if not settings.paths.memory.exists():
        return set()
    database = Database(settings.paths.memory)
    try:
        return TurnLog(database).keys(user=settings.user)
    finally:
        database.close()


def _state(entry: Entry, in_use: str, turns: set[str]) -> str:
    if entry.about is None:
        return "damaged"
    stale = "stale" if entry.about.is_stale(turns) else ""
    if entry.version == in_use:
        return f"in use, {stale}" if stale else "in use"
    verdict = entry.about.verdict
    return stale or ("passed" if verdict and verdict.passed else "refused")


def _row(entry: Entry, state: str) -> Iterator[str]:
    about = entry.about
    yield entry.version
    yield state
    if about is None:
        yield entry.problem
        return
    yield ago(about.created, datetime.now(UTC))
    yield plural(len(about.turns), "follow-up")
    yield about.method
    for name in ("ranking accuracy", "adherence", "general ability"):
        measure = about.verdict.measure(name) if about.verdict else None
        yield f"{measure.before:.2f} → {measure.after:.2f}" if measure else "-"


def _facts(about: About) -> Iterator[tuple[str, str]]:
    yield "version", about.version
    yield "learned", f"{about.created.astimezone():%d %b %Y %H:%M}"
    yield "after", about.parent or "the base model"
    yield "base model", f"{about.base_model} ({about.base_hash})"
    yield "learned from", plural(len(about.turns), "follow-up")
    yield "measured on", plural(len(about.held_out), "follow-up")
    yield "method", f"{about.method}, {plural(about.steps, 'step')} in {about.seconds:.0f} s"
    yield "parameters", ", ".join(f"{name} {value}" for name, value in about.parameters.items())
    yield "data", about.data_hash


def measures(found: Sequence[Measure]) -> Table:
    """Return what the gate measured, a row each."""
    from rich.table import Table

    table = Table("measured", "before", "after", "rise at least", "", box=None, pad_edge=False)
    for one in found:
        low = f"{one.low:+.2f}" if one.low is not None else ""
        mark = "passed" if one.passed else "refused"
        table.add_row(one.name, f"{one.before:.3f}", f"{one.after:.3f}", low, mark)
        for part in one.figures:
            if not part.passed:
                table.add_row(f"  {part.what}", f"{part.before:.3f}", f"{part.after:.3f}", "", mark)
    return table


def _differences(old: About, new: About) -> Iterator[tuple[str, Any, Any]]:
    """Yield what the two have of each thing in which they differ, and all that was measured."""
    before, after = set(old.turns), set(new.turns)
    yield "follow-ups", len(before), len(after)
    yield "only in this one", len(before - after), len(after - before)
    for name in ("parent", "base_model", "method", "steps"):
        if getattr(old, name) != getattr(new, name):
            yield name.replace("_", " "), getattr(old, name), getattr(new, name)
    for name in {**old.parameters, **new.parameters}:
        if old.parameters.get(name) != new.parameters.get(name):
            yield name, old.parameters.get(name), new.parameters.get(name)
    measured = {one.name: one.after for one in (old.verdict.measures if old.verdict else ())}
    also = {one.name: one.after for one in (new.verdict.measures if new.verdict else ())}
    for name in {**measured, **also}:
        yield name, measured.get(name), also.get(name)


def _text(value: Any) -> str:
    return (
        f"{value:.3f}" if isinstance(value, float) else "-" if value in (None, "") else str(value)
    )
