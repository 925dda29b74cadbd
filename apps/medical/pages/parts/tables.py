"""A table of a patient's page: what is picked opens in the source pane."""

from __future__ import annotations

from collections.abc import Callable

from apps.medical.pages.parts.opened import open_source, opened
from apps.shared.figure_table import show_table
from apps.shared.tables import TableView

HEIGHT = 620


def draw(
    table: TableView,
    key: str,
    *,
    height: int | None = None,
    on_pick: Callable[[str], None] = open_source,
    selected: str | None = None,
) -> None:
    """Draw the table where it has rows."""
    if table.rows:
        chosen = opened() if selected is None else selected
        show_table(table, key=key, on_pick=on_pick, selected=chosen, height=height)
