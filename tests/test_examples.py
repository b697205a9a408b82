"""The examples run, and the README's code is the code of the examples."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.real
def test_the_demo_learns_and_does_the_tasks() -> None:
    ran = subprocess.run(
        [sys.executable, "examples/demo.py"], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "5 of 5 requests done" in ran.stdout
    assert "remembered:" in ran.stdout
    assert "I did it your way" in " ".join(ran.stdout.split())


def test_recommending_from_a_hosts_items_prints_what_the_docs_say() -> None:
    ran = subprocess.run(
        [sys.executable, "examples/recommend.py"], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert f"```text\n{ran.stdout}```" in (ROOT / "docs" / "RECOMMENDING.md").read_text("utf-8")
