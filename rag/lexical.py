"""BM25 over passages, in English and Chinese, that grows without being built again.

Postings lie in segments; a new document adds a segment, and scores are exact over all of them,
because document frequencies and lengths are taken at query time. They are taken over the rows
that the question may see, so that one tenant's words never move another's scores. (bm25s, the
library, bakes both into its matrix: it cannot add a document nor restrict the statistics. It is
the peer in the benchmark.) Works on row numbers; knows nothing of stores or tenants.

Source: Robertson and Zaragoza (2009); idf as in Lucene, ln(1 + (N - df + .5) / (df + .5)).
"""

from __future__ import annotations

import io
import json
import re
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import IO

import numpy as np
import rjieba
import Stemmer
from numpy.typing import NDArray

K1 = 1.2
B = 0.75

_PIECE = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+(?:[.,'’&][^\W_\u3400-\u9fff]+)*")
_STOPPED_WORDS = """
a about an and are as at be been but by can did do does for from had has have how i if in
into is it its not of on or our s such than that the their them then there these they this
to was we were what when where which who whom why will with you your
的 了 和 是 在 与 及 或 等 为 对 于 中 以 其 该 之 有 也 就 都 而 把 被 从 到 吗 呢
什么 多少 哪 哪些 哪个 如何 怎么 怎样 请 问 是否
"""
_STOPPED = frozenset(_STOPPED_WORDS.split())
_LOCAL = threading.local()


def terms(text: str) -> list[str]:
    """What a text is found by: stems of English words, whole figures, Chinese words."""
    found: list[str] = []
    for piece in _PIECE.findall(text.casefold()):
        if "\u3400" <= piece[0] <= "\u9fff":
            found.extend(word for word in rjieba.cut_for_search(piece) if word not in _STOPPED)
        else:
            found.extend(_english(piece))
    return found


def _english(piece: str) -> Iterable[str]:
    if piece[0].isdigit():
        yield piece.replace(",", "")
        return
    for word in re.split(r"[.,'’&]", piece):
        if word and word not in _STOPPED:
            yield _stem(word)


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    stemmer = getattr(_LOCAL, "stemmer", None)  # a stemmer is not safe to share by threads
    if stemmer is None:
        stemmer = _LOCAL.stemmer = Stemmer.Stemmer("english")
    return stemmer.stemWord(word)


@dataclass(frozen=True, slots=True)
class Segment:
    """Postings of `lengths.size` consecutive rows.

    Of the term with number t: rows `rows[starts[t]:starts[t+1]]`, counted from the segment's
    first, and how often it stands in each, `counts`, in the same places.
    """

    vocabulary: Mapping[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]

    def posting(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.uint16]] | None:
        number = self.vocabulary.get(term)
        if number is None:
            return None
        place = slice(self.starts[number], self.starts[number + 1])
        return self.rows[place], self.counts[place]


def build(texts: Iterable[str]) -> Segment:
    """The postings of texts, one row a text."""
    vocabulary: dict[str, int] = {}
    numbers: list[int] = []
    rows: list[int] = []
    counts: list[int] = []
    lengths: list[int] = []
    for row, text in enumerate(texts):
        counted = Counter(terms(text))
        lengths.append(counted.total())
        for term, count in counted.items():
            numbers.append(vocabulary.setdefault(term, len(vocabulary)))
            rows.append(row)
            counts.append(min(count, 65_535))
    return _segment(
        vocabulary,
        np.asarray(numbers, np.int32),
        np.asarray(rows, np.int32),
        np.asarray(counts, np.uint16),
        np.asarray(lengths, np.int32),
    )


def _segment(
    vocabulary: Mapping[str, int],
    numbers: NDArray[np.int32],
    rows: NDArray[np.int32],
    counts: NDArray[np.uint16],
    lengths: NDArray[np.int32],
) -> Segment:
    order = np.argsort(numbers, kind="stable")
    starts = np.zeros(len(vocabulary) + 1, np.int64)
    np.cumsum(np.bincount(numbers, minlength=len(vocabulary)), out=starts[1:])
    return Segment(vocabulary, starts, rows[order], counts[order], lengths)


def merge(segments: Sequence[Segment], alive: NDArray[np.bool_]) -> Segment:
    """One segment of several, without the rows that `alive` says are gone."""
    kept = np.cumsum(alive) - 1  # the new number of each row that stays
    vocabulary: dict[str, int] = {}
    parts: list[tuple[NDArray, NDArray, NDArray]] = []
    offset = 0
    for segment in segments:
        renamed = np.fromiter(
            (vocabulary.setdefault(term, len(vocabulary)) for term in segment.vocabulary),
            np.int32,
            len(segment.vocabulary),
        )
        numbers = np.repeat(renamed, np.diff(segment.starts))
        stays = alive[segment.rows + offset]
        rows = kept[segment.rows[stays] + offset].astype(np.int32)
        parts.append((numbers[stays], rows, segment.counts[stays]))
        offset += segment.lengths.size
    lengths = np.concatenate([s.lengths for s in segments]) if segments else np.zeros(0, np.int32)
    joined = [np.concatenate(part) for part in zip(*parts, strict=True)] if parts else []
    if not joined:
        return build(())
    return _segment(vocabulary, joined[0], joined[1], joined[2], lengths[alive])


def bm25(
    segments: Sequence[Segment],
    query: Mapping[str, float],
    seen: NDArray[np.bool_],
    *,
    k1: float = K1,
    b: float = B,
) -> NDArray[np.float32]:
    """Scores of all rows for weighted terms; 0 where nothing matches or the row is not `seen`."""
    scores = np.zeros(seen.size, np.float32)
    total = int(seen.sum())
    if not total:
        return scores
    lengths = np.concatenate([segment.lengths for segment in segments])
    mean = max(float(lengths[seen].mean()), 1.0)
    for term, weight in query.items():
        rows, counts = _posting(segments, term, seen)
        if rows.size:
            idf = np.log1p((total - rows.size + 0.5) / (rows.size + 0.5))
            damped = counts + k1 * (1 - b + b * lengths[rows] / mean)
            scores[rows] += (weight * idf * (k1 + 1)) * counts / damped
    return scores


def _posting(
    segments: Sequence[Segment], term: str, seen: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Rows over all segments that hold a term and may be seen, and how often it stands there."""
    rows, counts, offset = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)], 0
    for segment in segments:
        found = segment.posting(term)
        if found is not None:
            at = found[0].astype(np.int64) + offset
            stays = seen[at]
            rows.append(at[stays])
            counts.append(found[1][stays].astype(np.float32))
        offset += segment.lengths.size
    return np.concatenate(rows), np.concatenate(counts)


def to_bytes(segment: Segment) -> bytes:
    """A segment as the bytes of an .npz file (no pickles)."""
    words = np.frombuffer(json.dumps(list(segment.vocabulary)).encode(), np.uint8)
    file = io.BytesIO()
    np.savez(
        file,
        words=words,
        starts=segment.starts,
        rows=segment.rows,
        counts=segment.counts,
        lengths=segment.lengths,
    )
    return file.getvalue()


def load(file: IO[bytes]) -> Segment:
    with np.load(file, allow_pickle=False) as arrays:
        words = json.loads(arrays["words"].tobytes())
        vocabulary = {word: number for number, word in enumerate(words)}
        return Segment(
            vocabulary, arrays["starts"], arrays["rows"], arrays["counts"], arrays["lengths"]
        )
