"""Packs the pages, tables and boxes of a document into bytes and back, nothing lost.

JSON inside zlib: readable by anything, and nothing in it is ever executed.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

from rag.document import Box, Cell, Page, Span, Table


def pack_layout(pages: Sequence[Page], tables: Sequence[Table]) -> bytes:
    packed = {
        "pages": [[p.number, p.start, p.end, p.width, p.height] for p in pages],
        "tables": [
            {"span": _pack_span(table.span), "cells": [_pack_cell(c) for c in table.cells]}
            for table in tables
        ],
    }
    return zlib.compress(json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpack_layout(data: bytes) -> tuple[tuple[Page, ...], tuple[Table, ...]]:
    packed = json.loads(zlib.decompress(data))
    tables = (
        Table(_unpack_span(table["span"]), tuple(map(_unpack_cell, table["cells"])))
        for table in packed["tables"]
    )
    return tuple(Page(*page) for page in packed["pages"]), tuple(tables)


def unpack_box(data: str | None) -> Box | None:
    return Box(*json.loads(data)) if data else None


def _pack_span(span: Span) -> list:
    box = span.box
    return [span.start, span.end, span.page, box and [box.x0, box.y0, box.x1, box.y1]]


def _unpack_span(packed: list) -> Span:
    start, end, page, box = packed
    return Span(start, end, page, Box(*box) if box else None)


def _pack_cell(cell: Cell) -> list:
    place = [cell.row, cell.column, cell.row_span, cell.column_span]
    return [*place, cell.text, _pack_span(cell.span)]


def _unpack_cell(packed: list) -> Cell:
    return Cell(*packed[:5], span=_unpack_span(packed[5]))
