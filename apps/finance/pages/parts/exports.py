"""The export menu: spreadsheet with live formulas, CSV, JSON, brief; made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from apps.finance.domain.facts import Filing
from apps.finance.service.brief import needs_font, to_brief
from apps.finance.service.export import to_csv, to_json, to_xlsx
from apps.finance.service.library import Library
from apps.shared.fonts import NoFont, chinese_font
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
        if len(ids) == 1:
            _brief_button(library, ids[0], t)


def _brief_button(library: Library, id: str, t: Words) -> None:
    """The brief of one filing; where no font can draw it, the button says which to install."""
    missing = _missing_font(library, id, t)
    st.download_button(
        t("Brief, one page (PDF)"),
        data=lambda: to_brief(library.load(id), language=t.language),
        file_name="consilium-brief.pdf",
        mime="application/pdf",
        key="export-brief",
        on_click="ignore",
        disabled=missing is not None,
        help=missing,
        width="stretch",
    )


def _missing_font(library: Library, id: str, t: Words) -> str | None:
    try:
        chinese_font()
    except NoFont as problem:
        return str(problem) if needs_font(library.load(id), t.language) else None
    return None


def _written(
    library: Library, ids: tuple[str, ...], write: Callable[[list[Filing]], bytes]
) -> bytes:
    return write([library.load(id) for id in ids])
