"""A finance desk over a temporary folder that holds the two synthetic samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps.finance.domain.reading import read_filing
from apps.finance.samples import SAMPLES
from apps.shared.settings import settings
from apps.shared.wiring import finance as wiring
from tests.fakes.opened_app import drawn_on, installed_in, opener


def _desk(home: Path) -> Iterator[wiring.FinanceDesk]:
    with installed_in(home) as patch:
        desk = wiring.FinanceDesk(settings())
        patch.setattr(wiring, "_started_desk", lambda: desk)
        yield desk
        desk.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[wiring.FinanceDesk]:
    """Workers are not started: jobs stay queued, so that tests see them wait."""
    for made in _desk(tmp_path_factory.mktemp("home")):
        for path in SAMPLES:
            data = path.read_bytes()
            made.library.add(read_filing(data, path.name), data)
        yield made


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[wiring.FinanceDesk]:
    yield from _desk(tmp_path)


@pytest.fixture
def english_id(desk: wiring.FinanceDesk) -> str:
    return next(card.id for card in desk.library.cards() if card.language == "en")


@pytest.fixture
def opened() -> Callable[..., AppTest]:
    """Opens a page of the app with a link's parameters."""
    return opener("finance", "filing")


@pytest.fixture
def drawn() -> Callable[[AppTest], Mapping[str, Any]]:
    return drawn_on
