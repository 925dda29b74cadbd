"""The compare page: filings side by side, currencies told apart, peers as points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from apps.shared.wiring.finance import FinanceDesk

Open = Callable[..., AppTest]
Drawn = Callable[[AppTest], dict[str, Any]]


def test_filings_stand_side_by_side(desk: FinanceDesk, opened: Open, drawn: Drawn) -> None:
    app = opened("compare")
    columns = drawn(app)["Comparison"]["columns"]
    assert len(columns) == 2
    assert "not converted" in app.warning[0].value
    assert len(app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")) == 1


def test_leaving_one_out_leaves_one_column(
    desk: FinanceDesk, opened: Open, drawn: Drawn, english_id: str
) -> None:
    app = opened("compare")
    app.multiselect(key="compared").set_value([english_id]).run()
    assert len(drawn(app)["Comparison"]["columns"]) == 1
    assert not app.warning
    app.multiselect(key="compared").set_value([]).run()
    assert "Choose at least one filing" in app.info[0].value
