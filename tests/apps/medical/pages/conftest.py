"""A clinician's desk over a temporary folder with three reviewed demo patients."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps.medical.domain.intake.files import read_files
from apps.medical.samples import demo_patients
from apps.medical.service.roles import LOCAL_TENANT, Role, User
from apps.shared.catalogues import FOLDERS
from apps.shared.settings import settings
from apps.shared.wiring import medical as wiring
from tests.fakes.medical_knowledge import FAKE_KNOWLEDGE

MEDICAL = next(folder for folder in FOLDERS if folder.name == "medical")
APP = MEDICAL / "entry" / "medical.py"
PAGES = MEDICAL / "pages"
NOWHERE = "http://127.0.0.1:9/v1"
"""An endpoint that refuses connections, so that no test waits for a model."""

CLINICIAN = User("local clinician", Role.CLINICIAN, LOCAL_TENANT)
SHOWN = ("tall_boy", "kidneys", "thyroid")


def _desk(home: Path) -> Iterator[wiring.MedicalDesk]:
    before = {key: os.environ.get(key) for key in ("CONSILIUM_HOME", "CONSILIUM_MODEL_URL")}
    os.environ["CONSILIUM_HOME"] = str(home)
    os.environ["CONSILIUM_MODEL_URL"] = NOWHERE
    settings.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "KNOWLEDGE", FAKE_KNOWLEDGE)
        desk = wiring.MedicalDesk(settings())
        patch.setattr(wiring, "_started_desk", lambda: desk)
        yield desk
    desk.close()
    for key, value in before.items():
        os.environ.pop(key, None)
        if value is not None:
            os.environ[key] = value
    settings.cache_clear()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[wiring.MedicalDesk]:
    """Workers are not started: jobs stay queued, so that tests see them wait."""
    for made in _desk(tmp_path_factory.mktemp("home")):
        for patient in demo_patients():
            if patient.key in SHOWN:
                for record in read_files(patient.files).records:
                    id = made.charts.take_in(CLINICIAN, record, patient.files)
                    made.charts.review_now(CLINICIAN, id)
        yield made


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[wiring.MedicalDesk]:
    yield from _desk(tmp_path)


@pytest.fixture
def tall_boy(desk: wiring.MedicalDesk) -> str:
    return next(card.id for card in desk.charts.cards(CLINICIAN) if "Ekstrom" in card.name)


@pytest.fixture
def opened() -> Callable[..., AppTest]:
    """Opens a page of the app with a link's parameters, as a browser would."""

    def open_page(page: str = "worklist", **link: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        if page != "worklist":
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
    """The data of every component on the page, by the caption of the table or text."""

    def found(app: AppTest) -> dict[str, Any]:
        data = [json.loads(element.proto.json) for element in app.get("bidi_component")]
        return {one.get("caption", "claims"): one for one in data}

    return found


@pytest.fixture
def empty_reviewed(empty_desk: wiring.MedicalDesk) -> str:
    """The id of one patient of a desk of his own, which a test may change."""
    patient = next(one for one in demo_patients() if one.key == "breathless")
    record = read_files(patient.files).records[0]
    id = empty_desk.charts.take_in(CLINICIAN, record, patient.files)
    empty_desk.charts.review_now(CLINICIAN, id)
    return id
