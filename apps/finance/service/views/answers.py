"""What was done for an answer, and the cells and formula behind its figures.

Pure: from an answer to what is shown. Knows nothing of how it is streamed or drawn.
"""

from __future__ import annotations

from collections.abc import Iterable

from apps.finance.domain.metrics import Metric
from apps.finance.domain.query import QueryResult
from apps.finance.service.ask import Answered, Stage
from apps.finance.service.views.amounts import reading_scale, scales_with
from apps.finance.service.views.metrics import metric_cell, nested_inputs
from apps.shared.shown_answers import RUNGS
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark
from rag.document import Document
from rag.evidence import Citation

_STAGES = {
    "understood": mark("Understood as: {detail}"),
    "figures": mark("Looking among the figures…"),
    "search": mark("Searching the passages…"),
    "compose": mark("Composing and checking…"),
}


def stage_text(stage: Stage, t: Words) -> str:
    return t(_STAGES[stage.name], detail=stage.detail)


def made_by(answered: Answered, t: Words) -> str:
    """Which rung made the answer, or that no model had a part in it."""
    if answered.by == "figures":
        return t("Worked out from the figures of the filings; no model was asked")
    return t(RUNGS[answered.answer.rung])


def result_table(result: QueryResult, t: Words) -> TableView:
    """The figures asked for, each with the cells that went into it."""
    values = [row.metric for row in result.rows]
    scale = reading_scale((m.value for m in _all(values) if scales_with(m.unit)), t)
    rows: list[TableRow] = []
    for row in result.rows:
        period = row.period_zh if t.language == "zh" else row.period_en
        label = " · ".join(p for p in (row.company, row.metric.named(t.language), period) if p)
        derived = not row.metric.stated and row.metric.value is not None
        cell = _value(row.metric, t, scale)
        rows.append(
            TableRow(
                label,
                (TableCell(cell.text, tone=cell.tone, note=cell.note) if derived else cell,),
                kind="total",
                note=f"= {row.metric.explained(t.language)}" if derived else "",
            )
        )
        for item, level in nested_inputs(row.metric.inputs) if derived else ():
            name = item.named(t.language)
            when = item.period.end.isoformat() if item.period else ""
            cells = (_value(item, t, scale),)
            rows.append(TableRow(f"{name}, {when}" if when else name, cells, level=level + 1))
    return TableView(t("Figures behind the answer"), (TableColumn(t("Value")),), tuple(rows))


def _value(metric: Metric, t: Words, scale: int) -> TableCell:
    return metric_cell(metric, t, scale=scale, unit=True)


def _all(metrics: Iterable[Metric]) -> Iterable[Metric]:
    for metric in metrics:
        yield metric
        yield from metric.leaves()


def citation_place(document: Document, citation: Citation, t: Words) -> str:
    """The name of a document and the page that a citation stands on."""
    page = document.page_at(citation.span.start)
    if page is None:
        return document.name
    return t("{name}, page {page}", name=document.name, page=page.number)
