"""Nearest vectors by one model, exactly, among the rows that may be seen.

A FAISS index holds most of them (fp16, one byte a dimension beyond 200,000 rows), a small matrix
those that came since. The filter is applied inside the search, not after it. Works on row
numbers; knows nothing of texts, tenants or files.
"""

from __future__ import annotations

from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

FULL_PRECISION_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class VectorTable:
    """Vectors of length 1 of some rows. `base_rows` are in order, as are `tail_rows` after them."""

    base: faiss.Index | None
    base_rows: NDArray[np.int64]
    tail_ND: NDArray[np.float32]
    tail_rows: NDArray[np.int64]

    @property
    def size(self) -> int:
        return self.base_rows.size + self.tail_rows.size

    def holds_any(self, seen: NDArray[np.bool_]) -> bool:
        """Whether any row that may be seen has a vector here."""
        return bool(seen[self.base_rows].any() or seen[self.tail_rows].any())

    def grown(self, rows: NDArray[np.int64], vectors_ND: NDArray[np.floating]) -> VectorTable:
        """This table with more rows, all of them after those it has."""
        tail = vectors_ND.astype(np.float32)
        if self.tail_rows.size:
            tail = np.concatenate([self.tail_ND, tail])
        return VectorTable(self.base, self.base_rows, tail, np.concatenate([self.tail_rows, rows]))

    def nearest(
        self, query_D: NDArray[np.float32], seen: NDArray[np.bool_], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Up to k rows that are `seen` with their cosines, best first."""
        rows, scores = self._nearest_in_base(query_D, seen, k)
        visible = seen[self.tail_rows]
        if visible.any():
            rows = np.concatenate([rows, self.tail_rows[visible]])
            scores = np.concatenate([scores, self.tail_ND[visible] @ query_D])
        order = np.argsort(-scores, kind="stable")[:k]
        return rows[order], scores[order]

    def _nearest_in_base(
        self, query_D: NDArray[np.float32], seen: NDArray[np.bool_], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        visible = seen[self.base_rows]
        count = int(visible.sum())
        if self.base is None or not count:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        bits = np.packbits(visible, bitorder="little")
        chosen = faiss.SearchParameters(
            sel=faiss.IDSelectorBitmap(bits)  # pyright: ignore[reportCallIssue]
        )
        faiss.omp_set_num_threads(1)  # one question at a time is too little work to share
        scores, places = self.base.search(query_D[None], min(k, count), params=chosen)
        found = places[0] >= 0
        return self.base_rows[places[0][found]], scores[0][found]

    def cosines(self, query_D: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosines of given rows; NaN for those without a vector by this model."""
        out = np.full(rows.size, np.nan, np.float32)
        if self.base is not None and self.base_rows.size:
            at = np.searchsorted(self.base_rows, rows).clip(max=self.base_rows.size - 1)
            held = self.base_rows[at] == rows
            if held.any():
                out[held] = self.base.reconstruct_batch(at[held]) @ query_D
        if self.tail_rows.size:
            at = np.searchsorted(self.tail_rows, rows).clip(max=self.tail_rows.size - 1)
            held = self.tail_rows[at] == rows
            out[held] = self.tail_ND[at[held]] @ query_D
        return out


def empty() -> VectorTable:
    none = np.zeros(0, np.int64)
    return VectorTable(None, none, np.zeros((0, 0), np.float32), none)


def built(rows: NDArray[np.int64], vectors_ND: NDArray[np.floating]) -> VectorTable:
    """A table with all rows in FAISS."""
    nothing = empty()
    if not rows.size:
        return nothing
    width = vectors_ND.shape[1]
    kind = faiss.ScalarQuantizer.QT_fp16
    if rows.size > FULL_PRECISION_ROWS:
        kind = faiss.ScalarQuantizer.QT_8bit
    index = faiss.IndexScalarQuantizer(width, kind, faiss.METRIC_INNER_PRODUCT)
    vectors = np.ascontiguousarray(vectors_ND, np.float32)
    index.train(vectors)
    index.add(vectors)
    return VectorTable(index, rows, nothing.tail_ND, nothing.tail_rows)


def packed(table: VectorTable) -> tuple[bytes, bytes]:
    """The base of a table as bytes: the FAISS index and the row numbers."""
    assert table.base is not None, "only a table built whole is written"
    return faiss.serialize_index(table.base).tobytes(), table.base_rows.tobytes()


def unpacked(index: bytes, rows: bytes) -> VectorTable:
    """Raises ValueError where the two do not belong together."""
    nothing = empty()
    base = faiss.deserialize_index(np.frombuffer(index, np.uint8))
    numbers = np.frombuffer(rows, np.int64)
    if base.ntotal != numbers.size:
        raise ValueError(f"vectors hold {base.ntotal} rows, their list {numbers.size}")
    return VectorTable(base, numbers, nothing.tail_ND, nothing.tail_rows)
