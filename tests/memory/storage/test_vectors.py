"""The vector index follows the rows, whatever happens to it (real Chroma)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from uptake.core.errors import SettingsError, UptakeError
from uptake.core.protocols import Vectors
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.memory import Memory
from uptake.memory.records import Episode, Fact
from uptake.memory.storage.vectors import WAITING

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("many")]

Fact_ = Callable[..., Fact]
MANY = WAITING + 20


class OtherEmbedder(WordEmbedder):
    name = "other words"
    dimension = 64


def fill(memory: Memory, fact: Fact_, count: int = MANY) -> list[Fact]:
    facts = [fact(f"I know the word w{number}") for number in range(count)]
    memory.add(facts)
    return facts


def dense(memory: Memory, query: str, user: str = "me") -> list[str]:
    """Search by meaning alone."""
    return list(
        memory._vectors.search(
            memory._vectors.embed(query), ("fact",), user=user, app=None, limit=5
        )
    )


def test_many_records_are_written_to_chroma_and_found(
    memory: Memory, settings: Settings, fact: Fact_
) -> None:
    facts = fill(memory, fact)
    assert dense(memory, facts[7].statement)[0] == facts[7].id
    assert (settings.paths.vectors / "chroma.sqlite3").exists()


def test_a_young_home_needs_no_index(memory: Memory, settings: Settings, fact: Fact_) -> None:
    facts = fill(memory, fact, 5)
    assert dense(memory, facts[3].statement)[0] == facts[3].id
    assert not settings.paths.vectors.exists()


def test_changes_and_removals_reach_the_index(memory: Memory, fact: Fact_) -> None:
    facts = fill(memory, fact)
    memory.catch_up()
    memory.add([facts[1].model_copy(update={"statement": "I sail boats"})])
    memory.forget([facts[2].id])
    for _ in range(2):
        assert dense(memory, "I sail boats")[0] == facts[1].id
        assert facts[2].id not in dense(memory, facts[2].statement)
        memory.catch_up()


def test_undone_removals_are_found_again(memory: Memory, fact: Fact_) -> None:
    facts = fill(memory, fact)
    memory.catch_up()
    memory.undo(memory.forget([facts[2].id]).id)
    assert dense(memory, facts[2].statement)[0] == facts[2].id


def test_users_do_not_meet(memory: Memory, fact: Fact_) -> None:
    fill(memory, fact)
    memory.catch_up()
    assert dense(memory, "I know the word w1", user="you") == []


def test_rebuilding_finds_the_same(
    memory: Memory, fact: Fact_, episode: Callable[..., Episode]
) -> None:
    facts = fill(memory, fact)
    memory.add([episode("hello")])
    before = dense(memory, facts[5].statement)
    assert memory.rebuild_index() == MANY + 1
    assert dense(memory, facts[5].statement)[0] == before[0]


def test_another_embedder_builds_its_own_index(settings: Settings, fact: Fact_) -> None:
    first = Memory.open(settings, WordEmbedder())
    facts = fill(first, fact)
    first.catch_up()
    first.close()
    second = Memory.open(settings, OtherEmbedder())
    assert dense(second, facts[5].statement)[0] == facts[5].id
    second.close()


@pytest.mark.parametrize("damage", ["garbage", "truncated", "gone", "emptied"])
def test_a_damaged_index_is_built_anew(settings: Settings, fact: Fact_, damage: str) -> None:
    first = Memory.open(settings, WordEmbedder())
    facts = fill(first, fact)
    first.catch_up()
    first.close()
    hurt(settings.paths.vectors, damage)
    second = Memory.open(settings, WordEmbedder())
    assert dense(second, facts[5].statement)[0] == facts[5].id
    second.close()


def hurt(folder: Path, damage: str) -> None:
    database = folder / "chroma.sqlite3"
    match damage:
        case "garbage":
            database.write_bytes(b"garbage" * 10_000)
        case "truncated":
            database.write_bytes(database.read_bytes()[:5_000])
        case "gone":
            shutil.rmtree(folder)
        case "emptied":
            shutil.rmtree(folder)
            folder.mkdir()


_ADD = """
import sys
from pathlib import Path
from uptake.core.protocols import Vectors
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.memory import Memory
from uptake.memory.records import Fact, Provenance
memory = Memory.open(Settings(home=Path(sys.argv[1])), WordEmbedder())
said = Provenance(kind="user")
memory.add([Fact(user="me", provenance=said, statement="I met Zebedee")])
memory.add([Fact(user="me", provenance=said, statement=f"I met v{n}") for n in range(100)])
memory.catch_up()
memory.close()
"""


def test_two_processes_share_a_home(memory: Memory, settings: Settings, fact: Fact_) -> None:
    fill(memory, fact)
    memory.catch_up()
    subprocess.run([sys.executable, "-c", _ADD, str(settings.home)], check=True)
    found = dense(memory, "I met Zebedee")[0]
    assert memory.get(found).text() == "I met Zebedee"
    fill(memory, fact)
    memory.catch_up()
    assert dense(memory, "I met Zebedee")[0] == found


def test_a_server_that_is_not_there_is_named(fact: Fact_) -> None:
    with temporary_home(chroma_address="127.0.0.1:9") as settings:
        memory = Memory.open(settings, WordEmbedder())
        fill(memory, fact)
        assert memory.recall("word", user="me")
        assert "127.0.0.1:9" in memory.recall_problem
        with pytest.raises(SettingsError, match=r"127\.0\.0\.1:9"):
            memory.catch_up()


def test_a_mistake_of_our_own_is_no_damage_of_the_index(memory: Memory, fact: Fact_) -> None:
    fill(memory, fact)
    memory.catch_up()
    index = memory._vectors
    too_short = index.embed("word")[:3]
    with pytest.raises(Exception, match="dimension") as raised:
        index.search(too_short, ("fact",), user="me", app=None, limit=3)
    assert not isinstance(raised.value, UptakeError)
    assert dense(memory, "I know the word w5")
    assert not memory._home.vectors.with_name("vectors.damaged").exists()


class CountingEmbedder(WordEmbedder):
    """Keeps what it was asked to embed."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().embed(texts)


