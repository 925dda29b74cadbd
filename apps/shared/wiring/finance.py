"""The finance desk: where its library, indexes and jobs meet the model.

Builds what one process needs once: database, library, index, jobs and their workers, chat model.
Holds the state of the installation and never that of a user.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from apps.finance.samples import SAMPLES
from apps.finance.service.intake import Intake
from apps.finance.service.library import Library
from apps.shared.database import open_database
from apps.shared.jobs import Jobs
from apps.shared.model_health import ModelHealth
from apps.shared.sandbox import Limits
from apps.shared.settings import Settings, settings
from apps.shared.wiring.endpoint import DeskModel, answering_ladder
from apps.shared.workers import Workers

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from apps.finance.domain.metrics import Language
    from apps.finance.service.ask import AskEvent
    from rag.index import Index
    from rag.ladder import Ladder


class FinanceDesk:
    """What the finance pages and the command line work with; `start` runs its workers.

    Index and model are made when first asked for: their libraries take seconds to import, and
    pages of figures do without them.
    """

    def __init__(self, of: Settings) -> None:
        of.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.settings = of
        self.engine = open_database(of.database)
        self.library = Library(self.engine, of.home)
        self.jobs = Jobs(self.engine, "finance")
        self.health = ModelHealth(of)
        self.answering = DeskModel(of, "finance")
        self._making = threading.Lock()
        self.intake = Intake(
            self.library,
            self.jobs,
            lambda: self.index,
            lambda: self._words,
            limits=Limits(memory_mb=of.parse_memory_mb, seconds=of.parse_seconds),
            max_bytes=of.max_upload_mb << 20,
            max_pages=of.max_pages,
        )
        self.workers = Workers(self.jobs, self.intake.lanes())

    @property
    def index(self) -> Index:
        """Every filing's passages, searched by words and by meaning."""
        with self._making:
            return self._index

    @property
    def model(self) -> BaseChatModel:
        """The endpoint of the settings; of the embedded one, this desk's own adapter."""
        return self.answering()

    @cached_property
    def _index(self) -> Index:
        from rag.index import Index

        return Index(self.settings.home / "index")

    @cached_property
    def _words(self) -> Index:
        from rag.index import Index

        return Index(self.settings.home / "index", embedders={})

    @cached_property
    def ladder(self) -> Ladder:
        """The rungs of answering: the endpoint while it answers, else quotations."""
        return answering_ladder(self.settings, self.health, self.answering)

    def ask(
        self,
        question: str,
        *,
        language: Language = "en",
        filing_ids: Collection[str] | None = None,
        history: Sequence[tuple[str, str]] = (),
    ) -> Iterator[AskEvent]:
        """As `apps.finance.service.ask.ask`, over this library, index and model."""
        from apps.finance.service.ask import ask

        return ask(
            question,
            library=self.library,
            index=lambda: self.index,
            ladder=self.ladder,
            language=language,
            filing_ids=filing_ids,
            history=history,
            proposer=None if self.settings.embedded else self._proposer,
        )

    def _proposer(self) -> BaseChatModel | None:
        """A model that may propose queries; the embedded one is too small to be asked."""
        return self.model if self.health.answers() else None

    def versions(self) -> Mapping[str, str]:
        """What the desk is made of, for the page that says so."""
        from importlib.metadata import version

        return {"Consilium": version("consilium-suite"), **self.answering.versions()}

    def start(self) -> None:
        """Clear what an earlier process left, run jobs, and fill a new library with samples."""
        self.intake.tidy()
        self.workers.start()
        self._add_samples()

    def close(self) -> None:
        self.workers.close()
        for name in ("_index", "_words"):
            if name in self.__dict__:
                self.__dict__[name].close()
        self.engine.dispose()

    def _add_samples(self) -> None:
        """Read the synthetic samples into a library that nothing was ever added to."""
        if self.library.cards() or self.jobs.recent(limit=1):
            return
        for path in SAMPLES:
            self.intake.submit(path.name, path.read_bytes())


_STARTING = threading.Lock()


def finance_desk() -> FinanceDesk:
    """The desk of this process, started once however many sessions ask at the same time."""
    with _STARTING:
        return _started_desk()


@lru_cache(maxsize=1)
def _started_desk() -> FinanceDesk:
    desk = FinanceDesk(settings())
    desk.start()
    return desk
