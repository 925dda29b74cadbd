"""Token ids back into text, as it is written: whole characters only, and tokens as bytes.

Knows the tokenizer; knows nothing of stop strings or requests.
"""

from __future__ import annotations

import functools

from tokenizers import decoders, pre_tokenizers
from tokenizers.decoders import DecodeStream
from transformers import PreTrainedTokenizerFast


class TextWriter:
    """Turns tokens into text one at a time; a character of several tokens comes when complete."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast):
        self._backend = tokenizer.backend_tokenizer
        self._stream = DecodeStream(skip_special_tokens=True)

    def step(self, token: int) -> str:
        """The text that this token completes, often all of its own."""
        return self._stream.step(self._backend, token) or ""


class TokenBytes:
    """The bytes that each token stands for; incomplete characters stay apart."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast):
        self._tokenizer = tokenizer
        self._special = set(tokenizer.get_added_vocab().values())
        self._by_bytes = isinstance(tokenizer.backend_tokenizer.decoder, decoders.ByteLevel)

    def of(self, token: int) -> bytes:
        """Empty for an id beyond the tokenizer's vocabulary."""
        name = self._tokenizer.backend_tokenizer.id_to_token(token)
        if name is None:
            return b""
        if token in self._special:
            return name.encode()
        if self._by_bytes:
            return bytes(map(byte_alphabet().__getitem__, name))
        return self._tokenizer.backend_tokenizer.decode([token]).encode()


@functools.cache
def byte_alphabet() -> dict[str, int]:
    """The byte behind each sign of a byte-level vocabulary.

    Printable Latin-1 signs stand for themselves, the other bytes, ascending, for the signs from
    U+0100 on (GPT-2's encoding).
    """
    signs = sorted(pre_tokenizers.ByteLevel.alphabet())
    plain = {sign: ord(sign) for sign in signs if ord(sign) < 256}
    others = sorted(set(range(256)) - set(plain.values()))
    return plain | dict(zip((sign for sign in signs if ord(sign) >= 256), others, strict=True))
