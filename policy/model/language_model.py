"""The local language model: writes replies token by token and scores continuations exactly.

Any causal model of attention layers that transformers reads from safetensors or GGUF. Knows nothing
of plans, memory or prompts. Constructing it is free; weights load at the first use.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ...core.errors import ModelError
from ...core.protocols import LanguageModel, Likelihood, Message, Question
from ...core.settings import Settings
from ...core.weights import DEFAULT_PLANNER, Progress, Weights, find_planner_model
from .lora import SharedModel, View
from .sampling import draw
from .scoring import PromptReader, keeps_state, score_rows
from .token_tree import Row, score_trees
from .writing import Engines, Step, likeliest, torch_step

if TYPE_CHECKING:
    pass

Precision = Literal["float32", "bfloat16"]
"""What the weights are held in."""


def load_planner_model(settings: Settings, progress: Progress | None = None) -> LanguageModel:
    """Return the planner model that the settings name; its weights load at the first use."""
    return LocalModel(settings, progress)


@dataclass(frozen=True)
class Loaded:
    """A model in memory, with what belongs to it."""

    model: View
    """Called like a transformers model."""

    tokenizer: Any
    ends: frozenset[int]
    """Tokens that end a message."""
    context: int
    """How many tokens the model can see."""

    def tokens(self, text: str) -> list[int]:
        """Return the ids of a text's tokens; nothing is put before or after it."""
        return list(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def text(self, tokens: Sequence[int]) -> str:
        """Return what a message's tokens say, without the marks that end it."""
        return str(self.tokenizer.decode(tokens, skip_special_tokens=True)).strip()

    def prompt(self, messages: Sequence[Message], *, room: int) -> list[int]:
        """Return the tokens of the messages and of the head of the reply that is due.

        The oldest are left out where there would be no room for `room` more.
        """
        chat = [{"role": message.role, "content": message.content} for message in messages]
        text = self.tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        return self.tokens(text)[-max(1, self.context - room) :]

    def question(
        self, messages: Sequence[Message], continuations: Sequence[str]
    ) -> tuple[list[int], list[list[int]]]:
        """Return the tokens of a prompt and of each continuation, of which there is at least one.

        An empty continuation ends the message.
        """
        rows = [self.tokens(text) or [min(self.ends)] for text in continuations]
        return self.prompt(messages, room=max(map(len, rows))), rows


class LocalModel:
    """A causal language model in this process, on the CPU or the first CUDA device.

    Safe to use from several threads at a time.
    """

    def __init__(
        self,
        settings: Settings,
        progress: Progress | None = None,
        *,
        precision: Precision = "float32",
    ) -> None:
        """Use the weights that `settings` lead to; `progress` is told of slow first steps."""
        self.settings, self.progress = settings, progress
        self.precision: Precision = precision
        self._lock = threading.Lock()
        self._weights: Weights | None = None
        self._loaded: Loaded | None = None
        self._last = PromptReader()
        self.engines = Engines(settings.threads)

    @property
    def name(self) -> str:
        """What the model is called, for people; asking does not look for the weights."""
        if self._weights is not None:
            return self._weights.name
        return Path(self.settings.planner_model).stem or DEFAULT_PLANNER

    @property
    def is_loaded(self) -> bool:
        """Whether the weights are in memory."""
        return self._loaded is not None

    def stream(self, messages: Sequence[Message], *, max_tokens: int = 256) -> Iterator[str]:
        """Yield the reply in pieces, as they are made; stop reading to cancel.

        Always writes the likeliest token after a penalty on repetition, so that a prompt has
        one reply. The oldest tokens of a prompt that is too long are left out.
        """
        loaded = self.ready()
        prompt = loaded.prompt(messages, room=max_tokens)
        written: list[int] = []
        shown = ""
        for token in likeliest(self._step(loaded), prompt, loaded.ends, max_tokens):
            written.append(token)
            text = loaded.tokenizer.decode(written, skip_special_tokens=True)
            # an unfinished UTF-8 character decodes to U+FFFD until its last byte is there
            if not text.endswith("�") and len(text) > len(shown):
                yield text[len(shown) :]
                shown = text

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[Likelihood]:
        """Return how likely each continuation is as the start of the next assistant message.

        Exact log-likelihoods in float32, in nats. The messages are read once, however many
        continuations there are, and not again where they begin like the last ones. An empty
        continuation means ending the message at once.
        """
        if not continuations:
            return []
        loaded = self.ready()
        prompt, rows = loaded.question(messages, continuations)
        read = self._reader().read(loaded.model, prompt)
        logprobs = score_rows(loaded.model, read, rows)
        return [Likelihood(total, len(row)) for total, row in zip(logprobs, rows, strict=True)]

    def score_each(self, questions: Sequence[Question]) -> list[list[Likelihood]]:
        """Return how likely each continuation of each conversation is, as `score` does.

        What they begin with alike is read once, and short ones are read in one pass.
        """
        loaded = self.ready()
        read = [loaded.question(*question) for question in questions if question[1]]
        rows: list[Row] = [(prompt, row) for prompt, each in read for row in each]
        longest = max((len(prompt) + len(row) for prompt, row in rows), default=0)
        if longest > loaded.model.shared.longest_in_tree:
            return [self.score(messages, continuations) for messages, continuations in questions]
        scored = zip(score_trees(loaded.model, rows), rows, strict=True)
        found = (Likelihood(total, len(row)) for total, (_, row) in scored)
        return [list(islice(found, len(continuations))) for _, continuations in questions]

    def _step(self, loaded: Loaded) -> Step:
        """Return what computes replies: the fastest engine at hand."""
        found = None
        if loaded.model.device.type == "cpu" and self.precision == "float32":
            found = self._fast(loaded)
        return found or torch_step(loaded.model, self._reader())

    def _fast(self, loaded: Loaded) -> Step | None:
        """Return what computes replies with OpenVINO; None where it cannot."""
        return self.engines.step("", loaded.model.shared.model.config, loaded.model.shared.weight)

    def _reader(self) -> PromptReader:
        """Return what reads prompts: bfloat16 is too coarse for what was read in two parts."""
        return self._last if self.precision == "float32" else PromptReader()

    def sample(
        self,
        messages: Sequence[Message],
        *,
        count: int,
        temperature: float = 1.0,
        seed: int = 0,
        max_tokens: int = 256,
    ) -> list[str]:
        """Return `count` replies, drawn at random; the same seed draws the same ones.

        A `temperature` (above 0) of 1 draws from the model's own distribution; the lower, the
        closer the replies keep to the likeliest one. They are written side by side.
        """
        (replies,) = self.sample_each(
            [messages], count=count, temperature=temperature, seed=seed, max_tokens=max_tokens
        )
        return replies

    def sample_each(
        self,
        conversations: Sequence[Sequence[Message]],
        *,
        count: int,
        temperature: float = 1.0,
        seed: int = 0,
        max_tokens: int = 256,
        apart: Sequence[int] = (),
    ) -> list[list[str]]:
        """Return `count` replies to each conversation, drawn as `sample` draws them.

        `apart` gives the sizes of groups, one after the other: what is drawn for the
        conversations of a group does not depend on the others.
        """
        loaded = self.ready()
        drawn = draw(
            loaded.model,
            [loaded.prompt(messages, room=max_tokens) for messages in conversations],
            loaded.ends,
            each=count,
            temperature=temperature,
            seed=seed,
            limit=max_tokens,
            apart=apart,
        )
        texts = [loaded.text(one.tokens) for one in drawn]
        return [texts[start : start + count] for start in range(0, len(texts), count)]

    def weights(self) -> Weights:
        """Return where the weights are. Raises `ModelError` where there are none."""
        with self._lock:
            if self._weights is None:
                self._weights = find_planner_model(self.settings, self.progress)
            return self._weights

    def ready(self) -> Loaded:
        """Return the loaded model; the weights load at the first call."""
        weights = self.weights()
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(weights, self.settings.threads, self.progress, self.precision)
            return self._loaded

    def unload(self) -> None:
        """Give the memory of the weights back; they load again when they are needed."""
        with self._lock:
            self._loaded, self._last = None, PromptReader()


def _load(
    weights: Weights, threads: int, progress: Progress | None, precision: Precision = "float32"
) -> Loaded:
    # read when OpenMP starts: threads that wait for work sleep, and the interface stays quick
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from .conversion import converted

    torch.set_num_threads(threads)
    folder = converted(weights.path, progress) if weights.path.is_file() else weights.path
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        with _no_bars():
            model: Any = AutoModelForCausalLM.from_pretrained(
                str(folder),
                dtype=getattr(torch, precision),
                use_safetensors=True,
                local_files_only=True,
            )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"The planner model in {folder} cannot be loaded: {error}") from error
    _refuse_unfit(model, tokenizer, weights.name)
    model.eval().to("cuda" if torch.cuda.is_available() else "cpu")
    return Loaded(SharedModel(model).base(), tokenizer, _ends(model, tokenizer), _context(model))


def _refuse_unfit(network: Any, tokenizer: Any, name: str) -> None:
    if not tokenizer.chat_template:
        raise ModelError(
            f"The planner model {name} has no chat template. Choose an instruct model."
        )
    if keeps_state(network):
        raise ModelError(
            f"The planner model {name} ({network.config.model_type}) keeps a running state of what "
            "it read, so that uptake cannot score plans by it. Choose one with attention alone."
        )


@contextmanager
def _no_bars() -> Iterator[None]:
    """Keep transformers from drawing progress bars over what the terminal shows."""
    from transformers.utils import logging

    drawn = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if drawn:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _ends(model: Any, tokenizer: Any) -> frozenset[int]:
    named = model.generation_config.eos_token_id
    ends = {tokenizer.eos_token_id, *(named if isinstance(named, list) else [named])}
    return frozenset(ends - {None})


def _context(model: Any) -> int:
    return int(getattr(model.config, "max_position_embeddings", 2048))
