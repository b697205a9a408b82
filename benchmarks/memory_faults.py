"""Break the memory in every way that a machine can, and count what is not as it should be.

Killed: a process adds, forgets or migrates, and is killed (SIGKILL) at a random moment, again
and again. Afterwards every write that was acknowledged must be there, every forgetting that was
acknowledged must be gone (forgotten for good: from the bytes of every file), no write may be
there in part, and the vector index must find what the rows hold and nothing else.

Disk full and read-only: the error must be one for people (`HomeError`), and nothing that was
acknowledged may be lost. A damaged vector index must be made anew from the rows.

    python benchmarks/memory_faults.py --kills 300 --seeds 3 --json faults.json

Every number in the JSON but the counts of what was tried must be 0, and every error told; else
the exit code is 1. Runs without models: texts are embedded by their words.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from broken_home import TOGETHER, Expected, Tally, a_home, checked, facts, messages, opened, run

from uptake.core.errors import HomeError
from uptake.memory.records import new_id
from uptake.memory.storage.migrations import MIGRATIONS
from uptake.memory.storage.rows import dump
from uptake.memory.storage.vectors import WAITING

SPANS = {"adding": 0.3, "forgetting": 0.6}
"""Seconds, from the first acknowledgement on, within which a process is killed."""

OLD_RECORDS = 1_000
"""Facts in the home of the first format that is migrated."""


def add(home: Path, seed: int, _known: list[str], to: Connection) -> None:
    """Add writes without end, and say which are acknowledged; index now and then."""
    memory, rng = opened(home), random.Random(seed)
    while True:
        name = new_id()
        memory.add(facts(name))
        to.send(("added", name))
        if rng.random() < 0.1:
            memory.catch_up()


def forget(home: Path, seed: int, known: list[str], to: Connection) -> None:
    """Add and forget without end, half of it for good, and say what is acknowledged."""
    memory, rng = opened(home), random.Random(seed)
    while True:
        name = new_id()
        memory.add(facts(name))
        to.send(("added", name))
        known.append(name)
        gone = known.pop(rng.randrange(len(known)))
        for_good = rng.random() < 0.5
        to.send(("forgetting", gone))
        memory.forget([fact.id for fact in facts(gone)], for_good=for_good)
        to.send(("forgotten for good" if for_good else "forgotten", gone))


def migrate(home: Path, _seed: int, _known: list[str], to: Connection) -> None:
    """Open a home of the first format, which brings it up to date."""
    to.send(("begun", ""))
    opened(home).close()
    to.send(("done", ""))


def kill_while(work: Callable[..., None], kind: str, kills: int, seed: int, tally: Tally) -> Tally:
    """Kill the work at random moments in one home; return what was found."""
    rng = random.Random(seed)
    with a_home() as home:
        expected = Expected()
        for _ in range(kills):
            process, heard = run(work, home, rng.randrange(2**32), sorted(expected.kept))
            first = heard.recv()
            time.sleep(rng.uniform(0.0, SPANS[kind]))
            process.kill()
            said = [first, *messages(heard)]
            process.join()
            for message in said:
                expected.hear(message)
            tally.kills += 1
            tally.acknowledged += sum(message[0] != "forgetting" for message in said)
            tally = checked(home, rng.randrange(2**32), expected, tally)
            expected.for_good.clear()
    return tally


def kill_migrating(kills: int, seed: int, tally: Tally) -> Tally:
    """Kill the opening of an old home at random moments, each time of a fresh copy."""
    rng = random.Random(seed)
    with a_home() as old, a_home() as home:
        expected = Expected(kept=first_format(old))
        shutil.copytree(old, home, dirs_exist_ok=True)
        process, heard = run(migrate, home, 0, [])
        heard.recv()
        began = time.perf_counter()
        heard.recv()
        span = time.perf_counter() - began
        process.join()
        for _ in range(kills):
            shutil.rmtree(home)
            shutil.copytree(old, home)
            process, heard = run(migrate, home, 0, [])
            heard.recv()
            time.sleep(rng.uniform(0.0, span))
            process.kill()
            process.join()
            tally.kills += 1
            tally.acknowledged += len(expected.kept)
            tally = checked(home, rng.randrange(2**32), expected, tally)
    return tally


def first_format(home: Path) -> set[str]:
    """Make a memory as the first version of uptake left it; return its writes."""
    names = {new_id() for _ in range(OLD_RECORDS // TOGETHER)}
    database = sqlite3.connect(home / "memory.sqlite")
    database.executescript(f"PRAGMA journal_mode = WAL; {MIGRATIONS[0]}; PRAGMA user_version = 1")
    with database:
        for fact in (fact for name in sorted(names) for fact in facts(name)):
            row = (fact.id, "fact", "me", "", fact.created.isoformat(), dump(fact))
            database.execute(
                "INSERT INTO record (id, type, user, app, created, body) VALUES (?,?,?,?,?,?)", row
            )
            database.execute(
                "INSERT INTO outbox (record, type, user) VALUES (?, 'fact', 'me')", row[:1]
            )
    database.close()
    return names


def add_until_it_fails(home: Path, limit: int, to: Connection) -> None:
    """Add with files that may grow to `limit` bytes at most, and say with which error it ends."""
    memory = opened(home)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        while True:
            name = new_id()
            memory.add(facts(name))
            to.send(("added", name))
    except HomeError as error:
        to.send(("error", str(error)))


def open_as_nobody(home: Path, to: Connection) -> None:
    """Add to a home that this process may only read, and say with which error it ends."""
    if os.geteuid() == 0:
        os.setuid(65534)
    try:
        opened(home).add(facts(new_id()))
    except HomeError as error:
        to.send(("error", str(error)))


def disk_full(seed: int) -> dict[str, Any]:
    """Fill a disk while adding; return what is wrong afterwards."""
    with a_home() as home:
        opened(home).close()
        process, heard = run(add_until_it_fails, home, 400_000)
        expected, error = Expected(), ""
        for what, text in messages(heard):
            if what == "error":
                error = text
            else:
                expected.hear((what, text))
        process.join()
        tally = checked(home, seed, expected, Tally(acknowledged=len(expected.kept)))
    return asdict(tally) | {"error": error}


def read_only(seed: int) -> dict[str, Any]:
    """Try to add to a home that cannot be written; return what is wrong afterwards."""
    with a_home() as home:
        memory, expected = opened(home), Expected(kept={new_id()})
        memory.add([fact for name in expected.kept for fact in facts(name)])
        memory.close()
        os.chmod(home.parent, 0o755)
        paths = [home, *home.rglob("*")]
        modes = {path: path.stat().st_mode for path in paths}
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        process, heard = run(open_as_nobody, home)
        said = dict(messages(heard))
        process.join()
        for path, mode in modes.items():
            path.chmod(mode)
        tally = checked(home, seed, expected, Tally(acknowledged=1))
    return asdict(tally) | {"error": said.get("error", "")}


def damaged_index(seed: int) -> dict[str, Any]:
    """Damage the vector index in several ways; return what is not found afterwards."""
    rng = random.Random(seed)
    tally = Tally()
    for damage in (overwrite, truncate, shutil.rmtree, replace_by_file):
        with a_home() as home:
            memory = opened(home)
            names = {new_id() for _ in range(WAITING)}
            memory.add([fact for name in names for fact in facts(name)])
            memory.catch_up()
            memory.close()
            damage(home / "vectors")
            tally.acknowledged += len(names)
            tally = checked(home, rng.randrange(2**32), Expected(kept=names), tally)
    return asdict(tally)


def overwrite(folder: Path) -> None:
    """Fill every file with noise."""
    for file in (path for path in folder.rglob("*") if path.is_file()):
        file.write_bytes(random.Random(file.name).randbytes(file.stat().st_size))


def truncate(folder: Path) -> None:
    """Cut every file in half."""
    for file in (path for path in folder.rglob("*") if path.is_file()):
        os.truncate(file, file.stat().st_size // 2)


def replace_by_file(folder: Path) -> None:
    """Put a file where the folder was."""
    shutil.rmtree(folder)
    folder.write_text("no index")


def measure(kills: int, seeds: int, first_seed: int) -> dict[str, Any]:
    """Do all of it; return what was found."""
    each = {kind: Tally() for kind in ("adding", "forgetting", "migrating")}
    share = -(-kills // (len(each) * seeds))
    for seed in range(first_seed, first_seed + seeds):
        each["adding"] = kill_while(add, "adding", share, seed, each["adding"])
        each["forgetting"] = kill_while(forget, "forgetting", share, seed, each["forgetting"])
        each["migrating"] = kill_migrating(share, seed, each["migrating"])
        print(
            f"seed {seed}: { ({kind: asdict(tally) for kind, tally in each.items()}) }", flush=True
        )
    return {
        "killed": {kind: asdict(tally) for kind, tally in each.items()},
        "disk_full": disk_full(first_seed),
        "read_only": read_only(first_seed),
        "damaged_index": damaged_index(first_seed),
    }


def is_wrong(found: dict[str, Any]) -> bool:
    """Tell whether anything is not as it should be."""
    parts = [
        *found["killed"].values(),
        found["disk_full"],
        found["read_only"],
        found["damaged_index"],
    ]
    wrong = ("lost", "returned", "torn", "unfound", "ghosts", "traces")
    told = found["disk_full"]["error"] and found["read_only"]["error"]
    return not told or any(part[name] for part in parts for name in wrong)


def main() -> int:
    """Measure, print and write; exit with 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=300, help="over all kinds of work and seeds")
    parser.add_argument("--seeds", type=int, default=3, help="homes of each kind of work")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--json", type=Path, help="write the result there")
    chosen = parser.parse_args()
    began = time.perf_counter()
    found = measure(chosen.kills, chosen.seeds, chosen.seed)
    found["seconds"] = round(time.perf_counter() - began, 1)
    print(json.dumps(found, indent=1))
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1) + "\n")
    return int(is_wrong(found))


if __name__ == "__main__":
    sys.exit(main())
