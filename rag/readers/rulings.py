"""The ruling lines drawn on a PDF page, straight and axis-aligned, thin rectangles included.

Knows nothing of text or cells.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from rag.readers.pdfium import Frame

_THIN = 2.5
"""Points; a filled rectangle no thicker than this is a line."""
_MAX_OBJECTS = 20_000
_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Ruling:
    """A line: horizontal at y = `at` from x = `low` to `high`, or vertical with x and y swapped."""

    vertical: bool
    at: float
    low: float
    high: float


def rulings(page: pdfium.PdfPage, page_frame: Frame) -> list[Ruling]:
    """Every ruling line of the page, in points from the top left."""
    rects = list(_rectangles(page.raw, _IDENTITY, 0))
    if not rects:
        return []
    return [line for box in page_frame.place(np.array(rects)) for line in _sides(*box)]


def picture_share(page: pdfium.PdfPage, page_frame: Frame) -> float:
    """Share of the page that its largest picture covers, 0 to 1."""
    largest = max((_area(box) for box in _picture_boxes(page.raw, 0)), default=0.0)
    return min(largest / max(page_frame.width * page_frame.height, 1.0), 1.0)


def path_count(page: pdfium.PdfPage) -> int:
    """How many paths the page draws."""
    return sum(
        pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_PATH
        for item in _objects(page.raw, 0)
    )


def _area(box: tuple[float, float, float, float]) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _picture_boxes(container, depth: int) -> Iterator[tuple[float, float, float, float]]:
    sides = [ctypes.c_float() for _ in range(4)]
    for item in _objects(container, depth):
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            yield from _picture_boxes(item, depth + 1)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE and pdfium_c.FPDFPageObj_GetBounds(
            item, *(ctypes.byref(side) for side in sides)
        ):
            yield sides[0].value, sides[1].value, sides[2].value, sides[3].value


def _objects(container, depth: int) -> Iterator:
    """The objects of a page (depth 0) or of a form in it."""
    if depth:
        count, get = pdfium_c.FPDFFormObj_CountObjects, pdfium_c.FPDFFormObj_GetObject
    else:
        count, get = pdfium_c.FPDFPage_CountObjects, pdfium_c.FPDFPage_GetObject
    for i in range(min(count(container), _MAX_OBJECTS)):
        yield get(container, i)


def _sides(x0: float, y0: float, x1: float, y1: float) -> Iterator[Ruling]:
    """A flat rectangle is a line; a tall one its two outer sides, each way."""
    if y1 - y0 <= _THIN and x1 - x0 > _THIN:
        yield Ruling(False, (y0 + y1) / 2, x0, x1)
    elif x1 - x0 <= _THIN and y1 - y0 > _THIN:
        yield Ruling(True, (x0 + x1) / 2, y0, y1)
    elif x1 - x0 > _THIN:
        yield from (Ruling(False, y0, x0, x1), Ruling(False, y1, x0, x1))
        yield from (Ruling(True, x0, y0, y1), Ruling(True, x1, y0, y1))


_Point = tuple[float, float]
_Matrix = tuple[float, float, float, float, float, float]
"""PDF's own order: x' = a x + c y + e, y' = b x + d y + f."""
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _rectangles(container, outer: _Matrix, depth: int) -> Iterator[tuple[float, ...]]:
    """(left, bottom, right, top) of each stroke and of each thin or stroked rectangle."""
    for item in _objects(container, depth):
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            yield from _rectangles(item, _product(outer, _matrix(item)), depth + 1)
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            yield from _strokes(item, _product(outer, _matrix(item)))


def _matrix(item) -> _Matrix:
    found = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return _IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _product(outer: _Matrix, inner: _Matrix) -> _Matrix:
    """The matrix that applies `inner` first, then `outer`."""
    if outer == _IDENTITY:
        return inner
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (
        a * p + c * q,
        b * p + d * q,
        a * r + c * s,
        b * r + d * s,
        a * t + c * u + e,
        b * t + d * u + f,
    )


def _strokes(path, matrix: _Matrix) -> Iterator[tuple[float, ...]]:
    """The axis-aligned parts of a path, each sub-path on its own."""
    stroked = _stroked(path)
    for points in _subpaths(path, matrix):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            yield (min(xs), min(ys), max(xs), max(ys))
        elif stroked:
            for (ax, ay), (bx, by) in pairwise(points):
                if min(abs(ax - bx), abs(ay - by)) <= 0.5:
                    yield (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _stroked(path) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(
        pdfium_c.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
        and stroke.value
    )


def _subpaths(path, matrix: _Matrix) -> Iterator[list[_Point]]:
    """The points of each sub-path in PDF space; curved ones are left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    a, b, c, d, e, f = matrix
    points: list[_Point] = []
    curved = False
    for i in range(pdfium_c.FPDFPath_CountSegments(path)):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, i)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved |= kind == pdfium_c.FPDF_SEGMENT_BEZIERTO
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium_c.FPDFPathSegment_GetClose(segment) and points[-1] != points[0]:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points
