"""A cache with room holds what the one that it was made of held, and what is added."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")


def filled(layers: int = 2) -> Any:
    from transformers.cache_utils import DynamicCache

    torch.manual_seed(1)
    cache = DynamicCache()
    for layer in range(layers):
        cache.update(torch.randn(2, 1, 3, 4), torch.randn(2, 1, 3, 4), layer)
    return cache


def grown(cache: Any) -> list[Any]:
    """Add two tokens to the first layer, one after the other; return all keys and values."""
    found: list[Any] = []
    for number in (1.0, 2.0):
        token = torch.full((len(cache.layers[0].keys), 1, 1, 4), number)
        found = list(cache.update(token, -token, 0))
    return found


def test_it_grows_as_the_other_does() -> None:
    from uptake.policy.model.roomy_cache import with_room

    other, roomy = filled(), with_room(filled(), 3, 5)
    other.batch_repeat_interleave(3)
    for one, same in zip(grown(roomy), grown(other), strict=True):
        assert torch.equal(one, same)
    assert roomy.get_seq_length() == other.get_seq_length() == 5
    left = torch.tensor([0, 4])
    for cache in (roomy, other):
        cache.batch_select_indices(left)
    for one, same in zip(grown(roomy), grown(other), strict=True):
        assert torch.equal(one, same)


def test_what_is_added_is_written_where_there_is_room() -> None:
    from uptake.policy.model.roomy_cache import with_room

    roomy = with_room(filled(), 1, 5)
    place = roomy.layers[0].keys.data_ptr()
    keys, _ = grown(roomy)
    assert keys.data_ptr() == place


def test_layers_that_hold_a_window_only_stay_as_they_are() -> None:
    from transformers.cache_utils import DynamicCache, DynamicSlidingWindowLayer

    from uptake.policy.model.roomy_cache import with_room

    cache = DynamicCache()
    cache.layers = [DynamicSlidingWindowLayer(sliding_window=3)]
    cache.update(torch.randn(2, 1, 2, 4), torch.randn(2, 1, 2, 4), 0)
    assert with_room(cache, 2, 5) is cache
    assert len(cache.layers[0].keys) == 4
