from __future__ import annotations

import json
import logging

import pytest

from uptake.core.errors import LogError
from uptake.core.log import start_logging
from uptake.core.testing import temporary_home


def test_the_log_is_json_lines_in_the_home_and_nothing_on_the_screen(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with temporary_home() as settings:
        start_logging(settings)
        logging.getLogger("uptake.memory").warning("index rebuilt", extra={"records": 3})
        (line,) = (settings.paths.logs / "uptake.jsonl").read_text().splitlines()
        entry = json.loads(line)
        assert (entry["message"], entry["records"]) == ("index rebuilt", 3)
        for handler in list(logging.getLogger("uptake").handlers):
            handler.close()
            logging.getLogger("uptake").removeHandler(handler)
    assert capfd.readouterr() == ("", "")


def test_a_log_error_names_file_line_and_field(tmp_path: object) -> None:
    from pathlib import Path

    error = LogError("is not a number", path=Path("a.jsonl"), line=3, field="steps.0.time_ms")
    assert str(error) == "a.jsonl:3 [steps.0.time_ms]: is not a number"