def test_rebuilding_embeds_nothing_that_was_embedded(settings: Settings, fact: Fact_) -> None:
    embedder = CountingEmbedder()
    memory = Memory.open(settings, embedder)
    facts = fill(memory, fact)
    memory.catch_up()
    changed = facts[1].model_copy(update={"statement": "I sail boats"})
    memory.add([changed])
    embedder.texts.clear()
    assert memory.rebuild_index() == MANY
    assert embedder.texts == ["I sail boats"]
    assert dense(memory, "I sail boats")[0] == changed.id
    assert dense(memory, facts[5].statement)[0] == facts[5].id
    memory.close()


def test_records_are_compared_whether_indexed_or_not(memory: Memory, fact: Fact_) -> None:
    facts = fill(memory, fact)
    memory.catch_up()
    memory.add([facts[1].model_copy(update={"statement": "I sail boats"})])
    memory.forget([facts[2].id])
    # What only Chroma holds, as in a home of an earlier version, is compared there.
    with memory.database.transaction() as connection:
        connection.execute(
            "DELETE FROM record_vector WHERE rev = (SELECT rev FROM record WHERE id = ?)",
            (facts[3].id,),
        )
    index = memory._vectors
    for text, at in (("I sail boats", 1), (facts[3].statement, 3), (facts[4].statement, 4)):
        near = index.similarities(index.embed(text), facts[:6])
        assert max(near, key=near.__getitem__) == facts[at].id
        assert near[facts[at].id] == pytest.approx(1.0, abs=2e-3)
        assert facts[2].id not in near


def test_vectors_go_with_their_rows(memory: Memory, fact: Fact_) -> None:
    facts = fill(memory, fact)
    memory.catch_up()
    memory.forget([facts[2].id])
    assert memory.database.read("SELECT count(*) FROM record_vector") == [(MANY - 1,)]
