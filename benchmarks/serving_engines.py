"""The engines that `serving.py` holds the planner model against, and what is measured of a text.

They read a GGUF file themselves: openvino-genai, and llama.cpp by xllamacpp, a wheel that carries
it compiled. Neither is a dependency. Knows nothing of the planner model.
"""

from __future__ import annotations

import re
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

REQUEST = "Tell me about the history of bicycles, in as much detail as you can."
REPEATS = 3

Figures = dict[str, Any]


def genai_engine(gguf: Path, threads: int, tokens: int) -> Figures:
    """Measure openvino-genai, which reads the GGUF file itself."""
    import openvino_genai  # type: ignore[import-not-found]

    started = time.perf_counter()
    pipeline = openvino_genai.LLMPipeline(str(gguf), "CPU", INFERENCE_NUM_THREADS=threads)
    spent = time.perf_counter() - started

    def write() -> Iterator[str]:
        pieces: list[tuple[float, str]] = []
        config = openvino_genai.GenerationConfig(max_new_tokens=tokens, repetition_penalty=1.1)
        began = time.perf_counter()
        result = pipeline.generate(
            [REQUEST], config, lambda piece: pieces.append((time.perf_counter() - began, piece))
        )
        counts.append(result.perf_metrics.get_num_generated_tokens())
        firsts.append(pieces[0][0])
        yield from (piece for _, piece in pieces)

    counts: list[int] = []
    firsts: list[float] = []
    figures = text_figures(write, lambda _: counts[-1])
    figures["first_token_s"] = round(statistics.median(firsts[1:]), 3)
    return {"load_s": round(spent, 2), **figures, "memory_mb": memory_mb()}


def llama_engine(gguf: Path, threads: int, tokens: int) -> Figures:
    """Measure llama.cpp, which reads the GGUF file itself."""
    import xllamacpp  # type: ignore[import-not-found]

    started = time.perf_counter()
    how = xllamacpp.CommonParams()
    how.model.path, how.n_ctx, how.n_parallel, how.verbosity = str(gguf), 2048, 1, -1
    how.cpuparams.n_threads = how.cpuparams_batch.n_threads = threads
    model = xllamacpp.Server(how)
    spent = time.perf_counter() - started
    asked = {
        "messages": [{"role": "user", "content": REQUEST}],
        "max_tokens": tokens,
        "cache_prompt": False,
        "stream": True,
        "temperature": 0,
        "samplers": ["penalties"],
        "repeat_penalty": 1.1,
    }
    counts: list[int] = []
    firsts: list[float] = []

    def write() -> Iterator[str]:
        began, pieces = time.perf_counter(), []

        def hear(part: Any) -> None:
            told = part["choices"][0]["delta"].get("content")
            if told:
                pieces.append((time.perf_counter() - began, told))
            if "timings" in part:
                counts.append(part["timings"]["predicted_n"])

        model.handle_chat_completions(asked, hear)
        firsts.append(pieces[0][0])
        yield from (piece for _, piece in pieces)

    figures = text_figures(write, lambda _: counts[-1])
    figures["first_token_s"] = round(statistics.median(firsts[1:]), 3)
    build = re.findall(r"(\w+) = 1", xllamacpp.get_system_info())
    return {"load_s": round(spent, 2), **figures, "memory_mb": memory_mb(), "build": build}


def text_figures(write: Callable[[], Iterator[str]], count: Callable[[str], int]) -> Figures:
    """Return the medians of several replies, after one that does not count."""
    speeds, firsts = [], []
    for _ in range(REPEATS + 1):
        started = time.perf_counter()
        pieces = write()
        text = next(pieces)
        firsts.append(time.perf_counter() - started)
        text += "".join(pieces)
        speeds.append(count(text) / (time.perf_counter() - started))
    return {
        "tokens_per_s": round(statistics.median(speeds[1:]), 1),
        "first_token_s": round(statistics.median(firsts[1:]), 3),
    }


def memory_mb() -> int:
    """Return the most memory that this process had at a time, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
