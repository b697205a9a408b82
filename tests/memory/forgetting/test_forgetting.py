"""What goes along with what a person wants forgotten, and that nothing of it is left."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest

from uptake.core.errors import HomeError, RecordMissing
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.counts import Choice
from uptake.memory.forgetting import erasure
from uptake.memory.memory import Memory, Selection
from uptake.memory.records import (
    Demonstration,
    Episode,
    Fact,
    Habit,
    Procedure,
    Provenance,
    Record,
    now,
)
from uptake.memory.storage.vectors import WAITING

Fact_ = Callable[..., Fact]


def turn(id: str, request: str, thread: str = "me/main", **more: object) -> Episode:
    source = Provenance(kind="turn", ids=(id,))
    given = {"reply": "All right.", **more}
    return Episode(id=id, user="me", provenance=source, thread=thread, request=request, **given)


def said(turn: Episode, statement: str, **more: object) -> Fact:
    source = Provenance(kind="turn", ids=(turn.id,), text=turn.request)
    return Fact(user="me", provenance=source, statement=statement, **more)


def demonstration(id: str, request: str, app: str = "post", source: str = "a.jsonl") -> Record:
    return Demonstration(
        id=id, user="me", provenance=Provenance(kind="demonstration", ids=(id,)), source=source,
        app=app, person="Ida", request=request, success=True, actions=(),
    )  # fmt: skip


def learned(ids: Iterable[str], app: str = "post") -> tuple[Procedure, Habit]:
    source = Provenance(kind="demonstration", ids=tuple(ids))
    procedure = Procedure(
        user="me", provenance=source, app=app, title="Open it", goal="open",
        requests=("open it",), steps=(),
    )  # fmt: skip
    choice = Choice(value=procedure.id, label="click", count=2, last=now())
    return procedure, Habit(
        user="Ida", provenance=source, app=app, context="way of opening", choices=(choice,)
    )


def gone_with(memory: Memory, *ids: str) -> set[str]:
    return {along.record.text() for along in memory.preview(ids).along}


def files_with(settings: Settings, word: str) -> list[str]:
    """Return the files of the home that hold the word in any case."""
    return [
        str(file.relative_to(settings.home))
        for file in settings.home.rglob("*")
        if file.is_file() and word.lower().encode() in file.read_bytes().lower()
    ]


def test_a_turn_takes_along_what_it_taught(memory: Memory) -> None:
    first, second = turn("t1", "I eat no nuts"), turn("t2", "as I said: no nuts")
    alone = said(first, "I eat no nuts")
    twice = said(first, "I like soup").model_copy(
        update={"provenance": Provenance(kind="turn", ids=("t1", "t2"), text="I like soup")}
    )
    memory.add([first, second, alone, twice])
    memory.forget([first.id])
    assert {r.id for r in memory.list()} == {second.id, twice.id}
    assert memory.get(twice.id).provenance == Provenance(kind="turn", ids=("t2",))


def test_what_a_forgotten_turn_had_replaced_holds_again(memory: Memory) -> None:
    first, second = turn("t1", "I live in Oslo"), turn("t2", "I live in Rome now", "me/other")
    before = said(first, "I live in Oslo", valid_to=now())
    after = said(second, "I live in Rome", supersedes=before.id)
    memory.add([first, second, before, after])
    memory.forget([second.id])
    assert [r.text() for r in memory.list("fact")] == ["I live in Oslo"]


def test_a_fact_takes_along_its_earlier_versions_and_where_it_was_said(memory: Memory) -> None:
    first, second = turn("t1", "I live in Oslo"), turn("t2", "I live in Rome now. I like tea.")
    before = said(first, "I live in Oslo", valid_to=now())
    after = said(second, "I live in Rome now", supersedes=before.id)
    other = said(second, "I like tea")
    memory.add([first, second, before, after, other])
    memory.forget([after.id])
    assert memory.list(valid=False) == [
        other.model_copy(update={"provenance": Provenance(kind="turn", ids=("t2",))})
    ]


def test_a_fact_takes_along_the_turns_that_speak_of_it(memory: Memory, fact: Fact_) -> None:
    nuts = fact("I never eat walnuts")
    told = turn("t1", "a cake?", reply="One without walnuts.", used=(nuts.id,))
    silent = turn("t2", "how late is it?", used=(nuts.id,))
    again = turn("t3", "Well, I never eat walnuts, you know.")
    memory.add([nuts, told, silent, again])
    assert gone_with(memory, nuts.id) == {told.text(), again.text()}


def test_a_short_fact_takes_along_no_turn_that_merely_begins_alike(
    memory: Memory, fact: Fact_
) -> None:
    name = fact("I'm Bo")
    memory.add([name, turn("t1", "I'm bored"), turn("t2", "Hello, I'm Bo!")])
    assert {a.record.id for a in memory.preview([name.id]).along} == {"t2"}


def test_forgetting_an_older_version_leaves_the_newer(memory: Memory, fact: Fact_) -> None:
    before = fact("I live in Oslo", valid_to=now())
    after = fact("I live in Rome", supersedes=before.id)
    memory.add([before, after])
    memory.forget([before.id])
    assert memory.list() == [after.model_copy(update={"supersedes": None})]


def test_a_demonstration_takes_along_what_its_app_was_taught(memory: Memory) -> None:
    shown = [demonstration(f"d{n}", f"open {n}") for n in range(3)]
    memory.add([*shown, *learned(["d0", "d1"]), *(elsewhere := learned(["x"], app="shop"))])
    write = memory.forget(["d0"])
    assert {r.id for r in memory.list()} == {"d1", "d2", *(r.id for r in elsewhere)}
    assert memory.apps.to_learn() == [("me", "post")]
    memory.undo(write.id)
    assert len(memory.list()) == 7


def test_a_choice_that_was_said_outlives_the_demonstrations_it_was_counted_in(
    memory: Memory,
) -> None:
    choices = tuple(Choice(value=v, label=v, count=4, last=now()) for v in ("keys", "mouse"))
    both = Provenance(kind="turn", ids=("d0", "t1"), text="use the keys")
    habit = Habit(user="me", provenance=both, app="post", context="way", choices=choices)
    memory.add([demonstration("d0", "open it"), habit])
    memory.forget(["d0"])
    left = memory.get(habit.id)
    assert isinstance(left, Habit)
    assert [(choice.value, choice.count) for choice in left.choices] == [("keys", 1)]
    assert left.provenance.ids == ("t1",)


def test_a_procedure_goes_with_its_demonstrations_else_it_would_come_back(memory: Memory) -> None:
    procedure, habit = learned(["d0", "d1"])
    memory.add([*(demonstration(f"d{n}", f"open {n}") for n in range(3)), procedure, habit])
    memory.forget([procedure.id])
    assert [r.id for r in memory.list()] == ["d2"]


@pytest.mark.parametrize(
    ("selection", "left"),
    [
        (Selection(words="NUTS cake"), {"t2", "old", "d0", "imported"}),
        (Selection(thread="main"), {"t2", "old", "d0", "imported"}),
        (Selection(before=now() - timedelta(days=1)), {"t1", "t2", "d0", "imported"}),
        (Selection(since=now() - timedelta(days=1)), {"old"}),
        (Selection(source="a.jsonl"), {"t1", "t2", "old", "imported"}),
        (Selection(source="Ida"), {"t1", "t2", "old", "imported"}),
        (Selection(source="notes.md"), {"t1", "t2", "old", "d0"}),
        (Selection(types=("fact",), thread="main"), {"t1", "t2", "old", "d0", "imported"}),
    ],
)
def test_what_to_forget_is_selected(
    memory: Memory, fact: Fact_, selection: Selection, left: set[str]
) -> None:
    imported = Provenance(kind="import", ids=("notes.md",))
    memory.add(
        [
            turn("t1", "a cake without nuts"),
            turn("t2", "hello", "me/other"),
            fact("I was here", id="old", created=now() - timedelta(days=9)),
            demonstration("d0", "open it"),
            fact("I read", id="imported").model_copy(update={"provenance": imported}),
            turn("foreign", "nuts, cake", "you/main").model_copy(update={"user": "you"}),
        ]
    )
    memory.forget(memory.preview(selection, user="me"))
    assert {record.id for record in memory.list()} == left | {"foreign"}


def test_a_preview_changes_nothing(memory: Memory) -> None:
    first = turn("t1", "I eat no nuts")
    memory.add([first, said(first, "I eat no nuts")])
    before = memory.list()
    assert len(memory.preview([first.id]).removed) == 2
    assert memory.list() == before
    with pytest.raises(RecordMissing, match="nonsense"):
        memory.preview([first.id, "nonsense"])


_READER = """
import sys
from pathlib import Path
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.memory import Memory
memory = Memory.open(Settings(home=Path(sys.argv[1])), WordEmbedder())
for line in sys.stdin:
    print([hit.record.id for hit in memory.recall(line.strip(), user="me", limit=3)], flush=True)
