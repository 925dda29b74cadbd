"""Reads each cited place once: the figures stated there, and what the document is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rag.columns import Frame
from rag.document import Document, Page
from rag.evidence import Chunk
from rag.stated import Stated, frame_of, window
from rag.stated_lines import read_lines
from rag.stated_tables import read_table


class Readings:
    """Figures stated in chunks, read from the documents that `document_of(doc_id)` gives."""

    def __init__(self, document_of: Callable[[str], Document]) -> None:
        self._document_of = document_of
        self._frames: dict[str, Frame] = {}
        self._stated: dict[tuple[str, int, int], list[Stated]] = {}

    def document(self, doc_id: str) -> Document:
        return self._document_of(doc_id)

    def frame(self, chunk: Chunk) -> Frame:
        """What the document says of itself; the chunk's metadata name the company first."""
        meta = dict(chunk.meta)
        if chunk.doc_id not in self._frames:
            self._frames[chunk.doc_id] = frame_of(self.document(chunk.doc_id), meta)
        frame = self._frames[chunk.doc_id]
        return replace(frame, company=meta["company"]) if meta.get("company") else frame

    def around(self, chunk: Chunk) -> list[Stated]:
        """Every figure of the pages (or the stretch) that the chunk lies on."""
        document = self.document(chunk.doc_id)
        start, end = window(document, chunk.span)
        key = (chunk.doc_id, start, end)
        if key not in self._stated:
            self._stated[key] = _read(document, start, end, self.frame(chunk))
        return self._stated[key]

    def stated(self, chunk: Chunk) -> list[Stated]:
        """The figures that lie in the chunk itself."""
        low, high = chunk.span.start, chunk.span.end
        return [s for s in self.around(chunk) if s.span.start < high and low < s.span.end]

    def page(self, chunk: Chunk) -> Page | None:
        return self.document(chunk.doc_id).page_at(chunk.span.start)


def _read(document: Document, start: int, end: int, frame: Frame) -> list[Stated]:
    """Cells of tables first; lines fill what no table covers or leaves without a period."""
    cells = [
        figure
        for table in document.tables
        if table.span.start < end and start < table.span.end
        for figure in read_table(document, table, frame)
    ]
    known = {(s.span.start, s.span.end) for s in cells if s.periods}
    return cells + [
        line
        for line in read_lines(document, start, end, frame)
        if not any(a <= line.span.end - 1 and line.span.start < b for a, b in known)
        or line.source == "sentence"
    ]
