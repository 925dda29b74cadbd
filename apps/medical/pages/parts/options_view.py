"""Treatment options for a disease, cautions on what is taken already, and a drug to be checked."""

from __future__ import annotations

import streamlit as st

from apps.medical.domain.option import Option
from apps.medical.pages.parts.decide import decide_form
from apps.medical.pages.parts.open_patient import Open
from apps.medical.pages.parts.tables import draw
from apps.medical.service.signing import option_subject
from apps.medical.service.views import options as views
from apps.medical.service.views.references import reference_lines
from apps.shared.words import mark

_PICKED = "option-picked"
_NO_CAUTION = mark("No caution was found in this record; that is no proof that there is none.")


def options_view(of: Open) -> None:
    t = of.t
    st.info(
        t("Options that have been used, never orders. Nothing here is prescribed or sent."),
        icon=":material/rule:",
    )
    left, right = st.columns(2, gap="small")
    with left:
        disease = _disease(of)
    with right:
        drug = st.text_input(t("Check a drug in this patient"), key=f"check-{of.chart.id}")
    if drug:
        _check(of, drug)
    if disease:
        _options(of, disease)
    _current(of)


def _disease(of: Open) -> str | None:
    """What is looked up: diagnoses settled on, leading candidates, problems, or what is written."""
    return st.selectbox(
        of.t("Options for"),
        of.desk.treatment.diseases(of.chart, of.t.language),
        key=f"disease-{of.chart.id}",
        accept_new_options=True,
        index=0 if of.desk.treatment.diseases(of.chart, of.t.language) else None,
        placeholder=of.t("A disease, in English or Chinese"),
    )


def _options(of: Open, disease: str) -> None:
    t = of.t
    found = of.desk.treatment.options_for(of.user, of.chart, disease)
    if not found:
        st.caption(t("Nothing is known of treatment for this, nor for a disease close to it."))
        return

    def pick(key: str) -> None:
        st.session_state[_PICKED] = key

    keys = {views.option_key(number): one for number, one in enumerate(found)}
    chosen = st.session_state.get(_PICKED)
    draw(views.options_table(found, t), "options", on_pick=pick, selected=chosen or "")
    option = keys.get(chosen) if chosen else None
    if option is None:
        st.caption(t("Pick a drug to see its cautions and citations, and to decide about it."))
    else:
        _option(of, option, found)


def _option(of: Open, option: Option, found: tuple[Option, ...]) -> None:
    t = of.t
    st.subheader(option.drug.text, anchor=False)
    if why := views.mechanism_of(option, t):
        st.caption(t("By mechanism: {why}. No indication for this disease is known here.", why=why))
    table = views.cautions_table(option.drug.text, option.cautions, of.record, t)
    draw(table, f"cautions-{option.drug.text}")
    if not option.cautions:
        st.caption(t(_NO_CAUTION))
    st.markdown(reference_lines(views.citations(option)))
    decide_form(of, option_subject(option), [one.drug.text for one in found])


def _check(of: Open, drug: str) -> None:
    """Cautions of any drug in this patient, as before an order."""
    t = of.t
    found = of.desk.treatment.check_drug(of.user, of.chart, drug)
    if found.known:
        table = views.cautions_table(found.name, found.cautions, of.record, t)
        draw(table, "checked")
        if not found.cautions:
            st.caption(t(_NO_CAUTION))
    else:
        st.warning(t("“{drug}” is not known here, so nothing was checked.", drug=drug))


def _current(of: Open) -> None:
    t = of.t
    shown = views.current_cautions(of.review.cautioned)
    if shown:
        st.subheader(t("Cautions on current medications"), anchor=False)
    for number, (drug, cautions) in enumerate(shown):
        draw(views.cautions_table(drug, cautions, of.record, t), f"current-{number}")
