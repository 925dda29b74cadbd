"""Walk an element tree into a `Flow`, noting where tables, cells and XBRL elements came to lie."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from rag.readers.flow import LINE, PARAGRAPH, SPACE, TAB, Flow, PlacedTable
from rag.readers.grid import Grid
from rag.readers.style import PLAIN, Style, read_style
from rag.readers.typed_table import typed_cells

_SKIPPED = frozenset(
    {"script", "style", "head", "template", "noscript", "svg", "object", "embed", "iframe",
     "select", "textarea", "title", "math"}
)  # fmt: skip
_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote"}
)
_BLOCKS = frozenset(
    {"div", "tr", "li", "dl", "dt", "dd", "hr", "section", "article", "header", "footer", "main",
     "address", "center", "body", "html", "form", "fieldset", "figure", "caption", "thead", "tbody",
     "tfoot", "pre", "document", "text"}
)  # fmt: skip
_POINTS_PER_BLANK = 4.0
_MAX_INDENT = 40


@dataclass(slots=True)
class Placed:
    """Tables in document order, and (element, start, end) of the elements that are tracked."""

    tables: list[PlacedTable] = field(default_factory=list)
    elements: list[tuple[etree._Element, int, int]] = field(default_factory=list)


@lru_cache(maxsize=2_000)
def local_name(tag: str) -> str:
    """The lower-cased name without namespace; XBRL elements as `ix:name`, others by last part."""
    uri, _, name = tag.rpartition("}")
    lowered = name.lower()
    if "inlineXBRL" in uri:
        return "ix:" + lowered
    if not uri and not lowered.startswith("ix:"):
        return lowered.rpartition(":")[2]
    return lowered


def walk(root: etree._Element, flow: Flow) -> Placed:
    """Write the visible text of the tree into `flow`."""
    walker = _Walker(flow)
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "end":
            walker.leave(element)
        elif not walker.enter(element):
            events.skip_subtree()
    walker.finish()
    return walker.placed


def _invisible(element: etree._Element, style: Style) -> bool:
    """Not displayed, or white letters with nothing coloured behind them."""
    if style.hidden or not style.white:
        return style.hidden
    return not any(
        other.get("bgcolor") or read_style(other.get("style") or "").background
        for other in (element, *element.iterancestors())
    )


class _Walker:
    """State between the start and the end of elements."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.placed = Placed()
        self._grids: list[Grid | None] = []
        self._waiting: list[list] = []
        self._tracked: dict[etree._Element, list] = {}
        self._skipping: etree._Element | None = None
        self._typed: list[etree._Element] = []
        self._pre = 0
        self._indent = 0.0
        self._in_cell = 0

    def enter(self, element: etree._Element) -> bool:
        """Open an element; False where its content is not shown."""
        tag = element.tag
        if not isinstance(tag, str):
            return False
        name = local_name(tag)
        css = element.get("style")
        style = read_style(css) if css else PLAIN
        if (
            name in _SKIPPED
            or name == "ix:header"
            or element.get("hidden")
            or _invisible(element, style)
        ):
            self._skipping = element
            return False
        self._open(element, name, style)
        if element.text:
            self._write(element.text)
        return True

    def leave(self, element: etree._Element) -> None:
        if self._skipping is element:
            self._skipping = None
        elif isinstance(element.tag, str):
            self._close(element, local_name(element.tag))
        if element.tail:
            self._write(element.tail)

    def finish(self) -> None:
        self._waiting.clear()

    def _open(self, element: etree._Element, name: str, style: Style) -> None:
        if style.break_before or name == "page":
            self.flow.break_page()
        if name in ("td", "th"):
            self._open_cell(element)
        elif name == "br":
            self.flow.separate(SPACE if self._in_cell else LINE)
        elif name in _PARAGRAPHS or name in _BLOCKS or style.block:
            self._open_block(element, name)
        if style.indent and self._at_row_start():
            self._indent += style.indent
        if name.startswith("ix:") or style.stand_in:
            self._track(element, None)

    def _open_block(self, element: etree._Element, name: str) -> None:
        self._separate(name)
        if name == "table":
            leaf = element.find(".//{*}table") is None
            self._grids.append(Grid() if leaf else None)
            if leaf:
                self._track(element, self._grids[-1])
            if leaf and element.find(".//{*}tr") is None:
                self._typed.append(element)
                self._pre += 1
        elif name == "tr":
            self._indent = 0.0
            if self._grids and self._grids[-1] is not None:
                self._grids[-1].open_row()
        elif name == "pre":
            self._pre += 1

    def _open_cell(self, element: etree._Element) -> None:
        grid = self._grids[-1] if self._grids else None
        if grid is None:
            self.flow.separate(LINE)
            return
        self.flow.separate(TAB)
        self._in_cell += 1
        grid.open_cell(element.get("rowspan"), element.get("colspan"))
        self._track(element, grid)

    def _close(self, element: etree._Element, name: str) -> None:
        if name in ("td", "th"):
            self._close_cell(element)
        elif name == "table":
            self._close_table(element)
        elif name == "pre":
            self._pre -= 1
        css = element.get("style")
        style = read_style(css) if css else PLAIN
        if name in _PARAGRAPHS or name in _BLOCKS or style.block:
            self._separate(name)
        if name.startswith("ix:") or style.stand_in:
            mark = self._tracked.pop(element)
            if mark[0] is not None:
                self.placed.elements.append((element, mark[0], self.flow.length))
        if style.break_after:
            self.flow.break_page()

    def _close_cell(self, element: etree._Element) -> None:
        grid = self._grids[-1] if self._grids else None
        mark = self._tracked.pop(element, None)
        if grid is None or mark is None:
            self.flow.separate(LINE)
            return
        self._in_cell -= 1
        self.flow.separate(TAB)
        grid.close_cell(mark[0], self.flow.length)

    def _close_table(self, element: etree._Element) -> None:
        grid = self._grids.pop() if self._grids else None
        mark = self._tracked.pop(element, None)
        typed = bool(self._typed) and self._typed[-1] is element
        if typed:
            self._typed.pop()
            self._pre -= 1
        if grid is not None and mark is not None and mark[0] is not None:
            cells = typed_cells(self.flow.since(mark[0]), mark[0]) if typed else grid.cells
            self.placed.tables.append(PlacedTable(mark[0], self.flow.length, cells))

    def _separate(self, name: str) -> None:
        if self._in_cell:
            self.flow.separate(SPACE)
        else:
            self.flow.separate(PARAGRAPH if name in _PARAGRAPHS else LINE)

    def _at_row_start(self) -> bool:
        return bool(self._in_cell) and self.flow.gap >= LINE

    def _track(self, element: etree._Element, grid: Grid | None) -> None:
        mark: list = [None]
        self._tracked[element] = mark
        self._waiting.append(mark)

    def _write(self, text: str) -> None:
        if self._skipping is not None:
            return
        if self._indent > 0 and self._at_row_start():
            self.flow.indent = min(int(self._indent / _POINTS_PER_BLANK), _MAX_INDENT)
        start = self.flow.write_lines(text) if self._pre else self.flow.write(text)
        if start is None:
            return
        self._indent = 0.0
        for mark in self._waiting:
            mark[0] = start
        self._waiting.clear()
