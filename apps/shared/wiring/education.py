"""The teacher's desk: where its courses, models, exercises and jobs meet.

Builds what one process needs once: database, roster, store, jobs and their workers. Holds the state
of the installation and never that of a user. Models and the catalogue are loaded when asked for.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from apps.education.domain.exercise import Difficulty, Draft, Exercise
from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.intake.imported import Imported
from apps.education.domain.mastery import Mastery
from apps.education.domain.response import ResponseLog
from apps.education.domain.sheet import Sheet, SheetLine
from apps.education.domain.weakness import WeakPoint
from apps.education.domain.words import Language, Words
from apps.education.service.bank.adding import ItemBank
from apps.education.service.course_tracer import Model
from apps.education.service.desk import Desk
from apps.education.service.enrolment import Enrolment
from apps.education.service.fair_trial import FairTrial
from apps.education.service.importing import CourseIntake, Destination
from apps.education.service.material.shelf import CourseMaterial
from apps.education.service.parse import read_apart
from apps.education.service.practice import Generate, SheetOrder, Unmade
from apps.education.service.privacy import Privacy
from apps.education.service.rewording import Prove, Rewording
from apps.education.service.roster import open_roster
from apps.education.service.sheet_making import SheetMaker
from apps.education.service.starting_graph import grown
from apps.education.service.store import CourseStore
from apps.education.service.training import CourseModels, Kept, Spoiled, Training
from apps.shared.corpora.indexes import TenantIndexes
from apps.shared.database import open_database
from apps.shared.jobs import Jobs
from apps.shared.model_health import ModelHealth
from apps.shared.sandbox import Limits
from apps.shared.settings import Settings, settings
from apps.shared.wiring.endpoint import DeskModel, answering_ladder
from apps.shared.workers import Stopped, Workers

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from apps.education.domain.skills.catalogue import Catalogue
    from apps.education.service.material.ask import AskEvent
    from apps.education.service.material.hints import Hint
    from rag.ladder import Ladder

_SETTING_UP = "setup"
_SWEEP_SECONDS = 6 * 3600.0


def _fit(
    log: ResponseLog,
    graph: KnowledgeGraph,
    *,
    progress: Callable[[str, float], None],
    cancelled: Callable[[], bool],
) -> Kept:
    """On one core: small matrices on many threads spend their time waiting for one another."""
    import scipy.optimize  # noqa: F401 - its threads are limited only once it is loaded
    from threadpoolctl import threadpool_limits

    from apps.education.service.tracing.course_model import CourseModel
    from apps.education.service.tracing.fitting import Stopped as Cancelled

    try:
        with threadpool_limits(1):
            return CourseModel.train(
                log, graph, progress=lambda share: progress("training", share), cancelled=cancelled
            )
    except Cancelled as told:
        raise Stopped(str(told)) from told


def _load_models() -> None:
    """What the first fit and the first class would wait for, while the demo class is written."""
    importlib.import_module("apps.education.service.tracing.course_model")


def _load(folder: Path) -> Model:
    from apps.education.service.tracing.course_model import CourseModel
    from apps.education.service.tracing.saving import SpoiledModel

    try:
        return CourseModel.load(folder)
    except (SpoiledModel, FileNotFoundError) as problem:
        raise Spoiled(str(problem)) from problem


def _judge(masteries: Sequence[Mastery], log: ResponseLog) -> Sequence[WeakPoint]:
    from apps.education.domain.weak.points import weak_points

    return weak_points(masteries, log)


def _catalogue() -> Catalogue:
    from apps.education.domain.skills.catalogue import catalogue

    with _LOADING:
        return catalogue()


_LOADING = threading.Lock()


def bundled_points() -> Mapping[str, Point]:
    return _catalogue().graph.points


@contextmanager
def generating() -> Iterator[Generate]:
    """Exercises of the catalogue, proved in a process that ends with the block."""
    from apps.education.domain.proof.prover import Prover, Unproved
    from apps.education.domain.skills.catalogue import generate_from

    known = _catalogue()

    def generate(point: str, difficulty: Difficulty, seed: int) -> Exercise:
        try:
            return generate_from(known, point, difficulty, seed, prover)
        except Unproved as refusal:
            raise Unmade(_UNPROVED) from refusal

    with Prover() as prover:
        yield generate


@contextmanager
def proving() -> Iterator[Prove]:
    """Keys proved anew, in a process that ends with the block."""
    from apps.education.domain.proof.prover import Prover, Unproved

    def prove(draft: Draft) -> Exercise:
        try:
            return prover.prove(draft)
        except Unproved as refusal:
            raise Unmade(_UNPROVED_ANEW) from refusal

    with Prover() as prover:
        yield prove


_UNPROVED_ANEW = Words("its key could not be proved anew", "改写后答案未能再次验证")
_UNPROVED = Words("its exercises could not be proved right", "其练习的答案未能得到证明")


class EducationDesk(Desk):
    """What the pages and commands work with; `start` runs its workers."""

    def __init__(self, of: Settings) -> None:
        of.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = of.home / "education"
        self.settings = of
        self.engine = open_database(of.database)
        self.roster = open_roster(folder / "roster.db")
        self.store = CourseStore(self.engine, self.roster, now=_now)
        self.jobs = Jobs(self.engine, "education")
        self.models = CourseModels(folder / "models", _load)
        super().__init__(self.store, self.models.tracer, _judge, bundled_points, now=_now)
        self.training = Training(self.store, self.models, self.jobs, _fit)
        self.enrolment = Enrolment(self.store)
        limits = Limits(memory_mb=of.parse_memory_mb, seconds=of.parse_seconds)
        self.intake = CourseIntake(
            folder,
            self.jobs,
            lambda *given, **more: read_apart(*given, limits=limits, **more),
            self.take_in,
            self.training.later,
            max_bytes=of.max_upload_mb << 20,
        )
        self.bank = ItemBank(self.store, limits=limits, max_bytes=of.max_upload_mb << 20)
        self.health = ModelHealth(of)
        self.answering = DeskModel(of, "education")
        rewording = Rewording(lambda: self.model, self.health.answers, proving)
        self.sheet_maker = SheetMaker(
            self,
            self.jobs,
            generating,
            rewording,
            today=lambda: _now().date(),
            bank=self.bank.items,
        )
        self.fairness = FairTrial(self.store, self.jobs, _fit, _judge)
        self.material = CourseMaterial(
            TenantIndexes(of.home, "education/material"),
            self.jobs,
            lambda: self.ladder,
            limits=limits,
            max_bytes=of.max_upload_mb << 20,
        )
        self.privacy = Privacy(
            self.store, forget=(self._forget,), belongings=(self.material.forget,)
        )
        lanes = (self.intake, self.training, self.sheet_maker, self.fairness, self.material)
        self.workers = Workers(self.jobs, [lane for part in lanes for lane in part.lanes()])
        self._closing = threading.Event()

    @property
    def model(self) -> BaseChatModel:
        """The endpoint of the settings; of the embedded one, this desk's own adapter."""
        return self.answering()

    @cached_property
    def ladder(self) -> Ladder:
        """The rungs of answering: the endpoint while it answers, else quotations."""
        return answering_ladder(self.settings, self.health, self.answering)

    def ask(
        self,
        course: str,
        question: str,
        *,
        language: Language,
        history: Sequence[tuple[str, str]] = (),
    ) -> Iterator[AskEvent]:
        """What happens while a question is answered from a course's material."""
        return self.material.ask(course, question, language=language, history=history)

    def hints(self, course: str, line: SheetLine, language: Language) -> tuple[Hint, ...]:
        """Elements of the material that speak of an exercise's point, without its answer."""
        answer = line.exercise.draft.answer.of(language)
        return self.material.hints(course, line.point_name.of(language), answer)

    def take_in(self, imported: Imported, into: Destination, who: str) -> str:
        """Store what was read of a file; new points enter the course's graph."""
        course = self.enrolment(imported, into, who)
        self._grow(course, who)
        return course

    def _grow(self, course: str, who: str) -> None:
        before = self.store.graph(course)
        graph = before if before.version != "0" else KnowledgeGraph(before.name, {}, {})
        after = grown(graph, self.store.log(course).points, _catalogue().graph)
        if after is not graph:
            self.store.save_graph(course, after, who)

    def _forget(self, course: str, student: str | None) -> None:
        """What was derived of answers goes with them; what is left is worked out anew."""
        self.models.forget(course)
        self.intake.forget(course)

    def delete_student(self, course: str, student: str, who: str) -> None:
        self.privacy.delete_student(course, student, who)
        self.training.later(course)

    def order_sheets(self, order: SheetOrder, who: str) -> None:
        self.sheet_maker.order(order, who)

    def sheets(self, course: str) -> Sequence[Sheet]:
        return self.store.sheets(course)

    def pdf(self, sheets: Sequence[Sheet], *, key: bool, hints: bool = False) -> bytes:
        """With `hints` the course material is quoted beside the key."""
        from apps.education.service.sheets import to_pdf

        return to_pdf(sheets, key=key, hints=self._quoted) if hints else to_pdf(sheets, key=key)

    def _quoted(self, sheet: Sheet, line: SheetLine) -> Sequence[str]:
        from apps.education.service.material.hints import on_paper

        return [on_paper(hint) for hint in self.hints(sheet.course, line, sheet.language)]

    def qti(self, sheets: Sequence[Sheet]) -> bytes:
        from apps.education.service.qti.write import to_qti

        return to_qti(sheets)

    def add_demo(self, who: str) -> None:
        """The simulated class, marked synthetic."""
        from apps.education.samples.demo import demo_class

        made = demo_class()
        course = self.store.create(made.title, who=who, synthetic=True)
        for imported in made.files:
            self.enrolment.add(imported, course, who)
        self.store.save_graph(course, made.graph, who)
        self.training.later(course)

    def versions(self) -> Mapping[str, str]:
        """What the desk is made of, for the page that says so."""
        from importlib.metadata import version

        return {
            "Consilium": version("consilium-suite"),
            "FSRS": f"fsrs {version('fsrs')}",
            "SymPy": version("sympy"),
            **self.answering.versions(),
            "Graph": f"{len(bundled_points())} points, {_catalogue().graph.version}",
        }

    def start(self) -> None:
        """Run jobs, delete what has been kept long enough, and fill a new installation."""
        self.workers.start()
        threading.Thread(target=_load_models, name="education models", daemon=True).start()
        threading.Thread(target=self._look_after, name="education care", daemon=True).start()
        if not self.store.courses():
            self.add_demo(_SETTING_UP)
        self.training.missing()

    def _look_after(self) -> None:
        """Load what the first sheet would wait for; then sweep what is due, now and again."""
        _catalogue()
        while True:
            for due in self.privacy.sweep():
                self.training.later(due.course)
            if self._closing.wait(_SWEEP_SECONDS):
                return

    def close(self) -> None:
        self._closing.set()
        self.workers.close()
        self.material.indexes.close()
        self.engine.dispose()


def _now() -> datetime:
    return datetime.now(UTC)


_STARTING = threading.Lock()


def education_desk() -> EducationDesk:
    """The desk of this process, started once however many sessions ask at the same time."""
    with _STARTING:
        return _started_desk()


@lru_cache(maxsize=1)
def _started_desk() -> EducationDesk:
    desk = EducationDesk(settings())
    desk.start()
    return desk
