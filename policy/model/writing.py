"""Writing: the likeliest reply to a prompt, token by token, whichever engine computes it.

Torch can always; OpenVINO is several times as fast on the CPU, and is used where it is installed
(`uptake[fast]`) and knows the model. Knows token ids and logits; nothing of text.
"""

from __future__ import annotations

import copy
import importlib.util
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...core.settings import Settings
from ...core.weights import find_planner_model
from .openvino_graph import Weight, graph, unfit
from .scoring import PromptReader

_log = logging.getLogger("uptake.policy")

Array = NDArray[np.float32]

Step = Callable[[Sequence[int]], Array]
"""Reads tokens after those that it read before; returns the logits of the next, `[vocabulary]`."""

_REPETITION_PENALTY = 1.1
"""Divides the logits of what was already written (CTRL, Keskar et al. 2019, section 4.1)."""

MOST_COMPILED = 4
"""How many graphs, one an adapter, stay in memory; the one unused for longest goes first. Each
takes twice the size of its weights of 8 bits: OpenVINO keeps a copy in its own order."""


def likeliest(
    step: Step, prompt: Sequence[int], ends: Collection[int], limit: int
) -> Iterator[int]:
    """Yield the likeliest tokens after a prompt, until the reply ends or has `limit` tokens."""
    logits = step(prompt)
    seen: set[int] = set()
    for number in range(limit):
        token = int(_penalised(logits, seen).argmax())
        if token in ends:
            return
        yield token
        seen.add(token)
        if number + 1 < limit:
            logits = step([token])


def _penalised(logits: Array, seen: Collection[int]) -> Array:
    if not seen:
        return logits
    places = sorted(seen)
    known, penalised = logits[places], logits.copy()
    penalised[places] = np.where(
        known < 0, known * _REPETITION_PENALTY, known / _REPETITION_PENALTY
    )
    return penalised


def torch_step(model: Any, reader: PromptReader) -> Step:
    """Return what reads with torch; `reader` reads the prompt."""
    import torch

    cache: Any = None

    def step(tokens: Sequence[int]) -> Array:
        nonlocal cache
        if cache is None:
            read = reader.read(model, tokens)
            cache, logits = copy.deepcopy(read.cache), read.logits[0]
        else:
            # entered for each call: around a generator it would leak into the code that reads it
            with torch.inference_mode():
                ids = torch.tensor([list(tokens)], device=model.device)
                out = model(input_ids=ids, past_key_values=cache, use_cache=True)
            logits = out.logits[0, -1]
        found: Array = logits.float().cpu().numpy()
        return found

    return step


class Engines:
    """Graphs of one model, with any number of adapters. Safe to use from several threads."""

    def __init__(self, threads: int) -> None:
        """Compile for so many threads."""
        self._threads = threads
        self._lock = threading.Lock()
        self._compiled: OrderedDict[str, Any] = OrderedDict()

    def step(self, key: str, config: Any, weight: Weight) -> Step | None:
        """Return what reads with OpenVINO; None where it is not installed or unfit for the model.

        `key` tells the adapter; the first use of one takes a few seconds.
        """
        if not is_installed() or unfit(config):
            return None
        with self._lock:
            if key not in self._compiled:
                self._compiled[key] = _compile(config, weight, self._threads)
            self._compiled.move_to_end(key)
            while len(self._compiled) > MOST_COMPILED:
                self._compiled.popitem(last=False)
            compiled = self._compiled[key]
        return None if compiled is None else _openvino_step(compiled)


def engine(settings: Settings) -> str:
    """Return what writes the replies, and why, for people. Raises `ModelError`."""
    if settings.chat_model:
        return f"{settings.chat_model}, a hosted model"
    if not is_installed():
        return "torch; OpenVINO writes several times as fast: pip install 'uptake[fast]'"
    path = find_planner_model(settings).path
    if path.is_file():
        return f"OpenVINO {version('openvino')} where it knows the model, else torch"
    from transformers import AutoConfig

    if why := unfit(AutoConfig.from_pretrained(str(path), local_files_only=True)):
        return f"torch; OpenVINO is not used for {why}"
    return f"OpenVINO {version('openvino')}, with weights of 8 bits"


def is_installed() -> bool:
    """Tell whether OpenVINO can be used."""
    return importlib.util.find_spec("openvino") is not None


def _compile(config: Any, weight: Weight, threads: int) -> Any:
    """Return the compiled graph; None, and a line in the log, where OpenVINO cannot make it."""
    import openvino as ov  # pyright: ignore[reportMissingImports]

    how = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
    try:
        return ov.Core().compile_model(graph(config, weight), "CPU", how)
    except RuntimeError as error:
        _log.warning("OpenVINO cannot run the planner model, so torch writes: %s", error)
        return None


def _openvino_step(compiled: Any) -> Step:
    request = compiled.create_infer_request()
    read = 0

    def step(tokens: Sequence[int]) -> Array:
        nonlocal read
        places = np.arange(read, read + len(tokens), dtype=np.int64)
        request.infer(
            {
                "input_ids": np.array([tokens], np.int64),
                "position_ids": places[None],
                "beam_idx": np.zeros(1, np.int32),
            }
        )
        read += len(tokens)
        logits: Array = request.get_output_tensor(0).data[0, -1].copy()
        return logits

    return step
