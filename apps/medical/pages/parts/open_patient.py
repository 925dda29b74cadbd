"""The patients and the chart that a session looks at: read again only when something changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from apps.medical.domain.record import PatientRecord
from apps.medical.service.card import Card
from apps.medical.service.desk import Chart
from apps.medical.service.review import Review
from apps.medical.service.roles import User
from apps.medical.service.signing import Decision
from apps.shared.wiring.medical import MedicalDesk
from apps.shared.words import Words

_CHART, _CARDS = "open-chart", "open-cards"


@dataclass(frozen=True, slots=True)
class Open:
    """What every view of a patient draws from; `on` is the day for which ages are told."""

    desk: MedicalDesk
    user: User
    chart: Chart
    review: Review
    t: Words
    on: date

    @property
    def record(self) -> PatientRecord:
        return self.chart.record

    @property
    def decisions(self) -> tuple[Decision, ...]:
        return self.chart.decisions


def listed(desk: MedicalDesk, user: User) -> list[Card]:
    """The worklist, from the session while nothing has changed. Raises Forbidden."""
    key = (user, desk.charts.stamp(user.tenant))
    held = st.session_state.get(_CARDS)
    if held is None or held[0] != key:
        held = (key, desk.charts.cards(user))
        st.session_state[_CARDS] = held
    return held[1]


def open_chart(desk: MedicalDesk, user: User, id: str) -> Chart:
    """The chart of a patient, from the session while nothing has changed.

    Raises KeyError where there is no such patient, Forbidden where the user may not look.
    """
    key = (user, id, desk.charts.chart_stamp(user.tenant, id))
    held = st.session_state.get(_CHART)
    if held is None or held[0] != key:
        held = (key, desk.charts.open(user, id))
        st.session_state[_CHART] = held
    return held[1]


def refreshed(of: Open) -> Open:
    """The same patient as he stands now: a fragment is drawn again with what it was given."""
    chart = open_chart(of.desk, of.user, of.chart.id)
    if chart.review is None:
        return of
    return replace(of, chart=chart, review=chart.review)


def put_back(desk: MedicalDesk, change: Callable[[], Chart]) -> None:
    """Hold the chart that a change returns; for callbacks of buttons."""
    chart = change()
    stamp = desk.charts.chart_stamp(chart.reader.tenant, chart.id)
    st.session_state[_CHART] = ((chart.reader, chart.id, stamp), chart)


def forget() -> None:
    for key in (_CHART, _CARDS):
        st.session_state.pop(key, None)
