"""Writes a byte-level BPE tokenizer into a GGUF. Knows nothing of weights."""

from __future__ import annotations

import json

from gguf import GGUFWriter, TokenType
from transformers import PreTrainedTokenizerFast

LLAMA_3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN_2 = LLAMA_3.replace("{1,3}", "")


def write_tokenizer(
    writer: GGUFWriter, tokenizer: PreTrainedTokenizerFast, vocabulary: int
) -> None:
    """Tokens, merges, control tokens and the chat template.

    The vocabulary is filled up to the model's with unused tokens. Raises ValueError for a tokenizer
    that is not byte-level BPE, or splits text in a way that llama.cpp has no name for.
    """
    spec = json.loads(tokenizer.backend_tokenizer.to_str())
    if spec["model"]["type"] != "BPE":
        raise ValueError(f"tokenizer {spec['model']['type']!r}: only byte-level BPE fits the GGUF")
    if not spec["model"]["merges"]:
        raise ValueError("a tokenizer without merges: llama.cpp does not load it")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(splitting(spec["pre_tokenizer"]))
    tokens, kinds = _tokens(tokenizer, vocabulary)
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(pair) for pair in spec["model"]["merges"]])
    writer.add_add_bos_token(False)
    for role in ("bos", "eos", "pad", "unk"):
        token = getattr(tokenizer, f"{role}_token_id")
        if token is not None:
            getattr(writer, f"add_{role}_token_id")(token)
    if isinstance(tokenizer.chat_template, str):
        writer.add_chat_template(tokenizer.chat_template)


def splitting(pre_tokenizer: dict) -> str:
    """llama.cpp's name for a way to split text before merging. Raises ValueError without one."""
    steps = pre_tokenizer.get("pretokenizers", [pre_tokenizer])
    kinds = [step["type"] for step in steps]
    if kinds == ["ByteLevel"] and steps[0]["use_regex"]:
        return "gpt-2"
    if kinds == ["Digits", "ByteLevel"] and steps[0]["individual_digits"]:
        return "smollm"
    if kinds == ["Split", "ByteLevel"]:
        name = {LLAMA_3: "llama-bpe", QWEN_2: "qwen2"}.get(steps[0]["pattern"].get("Regex"))
        if name is not None:
            return name
    raise ValueError(f"the tokenizer splits text by {kinds!r}, which has no name in llama.cpp")


def _tokens(tokenizer: PreTrainedTokenizerFast, vocabulary: int) -> tuple[list[str], list[int]]:
    named = {at: token for token, at in tokenizer.get_vocab().items()}
    added = tokenizer.added_tokens_decoder
    tokens = [named.get(at, f"[unused {at}]") for at in range(vocabulary)]
    kinds = []
    for at in range(vocabulary):
        if at not in named:
            kinds.append(TokenType.UNUSED)
        elif at not in added:
            kinds.append(TokenType.NORMAL)
        else:
            kinds.append(TokenType.CONTROL if added[at].special else TokenType.USER_DEFINED)
    return tokens, kinds
