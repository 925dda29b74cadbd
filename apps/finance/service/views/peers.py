"""Several filings side by side: a table with one column a filing, and points for a scatter.

Pure: from books to text and numbers. Money is never converted: each column says its currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.finance.domain.book import Book
from apps.finance.domain.compare import compare, figure
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Filing, Period, Scope
from apps.finance.domain.metrics import PERCENT, Metric
from apps.finance.domain.ratio_definitions import RATIO_BY_ID
from apps.finance.domain.ratios import growth, main_period
from apps.finance.service.views.amounts import reading_scale, scales_with, unit_name, with_unit
from apps.finance.service.views.metrics import metric_cell
from apps.finance.service.views.periods import period_label
from apps.shared.formats import percent
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words

DEFAULT_IDS = (
    "revenue", "gross_profit", "operating_income", "net_income", "operating_cash_flow",
    "total_assets", "total_liabilities", "equity_parent", "gross_margin", "net_margin",
    "return_on_equity", "debt_to_assets", "current_ratio",
)  # fmt: skip
AXES = tuple(id for id, definition in RATIO_BY_ID.items() if definition.unit != "money")


@dataclass(frozen=True, slots=True)
class Peer:
    """A filing to compare, with its company's book and the period it reports on."""

    filing: Filing
    of: Book
    period: Period


@dataclass(frozen=True, slots=True)
class PeerPoints:
    """A scatter: what its axes are called and a record for each filing that has both figures."""

    x: str
    y: str
    x_percent: bool
    y_percent: bool
    who: str
    records: tuple[dict[str, Any], ...]
    missing: tuple[str, ...]

    @property
    def alt(self) -> str:
        """The chart in words, for readers who do not see it."""
        points = (f"{r['name']}: {r['x_text']}, {r['y_text']}" for r in self.records)
        return "; ".join([f"{self.x} / {self.y}", *points])


def peer(filing: Filing, of: Book) -> Peer | None:
    """None where the filing states no flows of its period."""
    period = main_period(of, filing)
    return None if period is None else Peer(filing, of, period)


def peer_name(one: Peer, t: Words) -> str:
    return f"{one.filing.company} {period_label(one.period, one.of.calendar, t)}"


def figure_name(id: str, t: Words) -> str:
    """The name of a core metric or ratio."""
    definition = RATIO_BY_ID.get(id) or BY_ID[id]
    return definition.name_zh if t.language == "zh" else definition.name_en


def peer_metric(one: Peer, id: str) -> Metric:
    return figure(one.of, id, one.period, Scope.CONSOLIDATED)


def remarks(peers: Sequence[Peer], t: Words) -> tuple[str, ...]:
    """What the reader must know before comparing: currencies, years that end on other days."""
    companies = {one.of.company: one.of for one in peers}
    found = compare(list(companies.values()), ()).remarks
    return tuple(remark.text(t.language) for remark in found)


def comparison(peers: Sequence[Peer], ids: Sequence[str], t: Words) -> TableView:
    """One row a figure, with its growth under it where it is no ratio; one column a filing."""
    metrics = {id: [peer_metric(one, id) for one in peers] for id in ids}
    scale = _common_scale([[row[i] for row in metrics.values()] for i in range(len(peers))], t)
    columns = tuple(
        TableColumn(
            one.filing.company or one.filing.document.name,
            f"{period_label(one.period, one.of.calendar, t)} · "
            f"{unit_name(one.of.currency, scale, t)}",
        )
        for one in peers
    )
    rows: list[TableRow] = []
    for id in ids:
        cells = tuple(metric_cell(m, t, scale=scale, unit=_spelt(m), places=1) for m in metrics[id])
        rows.append(TableRow(figure_name(id, t), cells))
        if id not in RATIO_BY_ID:
            changes = tuple(_growth(growth(one.of, id, one.period), t) for one in peers)
            rows.append(TableRow(t("year on year"), changes, level=1))
    return TableView(t("Comparison"), columns, tuple(rows), corner=t("Figure"))


def _common_scale(by_peer: Sequence[Sequence[Metric]], t: Words) -> int:
    """The scale in which the smallest of the companies still reads well."""
    money = ([m.value for m in metrics if scales_with(m.unit)] for metrics in by_peer)
    largest = (max((abs(v) for v in values if v is not None), default=None) for values in money)
    return reading_scale([min((v for v in largest if v is not None), default=None)], t)


def _spelt(metric: Metric) -> bool:
    return not scales_with(metric.unit)


def _growth(metric: Metric, t: Words) -> TableCell:
    cell = metric_cell(metric, t, scale=0)
    if metric.value is None:
        return cell
    return TableCell(percent(metric.value, t.language, sign=True), cell.ref, "muted", cell.note)


def points(peers: Sequence[Peer], x: str, y: str, t: Words) -> PeerPoints:
    """The scatter of two ratios; filings without one of them are listed as missing."""
    records: list[dict[str, Any]] = []
    missing: list[str] = []
    for one in peers:
        at_x, at_y = peer_metric(one, x), peer_metric(one, y)
        if at_x.value is None or at_y.value is None:
            missing.append(peer_name(one, t))
            continue
        records.append(
            {
                "name": peer_name(one, t),
                "x": float(at_x.value),
                "y": float(at_y.value),
                "x_text": with_unit(at_x.value, at_x.unit, t),
                "y_text": with_unit(at_y.value, at_y.unit, t),
            }
        )
    return PeerPoints(
        figure_name(x, t), figure_name(y, t),
        RATIO_BY_ID[x].unit == PERCENT, RATIO_BY_ID[y].unit == PERCENT,
        t("Filing"), tuple(records), tuple(missing),
    )  # fmt: skip
