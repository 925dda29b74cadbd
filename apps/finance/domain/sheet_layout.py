"""Where a sheet keeps its labels, periods and figures.

Finds the header rows with their periods, turns a sheet whose labels run across, and reads what the
lines above the header declare. Knows no metrics beyond telling a label when it sees one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from apps.finance.domain.facts import Period
from apps.finance.domain.periods import Calendar, FiscalSpan, month_later
from rag.document import Cell, Table
from rag.periods import When, find_periods
from rag.units import Scale, money_scale, parse_number

_RELATIVE = (
    (re.compile(r"^(?:期末|年末|本期末|本年末)(?:余额|数|金额)?$"), "instant", 0),
    (re.compile(r"^(?:期初|年初|上年年?末|上期末|上年期末)(?:余额|数|金额)?$"), "instant", 1),
    (re.compile(r"^(?:本期|本年|本年度|本年累计)(?:发生额|金额|数|累计)?$"), "duration", 0),
    (re.compile(r"^(?:上期|上年|上年度|上年同期)(?:发生额|金额|数)?$"), "duration", 1),
)
_YEAR_ENDS = re.compile(
    r"(?:fiscal\s+)?years?\s+end(?:ed|ing|s)?(?:\s+on)?\s+(\w+)\.?\s+(\d{1,2})|"
    r"(?:year|fiscal)[\s-]*end\s*[:=]?\s*(\w+)\.?\s+(\d{1,2})",
    re.IGNORECASE,
)
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip

Grid = Mapping[tuple[int, int], Cell]


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column of figures: the place and words of its header, its instant and its duration."""

    column: int
    label: str
    end: date
    start: date


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under one header; `declared` is the money unit said above or in it."""

    header_row: int
    rows: tuple[int, ...]
    label_column: int
    columns: tuple[HeaderColumn, ...]
    declared: Scale | None
    words: str


def grid_of(table: Table) -> dict[tuple[int, int], Cell]:
    return {(cell.row, cell.column): cell for cell in table.cells}


def turned(grid: Grid) -> dict[tuple[int, int], Cell]:
    """The sheet with rows and columns changed over; cells keep their spans."""
    return {
        (column, row): replace(cell, row=column, column=row) for (row, column), cell in grid.items()
    }


def calendar_said(words: str) -> Calendar:
    """The fiscal calendar that `year ended June 30` declares; calendar years otherwise."""
    match = _YEAR_ENDS.search(words)
    if match is not None:
        month, day = match[1] or match[3], match[2] or match[4]
        if month[:3].lower() in _MONTHS and 1 <= int(day) <= 31:
            return Calendar(_MONTHS.index(month[:3].lower()) + 1, int(day))
    return Calendar()


def blocks(grid: Grid, report_end: date | None) -> list[Block]:
    """The blocks of a sheet whose periods run across, top to bottom."""
    rows = sorted({row for row, _ in grid})
    words = {row: [grid[r, c] for r, c in sorted(grid) if r == row] for row in rows}
    heads = {row: found for row in rows if (found := _header(words[row], report_end))}
    blocks: list[Block] = []
    above: list[str] = []
    for row in rows:
        if row not in heads:
            above += [cell.text for cell in words[row] if parse_number(cell.text) is None]
            continue
        following = [r for r in rows if r > row and not any(row < h <= r for h in heads)]
        said = " ".join([*above[-40:], *(cell.text for cell in words[row])])
        dated = _dated(heads[row], calendar_said(said), report_end)
        label = min((c for _, c in grid if c < min(h.column for h in dated)), default=0)
        declared = _declared([*above[-40:], *(cell.text for cell in words[row])])
        blocks.append(Block(row, tuple(following), label, tuple(dated), declared, said))
    return blocks


def _header(cells: list[Cell], report_end: date | None) -> list[tuple[Cell, When | str]]:
    """The period cells of a row that is a header: most of what stands right of the labels."""
    found: list[tuple[Cell, When | str]] = []
    others = 0
    for cell in cells:
        when = _said(cell.text, report_end)
        if when is not None and cell.column > 0:
            found.append((cell, when))
        elif cell.column > 0 and not _is_note(cell.text):
            others += 1
    return found if len(found) > others else []


def _is_note(text: str) -> bool:
    """Headers of columns that hold no figures of a period: notes, units, changes."""
    return bool(
        re.search(r"附注|注释|^notes?$|单位|^units?$|%|change|变动|增减|source|来源", text, re.I)
    )


def _said(text: str, report_end: date | None) -> When | str | None:
    """The period that a header cell names and not much else."""
    folded = re.sub(r"\s+", "", text)
    if report_end is not None and any(pattern.match(folded) for pattern, _, _ in _RELATIVE):
        return folded
    whens = find_periods(text)
    if len(whens) != 1 or len(text) > 60:
        return None
    rest = re.sub(r"[\d\W]", "", text[: whens[0].start] + text[whens[0].end :])
    allowed = re.fullmatch(
        r"(?:for|the|as|of|at|ended|ending|year|years|months|three|six|nine|twelve|quarter|restated|"
        r"actual|audited|unaudited|in|rmb|usd|cny|million|millions|thousand|thousands|consolidated|"
        r"合并|母公司|人民币|元|千|万|百|亿|余额|金额|数|度|年|末|日|月|经审计|重述|调整后|调整前|止|累计|发生额)*",
        rest.lower(),
    )
    return whens[0] if allowed else None


def _dated(
    found: list[tuple[Cell, When | str]], calendar: Calendar, report_end: date | None
) -> list[HeaderColumn]:
    return [
        HeaderColumn(cell.column, cell.text, *_days(when, calendar, report_end))
        for cell, when in found
    ]


def _days(when: When | str, calendar: Calendar, report_end: date | None) -> tuple[date, date]:
    """The closing day of a column and the first day of its flows."""
    if isinstance(when, str):
        assert report_end is not None
        back = next(back for pattern, _, back in _RELATIVE if pattern.match(when))
        end = month_later(report_end, -12 * back) if back else report_end
        return end, _year_start(end)
    if when.day is None:
        period = calendar.nominal(FiscalSpan(when.year, when.part or "FY"))  # type: ignore[arg-type]
        assert period.start is not None
        return period.end, period.start
    months = {"Q1": 3, "Q2": 3, "Q3": 3, "Q4": 3, "H1": 6, "H2": 6, "9M": 9}.get(when.part, 12)
    if months == 12:
        return when.day, _year_start(when.day)
    before = month_later(when.day, -months)
    return when.day, date.fromordinal(before.toordinal() + 1)


def _year_start(end: date) -> date:
    """The day after the same day a year before."""
    day = 28 if (end.month, end.day) == (2, 29) else end.day
    return date.fromordinal(end.replace(year=end.year - 1, day=day).toordinal() + 1)


def _declared(texts: list[str]) -> Scale | None:
    """The unit declared nearest to the header, or in it."""
    for text in reversed(texts):
        if len(text) > 160:
            continue
        marked = re.search(
            r"单位|in\s+\w*\s*(?:thousand|million|billion)|[$¥€£]|usd|rmb|cny|元|\b'?000s?\b",
            text,
            re.I,
        )
        scale = money_scale(text) if marked else None
        if scale is not None:
            return scale
    return None


def column_period(column: HeaderColumn, instant: bool) -> Period:
    return Period(column.end) if instant else Period(column.end, column.start)
