"""A finance desk over a temporary folder that holds the two synthetic samples."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps.finance.domain.reading import read_filing
from apps.finance.samples import SAMPLES
from apps.shared.catalogues import FOLDERS
from apps.shared.settings import settings
from apps.shared.wiring import finance as wiring

APP = FOLDERS[1] / "entry" / "finance.py"
PAGES = FOLDERS[1] / "pages"
NOWHERE = "http://127.0.0.1:9/v1"
"""An endpoint that refuses connections, so that no test waits for a model."""


def _desk(home: Path) -> Iterator[wiring.FinanceDesk]:
    before = {key: os.environ.get(key) for key in ("CONSILIUM_HOME", "CONSILIUM_MODEL_URL")}
    os.environ["CONSILIUM_HOME"] = str(home)
    os.environ["CONSILIUM_MODEL_URL"] = NOWHERE
    settings.cache_clear()
    desk = wiring.FinanceDesk(settings())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "_started_desk", lambda: desk)
        yield desk
    desk.close()
    for key, value in before.items():
        os.environ.pop(key, None)
        if value is not None:
            os.environ[key] = value
    settings.cache_clear()


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
    """Opens a page of the app with a link's parameters, as a browser would."""

    def open_page(page: str = "filing", **link: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        if page != "filing":
            app.run()
            app.switch_page(str(PAGES / f"{page}.py"))
        for key, value in link.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception, app.exception
        return app

    return open_page


@pytest.fixture
def drawn() -> Callable[[AppTest], dict[str, Any]]:
    """The data of every component on the page, by the caption of the table or `claims`."""

    def found(app: AppTest) -> dict[str, Any]:
        data = [json.loads(element.proto.json) for element in app.get("bidi_component")]
        return {one.get("caption", "claims"): one for one in data}

    return found
