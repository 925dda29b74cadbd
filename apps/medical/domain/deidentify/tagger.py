"""A linear-chain conditional random field over hashed features, decoded in numpy.

Says of each word of an alphabetic text whether it is part of a name, an address, a place, an
organisation, a phone or another number. Weights were trained by `benchmarks.deidentify_training`;
card: datasets/medical/deid_tagger. Source: Lafferty, McCallum, Pereira (2001).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Final

import numpy as np

from apps.medical.domain.deidentify.tokens import case_of, features, lists_of, tokens

LABELS: Final = ("O", "PERSON", "ADDRESS", "LOCATION", "ORGANISATION", "PHONE", "ID", "DATE")
WEIGHTS: Final = "tagger.safetensors"


@dataclass(frozen=True, slots=True)
class Tagger:
    """`emit_FL` weighs a hashed feature for a label; `move_LL` a label after another."""

    emit_FL: np.ndarray
    move_LL: np.ndarray

    @classmethod
    def load(cls) -> Tagger:
        return _loaded()

    def scores(self, text: str, spans: list[tuple[int, int]]) -> np.ndarray:
        """(T, L) before transitions."""
        listed = [lists_of(text[start:end]) for start, end in spans]
        rows = features(text, spans, case_of(text), listed, [True] * len(spans))
        counts = np.fromiter(map(len, rows), np.int64, len(rows))
        flat = np.fromiter((one for row in rows for one in row), np.int64, int(counts.sum()))
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        return np.add.reduceat(self.emit_FL[flat].astype(np.float32), starts, axis=0)

    def tags(self, text: str, caution: float = 0.0) -> list[tuple[str, int, int]]:
        """Runs of words with one label other than O; `caution` (nats) is taken off O."""
        spans = tokens(text)
        if not spans:
            return []
        score_TL = self.scores(text, spans)
        score_TL[:, 0] -= caution
        path = _viterbi(score_TL, self.move_LL)
        runs = []
        for label, run in groupby(range(len(spans)), key=lambda at: path[at]):
            at = list(run)
            if label:
                runs.append((LABELS[label], spans[at[0]][0], spans[at[-1]][1]))
        return runs


def _viterbi(score_TL: np.ndarray, move_LL: np.ndarray) -> list[int]:
    best, back = score_TL[0], []
    for row in score_TL[1:]:
        through = best[:, None] + move_LL
        back.append(through.argmax(0))
        best = through.max(0) + row
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


@cache
def _loaded() -> Tagger:
    from safetensors.numpy import load

    kept = load(files("apps.medical.domain.deidentify").joinpath(WEIGHTS).read_bytes())
    emit = kept["emit_FL"].astype(np.float32) * kept["scale"]
    return Tagger(emit, kept["move_LL"].astype(np.float32))
