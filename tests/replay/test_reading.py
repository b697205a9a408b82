"""Reading logs: the same in one process as in several, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from uptake.core.errors import UptakeError
from uptake.replay import reading
from uptake.replay.flows import record_id
from uptake.replay.lines import Limits
from uptake.replay.reading import How, Seen, read_logs
from uptake.replay.workers import Workers

OWN: dict[str, Any] = {"version": 1, "app": "shop", "request": "Buy", "steps": []}
COUNT = 130


def log(path: Path, count: int = COUNT, **more: Any) -> Path:
    lines = [orjson.dumps({**OWN, **more, "id": f"d{number}"}) for number in range(count)]
    lines[7:7] = [b"{broken", lines[3]]
    path.write_bytes(b"\n".join(lines))
    return path


def read(path: Path, known: tuple[str, ...] = (), processes: int = 1, **how: Any) -> list[Seen]:
    with Workers(processes) as workers:
        return list(read_logs([path], known, How("me", **how), workers))


def ids(seen: list[Seen]) -> list[str]:
    return [one.id for line in seen for one in line.new]


def test_several_processes_read_the_same_in_the_same_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path, known = log(tmp_path / "a.jsonl"), (record_id("shop", "d5"),)
    alone = read(path, known)

    monkeypatch.setattr(reading, "_WORTH_BYTES", 0)
    together = read(path, known, processes=2)

    assert [(one.line, one.known, one.skipped) for one in together] == [
        (one.line, one.known, one.skipped) for one in alone
    ]
    assert ids(together) == ids(alone)
    assert len(ids(alone)) == COUNT - 1
    assert [app for line in alone for app in line.known] == ["shop"] * 2


def test_a_limit_counts_what_was_read_and_not_what_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = log(tmp_path / "a.jsonl")
    limits = Limits(demonstrations=9)  # one of them stands there twice

    assert ids(read(path, limits=limits)) == [f"demo:shop:d{number}" for number in range(8)]
    monkeypatch.setattr(reading, "_WORTH_BYTES", 0)
    assert ids(read(path, limits=limits, processes=2)) == ids(read(path, limits=limits))


def test_a_whole_json_file_is_one_document_or_a_list_of_them(tmp_path: Path):
    (tmp_path / "one.json").write_bytes(orjson.dumps(OWN, option=orjson.OPT_INDENT_2))
    (tmp_path / "two.json").write_bytes(orjson.dumps([{**OWN, "id": "a"}, {**OWN, "id": "b"}]))
    (tmp_path / "big.json").write_bytes(b" " * 2000 + orjson.dumps(OWN))

    seen = read(tmp_path, limits=Limits(line_bytes=1000))

    assert len(ids(seen)) == 3
    assert [one.reason for line in seen for one in line.skipped] == ["longer than 1,000 bytes"]


def endless(begun: Path) -> None:
    begun.touch()
    threading.Event().wait()


def killed(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_work_that_is_left_ends_though_it_is_not_done(tmp_path: Path):
    with pytest.raises(KeyboardInterrupt), Workers(2) as workers:
        list(workers.map(endless, interrupted_once_begun([tmp_path / "a", tmp_path / "b"])))


def interrupted_once_begun(work: list[Path]):
    yield from work
    while not all(begun.exists() for begun in work):
        time.sleep(0.01)
    raise KeyboardInterrupt


def test_a_process_that_is_killed_is_told_and_not_waited_for():
    with pytest.raises(UptakeError, match="ended from outside"), Workers(2) as workers:
        list(workers.map(killed, [1]))


CHILD = """
    import os, sys, time
    sys.path.insert(0, {folder!r})
    from work import tell
    from uptake.replay.workers import Workers

    if __name__ == "__main__":
        with Workers(2) as workers:
            list(workers.map(tell, range(4)))
"""
WORK = """
    import os, time
    def tell(number):
        print(os.getpid(), flush=True)
        time.sleep(3600)
"""


def test_helpers_of_a_process_that_was_killed_do_not_live_on(tmp_path: Path):
    (tmp_path / "work.py").write_text(textwrap.dedent(WORK))
    script = tmp_path / "child.py"
    script.write_text(textwrap.dedent(CHILD.format(folder=str(tmp_path))))
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        helpers = [int(parent.stdout.readline()) for _ in range(2)]
        parent.kill()
    deadline = time.monotonic() + 60
    while any(map(is_alive, helpers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_alive, helpers))


def is_alive(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # the latter where it ends while it is read
        return False
