"""Reads statements kept in spreadsheets into a `Filing`.

One column a period, or one row a period; labels in English or Chinese; the unit in a line above,
in the header, or unsaid, which is then noted. Knows the sheet by its cells alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from apps.finance.domain.chinese_labels import unit_in
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import (
    Column,
    Fact,
    Filing,
    Notice,
    Origin,
    Period,
    Row,
    Scope,
    Statement,
    StatementKind,
)
from apps.finance.domain.sheet_labels import metric_called, metrics_by_line
from apps.finance.domain.sheet_layout import (
    Block,
    Grid,
    HeaderColumn,
    blocks,
    column_period,
    grid_of,
    turned,
)
from rag.document import Cell, Document, Span, Table
from rag.periods import find_periods
from rag.readers.errors import UnreadableFile
from rag.units import Scale, decimals_of, parse_number

_COMPANY = re.compile(
    r"公司|集团|银行|\b(?:inc|corp(?:oration)?|ltd|limited|llc|plc|company|co|holdings?|group)\b\.?",
    re.IGNORECASE,
)
_TITLES = {
    StatementKind.BALANCE_SHEET: re.compile(r"资产负债表|balance sheet|financial position", re.I),
    StatementKind.INCOME: re.compile(
        r"利润表|损益表|income statement|operations|earnings|p&l", re.I
    ),
    StatementKind.CASH_FLOW: re.compile(r"现金流量表|cash flow", re.I),
}
_SHARES_IN_FULL = re.compile(
    r"except[^)]*\b(?:number\s+of\s+)?shares?\b(?!\s+(?:data|amounts?|figures?))", re.I
)


_UNITS = {"per_share": "{}/share", "shares": "shares"}


@dataclass(frozen=True, slots=True)
class _Unit:
    """The money unit of a block; `inherited` where an earlier one said it, or nobody."""

    currency: str
    power: int
    inherited: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a block: its label's cell, its metric, the statement it belongs to, its cells."""

    label: Cell
    metric: str | None
    kind: StatementKind
    cells: tuple[Cell | None, ...]


def read_sheet(document: Document) -> Filing:
    """The filing that a spreadsheet's statements make.

    Raises UnreadableFile where no sheet holds labels beside figures under period headings.
    """
    report_end = _report_end(document)
    statements: list[Statement] = []
    notices: list[Notice] = []
    unit: _Unit | None = None
    for table in document.tables:
        for block, grid in _blocks(table, report_end):
            unit = _unit(block, document, unit)
            if unit.inherited:
                notices.append(_undeclared(block, unit, grid))
            statements += _statements(document, table, grid, block, unit)
    if not any(row.metric for s in statements for row in s.rows):
        raise UnreadableFile(
            document.name, "no_text", "no sheet holds statement lines under period headings",
            "put the labels in the first column and a year or a date above each column",
        )  # fmt: skip
    return _filing(document, statements, notices, report_end)


def _blocks(table: Table, report_end: date | None) -> Iterable[tuple[Block, Grid]]:
    """The blocks of a sheet as it stands, or turned, whichever names more metrics."""
    grid = grid_of(table)
    ways = [(g, blocks(g, report_end)) for g in (grid, turned(grid))]
    counts = [sum(_known(g, b) for b in found) for g, found in ways]
    chosen, found = ways[counts.index(max(counts))]
    return [(block, chosen) for block in found if max(counts)]


def _known(grid: Grid, block: Block) -> int:
    labels = [
        grid[r, block.label_column].text for r in block.rows if (r, block.label_column) in grid
    ]
    return sum(metric_called(label) is not None for label in labels) + len(metrics_by_line(labels))


def _unit(block: Block, document: Document, before: _Unit | None) -> _Unit:
    said: Scale | None = block.declared
    fallback = before.currency if before else "CNY" if document.language == "zh" else "USD"
    if said is not None:
        return _Unit(said.currency or fallback, said.power, inherited=False)
    if before is not None:
        return _Unit(before.currency, before.power, inherited=True)
    return _Unit(fallback, 0, inherited=True)


def _undeclared(block: Block, unit: _Unit, grid: Grid) -> Notice:
    at = next(
        c.span
        for (row, _), c in sorted(grid.items(), key=lambda e: e[0])
        if row == block.header_row
    )
    return Notice(
        "warning",
        f"no unit is declared above this header: figures are taken in {unit.currency} "
        f"times 10^{unit.power}; state the unit in a line above the header",
        at,
    )


def _statements(
    document: Document, table: Table, grid: Grid, block: Block, unit: _Unit
) -> list[Statement]:
    """One statement for each run of lines of one kind."""
    lines = _lines(grid, block, _kind_of(document, table, block))
    found = []
    for kind, run in groupby(lines, key=lambda line: line.kind):
        rows = [row for line in run if (row := _row(line, block, unit)) is not None]
        if rows:
            found.append(_statement(kind, rows, block, unit))
    return found


def _kind_of(document: Document, table: Table, block: Block) -> StatementKind | None:
    """The kind that the sheet's name or the words above the header say."""
    page = document.page_at(table.span.start)
    title = document.text[page.start : page.start + 80].split("\n")[0] if page else ""
    said = f"{title} {block.words}"
    hits = [kind for kind, pattern in _TITLES.items() if pattern.search(said)]
    return hits[0] if len(hits) == 1 else None


