"""Ratios as a table by group, one column a period, and DuPont's tree.

Pure: from a company's book to text. Undefined ratios keep their reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from apps.finance.domain.book import Book
from apps.finance.domain.dupont import Branch, dupont
from apps.finance.domain.facts import Filing, Period, Scope
from apps.finance.domain.metrics import Metric
from apps.finance.domain.ratio_definitions import RATIOS
from apps.finance.domain.ratios import main_period, ratio
from apps.finance.domain.trends import fiscal_years
from apps.finance.service.views.amounts import with_unit
from apps.finance.service.views.metrics import labelled, metric_cell
from apps.finance.service.views.periods import period_label
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark

_LINE, _FILL, _INK = "#7d8c96", "#f3f5f7", "#1c2730"
"""Seen on light and on dark pages alike."""

GROUPS = {
    "margin": mark("Margins and costs"),
    "growth": mark("Growth"),
    "liquidity": mark("Liquidity"),
    "leverage": mark("Leverage"),
    "turnover": mark("Turnover"),
    "return": mark("Return"),
    "cash": mark("Cash"),
    "per_share": mark("Per share"),
}


def ratio_periods(of: Book, filing: Filing, limit: int = 3) -> tuple[Period, ...]:
    """The period a filing reports on and the fiscal years before it, newest first."""
    main = main_period(of, filing)
    years = [period for _, period in fiscal_years(of)]
    if main is not None and main not in years:
        years.append(main)
    shown = [p for p in years if main is None or p.end <= main.end]
    return tuple(sorted(shown, reverse=True)[:limit])


def ratio_grid(of: Book, periods: tuple[Period, ...], scope: Scope) -> dict[str, list[Metric]]:
    """Every ratio over each period, by the id of the ratio."""
    return {d.id: [ratio(of, d, period, scope) for period in periods] for d in RATIOS}


def ratio_table(
    of: Book, grid: dict[str, list[Metric]], periods: tuple[Period, ...], t: Words, scale: int
) -> TableView:
    rows: list[TableRow] = []
    blank = metric_blank(len(periods))
    for group, title in GROUPS.items():
        members = [d for d in RATIOS if d.group == group]
        defined = [d for d in members if any(m.value is not None for m in grid[d.id])]
        if defined:
            rows.append(TableRow(t(title), blank, kind="section"))
        rows += [_row(grid[d.id], t, scale) for d in defined]
    columns = tuple(TableColumn(period_label(p, of.calendar, t)) for p in periods)
    return TableView(t("Ratios"), columns, tuple(rows), corner=t("Ratio"))


def _row(metrics: list[Metric], t: Words, scale: int) -> TableRow:
    cells = tuple(metric_cell(m, t, scale=scale) for m in metrics)
    label = labelled(metrics[0].named(t.language), metrics[0].unit, t, scale=scale)
    return TableRow(label, cells, level=1)


def metric_blank(count: int) -> tuple[TableCell, ...]:
    return (TableCell(""),) * count


def undefined_table(grid: dict[str, list[Metric]], t: Words) -> TableView:
    """The ratios without a value for the newest period, each with the reason."""
    rows = tuple(
        TableRow(first.named(t.language), (TableCell(first.reason.text(t.language)),))
        for first in (metrics[0] for metrics in grid.values() if metrics)
        if first.reason is not None
    )
    column = TableColumn(t("Why it is undefined"), align="left")
    return TableView(t("Undefined ratios"), (column,), rows, corner=t("Ratio"))


def dupont_tree(of: Book, period: Period, scope: Scope) -> Branch:
    return dupont(of, period, scope, steps=5)


def dupont_dot(tree: Branch, t: Words) -> str:
    """The tree in Graphviz's language, left to right; factors multiply to what they hang on."""
    lines = [
        "digraph { rankdir=LR; nodesep=0.18; ranksep=0.45; bgcolor=transparent;",
        f'node [shape=box, style="rounded,filled", fillcolor="{_FILL}", fontcolor="{_INK}", '
        f'fontname="sans-serif", fontsize=11, color="{_LINE}", margin="0.14,0.06"];',
        f'edge [dir=none, color="{_LINE}", fontname="sans-serif", fontsize=10];',
    ]
    for name, branch, parent in _walk(tree, "n", ""):
        value = with_unit(branch.metric.value, branch.metric.unit, t)
        lines.append(f'{name} [label="{_quoted(branch.metric.named(t.language))}\\n{value}"];')
        if parent:
            lines.append(f"{parent} -> {name};")
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _walk(tree: Branch, name: str, parent: str) -> Iterator[tuple[str, Branch, str]]:
    yield name, tree, parent
    for i, factor in enumerate(tree.factors):
        yield from _walk(factor, f"{name}_{i}", name)


def dupont_table(tree: Branch, of: Book, period: Period, t: Words, scale: int) -> TableView:
    """The table behind the tree: each factor, deeper ones indented."""
    rows = tuple(
        TableRow(
            branch.metric.named(t.language),
            (metric_cell(branch.metric, t, scale=scale, unit=True),),
            level=name.count("_"),
            kind="line" if parent else "total",
        )
        for name, branch, parent in _walk(tree, "n", "")
    )
    column = TableColumn(period_label(period, of.calendar, t))
    return TableView(t("DuPont analysis"), (column,), rows, corner=t("Factor"))


def dupont_metrics(tree: Branch) -> tuple[Metric, ...]:
    return tuple(branch.metric for _, branch, _ in _walk(tree, "n", ""))
