"""Taking memory elsewhere and bringing it in: one JSONL file, and notes in Markdown.

The JSONL file has a header line and then each record on a line of its own, as `uptake memory
list --json` prints it, each reaction to items, and each item of LangGraph's store. An import is
one write: all of the file, or nothing of it. Importing a file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from .exports import NAMED, Format, Problem, new_export, reading, said_of
from .language.words import clean
from .logs.journal import Journal
from .logs.reaction import Reaction
from .logs.reactions import ReactionLog, id_of, is_reaction, key_of
from .notes import NOTES, same, statements
from .records import Fact, Provenance, Record
from .secrets import is_secret
from .storage.database import Database
from .storage.rows import Rows, dump, load
from .store.store_items import StoreItem, StoreItems, is_item

_FORMAT = Format("uptake-memory", 3, "records")
"""The first version has no items of the store, the second no reactions."""

_ITEM = '{"type":"item"'
_REACTION = '{"type":"reaction"'
_PAGE = 2_000


@dataclass
class Imported:
    """What came of an import."""

    write: str = ""
    """What `undo` takes; "" where nothing was written."""

    added: int = 0
    replaced: int = 0
    known: int = 0
    """Records that were here already, just so."""

    kept: list[str] = field(default_factory=list)
    """Ids of records that are otherwise here than in the file, and stayed as they are."""

    refused: list[Problem] = field(default_factory=list)
    """Lines of notes that hold a secret."""

    problems: list[Problem] = field(default_factory=list)
    """Lines that cannot be read; where there are any, nothing is imported."""


def export_records(database: Database, path: Path) -> int:
    """Write all records and items to a file that only its owner can read; return how many.

    The file appears once it is whole. Raises `UptakeError` where it cannot be written.
    """
    items, reactions = StoreItems(database), ReactionLog(database)
    # In one transaction, so that the header's count holds.
    with new_export(path) as file, database.transaction():
        records = database.read("SELECT count(*) FROM record")[0][0]
        count = records + items.count() + reactions.count()
        file.write(_FORMAT.header(count))
        for body in chain(
            _bodies(database), map(_line, reactions.reactions()), map(_line, items.all())
        ):
            file.write(body.encode() + b"\n")
    return int(count)


def import_file(
    rows: Rows, journal: Journal, path: Path, *, user: str, replace: bool = False
) -> Imported:
    """Bring in a file of `export_records`, or notes in Markdown as facts about the user.

    With `replace`, what is here takes the file's form; else it stays as it is. Imported items
    are found by what they hold once they are written anew: the file has no vectors.
    Raises `UptakeError` where the file cannot be read, `HomeTooNew` where a later version of
    uptake wrote it.
    """
    report = Imported()
    if path.suffix.lower() in NOTES:
        found = _facts(_text(path), path, user, _statements(rows, user), report)
    else:
        found = dict(_records(path, report))
    if not report.problems:
        _keep(rows, journal, found, report, replace=replace)
    return report


def _keep(
    rows: Rows, journal: Journal, found: dict[str, str], report: Imported, *, replace: bool
) -> None:
    with rows.database.transaction():
        here = {id: dump(record) for id, record in rows.get(list(found)).items()}
        items = StoreItems(rows.database).get([id for id in found if is_item(id)])
        here |= {id: _line(item) for id, item in items.items()}
        reactions = ReactionLog(rows.database).get(id_of(key) for key in found if is_reaction(key))
        here |= {key_of(one.id): _line(one) for one in reactions}
        report.known += sum(found[id] == body for id, body in here.items())
        differing = [id for id, body in here.items() if found[id] != body]
        new = {id: body for id, body in found.items() if id not in here}
        if replace:
            new |= {id: found[id] for id in differing}
            report.replaced = len(differing)
        else:
            report.kept += differing
        report.added = len(new) - report.replaced
        if new:
            report.write = journal.write(new, cause="import").id


def _bodies(database: Database) -> Iterator[str]:
    last = 0
    while rows := database.read(
        "SELECT rev, body FROM record WHERE rev > ? ORDER BY rev LIMIT ?", (last, _PAGE)
    ):
        yield from (body for _, body in rows)
        last = rows[-1][0]


def _records(path: Path, report: Imported) -> Iterator[tuple[str, str]]:
    """Yield ids and bodies; note in the report what cannot be read."""
    lines = enumerate(_text(path).split("\n"), start=1)
    expected = _expected(path, next(lines)[1])
    seen: dict[str, int] = {}
    for number, line in lines:
        if not line.strip():
            continue
        try:
            record = _loaded(line)
        except ValidationError as error:
            report.problems.append(Problem(number, said_of(error)))
            if len(report.problems) >= NAMED:
                return
            continue
        id = key_of(record.id) if isinstance(record, Reaction) else record.id
        if id in seen:
            why = f"has the id of line {seen[id]}, {record.id!r}"
            report.problems.append(Problem(number, why))
        seen[id] = number
        yield clean(id), _line(record)
    if len(seen) != expected and not report.problems:
        why = f"the file ends after {len(seen)} records; its first line promises {expected}"
        report.problems.append(Problem(max(seen.values(), default=1), why))


def _loaded(line: str) -> Record | Reaction | StoreItem:
    """Read a line; an item or a reaction says so first, and anything else must be a record."""
    if line.startswith(_ITEM):
        return StoreItem.model_validate_json(line)
    if line.startswith(_REACTION):
        return Reaction.model_validate_json(line).redacted()
    return load(line)


def _line(one: Record | Reaction | StoreItem) -> str:
    if isinstance(one, StoreItem):
        return one.model_dump_json(exclude={"vectors"})
    return one.model_dump_json() if isinstance(one, Reaction) else dump(one)


def _expected(path: Path, line: str) -> int:
    endings = ", ".join(NOTES)
    why = f"{path} is no export of memory: its first line must say so. Notes are read from "
    return _FORMAT.expected(path, line, otherwise=f"{why}files that end in {endings}.")


def _facts(
    text: str, path: Path, user: str, known: Iterable[str], report: Imported
) -> dict[str, str]:
    """Return the facts that notes state and that are not known, by id."""
    source = Provenance(kind="import", ids=(str(path.resolve()),))
    seen = set(known)
    found: dict[str, str] = {}
    for number, statement in statements(text):
        if is_secret(statement):
            report.refused.append(Problem(number, "looks like a password, key or card number"))
        elif same(statement) in seen:
            report.known += 1
        else:
            seen.add(same(statement))
            fact = Fact(user=user, provenance=source, statement=statement)
            found[fact.id] = dump(fact)
    return found


def _statements(rows: Rows, user: str) -> Iterator[str]:
    for record in rows.select(("fact",), user=user, valid=False):
        yield same(record.text())


def _text(path: Path) -> str:
    with reading(path):
        return path.read_bytes().decode("utf-8-sig")
