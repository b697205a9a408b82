"""The benchmark of serving asks each engine in a process, and says which are not at hand."""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from scripts import load_script


@pytest.fixture
def serving() -> ModuleType:
    return load_script("benchmarks/serving.py")


def python(folder: Path, body: str) -> str:
    """Return an interpreter that does what `body` says in its place."""
    path = folder / "python"
    path.write_text(f"#!{sys.executable}\nimport json, os, sys\n{body}\n")
    path.chmod(0o700)
    return str(path)


def asked(serving: ModuleType, interpreter: str) -> object:
    given = argparse.Namespace(threads=3, tokens=7)
    return serving._in_a_process(interpreter, "llama", Path("model.gguf"), given)


def test_an_engine_is_asked_with_the_same_weights_threads_and_length(
    serving: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "active")
    figures = asked(
        serving,
        python(
            tmp_path,
            "print('a library greets')\n"
            "print(json.dumps({'given': sys.argv[2:], 'threads': os.environ['OMP_NUM_THREADS'],"
            " 'waits': os.environ.get('OMP_WAIT_POLICY')}))",
        ),
    )
    assert figures == {
        "given": ["--engine", "llama", "--gguf", "model.gguf", "--threads", "3", "--tokens", "7"],
        "threads": "3",
        "waits": None,
    }


def test_an_engine_that_is_not_at_hand_is_told_as_such(serving: ModuleType, tmp_path: Path) -> None:
    missing = python(tmp_path, "import xllamacpp_that_nobody_has")
    why = "ModuleNotFoundError: No module named 'xllamacpp_that_nobody_has'"
    assert asked(serving, missing) == {"not measured": why}


def test_the_planner_is_not_measured_by_an_openvino_that_is_not_installed(
    serving: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    from uptake.policy.model import writing

    monkeypatch.setattr(writing, "is_installed", lambda: False)
    with pytest.raises(SystemExit, match=r"OpenVINO is not installed\."):
        serving.ENGINES["openvino"](Path("model.gguf"), 1, 1)


def test_without_a_model_it_says_how_to_give_one(
    serving: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SystemExit, match="give one by --gguf"):
        serving._shipped()


def test_the_figures_name_every_engine(
    serving: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    interpreters: dict[str, str] = {}

    def measured(python: str, engine: str, gguf: Path, arguments: object) -> dict[str, str]:
        interpreters[engine] = python
        return {"not measured": engine}

    monkeypatch.setattr(serving, "_in_a_process", measured)
    out = tmp_path / "out.json"
    words = ["--gguf", "some/model.gguf", "--threads", "4", "--python", "llama=/other/python"]
    monkeypatch.setattr(sys, "argv", ["serving.py", *words, "--json", str(out)])
    serving.main()
    figures = json.loads(out.read_text())
    assert (figures["gguf"], figures["threads"]) == ("model.gguf", 4)
    engines = ["torch-float32", "torch-bfloat16", "openvino", "genai", "llama"]
    assert figures["engines"] == {engine: {"not measured": engine} for engine in engines}
    assert interpreters["llama"] == "/other/python"
    assert interpreters["genai"] == sys.executable
    assert len(capsys.readouterr().out.splitlines()) == len(engines)


def test_the_first_reply_does_not_count(
    serving: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    # each reply takes 1 s to its first piece and 2 s in all; the one that warms up, ten times that
    times = iter([0, 10, 20, *(30 + 10 * n + at for n in range(3) for at in (0, 1, 2))])
    engines = sys.modules[serving.text_figures.__module__]
    monkeypatch.setattr(engines.time, "perf_counter", lambda: float(next(times)))

    def write() -> Iterator[str]:
        yield "four "
        yield "words in all"

    figures = serving.text_figures(write, lambda text: len(text.split()))
    assert figures == {"tokens_per_s": 2.0, "first_token_s": 1.0}
