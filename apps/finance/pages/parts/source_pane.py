"""The pane beside a table: the source of the figure that was picked, or how it was worked out."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from apps.finance.domain.book import Book
from apps.finance.domain.metrics import Metric
from apps.finance.pages.parts.selection import came_from, open_afresh, open_figure, opened
from apps.finance.service.library import Library
from apps.finance.service.views.figures import (
    figure_at,
    figure_details,
    figure_name,
    occurrences,
)
from apps.finance.service.views.metrics import working_scale, working_table
from apps.finance.service.views.workings import worked_metric
from apps.shared.figure_table import show_table
from apps.shared.places import Place, read_ref
from apps.shared.provenance import Provenance
from apps.shared.viewer import pane_head, plain, show_source
from apps.shared.words import Words


def source_pane(library: Library, t: Words, books: Sequence[Book] = ()) -> bool:
    """Draw what is open; False where nothing is. Workings are looked up in `books`."""
    ref = opened()
    place = read_ref(ref)
    if place is not None:
        _back(books, t)
        _place(library, place, t)
        return True
    found = worked_metric(books, ref)
    if found is None:
        return False
    _working(*found, t)
    return True


def _back(books: Sequence[Book], t: Words) -> None:
    """The way back to the working that the figure was picked in."""
    found = worked_metric(books, came_from())
    if found is not None:
        st.button(
            t("Back to {name}", name=plain(found[1].named(t.language))),
            key="source-via",
            icon=":material/arrow_back:",
            type="tertiary",
            shortcut="Alt+Up",
            on_click=open_afresh,
            args=(came_from(),),
        )


def _place(library: Library, place: Place, t: Words) -> None:
    if place.doc_id not in library:
        st.warning(t("This filing is no longer in the library. Add it again to see the source."))
        return
    filing = library.load(place.doc_id)
    fact = figure_at(filing, place)
    show_source(
        Provenance(
            filing.document,
            place,
            lambda: library.source(place.doc_id),
            figure_name(fact, t) if fact else "",
            figure_details(filing, fact, t) if fact else (),
            occurrences(filing, fact) if fact else (place,),
        ),
        t,
        open_figure,
    )


def _working(of: Book, metric: Metric, t: Words) -> None:
    name = plain(metric.named(t.language))
    pane_head(t("How it was worked out"), name, t, open_figure)
    st.markdown(f"{name} = {plain(metric.explained(t.language))}")
    table = working_table(metric, of.calendar, t, working_scale(metric, t))
    show_table(table, key="worked-out", on_pick=open_figure, selected=opened())
    st.caption(t("Pick an input to see where it is printed."))
