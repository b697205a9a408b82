"""LoRA adapters attached to one model in memory, of which one at a time, or none, is active.

The base weights exist once, however many adapters there are (Hu et al., 2021, "LoRA: Low-Rank
Adaptation of Large Language Models"; the layers are peft's). Knows modules and tensors;
nothing of files or text.
"""

from __future__ import annotations

import itertools
import threading
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...core.errors import AdapterError
from .token_tree import longest_in_tree

if TYPE_CHECKING:
    import torch

MOST_ATTACHED = 8
"""How many adapters that are only read stay in memory; the one unused for longest goes first."""

_NUMBERS = itertools.count()


class SharedModel:
    """A transformers model that any number of views run, each with its own adapter.

    Safe to use from several threads: views take turns, one forward pass at a time.
    """

    def __init__(self, model: Any) -> None:
        """Share `model`; it is changed in place once the first adapter is attached."""
        self.model = model
        self.longest_in_tree = longest_in_tree(model)
        """How many tokens a row may have that is read beside others; see `token_tree`."""

        self._lock = threading.RLock()
        self._active = ""
        self._layers: list[Any] = []
        self._read: dict[str, str] = {}
        """The adapters that were read, by what their users call them, unused longest first."""

    def base(self) -> View:
        """Return the model as it was before any adapter."""
        return View(self, lambda: "")

    def fresh(self, config: Any, weights: Mapping[str, torch.Tensor] | None = None) -> View:
        """Attach an adapter that can learn, and return the model with it.

        Without weights to begin with it changes nothing yet. Raises `AdapterError` where they do
        not fit the model.
        """
        with self._lock:
            name = self._attach(config, weights)
        return View(self, lambda: name)

    def with_weights(self, key: str, config: Any, weights: Mapping[str, torch.Tensor]) -> View:
        """Return the model with the adapter of these weights, attached where it is not yet.

        `key` says which adapter it is: of two with one key, the first is used. Raises
        `AdapterError` at the first use where the weights do not fit the model.
        """

        def attached() -> str:
            name = self._read.pop(key, None) or self._attach(config, weights)
            self._read[key] = name
            while len(self._read) > MOST_ATTACHED:
                self._detach(self._read.pop(next(iter(self._read))))
            return name

        return View(self, attached)

    def run(self, name: Callable[[], str], **inputs: Any) -> Any:
        """Do one forward pass with the adapter that `name()` names; "" is none."""
        with self._lock:
            self._activate(name())
            return self.model(**inputs)

    def weight(self, path: str) -> NDArray[np.float32]:
        """Return the weight of a module of the model without an adapter, by the module's path."""
        module = self.model.get_submodule(path)
        found: NDArray[np.float32] = getattr(module, "base_layer", module).weight.detach().numpy()
        return found

    def weights_of(self, name: str) -> dict[str, torch.nn.Parameter]:
        """Return an adapter's parameters by the names that peft gives them in files."""
        return {
            f"base_model.model.{path.replace(f'.{name}.', '.')}": parameter
            for path, parameter in self.model.named_parameters()
            if f".{name}." in path
        }

    def _activate(self, name: str) -> None:
        if name != self._active:
            for layer in self._layers:
                # not set_adapter(): that freezes what is not active, also between the forward
                # and the backward pass of an adapter that learns
                layer._active_adapter = [name] if name else []
            self._active = name

    def _attach(self, config: Any, weights: Mapping[str, torch.Tensor] | None = None) -> str:
        import torch
        from peft import inject_adapter_in_model
        from peft.tuners.tuners_utils import BaseTunerLayer

        name = f"adapter{next(_NUMBERS)}"
        try:
            # a tensor that is born in inference mode could never be trained
            with torch.inference_mode(False), warnings.catch_warnings():
                warnings.filterwarnings("ignore", message="Already found a `peft_config`")
                inject_adapter_in_model(config, self.model, name)
                self._layers = [m for m in self.model.modules() if isinstance(m, BaseTunerLayer)]
                self._active = name
                for parameter in self.weights_of(name).values():
                    parameter.data = parameter.data.float()  # small steps are lost in bfloat16
                if weights is not None:
                    self._fill(name, weights)
        except (ValueError, RuntimeError) as error:
            self._detach(name)
            raise AdapterError(f"The adapter does not fit the model: {error}") from error
        return name

    def _fill(self, name: str, weights: Mapping[str, torch.Tensor]) -> None:
        import torch

        places = self.weights_of(name)
        if places.keys() != weights.keys():
            other = sorted(places.keys() ^ weights.keys())[0]
            raise ValueError(f"{other} is in only one of the two")
        with torch.no_grad():
            for path, place in places.items():
                if place.shape != weights[path].shape:
                    raise ValueError(
                        f"{path} is {tuple(weights[path].shape)}, not {tuple(place.shape)}"
                    )
                place.copy_(weights[path])

    def _detach(self, name: str) -> None:
        self._activate("")
        for layer in self._layers:
            layer.delete_adapter(name)
        getattr(self.model, "peft_config", {}).pop(name, None)


class View:
    """A model with one adapter, or none; called like the model itself."""

    def __init__(self, shared: SharedModel, name: Callable[[], str]) -> None:
        self.shared, self._name = shared, name

    def __call__(self, **inputs: Any) -> Any:
        """Do one forward pass."""
        return self.shared.run(self._name, **inputs)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        device: torch.device = self.shared.model.device
        return device

    @property
    def weights(self) -> dict[str, torch.nn.Parameter]:
        """The adapter's parameters, by the names that peft gives them in files."""
        return self.shared.weights_of(self._name())

    def scale(self, factor: float) -> None:
        """Let the adapter change the model `factor` times as much as it did."""
        import torch

        with torch.no_grad():
            for path, parameter in self.weights.items():
                if ".lora_B." in path:  # what is added is the product of B and A
                    parameter.mul_(factor)

    @property
    def config(self) -> Any:
        """The adapter's shape, as peft keeps it."""
        return self.shared.model.peft_config[self._name()]
