"""The page About says what the desk is for and which model answers, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from apps.finance.pages.about import ABOUT
from apps.shared.about import read_about
from apps.shared.model_offer import ModelOffer
from apps.shared.wiring.endpoint import DeskModel
from apps.shared.wiring.finance import FinanceDesk

Open = Callable[..., AppTest]


def test_both_languages_say_the_same_number_of_things() -> None:
    about = read_about(ABOUT)
    assert len(about.sections) >= 4
    for section in about.sections:
        assert len(section.lines("en")) == len(section.lines("zh"))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (frozenset({"finance"}), "with the adapter finance"),
        (frozenset({"consilium-base"}), "without an adapter"),
    ],
)
def test_the_page_says_which_model_answers(
    desk: FinanceDesk,
    opened: Open,
    monkeypatch: pytest.MonkeyPatch,
    names: frozenset[str],
    said: str,
) -> None:
    offer = ModelOffer(desk.settings, listed=lambda _: names)
    monkeypatch.setattr(desk, "answering", DeskModel(desk.settings, "finance", offer))
    app = opened("about")
    assert not app.exception
    assert any(said in one.value for one in app.markdown)
