"""The pages about the terminal say what is so."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from uptake.tui.chat.commands import COMMANDS, KEYS

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_of_the_command_line_is_its_own_help():
    expected = runpy.run_path(str(DOCS / "make_cli.py"))["page"]()
    assert (DOCS / "CLI.md").read_text(encoding="utf-8") == expected, "run docs/make_cli.py"


def test_the_page_of_the_app_names_every_command():
    page = (DOCS / "TERMINAL.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(/[^`]+)` \|", page, re.MULTILINE) == [c.usage for c in COMMANDS]


def test_the_page_of_the_app_names_every_key():
    page = (DOCS / "TERMINAL.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z+]+)`", page))
    assert {key for keys, _ in KEYS for key in keys.split(", ")} <= named


def test_the_picture_is_there():
    assert (DOCS / "images" / "terminal.svg").read_text(encoding="utf-8").startswith("<svg")
