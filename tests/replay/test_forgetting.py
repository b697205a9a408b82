"""Forgetting a demonstration leaves what the others show, learned without it."""

from pathlib import Path
from typing import Any

from uptake.core.actions import Op
from uptake.memory.memory import Memory, Selection
from uptake.memory.records import Procedure
from uptake.replay.forgetting import forget, learn_again
from uptake.replay.learning import replay
from uptake.replay.schema import Demonstration

NAMES = ("Grace", "Alan", "Tony", "Xanthippe")
Show = Any  # the fixture's function


def learn(show: Show, memory: Memory, tmp_path: Path) -> Procedure:
    path = tmp_path / "log.jsonl"
    shown: list[Demonstration] = [
        show(
            f"Throw away what {name} wrote",
            (Op.CLICK, f"bin-{name}", None),
            app="post",
            senders=dict.fromkeys((*NAMES[:3], name)),
        )
        for name in NAMES
    ]
    path.write_text("".join(one.to_line() + "\n" for one in shown), encoding="utf-8")
    replay([path], memory, user="me")
    return procedure_of(memory)


def procedure_of(memory: Memory) -> Procedure:
    (procedure,) = memory.list("procedure")
    assert isinstance(procedure, Procedure)
    return procedure


def test_the_app_is_learned_again_from_the_demonstrations_that_stay(
    show: Show, memory: Memory, tmp_path: Path
):
    before = learn(show, memory, tmp_path)

    forget(
        memory, memory.preview(Selection(words="Xanthippe", types=("demonstration",)), user="me")
    )

    after = procedure_of(memory)
    assert (after.id, after.support) == (before.id, 3)
    assert not any("Xanthippe" in record.model_dump_json() for record in memory.list())
    assert memory.apps.to_learn() == []


def test_how_a_procedure_fared_still_counts_where_it_is_as_it_was(
    show: Show, memory: Memory, tmp_path: Path
):
    learned = learn(show, memory, tmp_path)
    memory.add([learned.model_copy(update={"successes": 7})])
    failed = show("Throw it away", (Op.CLICK, "star-Alan", None), app="post", outcome="failure")
    path = tmp_path / "more.jsonl"
    path.write_text(failed.to_line() + "\n", encoding="utf-8")
    replay([path], memory, user="me")

    forget(memory, memory.preview(Selection(source="more.jsonl"), user="me"))

    assert procedure_of(memory).successes == 7


def test_what_a_page_showed_is_found_though_nobody_did_anything_with_it(
    show: Show, memory: Memory, tmp_path: Path
):
    learn(show, memory, tmp_path)
    bystander = show("Star it", (Op.CLICK, "star-Alan", None), senders=("Alan", "Rapunzel"))
    path = tmp_path / "more.jsonl"
    path.write_text(bystander.to_line() + "\n", encoding="utf-8")
    replay([path], memory, user="me")

    (chosen,) = memory.preview(Selection(words="rapunzel"), user="me").chosen

    assert chosen.text() == "Star it"


def test_undoing_it_undoes_what_was_learned_again(show: Show, memory: Memory, tmp_path: Path):
    before = learn(show, memory, tmp_path)

    write = forget(memory, memory.preview(Selection(words="Xanthippe"), user="me"))
    memory.undo(write.id)

    assert procedure_of(memory) == before
    assert memory.counts()["demonstration"] == 4


def test_without_demonstrations_nothing_is_left(show: Show, memory: Memory, tmp_path: Path):
    learn(show, memory, tmp_path)
    forget(memory, memory.preview(Selection(source="log.jsonl"), user="me"), for_good=True)
    assert memory.list(valid=False) == []


def test_learning_again_that_was_cut_off_is_made_up_for(show: Show, memory: Memory, tmp_path: Path):
    learn(show, memory, tmp_path)
    memory.forget(memory.preview(Selection(words="Xanthippe"), user="me"))
    assert memory.list("procedure") == []

    learn_again(memory)

    assert procedure_of(memory).support == 3
