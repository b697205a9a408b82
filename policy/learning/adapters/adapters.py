"""LoRA adapters of the planner model: made, kept on disk in peft's format, read again.

Knows one adapter and the model under it; nothing of users, versions or training.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ....core.errors import AdapterError
from ....core.protocols import LanguageModel
from ....core.settings import Settings
from ....core.weights import Progress, converted_folder
from ...model.language_model import Loaded, LocalModel, Precision
from ...model.lora import View
from ...model.scoring import PromptReader
from ...model.writing import Step

if TYPE_CHECKING:
    import torch

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"
_MADE_FOR = "base_hash"
"""The entry of the weights' header that tells which model they were made for."""

_READ_BYTES = 1 << 20
"""How much of the start and of the end of a file of weights tells it from others."""

Reader = Callable[[Path], LanguageModel]
"""Returns a model with the adapter in a folder. Raises `AdapterError`."""


@dataclass(frozen=True)
class LoRA:
    """The shape of an adapter."""

    rank: int = 8
    """How many directions each matrix can change in."""

    alpha: float = 16.0
    """What is learned is multiplied by `alpha / rank`."""

    targets: str | tuple[str, ...] = "all-linear"
    """The matrices that change, as peft names them; all but the head unless told."""


def planner_that_learns(settings: Settings, progress: Progress | None = None) -> LocalModel:
    """Return the planner model as it learns fastest on this machine.

    In bfloat16 where the processor multiplies it natively: 2 to 3 times as fast, with half the
    memory. What is ranked by small differences of likelihood is better read in float32.
    """
    import torch

    native = torch.cuda.is_available() or torch.cpu._is_avx512_bf16_supported()
    precision: Precision = "bfloat16" if native else "float32"
    return LocalModel(settings, progress, precision=precision)


class AdaptedModel(LocalModel):
    """A local model with an adapter; the weights below are shared with the model it is for."""

    def __init__(self, base: LocalModel, view: View | _Unread, name: str) -> None:
        """Use `fresh` or `read`."""
        super().__init__(base.settings, base.progress, precision=base.precision)
        self.base = base
        self._view, self._called = view, name
        self._read = view if isinstance(view, _Unread) else None

    @classmethod
    def fresh(cls, base: LocalModel, shape: LoRA | None = None, *, seed: int = 0) -> AdaptedModel:
        """Return the model with a new adapter, which can learn and changes nothing yet."""
        import torch
        from peft import LoraConfig

        shape = shape or LoRA()
        targets = shape.targets if isinstance(shape.targets, str) else list(shape.targets)
        config = LoraConfig(
            r=shape.rank,
            lora_alpha=int(shape.alpha),
            target_modules=targets,
            lora_dropout=0.0,
            task_type="CAUSAL_LM",
            base_model_name_or_path=base.weights().name,
        )
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            view = base.ready().model.shared.fresh(config)
        return cls(base, view, f"{base.name} that learns")

    @classmethod
    def read(cls, base: LocalModel, folder: Path) -> AdaptedModel:
        """Return the model with the adapter in `folder`; it is attached at the first use.

        Which adapter is active changes in milliseconds, and with each forward pass. Raises
        `AdapterError` when there is none, when it is damaged, not safetensors, or was made for
        another model.
        """
        config, weights = _read_config(folder), _read_weights(folder, base_hash(base))
        # a folder may come to hold other weights
        key = f"{folder.resolve()} {(folder / WEIGHTS).stat().st_mtime_ns}"
        return cls(base, _Unread(key, config, weights), base.name)

    @classmethod
    def begun(cls, base: LocalModel, folder: Path) -> AdaptedModel:
        """Return the model with the adapter in `folder`, which goes on learning.

        Raises `AdapterError` like `read`.
        """
        config, weights = _read_config(folder), _read_weights(folder, base_hash(base))
        config.inference_mode = False
        view = base.ready().model.shared.fresh(config, weights)
        return cls(base, view, f"{base.name} that learns")

    @property
    def name(self) -> str:
        """What the model is called, for people."""
        return self._called

    def ready(self) -> Loaded:
        """Return the loaded model with the adapter, loading and attaching what is not yet."""
        loaded = self.base.ready()
        if isinstance(self._view, _Unread):
            unread = self._view
            self._view = loaded.model.shared.with_weights(unread.key, unread.config, unread.weights)
        return replace(loaded, model=self._view)

    def _fast(self, loaded: Loaded) -> Step | None:
        """Return what computes replies with OpenVINO; None where it cannot, or where it learns."""
        read, shared = self._read, loaded.model.shared
        if read is None or not read.is_product():
            return None

        def weight(path: str) -> NDArray[np.float32]:
            added = read.added(path)
            return shared.weight(path) if added is None else shared.weight(path) + added

        return self.base.engines.step(read.key, shared.model.config, weight)

    def _reader(self) -> PromptReader:
        """Return what reads prompts: what was read before a step of learning holds no more."""
        return super()._reader() if self._read else PromptReader()

    def save(self, folder: Path) -> None:
        """Write the adapter as safetensors; the folder's files appear whole or not at all.

        Raises `AdapterError` when the disk is full or the folder cannot be written.
        """
        from safetensors import SafetensorError
        from safetensors.torch import save_file

        view = self.ready().model
        weights = {
            path: tensor.detach().cpu().contiguous() for path, tensor in view.weights.items()
        }
        try:
            folder.mkdir(parents=True, exist_ok=True)
            scratch = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
            try:
                header = {"format": "pt", _MADE_FOR: base_hash(self.base)}
                save_file(weights, scratch / WEIGHTS, metadata=header)
                view.config.save_pretrained(str(scratch))
                for name in (WEIGHTS, CONFIG):
                    (scratch / name).replace(folder / name)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
        except (OSError, SafetensorError) as error:
            raise AdapterError(
                f"The adapter cannot be written to {folder}: {error}. Make room on the disk, or "
                "check who may write there. The adapter that was in use stays in use."
            ) from error


