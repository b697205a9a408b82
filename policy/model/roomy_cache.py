"""Keys and values in memory that is set aside at once, for replies whose longest is known.

transformers' own cache copies all that it holds for each token that is added; with many rows side
by side that takes as long as the model itself. Knows tensors; nothing of tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers.cache_utils import DynamicCache, DynamicLayer

if TYPE_CHECKING:
    import torch


class RoomyLayer(DynamicLayer):  # type: ignore[no-untyped-call]
    """The keys and values of one layer, `[rows, heads, tokens and room, dimension]`."""

    keys: Any
    values: Any

    def __init__(self, layer: Any, each: int, room: int) -> None:
        """Hold each row of a DynamicLayer `each` times, with room for so many tokens more."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.length: int = layer.keys.shape[-2]
        self.lazy_initialization(layer.keys, layer.values)
        self.keys = _with_room(layer.keys, each, room)
        self.values = _with_room(layer.values, each, room)

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *_: Any, **__: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Put tokens in after the others, and return all."""
        end = self.length + key_states.shape[-2]
        self.keys[..., self.length : end, :] = key_states
        self.values[..., self.length : end, :] = value_states
        self.length = end
        return self.keys[..., :end, :], self.values[..., :end, :]

    def get_seq_length(self) -> int:
        """Return how many tokens are in it."""
        return self.length


def with_room(cache: Any, each: int, room: int) -> Any:
    """Return a cache with each row `each` times and room for so many tokens more.

    Where a layer is of another kind, such as one that holds a window only, the cache itself.
    """
    if any(type(layer) is not DynamicLayer for layer in cache.layers):
        cache.batch_repeat_interleave(each)
        return cache
    roomy = DynamicCache()
    roomy.layers = []
    while cache.layers:  # one by one, so that both are never whole in memory
        roomy.layers.append(RoomyLayer(cache.layers.pop(0), each, room))
    return roomy


def _with_room(held: torch.Tensor, each: int, room: int) -> torch.Tensor:
    rows, heads, tokens, dimension = held.shape
    found = held.new_empty((rows * each, heads, tokens + room, dimension))
    found[..., :tokens, :] = held.repeat_interleave(each, dim=0)
    return found
