"""A language model of a few thousand random weights, which learns in milliseconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from uptake.core.settings import Settings
from uptake.core.weights import Weights
from uptake.policy.model.language_model import Loaded, LocalModel
from uptake.policy.model.lora import SharedModel

_TEXT = (
    "<end> <user> <assistant> <system> <unknown> yes no red blue green short long please list "
    "what colour is the sky grass blood again thanks one two three tell me more less"
)
WORDS = _TEXT.split()

_TEMPLATE = (
    "{% for m in messages %}<{{ m['role'] }}> {{ m['content'] }} <end> {% endfor %}"
    "{% if add_generation_prompt %}<assistant> {% endif %}"
)


def tiny_model(
    settings: Settings, folder: Path, *, seed: int = 0, config: Any = None
) -> LocalModel:
    """Return a model in memory, of which `folder` holds the weights; a Llama unless told."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import AutoModelForCausalLM, LlamaConfig, PreTrainedTokenizerFast

    vocabulary = {word: number for number, word in enumerate(WORDS)}
    words = Tokenizer(models.WordLevel(vocabulary, unk_token="<unknown>"))  # type: ignore[arg-type]
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()  # type: ignore[assignment]
    tokenizer: Any = PreTrainedTokenizerFast(
        tokenizer_object=words, eos_token="<end>", unk_token="<unknown>"
    )
    tokenizer.chat_template = _TEMPLATE
    config = config or LlamaConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=128,
        eos_token_id=0,
        bos_token_id=0,
        pad_token_id=0,
        tie_word_embeddings=True,
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network: Any = AutoModelForCausalLM.from_config(config)
    network.eval().save_pretrained(folder)
    model = LocalModel(settings)
    model._weights = Weights(folder, "settings", "tiny")
    model._loaded = Loaded(SharedModel(network).base(), tokenizer, frozenset({0}), 128)
    return model
