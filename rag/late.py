"""Late interaction: reads the best passages again, word by word.

Each token of the question takes the most similar token of the passage, and the sum of these
similarities is the score (MaxSim; Khattab and Zaharia, 2020), over the token vectors of the model
that embedded the passage. It costs one run of the model over the passages read, so it is for the
few that came out best. Knows nothing of stores or snapshots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from rag.chunking import passage
from rag.document import guess_language
from rag.embed import Embedder, TokenEmbedder
from rag.evidence import Chunk
from rag.fusion import min_max
from rag.search import Scored


def max_sim(query_QD: NDArray[np.float32], passage_LD: NDArray[np.float32]) -> float:
    """Mean over the question's tokens of their best cosine in the passage; 0 without tokens."""
    if not query_QD.size or not passage_LD.size:
        return 0.0
    return float((query_QD @ passage_LD.T).max(axis=1).mean())


class TokenScorer:
    """Scores passages by the token vectors of the question's language, if its model gives any."""

    MOST: ClassVar[int] = 30

    def __init__(self, embedders: Mapping[str, Embedder]) -> None:
        self._embedders = embedders

    def rescored(
        self, scored: Scored, query: str, chunks: Sequence[Chunk | None], share: float
    ) -> Scored:
        """The first `len(chunks)` candidates put in a new order, ahead of the rest as they were.

        The new part is scaled to 0..1 among them and mixed into the score with `share`.
        """
        embedder = self._embedders.get(guess_language(query))
        head = len(chunks)
        if not isinstance(embedder, TokenEmbedder) or not head:
            return scored
        query_QD = embedder.query_tokens(query)
        texts = [passage(chunk) if chunk else "" for chunk in chunks]
        tokens = embedder.passage_tokens(texts)
        late = min_max(np.asarray([max_sim(query_QD, t_LD) for t_LD in tokens], np.float32))
        return _mixed(scored, late, share)


def _mixed(scored: Scored, late: NDArray[np.float32], share: float) -> Scored:
    head = late.size
    before = scored.parts["bm25"][:head] + scored.parts["dense"][:head]
    change = np.zeros(scored.rows.size, np.float32)
    change[:head] = share * (late - min_max(before)) * float(before.max() - before.min() or 1.0)
    scores = scored.scores + change
    scores[head:] -= max(0.0, float(scores[head:].max(initial=-1e9) - scores[:head].min()) + 1e-6)
    more = replace(scored, scores=scores, parts={**scored.parts, "late": change})
    return more.take(np.argsort(-more.scores, kind="stable"))
