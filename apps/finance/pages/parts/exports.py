"""The export menu: spreadsheet with live formulas, CSV, JSON; made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from apps.finance.domain.facts import Filing
from apps.finance.service.export import to_csv, to_json, to_xlsx
from apps.finance.service.library import Library
from apps.shared.words import Words

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_menu(library: Library, ids: Sequence[str], t: Words) -> None:
    """Buttons that download the filings named."""
    kinds: dict[str, tuple[str, str, Callable[[list[Filing]], bytes]]] = {
        "xlsx": (
            t("Excel, with formulas and sources"),
            _XLSX,
            partial(to_xlsx, language=t.language),
        ),
        "csv": (t("CSV"), "text/csv", to_csv),
        "json": (t("JSON"), "application/json", to_json),
    }
    with st.popover(t("Export"), icon=":material/download:"):
        for ending, (label, mime, write) in kinds.items():
            st.download_button(
                label,
                data=partial(_written, library, tuple(ids), write),
                file_name=f"consilium.{ending}",
                mime=mime,
                key=f"export-{ending}",
                on_click="ignore",
                width="stretch",
            )


def _written(
    library: Library, ids: tuple[str, ...], write: Callable[[list[Filing]], bytes]
) -> bytes:
    return write([library.load(id) for id in ids])
