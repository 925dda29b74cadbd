"""The body of `POST /v1/embeddings`, and its reply. Knows nothing of HTTP or of any model.

`input_type` (an extra field) says whether the texts are passages to be found, which is the default,
or a query: some embedders tell them apart.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field

from core_model.server.field_refused import FieldRefused
from core_model.server.whole_text import WholeText

MAX_INPUTS = 2048

InputType = Literal["passage", "query"]


class EmbeddingRequest(WholeText):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    model: str
    input: str | list[str] | list[int] | list[list[int]]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = Field(default=None, ge=1)
    user: str | None = None
    input_type: InputType = "passage"

    def texts(self) -> list[str]:
        """Raises FieldRefused for token ids, for empty texts, and for none or too many."""
        given = [self.input] if isinstance(self.input, str) else self.input
        texts = [text for text in given if isinstance(text, str)]
        if len(texts) < len(given):
            raise FieldRefused("input", "token ids are not served; send text")
        if not 1 <= len(texts) <= MAX_INPUTS:
            raise FieldRefused("input", f"{len(texts)} texts; send 1 to {MAX_INPUTS} at once")
        if not all(texts):
            raise FieldRefused("input", "a text is empty; leave it out")
        return texts


def embedding_reply(
    asked: EmbeddingRequest, vectors_ND: NDArray[np.float32], tokens: int
) -> dict[str, Any]:
    """Raises FieldRefused where other dimensions are asked for than the model has."""
    width = vectors_ND.shape[1]
    if asked.dimensions not in (None, width):
        raise FieldRefused("dimensions", f"{asked.model!r} has {width}; leave it out")
    return {
        "object": "list",
        "model": asked.model,
        "data": _data(vectors_ND, asked.encoding_format),
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def _data(
    vectors_ND: Sequence[NDArray[np.float32]] | NDArray[np.float32], encoding: str
) -> list[dict[str, Any]]:
    return [
        {"object": "embedding", "index": at, "embedding": _encoded(vector_D, encoding)}
        for at, vector_D in enumerate(vectors_ND)
    ]


def _encoded(vector_D: NDArray[np.float32], encoding: str) -> str | list[float]:
    if encoding == "base64":
        return base64.b64encode(vector_D.astype("<f4").tobytes()).decode("ascii")
    return vector_D.tolist()