"""


def test_what_changed_since_the_preview_is_looked_at_again(memory: Memory) -> None:
    first, second = turn("t1", "I like soup"), turn("t2", "soup, as I said")
    both = said(first, "I like soup").model_copy(
        update={"provenance": Provenance(kind="turn", ids=("t1", "t2"))}
    )
    memory.add([first, second, both])
    what = memory.preview(["t1"])
    memory.add([both.model_copy(update={"confidence": 0.5})])
    memory.forget(what)
    assert memory.get(both.id).confidence == 0.5


@pytest.mark.real
def test_another_process_does_not_keep_what_is_forgotten(settings: Settings) -> None:
    memory = Memory.open(settings, WordEmbedder())
    turns = [turn(f"o{n}", f"nothing but the number {n}") for n in range(2 * WAITING)]
    memory.add([turn("t1", "I keep zebrafinches"), *turns])
    memory.catch_up()
    command = [sys.executable, "-c", _READER, str(settings.home)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as reader:  # type: ignore[call-overload]

        def recalled(words: str) -> str:
            reader.stdin.write(words + "\n")
            reader.stdin.flush()
            return str(reader.stdout.readline())

        assert "t1" in recalled("zebrafinches")
        memory.forget(["t1"], for_good=True)
        assert "t1" not in recalled("zebrafinches")
        assert "o7" in recalled("the number 7")
        assert files_with(settings, "zebrafinch") == []
        reader.stdin.close()
    memory.close()
    assert files_with(settings, "zebrafinch") == []


@pytest.mark.real
def test_what_is_forgotten_for_good_is_in_no_file(settings: Settings) -> None:
    memory = Memory.open(settings, WordEmbedder())
    first = turn("t1", "I keep zebrafinches in the kitchen")
    fact = said(first, "I keep zebrafinches in the kitchen")
    others = [turn(f"o{n}", f"nothing but the number {n}") for n in range(2 * WAITING)]
    shown = demonstration("d0", "feed the zebrafinches", app="zebrafinch.example")
    memory.add([first, fact, shown, *learned(["d0"], app="zebrafinch.example"), *others])
    memory.add([fact.model_copy(update={"confidence": 0.5})])
    memory.catch_up()
    (settings.paths.logs / "uptake.jsonl").write_text('{"why": "zebrafinches"}\n')
    assert files_with(settings, "zebrafinch")

    memory.forget(memory.preview(Selection(words="zebrafinch"), user="me"), for_good=True)

    assert files_with(settings, "zebrafinch") == []
    assert len(memory.list()) == len(others)
    assert memory.recall("the number 7", user="me")[0].record.id == "o7"
    memory.close()
    assert files_with(settings, "zebrafinch") == []


def test_forgetting_that_was_cut_off_is_finished_at_the_next_opening(
    settings: Settings, fact: Fact_, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory.open(settings, WordEmbedder())
    known = fact("I keep zebrafinches")
    memory.add([known])

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(erasure, "scrub", crash)
        with pytest.raises(KeyboardInterrupt):
            memory.forget([known.id], for_good=True)
    memory.database.close()

    Memory.open(settings, WordEmbedder()).close()
    assert files_with(settings, "zebrafinch") == []


def test_a_home_that_cannot_be_scrubbed_yet_opens_all_the_same(
    settings: Settings, fact: Fact_, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory.open(settings, WordEmbedder())
    known = fact("I keep zebrafinches")
    memory.add([known])

    def full(*_: object) -> None:
        raise HomeError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(erasure, "scrub", full)
        with pytest.raises(HomeError, match="full"):
            memory.forget([known.id], for_good=True)
        memory.close()
        reopened = Memory.open(settings, WordEmbedder())
        assert reopened.list() == []
        reopened.close()
    Memory.open(settings, WordEmbedder()).close()
    assert files_with(settings, "zebrafinch") == []
