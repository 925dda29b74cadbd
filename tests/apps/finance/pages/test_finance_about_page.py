"""The page About says what the desk is for and which model answers, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import apps.finance
from apps.shared.about import read_about
from apps.shared.model_offer import ModelOffer
from apps.shared.settings import Settings
from apps.shared.wiring.endpoint import DeskModel
from apps.shared.wiring.finance import FinanceDesk

OWN_SERVER = "http://127.0.0.1:8400/v1"
Open = Callable[..., AppTest]
ABOUT = Path(apps.finance.__file__).parent / "service" / "about.toml"


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
    embedded = Settings.model_validate({"home": desk.settings.home, "model_url": OWN_SERVER})
    offer = ModelOffer(embedded, listed=lambda _: names)
    monkeypatch.setattr(desk, "answering", DeskModel(embedded, "finance", offer))
    app = opened("about")
    assert not app.exception
    assert any(said in one.value for one in app.markdown)
