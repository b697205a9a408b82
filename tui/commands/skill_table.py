"""The skill bank on the command line: `uptake skills`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import door

if TYPE_CHECKING:
    from ...skills.bank import SkillBank

commands = typer.Typer(no_args_is_help=True, help="See, export and import skills.")

Name = Annotated[str, typer.Argument(help="The skill's name.")]


@commands.command("list")
def list_skills(
    context: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each skill as one JSON object on one line.")
    ] = False,
) -> None:
    """List the skills: the procedures that were learned, and the folders that were imported."""
    with _opened_bank(context) as bank:
        skills = bank.list()
    if as_json:
        for skill in skills:
            door.print_json(skill.model_dump(mode="json", exclude={"body"}))
        return
    from rich.table import Table

    table = Table("name", "from", "what it does", box=None, pad_edge=False)
    for skill in skills:
        table.add_row(skill.name, skill.origin, skill.description.splitlines()[0])
    if skills:
        door.console().print(table)
    else:
        typer.echo("There are no skills yet; `uptake replay` learns some.", err=True)


@commands.command()
def show(context: typer.Context, name: Name) -> None:
    """Print a skill's instructions."""
    with _opened_bank(context) as bank:
        skill = bank.show(name)
    typer.echo(f"{skill.name}: {skill.description}\n\n{skill.body}")


@commands.command("export")
def export_skill(
    context: typer.Context,
    name: Name,
    to: Annotated[Path, typer.Option(help="The folder to put the skill's folder in.")] = Path(),
    examples: Annotated[
        bool,
        typer.Option("--examples", help="With requests and values from your demonstrations."),
    ] = False,
) -> None:
    """Write a learned skill as a folder of the open Agent Skills format."""
    with _opened_bank(context) as bank:
        typer.echo(bank.export(name, to, examples=examples))


@commands.command("import")
def import_skill(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The skill's folder, with its SKILL.md.")],
) -> None:
    """Check a skill's folder and copy it into the home. It is listed, and never run."""
    with _opened_bank(context) as bank:
        typer.echo(f"Imported {bank.import_folder(folder).name}.")


@contextmanager
def _opened_bank(context: typer.Context) -> Iterator[SkillBank]:
    from ...skills.bank import SkillBank

    settings = door.settings_of(context)
    with door.opened_memory(settings) as memory:
        yield SkillBank(memory, settings)
