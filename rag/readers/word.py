"""Reads a Word document into text: headers, paragraphs and tables in their order, footers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rag.readers.errors import UnreadableFile

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_REMEDY = "save it again as DOCX, or as text or PDF"


def word_text(data: bytes, name: str) -> str:
    """The text of a document; cells of a row are parted by tabs.

    Raises UnreadableFile `truncated` (damaged) or `no_text`. Its archive was checked before.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import XMLSyntaxError

    try:
        opened = docx.Document(io.BytesIO(data))
        blocks = list(_blocks(opened))
    except (
        OpcError,
        XMLSyntaxError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        AttributeError,
        IndexError,
    ) as problem:
        raise UnreadableFile(
            name, "truncated", f"its Word document is damaged ({problem})", _REMEDY
        ) from problem
    text = "\n".join(blocks)
    if not text.strip():
        raise UnreadableFile(name, "no_text", "it holds no text, only pictures perhaps", _REMEDY)
    return text


def _blocks(opened) -> Iterator[str]:
    sections = list(opened.sections)
    yield from _unrepeated(section.header for section in sections)
    yield from _content(opened.iter_inner_content())
    yield from _unrepeated(section.footer for section in sections)


def _unrepeated(parts: Iterable) -> Iterator[str]:
    """The lines of headers or footers, those of every section once."""
    lines = [line for part in parts for line in _content(part.iter_inner_content())]
    yield from dict.fromkeys(line for line in lines if line.strip())


def _content(blocks: Iterable[Paragraph | Table]) -> Iterator[str]:
    from docx.table import Table

    for block in blocks:
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            yield block.text


def _rows(table: Table) -> Iterator[str]:
    """Merged cells are given once; a cell's own lines stay in its cell."""
    for row in table.rows:
        seen: list[object] = []
        cells = []
        for cell in row.cells:
            if any(cell._tc is other for other in seen):
                continue
            seen.append(cell._tc)
            cells.append(" ".join(" ".join(_content(cell.iter_inner_content())).split()))
        yield "\t".join(cells)
