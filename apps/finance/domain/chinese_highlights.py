"""Reads 主要会计数据, 主要财务指标 and 分季度主要财务指标: the key figures before the statements.

Their rows mix balances, flows, amounts a share and percentages, each with its own unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from apps.finance.domain.chinese_calendar import Heading, ReportPeriod, heading
from apps.finance.domain.chinese_facts import PERCENT, DeclaredUnit, change_fact, fact_of
from apps.finance.domain.chinese_grid import Line, blank, number_in
from apps.finance.domain.chinese_labels import (
    OPENING_CASH,
    folded,
    level_of,
    metric_of,
    per_share,
    plain,
    unit_in,
)
from apps.finance.domain.chinese_parts import Part
from apps.finance.domain.chinese_titles import last_unit
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Column, Fact, Row, Scope, Statement, StatementKind
from apps.finance.domain.units import fraction
from rag.document import Cell
from rag.units import Scale, decimals_of

_MARKS = {"net_income", "net_income_adjusted", "equity_parent", "eps_basic", "eps_diluted"}
_RATIO = re.compile(
    r"收益率|毛利率|净利率|负债率|比率|[(（][%％][)）]|占比|覆盖率|充足率|不良贷款率|净息差|净利差|成本收入比"
)
_OTHER = re.compile(r"分红|派|利润分配|子公司|被投资|净资产收益率.*每股收益")


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A part that holds key figures, and what its columns are."""

    part: Part
    columns: dict[int, Heading]


def key_figures(parts: Iterable[Part], report: ReportPeriod, before: int) -> list[KeyFigures]:
    """The parts before character `before` that hold key figures under columns of periods."""
    found = []
    for part in parts:
        if part.span.start >= before or (part.title is not None and part.title.kind is not None):
            continue
        columns = {
            c: read
            for c, text in part.heading_texts.items()
            if (read := heading(text, report, Scope.CONSOLIDATED)) is not None
        }
        if _marked(part) and any(not h.change for h in columns.values()):
            found.append(KeyFigures(part, columns))
    return found


def _marked(part: Part) -> bool:
    if _OTHER.search(folded(" ".join(part.heading_texts.values()))):
        return False
    metrics = {metric_of(line.label, StatementKind.HIGHLIGHTS) for line in part.lines}
    return bool(metrics & _MARKS)


def statement_of(figures: KeyFigures, unit: DeclaredUnit) -> Statement | None:
    """The key figures as a statement; columns take the period that each row's nature asks for."""
    order = sorted(figures.columns)
    columns = [_column(figures.columns[c]) for c in order]
    kept = [(c, column) for c, column in zip(order, columns, strict=True) if column is not None]
    rows = []
    for line in figures.part.lines:
        facts = tuple(_fact(line, c, figures.columns[c], unit) for c, _ in kept)
        rows.append(_row(line, facts))
    if not kept or not any(fact for row in rows for fact in row.facts):
        return None
    return Statement(
        StatementKind.HIGHLIGHTS,
        _title(figures.part),
        unit.currency,
        unit.power,
        tuple(column for _, column in kept),
        tuple(rows),
        figures.part.span,
        unit.inherited,
    )


def _title(part: Part) -> str:
    above = folded(part.above)[-200:]
    for words in ("分季度主要财务", "主要财务指标", "主要会计数据"):
        if words in above or words in folded(" ".join(line.label for line in part.headings)):
            return "分季度主要财务指标" if words.startswith("分") else "主要会计数据和财务指标"
    return "主要会计数据和财务指标"


def _column(head: Heading) -> Column | None:
    return head.column(instant=False) or head.column(instant=True)


def _row(line: Line, facts: tuple[Fact | None, ...]) -> Row:
    metric = metric_of(line.label, StatementKind.HIGHLIGHTS)
    shown = None if metric == OPENING_CASH else metric
    return Row(" ".join(line.label.split()), facts, shown, level_of(line.label), line.span)


def _fact(line: Line, number: int, head: Heading, unit: DeclaredUnit) -> Fact | None:
    cell = line.cells.get(number)
    metric = metric_of(line.label, StatementKind.HIGHLIGHTS)
    instant = metric is not None and metric in BY_ID and BY_ID[metric].instant
    column = head.column(instant or bool(re.search("期末|年末|末", folded(line.label))))
    if cell is None or column is None or blank(cell.text):
        return None
    if head.change:
        return change_fact(cell, line.label, column)
    value = number_in(cell.text)
    if value is None or re.search("百分点", cell.text):
        return None
    if not per_share(line.label) and (
        _RATIO.search(folded(line.label)) or "%" in folded(cell.text)
    ):
        return _ratio(cell, line, column)
    return fact_of(cell, value, line.label, metric, column, unit)


def _ratio(cell: Cell, line: Line, column: Column) -> Fact | None:
    value = number_in(cell.text)
    if value is None:
        return None
    return Fact(
        concept=plain(line.label),
        value=fraction(value),
        unit=PERCENT,
        period=column.period,
        raw=cell.text,
        span=cell.span,
        label=" ".join(line.label.split()),
        scale=-2,
        decimals=decimals_of(cell.text) + 2,
    )


def needs_unit(part: Part) -> bool:
    """True where some money line neither says its unit nor is a share's or a ratio's."""
    return any(
        unit_in(line.label) is None
        and not per_share(line.label)
        and not _RATIO.search(folded(line.label))
        for line in part.lines
        if line.figures
    )


def declared(part: Part) -> Scale | None:
    """The unit of the part, also from its column headings."""
    return part.unit or last_unit("\n".join(part.heading_texts.values()))