def _lines(grid: Grid, block: Block, kind: StatementKind | None) -> list[_Line]:
    rows = [r for r in block.rows if (r, block.label_column) in grid]
    metrics = metrics_by_line([grid[r, block.label_column].text for r in rows])
    current = kind or next(
        (BY_ID[metrics[i]].statement for i in range(len(rows)) if i in metrics),
        StatementKind.HIGHLIGHTS,
    )
    lines = []
    for index, row in enumerate(rows):
        id = metrics.get(index)
        if id is not None and kind is None:
            current = BY_ID[id].statement
        cells = tuple(grid.get((row, column.column)) for column in block.columns)
        lines.append(_Line(grid[row, block.label_column], id, current, cells))
    return lines


def _row(line: _Line, block: Block, unit: _Unit) -> Row | None:
    facts = tuple(
        _fact(line, cell, column, block, unit)
        for cell, column in zip(line.cells, block.columns, strict=True)
    )
    if all(fact is None for fact in facts):
        return None
    return Row(line.label.text, facts, line.metric, span=line.label.span)


def _fact(
    line: _Line, cell: Cell | None, column: HeaderColumn, block: Block, unit: _Unit
) -> Fact | None:
    value = parse_number(cell.text) if cell is not None else None
    if cell is None or value is None or cell.text.rstrip().endswith(("%", "％")):
        return None
    concept = BY_ID.get(line.metric or "")
    measure = concept.measure if concept else "money"
    if concept is None and re.search(r"per share|每股", line.label.text, re.I):
        measure = "per_share"
    own = unit_in(line.label.text)
    power = own.power if own is not None else unit.power
    if measure == "per_share" or (measure == "shares" and _SHARES_IN_FULL.search(block.words)):
        power = 0
    instant = concept.instant if concept else line.kind is StatementKind.BALANCE_SHEET
    if concept is not None and concept.flip:
        value = abs(value)
    return Fact(
        concept=line.label.text, value=value.scaleb(power),
        unit=_UNITS.get(measure, "{}").format(unit.currency),
        period=column_period(column, instant), raw=cell.text, span=cell.span, metric=line.metric,
        label=line.label.text, scope=_scope(column.label, block.words), scale=power,
        decimals=decimals_of(cell.text) - power, origin=Origin.SHEET,
        restated=bool(re.search(r"restated|调整后|重述", column.label, re.I)),
        unit_inherited=unit.inherited and own is None,
    )  # fmt: skip


def _scope(label: str, words: str) -> Scope:
    own = "母公司" in label or "parent" in label.lower()
    above = "母公司" in words and "合并" not in words
    return Scope.PARENT if own or (above and "合并" not in label) else Scope.CONSOLIDATED


def _statement(kind: StatementKind, rows: list[Row], block: Block, unit: _Unit) -> Statement:
    instant = kind is StatementKind.BALANCE_SHEET
    columns = tuple(
        Column(c.label, column_period(c, instant), _scope(c.label, block.words))
        for c in block.columns
    )
    spans = [row.span for row in rows if row.span is not None]
    whole = Span(min(s.start for s in spans), max(s.end for s in spans), spans[0].page)
    return Statement(
        kind,
        _title(kind, block),
        unit.currency,
        unit.power,
        columns,
        tuple(rows),
        whole,
        unit.inherited,
    )


def _title(kind: StatementKind, block: Block) -> str:
    """The title as the words above the header have it, or the kind's own name."""
    pattern = _TITLES.get(kind)
    match = pattern.search(block.words) if pattern else None
    return match[0] if match else kind.value.replace("_", " ")


def _report_end(document: Document) -> date | None:
    """The newest day said in words above the figures, or the year in the file's name."""
    head = document.text[:2_000]
    days = [w.day for w in find_periods(head) if w.day is not None]
    if days:
        return max(days)
    years = [w.year for w in find_periods(f"{head} {document.name}") if 1990 <= w.year <= 2100]
    return date(max(years), 12, 31) if years else None


def _filing(
    document: Document,
    statements: list[Statement],
    notices: list[Notice],
    report_end: date | None,
) -> Filing:
    facts = tuple(f for s in statements for row in s.rows for f in row.facts if f is not None)
    end = max((f.period.end for f in facts), default=report_end)
    newest = [f.period for f in facts if f.period.end == end and f.period.start is not None]
    return Filing(
        document=document, company=_company(document), form="sheet",
        currency=statements[0].unit, period_end=end,
        fiscal_year=end.year if end else None, fiscal_period=_fiscal_period(newest, end),
        facts=facts, statements=tuple(statements), notices=tuple(notices),
    )  # fmt: skip


def _fiscal_period(flows: list[Period], end: date | None) -> str:
    longest = max((p.days or 0 for p in flows), default=365)
    if end is None or longest > 300:
        return "FY"
    if 160 <= longest <= 200:
        return "H1" if end.month <= 7 else "H2"
    return f"Q{(end.month + 2) // 3}"


def _company(document: Document) -> str:
    """The first short line of words that names a company, or else the file's own name."""
    for line in document.text[:2_000].splitlines():
        for cell in line.split("\t"):
            text = re.sub(
                r"^(?:编制单位|公司名称|单位名称|company)\s*[:：]\s*", "", cell, flags=re.I
            )
            if 3 <= len(text) <= 60 and _COMPANY.search(text) and not metric_called(text):
                if re.search(r"归属|股东|母公司|attributable|合计|total", text, re.I):
                    continue
                return text.strip()
    return re.sub(r"\.(?:xlsx|xlsm|csv|tsv|txt)$", "", document.name, flags=re.I)
