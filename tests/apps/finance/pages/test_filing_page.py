"""The filing page: failing checks first, statements, and the source of a picked figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps.shared.wiring.finance import FinanceDesk

Open = Callable[..., AppTest]
Drawn = Callable[[AppTest], dict[str, Any]]


def test_the_sample_is_there_at_once(desk: FinanceDesk, opened: Open, drawn: Drawn) -> None:
    app = opened()
    assert "Synthetic Harbor Instruments" in app.title[0].value
    assert any("Synthetic data" in text.value for text in app.markdown)
    assert app.error[0].value.startswith("**1 check fails**")
    assert "FY2022" in app.error[0].value
    tables = drawn(app)
    assert tables["Failing checks"]["rows"][-1]["cells"][0]["text"] == "100"


def test_picking_a_figure_opens_its_source(
    desk: FinanceDesk, opened: Open, drawn: Drawn, english_id: str
) -> None:
    filing = desk.library.load(english_id)
    revenue = next(f for f in filing.facts if f.metric == "revenue")
    ref = f"{english_id}.{revenue.span.start}.{revenue.span.end}"
    app = opened(filing=english_id, figure=ref)
    shown = [element.proto.body for element in app.get("html")]
    assert any("<mark>" in body and revenue.raw in body for body in shown)
    assert any(f">{revenue.raw}</dd>" in body for body in shown)
    app.button(key="source-close").click().run()
    assert "figure" not in app.query_params
    assert not any("<mark>" in element.proto.body for element in app.get("html"))


def test_every_view_can_be_chosen(
    desk: FinanceDesk, opened: Open, drawn: Drawn, english_id: str
) -> None:
    app = opened(filing=english_id)
    for view, caption in (
        ("balance_sheet", None),
        ("checks", "All checks"),
        ("ratios", "Ratios"),
        ("dupont", "DuPont analysis"),
        ("trends", "Trends"),
        ("waterfall", "From revenue to profit"),
    ):
        app.segmented_control(key="view").set_value(view).run()
        assert not app.exception, view
        assert caption is None or caption in drawn(app), view
        assert app.query_params["view"] == view


def test_a_ratio_opens_its_working(
    desk: FinanceDesk, opened: Open, drawn: Drawn, english_id: str
) -> None:
    app = opened(filing=english_id, view="ratios")
    rows = {row["label"].strip(): row for row in drawn(app)["Ratios"]["rows"]}
    app.query_params["figure"] = rows["Current ratio"]["cells"][0]["ref"]
    app.run()
    working = drawn(app)["Current ratio"]
    assert [row["label"].split(",")[0] for row in working["rows"]] == [
        "Total current assets",
        "Total current liabilities",
        "Current ratio",
    ]


def test_the_chinese_report_in_chinese(desk: FinanceDesk, opened: Open, drawn: Drawn) -> None:
    app = opened(lang="zh")
    assert "合成" in app.title[0].value
    assert app.success[0].value.endswith("项检查全部成立")
    app.segmented_control(key="scope").set_value("parent").run()
    assert not app.exception
    app.segmented_control(key="lang").set_value("en").run()
    assert "check" in app.success[0].value


def test_a_link_to_nothing_shows_the_filing_without_a_source(
    desk: FinanceDesk, opened: Open
) -> None:
    app = opened(filing="no-such", view="no-such", figure="../../etc/passwd", lang="xx")
    assert "Synthetic Harbor" in app.title[0].value
    gone = opened(figure=f"{'0' * 16}.1.2")
    assert "no longer in the library" in gone.warning[0].value


def test_an_empty_library_says_what_to_do(empty_desk: FinanceDesk, opened: Open) -> None:
    app = opened()
    assert "library is empty" in app.info[0].value


def test_the_brief_is_offered_or_says_what_it_lacks(
    opened: Open, english_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    label = "Brief, one page (PDF)"
    app = opened(filing=english_id)
    assert not next(b for b in app.get("download_button") if b.proto.label == label).proto.disabled
    monkeypatch.setattr("apps.shared.fonts._CHINESE", ())
    app = opened(filing=english_id, lang="zh")
    (button,) = [b for b in app.get("download_button") if b.proto.label == "一页简报（PDF）"]
    assert button.proto.disabled
    assert "fonts-wqy" in button.proto.help
