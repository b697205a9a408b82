"""The examples run, and the README's code is the code of the examples."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_graph_works_inside_a_hosts_graph() -> None:
    ran = subprocess.run(
        [sys.executable, "examples/embed.py"], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert "planned" in lines
    assert lines[-3:] == [
        "waits for approval: it deletes",
        "Done: Delete the newest message. (via HostApp)",
        "done on the device: ['CLICK']",
    ]
