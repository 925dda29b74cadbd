"""Validation, knowledge and versions as tables and lines."""

from __future__ import annotations

from collections.abc import Mapping

from apps.shared.about import About
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words


def validation_table(about: About, t: Words) -> TableView:
    columns = (
        TableColumn(t("Measured")),
        TableColumn(t("Baseline")),
        TableColumn(t("On"), align="left"),
    )
    rows = tuple(
        TableRow(
            one.zh if t.language == "zh" else one.en,
            (TableCell(one.value), TableCell(one.baseline, tone="muted"), TableCell(one.data)),
        )
        for one in about.validation
    )
    return TableView(t("Validation"), columns, rows, t("Figure"))


def knowledge_lines(about: About, t: Words) -> str:
    """A list in Markdown; the addresses are our own."""
    return "\n".join(
        f"- [{one.name}](<{one.url}>) {one.version}, {one.licence}: "
        f"{one.use_zh if t.language == 'zh' else one.use_en}"
        for one in about.knowledge
    )


def versions_table(versions: Mapping[str, str], t: Words) -> TableView:
    rows = tuple(TableRow(name, (TableCell(value),)) for name, value in versions.items())
    return TableView(t("Versions"), (TableColumn(t("Version"), align="left"),), rows, t("Part"))
