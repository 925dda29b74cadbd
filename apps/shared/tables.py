"""What a table of figures shows: text ready to print, and which cells open a source.

Values only; knows neither how they are drawn nor what they mean.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Tone = Literal["plain", "muted", "bad", "good", "flag"]
"""`flag` marks a figure to look at twice, such as one whose unit was inherited."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """`ref` opens the source (see `places`); `note` is told on hover and to screen readers.

    `bar` draws a bar of that share (0..1) of the cell behind the text.
    """

    text: str
    ref: str = ""
    tone: Tone = "plain"
    note: str = ""
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class TableColumn:
    label: str
    detail: str = ""
    align: Literal["left", "right"] = "right"


@dataclass(frozen=True, slots=True)
class TableRow:
    label: str
    cells: tuple[TableCell, ...]
    level: int = 0
    kind: Literal["line", "total", "section"] = "line"
    note: str = ""
    ref: str = ""
    """What the label opens, if anything."""


@dataclass(frozen=True, slots=True)
class TableView:
    """A table: `caption` names it for screen readers, `corner` heads the labels."""

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    corner: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"{self.caption!r}: row {row.label!r} has {len(row.cells)} cells "
                    f"for {len(self.columns)} columns"
                )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def refs(self) -> tuple[str, ...]:
        """What can be opened, in reading order."""
        rows = ((row.ref, *(cell.ref for cell in row.cells)) for row in self.rows)
        return tuple(ref for row in rows for ref in row if ref)
