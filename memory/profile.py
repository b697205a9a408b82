"""The description of a person in words: readable, editable, and never written anew.

Each line is one fact or one habit that is asserted, in the section of its area. So a new fact, an
outdated one or a forgotten one changes its own line and no other; and the person's edits are
changes of the facts themselves: a new line is a fact by the person's own hand, a changed line
takes the place of the fact before, a line that is gone forgets its fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .areas import AREAS, OTHER, Areas
from .facts import Refusal
from .memory import Memory, Write
from .records import Fact, Habit, Provenance, new_id, now
from .secrets import redact, secrets_in

MOST_CHARACTERS = 6_000
"""How long the description may get; the least sure lines are left out, and counted."""

HABITS = "Habits"

_REWORDED = 0.5
"""From this likeness on, 0..1, a line that is gone and a new one are one line that changed."""


@dataclass(frozen=True)
class Line:
    """What is known of one thing."""

    record: str
    """The id of the fact or habit."""

    area: str
    text: str


@dataclass(frozen=True)
class Profile:
    """A person's description."""

    lines: tuple[Line, ...]
    left_out: int = 0
    """How many lines there was no room for."""

    def text(self) -> str:
        """Return it as Markdown: a heading for each area that has lines, an item for each line."""
        sections = ((area, self._items_of(area)) for area in (*AREAS, HABITS))
        return "\n\n".join(f"## {area}\n{items}" for area, items in sections if items) + (
            "\n" if self.lines else ""
        )

    def _items_of(self, area: str) -> str:
        return "\n".join(f"- {line.text}" for line in self.lines if line.area == area)


@dataclass(frozen=True)
class Edited:
    """What an edit of the description did."""

    added: tuple[Fact, ...] = ()
    """New facts, the ones among them that take an older one's place included."""

    forgotten: tuple[Line, ...] = ()
    kept: tuple[Line, ...] = ()
    """Lines that were gone, and stay: habits are forgotten with what they were learned from."""

    refused: tuple[Refusal, ...] = ()
    writes: tuple[Write, ...] = ()
    """What `Memory.undo` takes."""


def describe(memory: Memory, user: str) -> Profile:
    """Return the description of a user as of now."""
    facts = [r for r in memory.list("fact", user=user) if isinstance(r, Fact)]
    habits = [r for r in memory.list("habit", user=user) if isinstance(r, Habit) and _holds(r)]
    unplaced = [fact for fact in facts if not fact.area]
    found = Areas(memory.embedder).of([fact.statement for fact in unplaced])
    areas = {fact.id: area for fact, area in zip(unplaced, found, strict=True)}
    told: list[Fact | Habit] = [*facts, *habits]
    by_weight = sorted(told, key=lambda r: (-r.confidence, -r.created.timestamp()))
    lines, room = list[Line](), MOST_CHARACTERS
    for record in by_weight:
        area = HABITS if isinstance(record, Habit) else record.area or areas[record.id]
        line = Line(record.id, area, _on_one_line(record.text()))
        room -= len(line.text) + 3
        if room < 0:
            break
        lines.append(line)
    order = {record.id: place for place, record in enumerate(sorted(by_weight, key=_since))}
    lines.sort(key=lambda line: order[line.record])
    return Profile(tuple(lines), left_out=len(by_weight) - len(lines))


def edit(memory: Memory, user: str, before: Profile, text: str) -> Edited:
    """Make memory say what the edited text of a description says."""
    wanted = list(_items(text))
    texts = [item for _, item in wanted]
    gone = [line for line in before.lines if line.text not in texts]
    known = {line.text for line in before.lines}
    new = [(area, item) for area, item in dict.fromkeys(wanted) if item not in known]
    refused = [_refusal(item) for _, item in new if secrets_in(item)]
    new = [(area, item) for area, item in new if not secrets_in(item)]
    pairs = list(_reworded(gone, new))
    reworded = {line.record: item for line, (_, item) in pairs}
    facts = [_written(user, area, item) for area, item in new]
    by_text = {fact.statement: fact for fact in facts}
    closed: list[Fact] = []
    for line in (line for line in gone if line.record in reworded):
        old = memory.get(line.record)
        if isinstance(old, Fact):
            fact = by_text[reworded[line.record]]
            closed.append(old.model_copy(update={"valid_to": max(now(), old.valid_from)}))
            by_text[fact.statement] = fact.model_copy(update={"supersedes": old.id})
    removed = [line for line in gone if line.record not in reworded]
    kept = tuple(line for line in removed if line.area == HABITS)
    forgotten = tuple(line for line in removed if line.area != HABITS)
    writes: list[Write] = []
    if by_text:
        writes.append(memory.add([*closed, *by_text.values()], cause="profile"))
    if forgotten:
        writes.append(memory.forget([line.record for line in forgotten]))
    return Edited(tuple(by_text.values()), forgotten, kept, tuple(refused), tuple(writes))


def _holds(habit: Habit) -> bool:
    """Tell whether a habit is asserted, at any time or at some."""
    return habit.asserted or any(rhythm.asserted for rhythm in habit.rhythms)


def _items(text: str) -> Iterator[tuple[str, str]]:
    """Yield the area and the text of each item; all else is no part of the description."""
    area = OTHER
    for line in map(str.strip, text.splitlines()):
        if line.startswith("#"):
            heading = line.strip("# ")
            area = heading if heading in AREAS else OTHER
        elif line.startswith(("- ", "* ")) and line[2:].strip():
            yield area, _on_one_line(line[2:])


def _reworded(
    gone: Iterable[Line], new: Iterable[tuple[str, str]]
) -> Iterator[tuple[Line, tuple[str, str]]]:
    """Pair each fact's line that is gone with the new line that it turned into, if any."""
    left = list(new)
    for line in gone:
        if line.area == HABITS or not left:
            continue
        best = max(left, key=lambda item: _likeness(line.text, item[1]))
        if _likeness(line.text, best[1]) >= _REWORDED:
            left.remove(best)
            yield line, best


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()


def _written(user: str, area: str, item: str) -> Fact:
    return Fact(
        id=new_id(), user=user, provenance=Provenance(kind="user"), statement=item, area=area
    )


def _refusal(item: str) -> Refusal:
    kind = secrets_in(item)[0].kind
    return Refusal("secret", f"looks like a secret: {kind}", redact(item))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _since(record: Fact | Habit) -> float:
    return record.valid_from.timestamp()
