"""What the assistant needs, what of it is there, and how to mend the rest: `uptake doctor`."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Annotated

import typer

from ...core.errors import UptakeError
from ..wording import plural, size
from . import door

if TYPE_CHECKING:
    from ...core.settings import Settings

_PACKAGES = (
    "langgraph",
    "torch",
    "transformers",
    "sentence-transformers",
    "chromadb",
    "playwright",
    "textual",
)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    """What was found, or what is wrong and how to mend it."""


def doctor(
    context: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the vector index anew from the records.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each check as one JSON object on one line.")
    ] = False,
) -> None:
    """Say what is there, what is missing, and how to mend it.

    Downloads nothing. Exits with 1 when something is missing that the assistant needs.
    """
    # Read when the hub's library is first imported: looking must not become a download.
    os.environ["HF_HUB_OFFLINE"] = "1"
    settings = door.settings_of(context)
    checks = []
    for check in examine(settings, rebuild=rebuild):
        checks.append(check)
        if as_json:
            door.print_json(asdict(check))
        else:
            _print(check)
    if not all(check.ok for check in checks):
        raise typer.Exit(door.NOTHING_DONE)


def examine(settings: Settings, *, rebuild: bool = False) -> Iterator[Check]:
    """Look at everything in turn."""
    yield _check("uptake", _versions)
    yield _check("home", lambda: _home(settings))
    yield _check("memory", lambda: _memory(settings))
    yield _check("capacity", lambda: _capacity(settings))
    yield _check("index", lambda: _index(settings, rebuild))
    yield _check("planner model", lambda: _planner_model(settings))
    yield _check("who writes", lambda: _writer(settings))
    yield _check("what it learned", lambda: _learned(settings))
    yield _check("embedding model", lambda: _embedding_model(settings))
    yield _check("browser", lambda: _browser(settings))


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except UptakeError as error:
        return Check(name, False, str(error))


def _versions() -> str:
    found = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    return f"{_version('uptake')} on Python {platform.python_version()}; {found}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _home(settings: Settings) -> str:
    root = settings.paths.create().root
    try:
        with tempfile.TemporaryFile(dir=root):
            pass
    except OSError as error:
        raise UptakeError(
            f"{root} cannot be written to ({error.strerror}): make it writable, or choose "
            "another home with --home or UPTAKE_HOME."
        ) from error
    own = settings.paths.settings
    return f"{root}" + (f", settings from {own.name}" if own.exists() else "")


def _memory(settings: Settings) -> str:
    from ...memory.storage.database import Database

    database = Database(settings.paths.memory)
    try:
        (verdict,) = database.read("PRAGMA quick_check(1)")[0]
        (number,) = database.read("PRAGMA user_version")[0]
        rows = database.read("SELECT type, count(*) FROM record GROUP BY type ORDER BY type")
    finally:
        database.close()
    if verdict != "ok":
        raise UptakeError(
            f"{settings.paths.memory} is damaged ({verdict}): restore it from a backup."
        )
    counts = ", ".join(plural(count, kind) for kind, count in rows) or "empty"
    return f"format {number}, {counts}"


def _capacity(settings: Settings) -> str:
    from ...memory.capacity import usage
    from ...memory.storage.database import Database

    database = Database(settings.paths.memory)
    try:
        found = usage(database, settings)
    finally:
        database.close()
    if found.size > found.home_limit:
        raise UptakeError("; ".join(found.reached))
    shown = f"{size(found.size)} of {size(found.home_limit)}"
    return "; ".join((shown, *found.reached))


def _index(settings: Settings, rebuild: bool) -> str:
    with door.opened_memory(settings) as memory, door.loading() as progress:
        if rebuild:
            count = memory.rebuild_index(lambda fraction: progress("indexing", fraction))
            return f"made anew from {plural(count, 'record')}"
        # A search opens the index, and mends it where it does not fit the records.
        memory.recall("hello", user=settings.user, limit=1)
        (waiting,) = memory.database.read("SELECT count(*) FROM outbox")[0]
    where = settings.chroma_address or str(settings.paths.vectors)
    return f"answers, {where}" + (f", {plural(waiting, 'record')} to add" if waiting else "")


def _planner_model(settings: Settings) -> str:
    from ...core.weights import find_planner_model

    weights = find_planner_model(settings)
    return f"{weights.name}, from {weights.source}: {weights.path}"


def _writer(settings: Settings) -> str:
    """Say what writes the replies; whatever it is, nothing has to be mended."""
    from ...policy.model.writing import engine

    return engine(settings)


def _learned(settings: Settings) -> str:
    from ...policy.learning.adapters.adapters import base_hash
    from ...policy.learning.adapters.registry import Registry
    from ...policy.model.language_model import LocalModel
    from .policy_table import present

    registry = Registry(settings.paths.adapters, settings.user)
    if not (version := registry.in_use):
        return "nothing is in use; `uptake learn` learns from follow-ups"
    registry.intact(version)
    about = registry.about(version)
    if about.base_hash != base_hash(LocalModel(settings)):
        raise UptakeError(
            f"{version} was learned by another planner model, {about.base_model}, so the base "
            "model answers. `uptake learn` makes one for this model."
        )
    stale = about.is_stale(present(settings))
    return f"{version} answers" + ("; it saw turns that were forgotten since" if stale else "")


def _embedding_model(settings: Settings) -> str:
    from ...core.weights import find_embedding_model

    weights = find_embedding_model(settings)
    return f"{weights.name}, from {weights.source}: {weights.path}"


def _browser(settings: Settings) -> str:
    from ...agents.gui.finding import find_browser

    return str(find_browser(settings))


def _print(check: Check) -> None:
    mark = typer.style("ok     ", fg="green") if check.ok else typer.style("missing", fg="red")
    typer.echo(f"{mark}  {check.name:<16} {check.detail}")
