"""Linear-chain conditional random fields over hashed features, decoded in numpy.

One says of each word of an alphabetic text whether it is part of a name, an address, a place, an
organisation, a phone or another number; one says of each Chinese character whether it is part of a
name. Weights were trained by `benchmarks.deidentify_training`; card: datasets/medical/deid_tagger.
Source: Lafferty, McCallum, Pereira (2001).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from typing import Final

import numpy as np

from apps.medical.domain.deidentify import tokens, tokens_zh

LABELS: Final = ("O", "PERSON", "ADDRESS", "LOCATION", "ORGANISATION", "PHONE", "ID", "DATE")
LABELS_ZH: Final = ("O", "PERSON")

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Tagger:
    """`emit_FL` weighs a hashed feature for a label; `move_LL` a label after another.

    `read` gives the spans of a text's tokens, and the hashes of each one's features.
    """

    labels: tuple[str, ...]
    emit_FL: np.ndarray
    move_LL: np.ndarray
    read: Callable[[str], tuple[Spans, list[list[int]]]]

    def tags(
        self,
        text: str,
        caution: float = 0.0,
        beside: float = 0.0,
        whole: Collection[str] = (),
    ) -> list[tuple[str, int, int]]:
        """Runs of tokens with one label other than O; `caution` (nats) is taken off O.

        `beside` more are taken off at tokens next to a run, on its line, whose label is in
        `whole`: half a name is rarer than a whole one.
        """
        spans, rows = self.read(text)
        if not spans:
            return []
        score_TL = self._scores(rows)
        score_TL[:, 0] -= caution
        path = _viterbi(score_TL, self.move_LL)
        if beside:
            line = np.cumsum(["\n" in text[a[1] : b[0]] for a, b in pairwise([(0, 0), *spans])])
            near = [at for at in range(len(path)) if self._is_beside(path, at, whole, line)]
            score_TL[near, 0] -= beside
            path = _viterbi(score_TL, self.move_LL) if near else path
        runs = []
        for label, run in groupby(range(len(spans)), key=lambda at: path[at]):
            at = list(run)
            if label:
                runs.append((self.labels[label], spans[at[0]][0], spans[at[-1]][1]))
        return runs

    def _is_beside(
        self, path: list[int], at: int, whole: Collection[str], line: np.ndarray
    ) -> bool:
        """At most two tokens away, on the same line."""
        around = range(max(0, at - 2), min(len(path), at + 3))
        return path[at] == 0 and any(
            self.labels[path[other]] in whole and line[other] == line[at] for other in around
        )

    def _scores(self, rows: list[list[int]]) -> np.ndarray:
        """(T, L), before transitions."""
        counts = np.fromiter(map(len, rows), np.int64, len(rows))
        flat = np.fromiter((one for row in rows for one in row), np.int64, int(counts.sum()))
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        return np.add.reduceat(self.emit_FL[flat], starts, axis=0)


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
def english() -> Tagger:
    weights = files("apps.medical.domain.deidentify").joinpath("tagger.safetensors").read_bytes()
    return english_from(weights)


@cache
def chinese() -> Tagger:
    weights = files("apps.medical.domain.deidentify").joinpath("tagger_zh.safetensors").read_bytes()
    return _loaded(weights, LABELS_ZH, _read_chinese)


def english_from(weights: bytes) -> Tagger:
    """The English tagger with other weights, in the form of safetensors."""
    return _loaded(weights, LABELS, _read_english)


def _loaded(weights: bytes, labels: tuple[str, ...], read: Callable) -> Tagger:
    from safetensors.numpy import load

    kept = load(weights)
    emit = kept["emit_FL"].astype(np.float32) * kept["scale"]
    return Tagger(labels, emit, kept["move_LL"].astype(np.float32), read)


def _read_english(text: str) -> tuple[Spans, list[list[int]]]:
    spans = tokens.tokens(text)
    listed = [tokens.lists_of(text[start:end]) for start, end in spans]
    return spans, tokens.features(text, spans, tokens.case_of(text), listed, [True] * len(spans))


def _read_chinese(text: str) -> tuple[Spans, list[list[int]]]:
    spans = tokens_zh.tokens(text)
    return spans, tokens_zh.features(text, spans, [True] * len(spans))
