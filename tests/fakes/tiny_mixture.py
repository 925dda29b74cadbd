"""Random mixtures whose specialists speak, and a tokenizer with merges."""

from __future__ import annotations

import json

import torch
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from core_model.config import tiny
from core_model.model import CoreForCausalLM, own_neurons
from tests.fakes.tiny_model import VOCABULARY, byte_tokenizer


def speaking(seed: int = 0, **changes) -> CoreForCausalLM:
    """A random mixture with random down-projections, zero where it is padding."""
    torch.manual_seed(seed)
    model = CoreForCausalLM(tiny(**changes)).eval()
    own = own_neurons(model.config)[:, None, :]
    with torch.no_grad():
        for panel in model.panels():
            down = panel.specialists.down_proj
            down.copy_(torch.randn(down.shape) * 0.2 * own)
    model.generation_config.eos_token_id = None
    return model


def merging_tokenizer() -> PreTrainedTokenizerFast:
    """The byte tokenizer with one merge (token 259), splitting text as GPT-2 does."""
    tokenizer = byte_tokenizer()
    spec = json.loads(tokenizer.backend_tokenizer.to_str())
    spec["pre_tokenizer"]["use_regex"] = True
    spec["model"]["vocab"]["he"] = VOCABULARY
    spec["model"]["merges"] = [["h", "e"]]
    return PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(json.dumps(spec)),
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        pad_token="<|im_end|>",
        chat_template=tokenizer.chat_template,
    )


def ascii_only(model: CoreForCausalLM, tokenizer: PreTrainedTokenizerFast) -> CoreForCausalLM:
    """The model, unable to say a byte that is not a whole character (heads tied)."""
    whole = [
        len(tokenizer.decode([token])) and tokenizer.decode([token]).isascii()
        for token in range(model.config.vocab_size)
    ]
    with torch.no_grad():
        model.lm_head.weight.mul_(torch.tensor(whole, dtype=torch.float32)[:, None])
    return model
