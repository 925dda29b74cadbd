"""The expanded grid of one table: where a cell stands once row and column spans are counted."""

from __future__ import annotations

MAX_SPAN = 500


class Grid:
    """Cells of a table as they open and close, in document order.

    Row spans push later cells of the rows below to the right, as a browser does.
    """

    def __init__(self) -> None:
        self.cells: list[tuple[int, int, int, int, int, int]] = []
        self._row = -1
        self._column = 0
        self._taken: dict[int, int] = {}
        self._open: list[tuple[int, int, int, int]] = []

    def open_row(self) -> None:
        self._row += 1
        self._column = 0

    def open_cell(self, row_span: str | None, column_span: str | None) -> None:
        if self._row < 0:
            self.open_row()
        while self._taken.get(self._column, -1) >= self._row:
            self._column += 1
        rows, columns = _span(row_span), _span(column_span)
        self._open.append((self._row, self._column, rows, columns))
        if rows > 1:
            for column in range(self._column, self._column + columns):
                self._taken[column] = self._row + rows - 1
        self._column += columns

    def close_cell(self, start: int | None, end: int) -> None:
        """Close the last open cell; a cell without text leaves no trace but its width."""
        row, column, rows, columns = self._open.pop()
        if start is not None:
            self.cells.append((row, column, rows, columns, start, end))


def _span(text: str | None) -> int:
    """A span attribute as a browser reads it: at least 1, bounded, nonsense is 1."""
    stripped = (text or "").strip()
    return min(max(int(stripped), 1), MAX_SPAN) if stripped.isascii() and stripped.isdigit() else 1
