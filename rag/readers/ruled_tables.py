"""Tables drawn with ruling lines: cells are what the lines enclose, merged cells included.

Works on words and lines of one page, in points. Knows nothing of what the words mean.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.document import Cell, Table, Word
from rag.readers.cell_text import by_line, read_words, span_of
from rag.readers.rulings import Ruling

_SNAP = 3.0
"""Points; lines nearer than this are one line, ends nearer than this touch."""
_FIGURE_WORD = re.compile(r"(?<!\S)[$(-]*\d{1,3}(?:,\d{3})+(?:\.\d+)?\)?(?!\S)")
_SHARED_CELLS = 0.4
"""Share of a table's figures that stand with others in one cell above which it is no table."""
_FIGURE = re.compile(r"[(\-－–—]?[\d,]+(\.\d+)?[)%]?$|[-－–—]$")


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table, where its columns end (points), and the words that it took."""

    table: Table
    edges: tuple[float, ...]
    top: float
    bottom: float
    words: frozenset[int]


@dataclass(slots=True)
class _Line:
    """Collinear rulings: their common place and the stretches that they cover."""

    at: float
    stretches: list[tuple[float, float]]

    def covers(self, point: float) -> bool:
        return any(low - _SNAP <= point <= high + _SNAP for low, high in self.stretches)

    def meets(self, low: float, high: float) -> bool:
        return any(a <= high + _SNAP and b >= low - _SNAP for a, b in self.stretches)


def ruled_tables(words: Sequence[Word], lines: Sequence[Ruling], page: int) -> list[RuledTable]:
    """The ruled tables of a page from the top; at least two columns and one filled row each."""
    across = _merged([line for line in lines if not line.vertical])
    down = _merged([line for line in lines if line.vertical])
    found = []
    for horizontal, vertical in _groups(across, down):
        table = _table(words, horizontal, vertical, page)
        if table is not None:
            found.append(table)
    return sorted(found, key=lambda t: t.top)


def _merged(lines: Sequence[Ruling]) -> list[_Line]:
    """Rulings joined into lines: same place within the snap, touching stretches united."""
    lines = [line for line in lines if line.high - line.low > _SNAP or line.vertical]
    found: list[_Line] = []
    for line in sorted(lines, key=lambda r: r.at):
        if found and line.at - found[-1].at <= _SNAP:
            found[-1].stretches.append((line.low, line.high))
        else:
            found.append(_Line(line.at, [(line.low, line.high)]))
    for line in found:
        line.stretches = _united(line.stretches)
    return found


def _united(stretches: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for low, high in sorted(stretches):
        if joined and low <= joined[-1][1] + _SNAP:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined


def _groups(across: list[_Line], down: list[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """Lines that hang together by crossing, as the frames of separate tables."""
    rows = [_Line(line.at, [part]) for line in across for part in line.stretches]
    columns = [_Line(line.at, [part]) for line in down for part in line.stretches]
    parent = list(range(len(rows) + len(columns)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            if row.covers(column.at) and column.covers(row.at):
                parent[root(i)] = root(len(rows) + j)
    groups: dict[int, tuple[list[_Line], list[_Line]]] = {}
    for i in range(len(parent)):
        group = groups.setdefault(root(i), ([], []))
        group[0 if i < len(rows) else 1].append(
            rows[i] if i < len(rows) else columns[i - len(rows)]
        )
    return [group for group in groups.values() if len(group[0]) >= 2 and group[1]]


def _table(
    words: Sequence[Word], across: list[_Line], down: list[_Line], page: int
) -> RuledTable | None:
    down = _with_open_sides(across, down)
    xs, ys = _places(down), _places(across)
    if len(xs) < 3 or len(ys) < 2:
        return None
    held = [
        (i, word)
        for i, word in enumerate(words)
        if xs[0] - _SNAP <= (word.box.x0 + word.box.x1) / 2 <= xs[-1] + _SNAP
        and ys[0] <= (word.box.y0 + word.box.y1) / 2 <= ys[-1]
    ]
    if not held:
        return None
    regions = _regions(xs, ys, across, down)
    cells = _cells([word for _, word in held], xs, ys, regions, page)
    if not cells or _crowded(cells):
        return None
    span = span_of([word for _, word in held], page)
    taken = frozenset(i for i, _ in held)
    return RuledTable(Table(span, tuple(cells)), tuple(xs), ys[0], ys[-1], taken)


def _crowded(cells: Sequence[Cell]) -> bool:
    """True where figures share cells: the lines are ornament, not the frame of a table."""
    figures = [len(_FIGURE_WORD.findall(cell.text)) for cell in cells]
    return sum(n for n in figures if n > 1) > _SHARED_CELLS * max(sum(figures), 1)


def _with_open_sides(across: list[_Line], down: list[_Line]) -> list[_Line]:
    """Close a table whose horizontal lines run on past its outer vertical ones."""
    low = min(part[0] for line in across for part in line.stretches)
    high = max(part[1] for line in across for part in line.stretches)
    places = [line.at for line in down]
    whole = [(min(line.at for line in across), max(line.at for line in across))]
    sides = []
    if low < min(places) - 10:
        sides.append(_Line(low, list(whole)))
    if high > max(places) + 10:
        sides.append(_Line(high, list(whole)))
    return [*down, *sides]


def _places(lines: Sequence[_Line]) -> list[float]:
    places: list[float] = []
    for at in sorted(line.at for line in lines):
        if not places or at - places[-1] > _SNAP:
            places.append(at)
    return places


def _regions(
    xs: Sequence[float], ys: Sequence[float], across: list[_Line], down: list[_Line]
) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """For each elementary (row, column): the merged cell (row, column, last row, last column)."""
    rows, columns = len(ys) - 1, len(xs) - 1
    region: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    walls = [[line for line in down if abs(line.at - x) <= _SNAP] for x in xs]
    floors = [[line for line in across if abs(line.at - y) <= _SNAP] for y in ys]
    for row in range(rows):
        for column in range(columns):
            if (row, column) in region:
                continue
            right, bottom = column, row
            middle_y = (ys[row] + ys[row + 1]) / 2
            while (
                right + 1 < columns
                and (row, right + 1) not in region
                and not any(line.covers(middle_y) for line in walls[right + 1])
            ):
                right += 1
            middle_x = (xs[column] + xs[column + 1]) / 2
            while bottom + 1 < rows and not any(
                line.covers(middle_x) for line in floors[bottom + 1]
            ):
                bottom += 1
            whole = (row, column, bottom, right)
            for r in range(row, bottom + 1):
                for c in range(column, right + 1):
                    region.setdefault((r, c), whole)
    return region


def _cells(
    words: Sequence[Word],
    xs: Sequence[float],
    ys: Sequence[float],
    regions: dict[tuple[int, int], tuple[int, int, int, int]],
    page: int,
) -> list[Cell]:
    held: dict[tuple[int, int, int, int], list[Word]] = {}
    for word in words:
        column = _between(xs, (word.box.x0 + word.box.x1) / 2)
        row = _between(ys, (word.box.y0 + word.box.y1) / 2)
        held.setdefault(regions[row, column], []).append(word)
    lines = _unruled_rows(held, len(ys) - 1)
    cells = []
    for (top, left, bottom, right), content in held.items():
        first, last = lines[top][0], lines[bottom][-1]
        if top == bottom and len(lines[top]) > 1:
            cells.extend(
                _cell(part, row, left, 1, right - left + 1, page)
                for row, part in _banded(content, lines[top])
            )
        else:
            cells.append(_cell(content, first, left, last - first + 1, right - left + 1, page))
    return sorted(cells, key=lambda c: (c.row, c.column))


def _cell(words: Sequence[Word], row: int, column: int, rows: int, columns: int, page: int) -> Cell:
    return Cell(row, column, rows, columns, read_words(words), span_of(words, page))


def _between(places: Sequence[float], at: float) -> int:
    return min(max(bisect_right(places, at) - 1, 0), len(places) - 2)


@dataclass(frozen=True, slots=True)
class _Bands(Sequence[int]):
    """The final row numbers of one ruled band and the heights at which they part."""

    first: int
    parts: tuple[float, ...]

    def __getitem__(self, index):  # pyright: ignore[reportIncompatibleMethodOverride]
        return range(self.first, self.first + len(self.parts) + 1)[index]

    def __len__(self) -> int:
        return len(self.parts) + 1


def _unruled_rows(held: dict[tuple[int, int, int, int], list[Word]], rows: int) -> list[_Bands]:
    """Final row numbers of each ruled band, where several lines of figures share one band."""
    bands: list[_Bands] = []
    following = 0
    for row in range(rows):
        parts: tuple[float, ...] = ()
        for (top, _, bottom, _), words in held.items():
            if top == bottom == row:
                parts = max(parts, _figure_breaks(words), key=len)
        bands.append(_Bands(following, parts))
        following += len(parts) + 1
    return bands


def _figure_breaks(words: Sequence[Word]) -> tuple[float, ...]:
    """Heights between stacked complete figures of one cell; none where it is one figure."""
    lines = by_line(words)
    whole = [len(line) == 1 and _complete(line[0].text) for line in lines]
    if len(lines) < 2 or not all(whole):
        return ()
    return tuple((above[0].box.y1 + below[0].box.y0) / 2 for above, below in pairwise(lines))


def _complete(text: str) -> bool:
    """True for a figure that is whole on its own line: `1,234.56`, `-`, not `1,234,` or `.56`."""
    return bool(_FIGURE.match(text)) and bool(
        re.fullmatch(r"[(\-－–—]?\d{1,3}(,\d{3})*\.\d{2}\)?|[-－–—]", text)
    )


def _banded(words: Sequence[Word], band: _Bands) -> list[tuple[int, list[Word]]]:
    """Words of one cell shared out to the rows of its band."""
    rows: dict[int, list[Word]] = {}
    for word in words:
        middle = (word.box.y0 + word.box.y1) / 2
        rows.setdefault(band.first + bisect_right(band.parts, middle), []).append(word)
    return sorted(rows.items())