@dataclass(frozen=True)
class _Unread:
    key: str
    config: Any
    weights: Mapping[str, torch.Tensor]

    def is_product(self) -> bool:
        """Tell whether it is one product of two matrices a module, and nothing else."""
        config = self.config
        pairs = sum(self._pair(name) is not None for name in self.weights)
        plain = not (config.use_dora or config.alpha_pattern or config.rank_pattern)
        return plain and 2 * pairs == len(self.weights)

    def added(self, path: str) -> NDArray[np.float32] | None:
        """Return what is added to the weight of a module; None for nothing."""
        pair = self._pair(f"base_model.model.{path}.lora_A.weight")
        if pair is None:
            return None
        rank = self.config.r**0.5 if self.config.use_rslora else self.config.r
        down, up = pair
        found: NDArray[np.float32] = (self.config.lora_alpha / rank * (up @ down)).numpy()
        return found

    def _pair(self, name: str) -> tuple[torch.Tensor, torch.Tensor] | None:
        if ".lora_A." not in name or name not in self.weights:
            return None
        up = self.weights.get(name.replace(".lora_A.", ".lora_B."))
        return None if up is None else (self.weights[name].float(), up.float())


def reader_for(model: LanguageModel) -> Reader | None:
    """Return what reads adapters for a model; None for one that takes none, such as a host's."""
    return partial(AdaptedModel.read, model) if isinstance(model, LocalModel) else None


def base_hash(model: LocalModel) -> str:
    """Return what tells a model's weights from others, without loading them.

    A digest of the start and the end of each file of weights and of its size.
    """
    path = model.weights().path
    if path.is_file():
        path = converted_folder(path)  # named after the file that it was made from
    digest = hashlib.blake2b(digest_size=8)
    if not path.is_dir():
        return digest.hexdigest()
    for file in sorted(path.glob("*.safetensors")):
        size = file.stat().st_size
        with file.open("rb") as opened:
            digest.update(size.to_bytes(8))
            digest.update(opened.read(_READ_BYTES))
            opened.seek(max(0, size - _READ_BYTES))
            digest.update(opened.read())
    return digest.hexdigest()


def _read_config(folder: Path) -> Any:
    from peft import LoraConfig, PeftConfig

    path = folder / CONFIG
    try:
        kept = json.loads(path.read_text("utf-8"))
        config = PeftConfig.from_pretrained(str(folder)) if isinstance(kept, dict) else None
    except FileNotFoundError as error:
        raise AdapterError(f"There is no adapter in {folder}: {CONFIG} is missing.") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise AdapterError(f"{path} is damaged ({error}). Delete the folder.") from error
    if isinstance(config, LoraConfig) and not isinstance(config.r, int):
        raise AdapterError(f"{path} is damaged: the rank r is {config.r!r}. Delete the folder.")
    if not isinstance(config, LoraConfig):
        raise AdapterError(f"{path} describes no LoRA adapter; no other kind can be used.")
    config.inference_mode = True
    return config


def _read_weights(folder: Path, made_for: str) -> dict[str, torch.Tensor]:
    import torch
    from safetensors import SafetensorError, safe_open

    path = folder / WEIGHTS
    if not path.is_file():
        others = ", ".join(sorted(p.name for p in folder.glob("adapter_model.*")))
        hint = f" {others} is not read: only safetensors is safe to open." if others else ""
        raise AdapterError(f"There is no {WEIGHTS} in {folder}.{hint}")
    try:
        with safe_open(path, "pt") as file:
            header = file.metadata() or {}
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise AdapterError(
            f"{path} is damaged ({error}). Delete the folder and let `uptake learn` make it anew."
        ) from error
    if header.get(_MADE_FOR, made_for) != made_for:
        raise AdapterError(
            f"{path} was made for another base model. Choose that model in the settings "
            "(planner_model), or let `uptake learn` make an adapter for this one."
        )
    if not all(bool(torch.isfinite(tensor).all()) for tensor in weights.values()):
        raise AdapterError(f"{path} is damaged: not all of its numbers are finite.")
    return weights
