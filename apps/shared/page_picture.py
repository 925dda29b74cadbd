"""The picture of a PDF page with a passage marked: the whole page, or the lines around it.

Works on bytes and pages; knows nothing of figures or screens.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Literal

from PIL import Image, ImageOps

from apps.shared.places import Place
from rag.document import Box, Document, Page
from rag.readers.pdf import boxes, render

Extent = Literal["lines", "page"]

_SCALE = 2.4
_LINES_AROUND = 95.0
"""Points shown above and below the passage."""
_MARGIN = 14


def page_picture(document: Document, data: bytes, place: Place, extent: Extent) -> bytes | None:
    """A PNG of the passage on its page, or None where the place lies on no page."""
    page = document.page_at(place.start)
    if page is None:
        return None
    marks = boxes(data, page, place.start, place.end)
    picture = render(data, page.number, marks, _SCALE)
    return picture if extent == "page" else _lines(picture, marks, page)


def _lines(png: bytes, marks: Sequence[Box], page: Page) -> bytes:
    """The band of the page around the marks, without the blank margins at its sides."""
    if not marks or page.height <= 0:
        return png
    with Image.open(io.BytesIO(png)) as picture:
        scale = picture.height / page.height
        top = max(0, int((min(mark.y0 for mark in marks) - _LINES_AROUND) * scale))
        low = min(picture.height, int((max(mark.y1 for mark in marks) + _LINES_AROUND) * scale))
        band = picture.crop((0, top, picture.width, low))
        printed = ImageOps.invert(band.convert("L")).getbbox()
        if printed is not None:
            left, right = max(0, printed[0] - _MARGIN), min(band.width, printed[2] + _MARGIN)
            band = band.crop((left, 0, right, band.height))
        out = io.BytesIO()
        band.save(out, "PNG")
    return out.getvalue()
