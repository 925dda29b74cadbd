"""The only place where a model, an index and an app meet.

Builds what one process needs once: database, library, index, jobs and their workers, chat model.
Holds the state of the installation and never that of a user.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI

from apps.finance.samples import SAMPLES
from apps.finance.service.intake import Intake
from apps.finance.service.library import Library
from apps.shared.database import open_database
from apps.shared.jobs import Jobs
from apps.shared.model_health import ModelHealth
from apps.shared.sandbox import Limits
from apps.shared.settings import Settings, settings
from apps.shared.workers import Workers
from rag.index import Index

_ANSWER_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class FinanceDesk:
    """What the finance pages and the command line work with."""

    settings: Settings
    library: Library
    jobs: Jobs
    index: Index
    intake: Intake
    workers: Workers
    model: BaseChatModel
    health: ModelHealth


@lru_cache(maxsize=1)
def finance_desk() -> FinanceDesk:
    """The desk of this process, its workers started; an empty library gets the samples."""
    desk = build_finance_desk(settings())
    desk.intake.tidy()
    desk.workers.start()
    add_samples(desk)
    return desk


def build_finance_desk(of: Settings) -> FinanceDesk:
    """A desk whose workers have not been started."""
    of.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = open_database(of.database)
    library = Library(engine, of.home)
    jobs = Jobs(engine)
    folder = of.home / "index"
    index, words = Index(folder), Index(folder, embedders={})
    intake = Intake(
        library,
        jobs,
        index,
        words,
        limits=Limits(memory_mb=of.parse_memory_mb, seconds=of.parse_seconds),
        max_bytes=of.max_upload_mb << 20,
    )
    workers = Workers(jobs, intake.lanes())
    return FinanceDesk(of, library, jobs, index, intake, workers, chat_model(of), ModelHealth(of))


def chat_model(of: Settings) -> BaseChatModel:
    """The endpoint of the settings, embedded or remote; no request is made yet."""
    return ChatOpenAI(
        base_url=of.model_url,
        api_key=of.model_key,
        model=of.model_name,
        temperature=0.0,
        timeout=_ANSWER_SECONDS,
        max_retries=0,
        streaming=True,
    )


def add_samples(desk: FinanceDesk) -> list[str]:
    """Read the synthetic samples into a library that nothing was ever added to; the jobs' ids."""
    if desk.library.cards() or desk.jobs.recent(limit=1):
        return []
    return [desk.intake.submit(path.name, path.read_bytes()) for path in SAMPLES]
