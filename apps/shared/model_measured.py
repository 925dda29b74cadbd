"""What the page About says of the model that answers: its name, its adapter, what was measured.

The figures come from the one file that an evaluation of the shipped weights leaves beside them;
where there is none, none is shown. Knows nothing of how anything is measured.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark

if TYPE_CHECKING:
    from apps.shared.lessons.lesson import Desk
    from finetune.evaluation.report import Measure, Report

EVERYWHERE = {
    "citation_precision": mark("Citations that carry the answer"),
    "citation_recall": mark("Statements with such a citation"),
    "shown_unanswerable": mark("Shown as an answer where no passage answers (lower is better)"),
    "ppl_general": mark("Perplexity on general text (lower is better)"),
}
OF_A_DESK = {
    "cited_and_right": mark("Answers right and rightly cited"),
    "refusal_right": mark("Answered or refused as is right (0.5 by chance)"),
    "shown_as_said": mark("Answers that this desk's check verifies whole"),
}
READING = mark("Perplexity on unseen text of this area (lower is better)")
PUBLIC = {
    "finance": ("tatqa_span_f1", mark("TAT-QA, spans, F1")),
    "medical": ("pubmedqa_accuracy", mark("PubMedQA, accuracy")),
    "education": ("gsm8k_accuracy", mark("GSM8K with the calculator, accuracy")),
}


@lru_cache(maxsize=1)
def shipped_report() -> Report | None:
    """The evaluation of the shipped weights; None where none lies beside them.

    Raises ValidationError where the file is damaged.
    """
    from core_model.shipped.record import SHIPPED
    from finetune.evaluation.report import FILE

    return report_in(SHIPPED / FILE)


def report_in(path: Path) -> Report | None:
    from finetune.evaluation.report import read_report

    return read_report(path) if path.is_file() else None


def measured_table(report: Report, desk: Desk, t: Words) -> TableView:
    """The desk's figures before and after, on the same items."""
    columns = (
        TableColumn(t("With training")),
        TableColumn(t("Base alone")),
        TableColumn(t("Items")),
    )
    by_name = {one.name: one for one in report.measures}
    rows = tuple(_row(by_name[name], t(title)) for name, title in _titles(desk) if name in by_name)
    return TableView(t("Before and after"), columns, rows, t("Figure"))


def _titles(desk: Desk) -> list[tuple[str, str]]:
    return [
        *((f"{name}_{desk}", title) for name, title in OF_A_DESK.items()),
        *EVERYWHERE.items(),
        PUBLIC[desk],
        (f"ppl_{desk}_adapter", READING),
    ]


def _row(one: Measure, title: str) -> TableRow:
    return TableRow(
        title,
        (
            TableCell(_shown(one.ours)),
            TableCell(_shown(one.base), tone="muted"),
            TableCell(f"{one.items:,}"),
        ),
    )


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def model_line(model: str, adapter: str | None, t: Words) -> str:
    """One sentence on what answers."""
    if adapter is None:
        return t("Questions are answered by the model {model}, without an adapter.", model=model)
    return t(
        "Questions are answered by the model {model} with the adapter {adapter}.",
        model=model,
        adapter=adapter,
    )
