"""A clinician's desk over a temporary folder with three reviewed demo patients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps.medical.domain.intake.files import read_files
from apps.medical.samples import demo_patients
from apps.medical.service.roles import LOCAL_TENANT, Role, User
from apps.shared.settings import settings
from apps.shared.wiring import medical as wiring
from tests.fakes.medical_knowledge import FAKE_KNOWLEDGE
from tests.fakes.opened_app import drawn_on, installed_in, opener

CLINICIAN = User("local clinician", Role.CLINICIAN, LOCAL_TENANT)
SHOWN = ("tall_boy", "kidneys", "thyroid")


def _desk(home: Path) -> Iterator[wiring.MedicalDesk]:
    with installed_in(home) as patch:
        patch.setattr(wiring, "KNOWLEDGE", FAKE_KNOWLEDGE)
        desk = wiring.MedicalDesk(settings())
        patch.setattr(wiring, "_started_desk", lambda: desk)
        yield desk
        desk.close()


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
    """Opens a page of the app with a link's parameters."""
    return opener("medical", "worklist")


@pytest.fixture
def drawn() -> Callable[[AppTest], Mapping[str, Any]]:
    return drawn_on


@pytest.fixture
def empty_reviewed(empty_desk: wiring.MedicalDesk) -> str:
    """The id of one patient of a desk of his own, which a test may change."""
    patient = next(one for one in demo_patients() if one.key == "breathless")
    record = read_files(patient.files).records[0]
    id = empty_desk.charts.take_in(CLINICIAN, record, patient.files)
    empty_desk.charts.review_now(CLINICIAN, id)
    return id
