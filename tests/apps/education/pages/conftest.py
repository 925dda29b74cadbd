"""A teacher's desk over a temporary folder with one small class, counted rather than learnt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps.education.domain.exercise import Exercise, Proof
from apps.education.service.importing import Destination
from apps.shared.settings import settings
from apps.shared.wiring import education as wiring
from tests.fakes.education_catalogue import small_catalogue
from tests.fakes.education_class import CountingModel, plain_judge
from tests.fakes.education_file import small_file
from tests.fakes.opened_app import drawn_on, installed_in, opener

TEACHER = "local teacher"


class Unasked:
    """Stands in for the prover where no test asks for a proof."""

    def __init__(self, *, seconds: float = 20.0) -> None:
        self.seconds = seconds

    def __enter__(self) -> Unasked:
        return self

    def __exit__(self, *problem: object) -> None:
        """Nothing to end."""

    def check(self, *asked: Any) -> Proof:
        return Proof(("substitution",), "counted")

    def prove(self, draft: Any) -> Exercise:
        return Exercise(f"{draft.prompt.en}", draft, Proof(("substitution",), "counted"))


def _desk(home: Path) -> Iterator[wiring.EducationDesk]:
    with installed_in(home) as patch:
        patch.setattr(wiring, "_fit", lambda *given, **more: CountingModel())
        patch.setattr(wiring, "_load", CountingModel.load)
        patch.setattr(wiring, "_judge", plain_judge)
        patch.setattr(wiring, "_catalogue", small_catalogue)
        patch.setattr("apps.education.domain.proof.prover.Prover", Unasked)
        desk = wiring.EducationDesk(settings())
        patch.setattr(wiring, "_started_desk", lambda: desk)
        yield desk
        desk.close()


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[wiring.EducationDesk]:
    """Workers are not started: jobs stay queued, so that tests see them wait."""
    yield from _desk(tmp_path)


@pytest.fixture
def desk(empty_desk: wiring.EducationDesk) -> wiring.EducationDesk:
    """With one class, its model fitted."""
    course = empty_desk.take_in(small_file(), Destination(None, "Class 1b", "UTC"), TEACHER)
    empty_desk.training.now(course, lambda stage, done: None)
    return empty_desk


@pytest.fixture
def course(desk: wiring.EducationDesk) -> str:
    return desk.courses()[0].id


@pytest.fixture
def ada(desk: wiring.EducationDesk, course: str) -> str:
    """The pseudonym of a student."""
    return next(one.pseudonym for one in desk.roster.enrolled(course) if one.shown == "Ada")


@pytest.fixture
def opened() -> Callable[..., AppTest]:
    """Opens a page of the app with a link's parameters."""
    return opener("education", "classroom")


@pytest.fixture
def drawn() -> Callable[[AppTest], Mapping[str, Any]]:
    return drawn_on
