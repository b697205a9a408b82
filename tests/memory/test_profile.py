"""The description in words: what is said shows up in it, and what is edited in it is so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from uptake.memory.counts import Choice
from uptake.memory.memory import Memory
from uptake.memory.profile import MOST_CHARACTERS, describe, edit
from uptake.memory.records import Fact, Habit, Provenance, now
from uptake.memory.revision import Revision

MakeFact = Callable[..., Fact]


@pytest.fixture
def known(memory: Memory, fact: MakeFact) -> Memory:
    memory.add(
        [
            fact("I'm vegetarian", area="Food and drink"),
            fact("I drink oat milk", area="Food and drink"),
            fact("My sister lives in Rome", area="People and animals"),
        ]
    )
    return memory


def test_lines_stand_in_the_sections_of_their_areas(known: Memory) -> None:
    assert describe(known, "me").text() == (
        "## People and animals\n- My sister lives in Rome\n\n"
        "## Food and drink\n- I'm vegetarian\n- I drink oat milk\n"
    )


def test_a_new_fact_an_update_and_an_undo_change_their_own_line(
    known: Memory, fact: MakeFact
) -> None:
    before = describe(known, "me").text()
    revision = Revision(known, known.embedder)
    update = fact("My sister moved to Oslo")
    revised = revision.add(update, cause="t2")
    assert "Rome" not in describe(known, "me").text()
    assert "- My sister moved to Oslo" in describe(known, "me").text()
    assert revised.write is not None
    known.undo(revised.write.id)
    assert describe(known, "me").text() == before


def test_only_habits_that_are_asserted_are_told(known: Memory) -> None:
    choice = Choice(value="a", label="by the search field", count=9, last=now())
    shown = Provenance(kind="demonstration", ids=("d1",))
    for asserted in (True, False):
        context = "way of finding mail" if asserted else "way of guessing"
        habit = Habit(
            user="me",
            provenance=shown,
            app="mail",
            context=context,
            choices=(choice,),
            asserted=asserted,
        )
        known.add([habit])
    text = describe(known, "me").text()
    assert "way of finding mail" in text
    assert "way of guessing" not in text


def test_an_untouched_description_changes_nothing(known: Memory) -> None:
    before = describe(known, "me")
    edited = edit(known, "me", before, before.text())
    assert edited.writes == ()
    assert describe(known, "me") == before


def test_a_new_line_is_a_fact_by_the_users_hand(known: Memory) -> None:
    before = describe(known, "me")
    edited = edit(known, "me", before, before.text() + "\n## Travel\n- I never fly\n")
    (added,) = edited.added
    assert (added.statement, added.area, added.provenance.kind) == ("I never fly", "Travel", "user")
    assert "## Travel\n- I never fly" in describe(known, "me").text()


def test_a_changed_line_takes_the_place_of_its_fact(known: Memory) -> None:
    before = describe(known, "me")
    edited = edit(known, "me", before, before.text().replace("oat milk", "soy milk"))
    (added,) = edited.added
    old = next(line.record for line in before.lines if "oat milk" in line.text)
    assert added.supersedes == old
    assert known.get(old).valid_to is not None
    assert edited.forgotten == ()


def test_a_line_that_is_gone_forgets_its_fact_and_undo_brings_it_back(known: Memory) -> None:
    before = describe(known, "me")
    edited = edit(known, "me", before, before.text().replace("- I'm vegetarian\n", ""))
    assert [line.text for line in edited.forgotten] == ["I'm vegetarian"]
    assert "vegetarian" not in describe(known, "me").text()
    known.undo(edited.writes[0].id)
    assert describe(known, "me").text() == before.text()


def test_a_secret_is_not_taken_in_by_an_edit(known: Memory) -> None:
    before = describe(known, "me")
    edited = edit(known, "me", before, before.text() + "- my password is hunter2\n")
    assert edited.added == ()
    assert [refusal.text for refusal in edited.refused] == ["my password is [password]"]


def test_what_there_is_no_room_for_is_counted(memory: Memory, fact: MakeFact) -> None:
    memory.add([fact(f"I collect {n} {'stamps ' * 20}", area="Leisure") for n in range(90)])
    profile = describe(memory, "me")
    assert len(profile.text()) < MOST_CHARACTERS
    assert profile.left_out == 90 - len(profile.lines) > 0


def test_the_facts_of_others_are_not_told(known: Memory, fact: MakeFact) -> None:
    known.add([fact("I live in Bonn", user="ada", area="Home")])
    assert "Bonn" not in describe(known, "me").text()
