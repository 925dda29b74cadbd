"""A course's model: one number by three ways, saved whole, stopped at once, fast per answer."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import numpy as np
import pytest

from apps.education.domain.intake.log import log_of
from apps.education.domain.mastery import Basis
from apps.education.domain.response import Response, ResponseLog, RowSource
from apps.education.domain.tracing.parts import part_of
from apps.education.service.tracing.course_model import CourseModel
from apps.education.service.tracing.fitting import Recipe, Stopped
from apps.education.service.tracing.network import NetworkShape
from apps.education.service.tracing.saving import SpoiledModel
from apps.education.service.tracing.training import Recipes
from apps.education.service.tracing.trees import TreeRecipe

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
QUICK = Recipes(
    NetworkShape(0, 0, 0, embedding=8, memory=12, hidden=12),
    Recipe(rounds=2, rate=1e-2),
    TreeRecipe(trees=30, rate=0.2, leaves=8, least_rows=60),
)


def class_log(students: int, answers: int, seed: int = 0) -> ResponseLog:
    """Half of the points tell the able from others sharply, half not at all, which no sum of
    difficulty and ability can say. Some items are asked twice in a row.
    """
    rng = np.random.default_rng(seed)
    ability = rng.normal(0, 1.2, students)[:, None] + rng.normal(0, 0.3, (students, 6))
    ability = ability * np.array([3.5, 3.5, 3.5, 0.0, 0.0, 0.0])
    hard = rng.normal(0, 0.5, 60)
    found: list[Response] = []
    for student in range(students):
        item = 0
        for step in range(answers):
            item = item if rng.random() < 0.15 else int(rng.integers(60))
            point = item % 6
            chance = 1 / (1 + np.exp(hard[item] - ability[student, point]))
            points = (f"p{point}",) if item % 7 else (f"p{point}", f"p{(point + 1) % 6}")
            when = START + timedelta(minutes=7 * step)
            right = bool(rng.random() < chance)
            source = RowSource("class.csv", len(found) + 2)
            found.append(Response(f"s{student:03}", f"i{item}", points, right, source, when))
    return log_of(found)


@pytest.fixture(scope="module")
def log() -> ResponseLog:
    return class_log(64, 96)


@pytest.fixture(scope="module")
def model(log: ResponseLog) -> CourseModel:
    trained = CourseModel.train(log, recipes=QUICK)
    assert trained.ensemble is not None, trained.training
    return trained


def test_says_what_is_in_use(log: ResponseLog, model: CourseModel) -> None:
    small = CourseModel.train(part_of(log, log.student < 5))
    assert (small.training.kind, small.ensemble) == ("logistic", None)
    assert "480 responses of 5 students" in small.training.why
    assert model.training.kind == "sequence"
    assert model.training.ensemble_loss is not None
    assert model.training.tracer_loss is not None
    assert model.training.ensemble_loss < model.training.tracer_loss


def test_small_course_answers_for_strangers(log: ResponseLog) -> None:
    small = CourseModel.train(part_of(log, log.student < 5))
    stranger = small.newcomer("nobody")
    (mastery,) = stranger.mastery(("p1",))
    assert mastery.basis is Basis.CLASS
    assert mastery.low < mastery.probability < mastery.high
    stranger.update(log.response(0))
    assert stranger.mastery(("p1",))[0].basis is not Basis.CLASS


def test_ranks_answers_of_new_students(model: CourseModel) -> None:
    fresh = class_log(40, 50, seed=0)
    chance = model.predictions(fresh)
    assert chance[fresh.correct].mean() > chance[~fresh.correct].mean() + 0.1


def test_a_later_answer_changes_no_earlier_prediction(model: CourseModel, log: ResponseLog) -> None:
    some = part_of(log, log.student == 3)
    flipped = replace(some, correct=np.append(some.correct[:-1], ~some.correct[-1]))
    assert np.array_equal(model.predictions(some), model.predictions(flipped))
    early = replace(some, correct=np.append(~some.correct[:1], some.correct[1:]))
    assert not np.allclose(model.predictions(some)[1:], model.predictions(early)[1:])


def test_state_says_what_the_whole_log_says(model: CourseModel, log: ResponseLog) -> None:
    name, rows = log.students[7], log.rows_of(log.students[7])
    whole = model.predictions(part_of(log, log.student == 7))
    state = model.newcomer(name)
    for place, i in enumerate(rows):
        response = log.response(i)
        found = state.predict(response.points, response.item, response.at)
        assert found == pytest.approx(whole[place], abs=2e-4)
        state.update(response, i)
    later = START + timedelta(days=3)
    known = model.state(log, name)
    for other in (state, {one.student: one for one in model.states(log)}[name]):
        for mine, theirs in zip(
            known.mastery(log.points, later), other.mastery(log.points, later), strict=True
        ):
            assert mine.probability == pytest.approx(theirs.probability, abs=2e-4)
            assert mine.evidence == theirs.evidence


def test_saved_and_loaded(model: CourseModel, log: ResponseLog, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = CourseModel.load(tmp_path)
    assert (again.version, again.training) == (model.version, model.training)
    some = part_of(log, log.student < 4)
    assert np.array_equal(again.predictions(some), model.predictions(some))
    small = CourseModel.train(some)
    small.save(tmp_path)
    assert CourseModel.load(tmp_path).version == small.version != model.version
    assert len(list(tmp_path.glob("*.safetensors"))) == 1


def test_changed_files_are_refused(model: CourseModel, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        CourseModel.load(tmp_path)
    path = model.save(tmp_path)
    arrays = next(tmp_path.glob("*.safetensors"))
    content = arrays.read_bytes()
    arrays.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(SpoiledModel, match="train again"):
        CourseModel.load(tmp_path)
    arrays.write_bytes(content[: len(content) // 2])
    with pytest.raises(SpoiledModel):
        CourseModel.load(tmp_path)
    arrays.write_bytes(content)
    told = json.loads(path.read_text(encoding="utf-8"))
    told["model"]["ensemble"]["members"] = []
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(SpoiledModel):
        CourseModel.load(tmp_path)


def test_stops_and_reports_progress(log: ResponseLog) -> None:
    heard: list[float] = []
    with pytest.raises(Stopped):
        CourseModel.train(
            log, recipes=QUICK, progress=heard.append, cancelled=lambda: heard[-1:] > [0.5]
        )
    assert heard == sorted(heard)
    assert 0.5 < heard[-1] < 0.9


def test_one_answer_takes_milliseconds(model: CourseModel, log: ResponseLog) -> None:
    state = model.state(log, log.students[0])
    response = log.response(0)
    spent: list[float] = []
    for _ in range(15):
        begun = process_time()
        state.update(response)
        spent.append(process_time() - begun)
    assert min(spent) < 0.02


def test_matrix_of_a_class(model: CourseModel, log: ResponseLog) -> None:
    some = part_of(log, log.student < 40)
    found = model.matrix(some, [*log.points, "unheard of"], START + timedelta(days=2))
    assert found.probability.shape == (40, len(log.points) + 1)
    assert (found.low < found.probability).all()
    assert (found.probability < found.high).all()
    assert found.students == tuple(f"s{i:03}" for i in range(40))
