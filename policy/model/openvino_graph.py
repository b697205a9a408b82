"""The planner model as a graph of OpenVINO, with weights of 8 bits: what writes replies fast.

Built from the weights in memory, so that nothing is converted or kept on the disk, and the
weights of an adapter are part of it. Each matrix is rounded to 8 bits a row (symmetric, as in
LLM.int8 without outliers); attention, rotary positions and normalisation are written as OpenVINO's
CPU plugin recognises and fuses them. Knows models of the Llama family. Needs `uptake[fast]`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import openvino as ov  # pyright: ignore[reportMissingImports]

Array = NDArray[np.float32]

Weight = Callable[[str], Array]
"""Returns the weight of a module by its path, such as `model.layers.0.mlp.up_proj`."""

_MASKED = -65504.0
"""The attention score of what must not be seen; the least number of 16 bits."""

_END = np.iinfo(np.int64).max


def unfit(config: Any) -> str:
    """Return which part of a configuration of transformers cannot be built; "" for none."""
    rope = getattr(config, "rope_parameters", None) or {}
    if config.model_type != "llama":
        return f"models of the type {config.model_type}"
    if rope.get("rope_type", "default") != "default":
        return f"rotary positions of the type {rope['rope_type']}"
    if config.hidden_act != "silu" or config.attention_bias or config.mlp_bias:
        return "models with biases, or another activation than SiLU"
    return ""


def graph(config: Any, weight: Weight) -> ov.Model:
    """Return the model: `input_ids` and `position_ids` `[1, tokens]` to `logits` `[1, 1, words]`.

    It keeps the keys and values of what it read as its state; the logits follow the last token.
    """
    return _Graph(config, weight).model()


class _Graph:
    """Builds the nodes, layer by layer."""

    def __init__(self, config: Any, weight: Weight) -> None:
        import openvino as ov  # pyright: ignore[reportMissingImports]
        from openvino import opset13  # pyright: ignore[reportMissingImports]

        self._ov, self._op = ov, opset13
        self._config, self._weight = config, weight
        self._heads, self._kept = config.num_attention_heads, config.num_key_value_heads
        self._size = getattr(config, "head_dim", None) or config.hidden_size // self._heads
        self._states: list[Any] = []
        self._ids = self._input("input_ids", [-1, -1], np.int64)
        self._places = self._input("position_ids", [-1, -1], np.int64)
        self._beams = self._input("beam_idx", [-1], np.int32)

    def model(self) -> ov.Model:
        op, config = self._op, self._config
        words = self._matrix("model.embed_tokens")
        head = words if config.tie_word_embeddings else self._matrix("lm_head")
        told = op.gather(words, self._ids, self._int(0))
        self._cos, self._sin = self._rotary()
        self._mask = self._causal()
        for number in range(config.num_hidden_layers):
            told = self._layer(told, f"model.layers.{number}")
        last = op.slice(told, self._ints(-1), self._ints(-2), self._ints(-1), self._ints(1))
        logits = op.matmul(self._normed(last, "model.norm"), head, False, True)
        logits.output(0).set_names({"logits"})
        inputs = [self._ids, self._places, self._beams]
        return self._ov.Model([op.result(logits)], self._states, inputs, "planner")

    def _layer(self, told: Any, path: str) -> Any:
        op, size = self._op, self._size
        normed = self._normed(told, f"{path}.input_layernorm")
        query, key, value = (
            self._split(self._linear(normed, f"{path}.self_attn.{name}_proj"), heads)
            for name, heads in (("q", self._heads), ("k", self._kept), ("v", self._kept))
        )
        seen = op.scaled_dot_product_attention(
            self._rotated(query),
            self._shared(self._remembered(self._rotated(key), f"{path}.key")),
            self._shared(self._remembered(value, f"{path}.value")),
            self._mask,
            causal=False,
        )
        joined = op.transpose(seen, self._ints(0, 2, 1, 3))
        joined = op.reshape(joined, self._ints(0, 0, self._heads * size), True)
        told = op.add(told, self._linear(joined, f"{path}.self_attn.o_proj"))
        normed = self._normed(told, f"{path}.post_attention_layernorm")
        gate = op.swish(self._linear(normed, f"{path}.mlp.gate_proj"))
        up = self._linear(normed, f"{path}.mlp.up_proj")
        return op.add(told, self._linear(op.multiply(gate, up), f"{path}.mlp.down_proj"))

    # --- weights ---

    def _matrix(self, path: str) -> Any:
        """Return a matrix of 8 bits, with one scale a row."""
        op, exact = self._op, self._weight(path)
        scales = np.maximum(np.abs(exact).max(1, keepdims=True), 1e-8) / 127
        rounded = op.convert(op.constant(np.round(exact / scales).astype(np.int8)), "f16")
        return op.convert(op.multiply(rounded, op.constant(scales.astype(np.float16))), "f32")

    def _linear(self, told: Any, path: str) -> Any:
        return self._op.matmul(told, self._matrix(path), False, True)

    def _normed(self, told: Any, path: str) -> Any:
        """Return the root mean square normalisation (Zhang and Sennrich, 2019)."""
        op = self._op
        mean = op.reduce_mean(op.power(told, self._number(2.0, 3)), self._ints(-1), True)
        root = op.sqrt(op.add(mean, self._number(self._config.rms_norm_eps, 3)))
        normed = op.multiply(told, op.divide(self._number(1.0, 3), root))
        return op.multiply(normed, op.constant(self._weight(path).reshape(1, 1, -1)))

    # --- attention ---

    def _split(self, told: Any, heads: int) -> Any:
        """Return `[rows, heads, tokens, size]`."""
        op = self._op
        parts = op.reshape(told, self._ints(0, 0, heads, self._size), True)
        return op.transpose(parts, self._ints(0, 2, 1, 3))

    def _rotary(self) -> tuple[Any, Any]:
        """Return cosines and sines of the places (rotary position embedding; Su et al., 2021)."""
        op, config = self._op, self._config
        theta = config.rope_parameters["rope_theta"]
        turns = 1.0 / theta ** (np.arange(0, self._size, 2) / self._size)
        places = op.unsqueeze(op.convert(self._places, "f32"), self._int(2))
        angles = op.multiply(places, op.constant(turns.astype(np.float32).reshape(1, 1, -1)))
        angles = op.concat([angles, angles], -1)
        one = self._int(1)
        return op.unsqueeze(op.cos(angles), one), op.unsqueeze(op.sin(angles), one)

    def _rotated(self, parts: Any) -> Any:
        op, half = self._op, self._size // 2
        axis, step = self._ints(3), self._ints(1)
        first = op.slice(parts, self._ints(0), self._ints(half), step, axis)
        second = op.slice(parts, self._ints(half), self._ints(_END), step, axis)
        turned = op.concat([op.multiply(second, self._number(-1.0, 4)), first], -1)
        return op.add(op.multiply(parts, self._cos), op.multiply(turned, self._sin))

    def _remembered(self, parts: Any, name: str) -> Any:
        """Return the keys or values of all that was read so far, and keep them."""
        from openvino import opset6  # pyright: ignore[reportMissingImports]
        from openvino.op.util import Variable, VariableInfo  # pyright: ignore[reportMissingImports]

        op, shape = self._op, [self._kept, 0, self._size]
        info = VariableInfo()
        info.data_shape = self._ov.PartialShape([-1, self._kept, -1, self._size])
        info.data_type, info.variable_id = self._ov.Type.f32, name
        variable = Variable(info)
        rows = op.gather(op.shape_of(self._ids), self._ints(0), self._int(0))
        nothing = op.broadcast(self._number(0.0, 0), op.concat([rows, self._ints(*shape)], 0))
        before = op.gather(opset6.read_value(nothing, variable), self._beams, self._int(0))
        now = op.concat([before, parts], -2)
        self._states.append(opset6.assign(now, variable))
        return now

    def _shared(self, parts: Any) -> Any:
        """Let several heads see the same (grouped-query attention; Ainslie et al., 2023)."""
        op, group = self._op, self._heads // self._kept
        each = op.broadcast(
            op.unsqueeze(parts, self._int(2)),
            self._ints(1, 1, group, 1, 1),
            broadcast_spec="BIDIRECTIONAL",
        )
        return op.reshape(each, self._ints(0, self._heads, -1, self._size), True)

    def _causal(self) -> Any:
        """Return what tokens may see, their place and before it, `[1, 1, tokens, all]`."""
        op = self._op
        count = op.add(op.reduce_max(self._places, self._ints(0, 1), False), self._int(1))
        columns = op.reshape(
            op.range(self._int(0), count, self._int(1), "i64"), self._ints(1, 1, 1, -1), False
        )
        rows = op.unsqueeze(op.unsqueeze(self._places, self._int(1)), self._int(3))
        seen = op.less_equal(columns, rows)
        return op.select(seen, self._number(0.0, 0), self._number(_MASKED, 0))

    # --- constants ---

    def _input(self, name: str, shape: list[int], kind: type) -> Any:
        node = self._op.parameter(shape, kind, name)
        node.output(0).set_names({name})
        return node

    def _int(self, value: int) -> Any:
        return self._op.constant(np.array(value, np.int64))

    def _ints(self, *values: int) -> Any:
        return self._op.constant(np.array(values, np.int64))

    def _number(self, value: float, rank: int) -> Any:
        return self._op.constant(np.full([1] * rank, value, np.float32))
