"""Opens PDF files: one lock around PDFium, sizes and transforms of pages, refusals by name.

PDFium keeps global state and is not safe to call from two threads: whoever touches it holds
`LOCK`. Knows nothing of text or tables.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from rag.readers.errors import UnreadableFile

LOCK = threading.RLock()
MAX_SIDE = 14_400.0
"""Points; the largest page side that the PDF format allows."""


@contextmanager
def opened(data: bytes, name: str, max_pages: int | None = None) -> Iterator[pdfium.PdfDocument]:
    """The open file, under the lock. Raises UnreadableFile where it cannot be opened."""
    _check_header(data, name)
    with LOCK:
        document = _open(data, name)
        try:
            _check_pages(len(document), name, max_pages)
            yield document
        finally:
            document.close()


def _check_header(data: bytes, name: str) -> None:
    if not data:
        raise UnreadableFile(name, "empty", "the file is empty", "upload it again")
    if b"%PDF-" not in data[:1024]:
        raise UnreadableFile(name, "wrong_type", "the file is not a PDF", "check its type")


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error):
            raise UnreadableFile(
                name, "encrypted", "the PDF is locked by a password", "save it without one"
            ) from error
        raise UnreadableFile(
            name, "truncated", "the PDF is damaged or cut off", "download it again"
        ) from error


def _check_pages(count: int, name: str, max_pages: int | None) -> None:
    if count == 0:
        raise UnreadableFile(name, "empty", "the PDF has no pages", "upload it again")
    if max_pages is not None and count > max_pages:
        raise UnreadableFile(
            name,
            "too_many_pages",
            f"the PDF has {count} pages, more than {max_pages}",
            "split it or raise the limit",
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page lies: its displayed size, and the map from PDF space to the displayed page."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.rotation % 180 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.rotation % 180 else self.top - self.bottom

    def place(self, rect_n4: np.ndarray) -> np.ndarray:
        """PDF rectangles (left, bottom, right, top) as boxes (x0, y0, x1, y1) from the top left.

        Both arrays are (n, 4), in points.
        """
        x0, y0 = rect_n4[:, 0] - self.left, rect_n4[:, 1] - self.bottom
        x1, y1 = rect_n4[:, 2] - self.left, rect_n4[:, 3] - self.bottom
        wide, tall = self.right - self.left, self.top - self.bottom
        turned = {
            0: (x0, tall - y1, x1, tall - y0),
            90: (y0, x0, y1, x1),
            180: (wide - x1, y0, wide - x0, y1),
            270: (tall - y1, wide - x1, tall - y0, wide - x0),
        }[self.rotation]
        return np.stack(turned, axis=1)


def frame(page: pdfium.PdfPage) -> Frame:
    """The frame of a page: its crop box inside its media box, inherited or its own; rotation."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, page.get_rotation() % 360)
