"""The tables of a Chinese report as parts: each with its title, its unit, its headings and lines.

A part is the stretch of a table under one title; what stands above a table (title, 单位) is read
from the text before it, what stands inside it from its first lines. Knows nothing of metrics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from apps.finance.domain.chinese_grid import Line, is_heading, joined, lines_of
from apps.finance.domain.chinese_labels import folded
from apps.finance.domain.chinese_titles import Title, last_title, last_unit, title_of
from rag.document import Document, Span
from rag.units import Scale

_ABOVE = 2_500
"""Characters above a table in which its title and unit are looked for."""


@dataclass(slots=True)
class Part:
    """Lines under one set of headings.

    `above` is the text over the table that it opens, empty further down; `table` counts tables.
    """

    title: Title | None
    unit: Scale | None
    headings: list[Line]
    lines: list[Line]
    span: Span
    above: str = ""
    table: int = 0

    @property
    def heading_texts(self) -> dict[int, str]:
        """For each column the words that stand over it, from the top."""
        found: dict[int, list[str]] = {}
        for line in self.headings:
            for cell in line.cells.values():
                for column in range(cell.column, cell.column + cell.column_span):
                    words = found.setdefault(column, [])
                    if cell.text not in words:
                        words.append(cell.text)
        return {column: " ".join(words) for column, words in found.items()}


def parts_of(document: Document, known: Callable[[str], bool]) -> Iterator[Part]:
    """The parts of all tables in document order; `known` is the test of printed labels."""
    before = 0
    for index, table in enumerate(document.tables):
        start = table.span.start
        above = document.text[max(before, start - _ABOVE) : start]
        lines = joined(lines_of(table), known)
        yield from _split(lines, above, index, table.span, known)
        before = max(before, table.span.end)


def _split(
    lines: Sequence[Line], above: str, index: int, span: Span, known: Callable[[str], bool]
) -> Iterator[Part]:
    """Cut at title lines inside the table and where new headings begin."""
    part = Part(last_title(above), last_unit(above), [], [], span, above, index)
    for line in lines:
        words = " ".join([line.label, *(cell.text for cell in line.cells.values())])
        titled = None if line.figures else _title_in(line)
        unit = None if line.figures else last_unit(words)
        if titled is not None:
            if part.lines:
                yield part
                part = Part(titled, unit, [], [], line.span, "", index)
            part.title, part.unit = titled, unit or part.unit
        elif unit is not None and not part.lines and len(folded(words)) < 60:
            part.unit = unit
            if is_heading(line) and len(line.cells) > 1:
                part.headings.append(line)
        elif _heads(line, known) and (not part.lines or _new_headings(line, part)):
            if part.lines and not _same_headings(line, part):
                yield part
                part = Part(part.title, part.unit, [], [], line.span, "", index)
            if not part.lines:
                part.headings.append(line)
        else:
            part.lines.append(line)
    if part.lines:
        yield part


def _heads(line: Line, known: Callable[[str], bool]) -> bool:
    """True for a line of headings: no figures, and not a line of the statement without any."""
    return is_heading(line) and not folded(line.label).endswith(":") and not known(line.label)


def _title_in(line: Line) -> Title | None:
    """A title that fills a line of the table."""
    texts = [line.label, *(cell.text for cell in line.cells.values())]
    return next((found for text in texts if text and (found := title_of(text))), None)


def _new_headings(line: Line, part: Part) -> bool:
    """True for a line in the midst of figures that has headings like the ones above them."""
    label = folded(line.label)
    texts = [folded(cell.text) for cell in line.cells.values() if cell.text.strip()]
    if label in (
        "项目",
        "资产",
        "负债和所有者权益",
        "主要会计数据",
        "主要财务指标",
        "负债及股东权益",
    ):
        return True
    return len(texts) >= 2 and not label and any("年" in text or "期" in text for text in texts)


def _same_headings(line: Line, part: Part) -> bool:
    texts = {folded(cell.text) for cell in line.cells.values()}
    above = {folded(c.text) for heading in part.headings for c in heading.cells.values()}
    return texts <= above


def figures_in(part: Part) -> dict[int, int]:
    """How many lines hold a number, by column."""
    count: dict[int, int] = {}
    for line in part.lines:
        for column in line.figures:
            count[column] = count.get(column, 0) + 1
    return count


def right_edges(part: Part) -> dict[int, float]:
    """Where the figures of each column end on the page (points, their median); pages only."""
    found: dict[int, list[float]] = {}
    for line in part.lines:
        for column, cell in line.figures.items():
            if cell.span.box is not None:
                found.setdefault(column, []).append(cell.span.box.x1)
    return {column: median(edges) for column, edges in found.items()}
