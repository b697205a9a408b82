"""Kill the process in the middle of a replay: what was committed stays, the next replay goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.memory import Memory
from uptake.replay.learning import replay

SHIPPED = Path(__file__).parents[2] / "examples" / "demonstrations" / "enter-text.jsonl"
COUNT = 250

CHILD = """
    import os, signal, sys
    from pathlib import Path
    from uptake.core.settings import Settings
    from uptake.core.testing import WordEmbedder
    from uptake.memory.memory import Memory
    from uptake.replay.learning import replay

    memory = Memory.open(Settings(home=Path(sys.argv[1])), WordEmbedder())

    def die(progress):
        if progress.demonstrations == 230:
            print(memory.counts()["demonstration"], flush=True)
            os.kill(os.getpid(), signal.SIGKILL)

    replay([Path(sys.argv[2])], memory, user="me", on_progress=die)
"""


def _log(path: Path) -> None:
    shown = json.loads(SHIPPED.read_text().splitlines()[0])
    lines = [json.dumps(shown | {"id": f"copy-{number}"}) for number in range(COUNT)]
    path.write_text("\n".join(lines) + "\n")


def test_a_killed_replay_keeps_what_was_committed_and_goes_on(tmp_path: Path) -> None:
    log, home, script = tmp_path / "log.jsonl", tmp_path / "home", tmp_path / "child.py"
    _log(log)
    script.write_text(textwrap.dedent(CHILD))
    died = subprocess.run(
        [sys.executable, str(script), str(home), str(log)], capture_output=True, text=True
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    committed = int(died.stdout)
    memory = Memory.open(Settings(home=home), WordEmbedder())
    assert memory.counts()["demonstration"] >= committed >= 200
    assert memory.list("procedure") == []
    report = replay([log], memory, user="me")
    assert report.known >= committed
    assert report.known + report.demonstrations == COUNT
    assert memory.counts()["demonstration"] == COUNT
    assert len(memory.list("procedure")) == 1
    memory.close()
