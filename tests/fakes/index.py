"""An index for tests: it remembers what it holds and can be held up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from rag.document import Document
from rag.evidence import Chunk


class WordIndex:
    """`open` is set unless a test wants adding to wait; `fail` makes adding fail."""

    def __init__(self) -> None:
        self.held: dict[str, list[Chunk]] = {}
        self.meta: dict[str, Mapping[str, str]] = {}
        self.open = threading.Event()
        self.open.set()
        self.fail = False

    def add(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        *,
        tenant: str = "",
        meta: Mapping[str, str] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        if self.fail:
            raise RuntimeError("the index is broken")
        while not self.open.wait(0.02):
            if progress:
                progress(0.5)
        self.held[document.id] = list(chunks)
        self.meta[document.id] = dict(meta or {})

    def remove(self, doc_id: str) -> bool:
        return self.held.pop(doc_id, None) is not None
