"""Loads the dense base and its tokenizer, dequantised where it is a GGUF. Offline.

Knows the two formats of a base; knows nothing of mixtures.
"""

from __future__ import annotations

import torch
from tokenizers import pre_tokenizers
from transformers import AutoConfig, GgufConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from transformers.integrations.gguf.reader import read_gguf_metadata

from core_model.base import Base
from core_model.families import as_llama, family


def load_dense(base: Base) -> LlamaForCausalLM:
    """The base as a Llama in evaluation mode: in the dtype of its files, a GGUF in fp32.

    Raises FamilyRefused where the base computes otherwise than Llama.
    """
    config = AutoConfig.from_pretrained(
        base.folder,
        local_files_only=True,
        **({} if base.gguf is None else {"gguf_file": base.gguf}),
    )
    model = family(config).from_pretrained(
        base.folder,
        dtype="auto" if base.gguf is None else torch.float32,
        local_files_only=True,
        **_gguf(base),
    )
    return as_llama(model).eval()


def load_tokenizer(base: Base, context: int) -> PreTrainedTokenizerFast:
    """The base's tokenizer with its chat template; `context` is the model's limit in tokens.

    Raises ValueError where the base carries no chat template.
    """
    tokenizer = PreTrainedTokenizerFast.from_pretrained(
        base.folder, local_files_only=True, gguf_file=base.gguf
    )
    if not tokenizer.chat_template:
        raise ValueError(f"{base.origin}: no chat template; use an instruction-tuned base")
    if base.gguf is not None:
        _restore_digits(base, tokenizer)
    tokenizer.model_max_length = context
    return tokenizer


def _gguf(base: Base) -> dict:
    if base.gguf is None:
        return {}
    return {"gguf_file": base.gguf, "quantization_config": GgufConfig(dequantize=True)}


def _restore_digits(base: Base, tokenizer: PreTrainedTokenizerFast) -> None:
    """SmolLM splits every digit apart before merging; the GGUF only names that rule."""
    metadata, _ = read_gguf_metadata(str(base.folder / str(base.gguf)))
    if metadata.get("tokenizer.ggml.pre") != "smollm":
        return
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
