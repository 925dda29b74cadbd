"""The ask page: figures answered with citations, refusals shown, the rung told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from apps.shared.wiring.finance import FinanceDesk

Open = Callable[..., AppTest]
Drawn = Callable[[AppTest], dict[str, Any]]


def test_it_opens_with_examples_and_the_active_rung(desk: FinanceDesk, opened: Open) -> None:
    app = opened("ask")
    examples = [button.label for button in app.button if button.key.startswith("example-")]
    assert len(examples) == 5
    assert any("Quotations and figures, no model" in text.value for text in app.markdown)


def test_an_example_is_answered_with_citations_that_open(
    desk: FinanceDesk, opened: Open, drawn: Drawn
) -> None:
    app = opened("ask")
    app.button(key="example-0").click().run()
    assert not app.exception
    claims = drawn(app)["claims"]["claims"]
    assert "581.32" in claims[0]["text"]
    assert claims[0]["struck"] == ""
    app.query_params["figure"] = claims[0]["chips"][0]["ref"]
    app.run()
    assert any("<mark>" in element.proto.body for element in app.get("html"))


def test_what_no_filing_covers_is_refused(desk: FinanceDesk, opened: Open) -> None:
    app = opened("ask")
    app.chat_input(key="ask").set_value("What was Synthetic Harbor Instruments' revenue in 2031?")
    app.run()
    assert not app.exception
    assert "Not found in your documents" in app.info[0].value.replace("\\", "")


def test_a_conversation_can_be_begun_again(desk: FinanceDesk, opened: Open) -> None:
    app = opened("ask")
    app.button(key="example-0").click().run()
    next(button for button in app.button if button.label == "New conversation").click().run()
    assert [button for button in app.button if button.key.startswith("example-")]
