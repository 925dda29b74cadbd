"""A tiny embedder for tests: hashes words into a few dimensions, the same every time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray


class HashEmbedder(Embeddings):
    """Bags of hashed words. Counts how many texts it embedded."""

    def __init__(self, name: str = "hash/1", width: int = 32) -> None:
        self.name = name
        self.width = width
        self.count = 0

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.width, 1e-3, np.float32)
        for word in re.findall(r"[\u4e00-\u9fff]|\w+", text.lower()):
            digest = hashlib.md5(f"{self.name}{word}".encode()).digest()
            vector[digest[0] % self.width] += 1 if digest[1] % 2 else -1
        return vector / np.linalg.norm(vector)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.count += len(texts)
        return np.stack([self._vector(text) for text in texts])

    def query(self, text: str) -> NDArray[np.float32]:
        return self._vector(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.passages(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self.query(text).tolist()


class TokenHashEmbedder(HashEmbedder):
    """The same with token vectors: one a word."""

    def query_tokens(self, text: str) -> NDArray[np.float32]:
        return np.stack([self._vector(word) for word in text.split()])

    def passage_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        return [self.query_tokens(text or "-") for text in texts]
