"""A desk's app as tests open it: a page with a link's parameters, and what was drawn on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps.shared.catalogues import FOLDERS
from apps.shared.settings import settings

NOWHERE = "http://127.0.0.1:9/v1"
"""An endpoint that refuses connections, so that no test waits for a model."""


@contextmanager
def installed_in(home: Path) -> Iterator[pytest.MonkeyPatch]:
    """The settings of an installation of its own, without a model, while it is open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONSILIUM_HOME", str(home))
        patch.setenv("CONSILIUM_MODEL_URL", NOWHERE)
        settings.cache_clear()
        yield patch
    settings.cache_clear()


def opener(desk: str, first: str) -> Callable[..., AppTest]:
    """Opens pages of a desk's app as a browser would; `first` is the one that it starts with."""
    folder = next(folder for folder in FOLDERS if folder.name == desk)

    def open_page(page: str = first, **link: str) -> AppTest:
        app = AppTest.from_file(str(folder / "entry" / f"{desk}.py"), default_timeout=60)
        if page != first:
            app.run()
            app.switch_page(str(folder / "pages" / f"{page}.py"))
        for key, value in link.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception, app.exception
        return app

    return open_page


def drawn_on(app: AppTest) -> Mapping[str, Any]:
    """The data of every component on the page, by its caption; `claims` where it has none."""
    data = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return {one.get("caption", "claims"): one for one in data}
