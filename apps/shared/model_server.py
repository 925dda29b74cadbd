"""The embedded model's server as this installation configures it, with the retrieval embedders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from apps.shared.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core_model.server.config import ServerConfig
    from rag.embed import BertEmbeddings


def server_config(of: Settings, drain_s: float) -> ServerConfig:
    """Raises ConfigRefused where such a server would be unsafe."""
    from core_model.server.config import ServerConfig
    from core_model.server.rates import Rates
    from finetune.new_domain.registration import registered

    return ServerConfig(
        name=of.model_name if of.embedded else ServerConfig().name,
        host=of.host,
        port=of.model_port,
        adapters={**_shipped(of), **registered(of.home), **of.adapters},
        adapters_root=_adapters_root(of),
        keys=of.model_keys,
        open_to_all=of.model_open,
        rates=Rates(of.model_requests_per_minute, of.model_tokens_per_minute),
        drain_s=drain_s,
    )


def _shipped(of: Settings) -> dict[str, Path]:
    """The suite's own adapters; none beside another base, which they were not trained on."""
    from core_model.shipped.adapters import shipped_adapters

    return shipped_adapters() if of.desk_adapters and of.base_model is None else {}


def _adapters_root(of: Settings) -> Path | None:
    """Without a setting, administrators load what was registered; without any there is no root."""
    if of.adapters_root is not None or of.model_keys is None or not of.model_keys.is_file():
        return of.adapters_root
    from core_model.server.keys import ApiKeys
    from finetune.new_domain.registration import FOLDER

    return of.home / FOLDER if ApiKeys.read(of.model_keys).has_admin else None


class RetrievalEmbedder:
    """One of the embedders of `rag.embed`, as the server asks for it."""

    def __init__(self, embedder: BertEmbeddings):
        self._embedder = embedder

    def embed(self, texts: Sequence[str], kind: Literal["passage", "query"]) -> NDArray[np.float32]:
        if kind == "passage":
            return self._embedder.passages(texts)
        import numpy as np

        return np.stack([self._embedder.query(text) for text in texts])

    def count(self, texts: Sequence[str]) -> int:
        return self._embedder.count_tokens(texts)


def embedders() -> dict[str, Callable[[], RetrievalEmbedder]]:
    """By the name that requests give; each is loaded when it is first asked for."""
    return {"all-MiniLM-L6-v2": _english, "multilingual-e5-small": _many_languages}


def _english() -> RetrievalEmbedder:
    from rag.embed import minilm

    return RetrievalEmbedder(minilm())


def _many_languages() -> RetrievalEmbedder:
    from rag.embed import e5_small

    return RetrievalEmbedder(e5_small())
