"""Kill the process in the middle of remembering, again and again; nothing acknowledged is lost.

A child process adds records, and prints the ids of a write once `Memory.add` has returned. It
is killed (SIGKILL) at a random moment, the home is reopened, and three things are counted: ids
that were printed and are gone, records that recall does not find by their own words, and
writes of which only a part is there.

    python benchmarks/faults.py --rounds 20 --seed 0 --json faults.json
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.memory import Memory
from uptake.memory.records import Fact, Provenance, new_id

TOGETHER = 5
"""Records in one write."""


@dataclass
class Tally:
    """What was found over all rounds."""

    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    """Acknowledged records that are gone; must be 0."""

    unfound: int = 0
    """Records that are there and that recall by their own words does not bring; must be 0."""

    torn: int = 0
    """Writes of which only a part is there; must be 0."""

    slowest_reopen_ms: float = 0.0


def write_until_killed(home: Path) -> None:
    """Add facts in writes of `TOGETHER`, recalling now and then, and print what is acknowledged."""
    memory = Memory.open(Settings(home=home), WordEmbedder())
    said = Provenance(kind="user")
    while True:
        batch = new_id()
        facts = [
            Fact(id=f"{batch}-{n}", user="me", provenance=said, statement=f"code {batch} part p{n}")
            for n in range(TOGETHER)
        ]
        memory.add(facts)
        print("\n".join(fact.id for fact in facts), flush=True)
        memory.recall(batch, user="me", limit=1)


def check_round(home: Path, rng: random.Random, tally: Tally) -> None:
    """Let a child write for a moment, kill it, and count what is not as it should be."""
    command = [sys.executable, __file__, "--child", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(rng.uniform(0.0, 2.0))
        child.send_signal(signal.SIGKILL)
        printed = first + child.stdout.read()
    # The last line may be cut; it was not yet acknowledged as a whole.
    ids = printed.splitlines() if printed.endswith("\n") else printed.splitlines()[:-1]
    began = time.perf_counter()
    memory = Memory.open(Settings(home=home), WordEmbedder())
    tally.slowest_reopen_ms = max(tally.slowest_reopen_ms, (time.perf_counter() - began) * 1e3)
    kept = {record.id for record in memory.list("fact")}
    tally.rounds += 1
    tally.acknowledged += len(ids)
    tally.lost += len(set(ids) - kept)
    tally.torn += sum(
        len([id for id in kept if id.startswith(f"{batch}-")]) != TOGETHER
        for batch in {id.partition("-")[0] for id in kept}
    )
    for id in rng.sample(ids, min(len(ids), 20)):
        batch, _, n = id.partition("-")
        hits = memory.recall(f"code {batch} part p{n}", user="me", limit=TOGETHER)
        tally.unfound += id not in {hit.record.id for hit in hits}
    memory.close()


def main() -> int:
    """Run the rounds; exit with 1 where anything was lost, torn or not found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the result there")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        write_until_killed(chosen.child)
    tally, rng = Tally(), random.Random(chosen.seed)
    with tempfile.TemporaryDirectory(prefix="uptake-faults-") as folder:
        for _ in range(chosen.rounds):
            check_round(Path(folder), rng, tally)
            print(asdict(tally), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(asdict(tally), indent=1) + "\n")
    return int(bool(tally.lost or tally.torn or tally.unfound))


if __name__ == "__main__":
    raise SystemExit(main())
