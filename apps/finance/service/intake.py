"""Takes a file in: admits it, reads it in the sandbox, puts it in the library, indexes its text.

Two jobs follow each other, so that statements can be looked at while the text is still being
indexed. A job that is stopped or fails leaves nothing behind. Knows nothing of pages.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from apps.finance.domain.facts import Filing
from apps.finance.service import filing_json
from apps.finance.service.facets import facets
from apps.finance.service.library import Library
from apps.shared import sandbox
from apps.shared.admission import Admitted, admit, clean_name
from apps.shared.jobs import Job, Jobs, State
from apps.shared.sandbox import Limits
from apps.shared.workers import Control, Lane, error_of
from rag.chunking import chunk
from rag.document import Document
from rag.evidence import Chunk
from rag.readers.errors import UnreadableFile

READ = "finance-read"
INDEX = "finance-index"
KEPT_FOR_RETRY = ("interrupted", "timeout", "memory")
"""Failures that may not come again; the bytes of the others are deleted at once."""

_KEPT_SECONDS = 86_400
PARSER = "apps.finance.service.parse:parse"
_PATIENCE_SECONDS = 0.2
_READ_FROM, _READ_TO = 0.03, 0.93


class DocumentIndex(Protocol):
    """What intake needs of `rag.index.Index`."""

    def add(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        *,
        tenant: str = "",
        meta: Mapping[str, str] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> None: ...

    def remove(self, doc_id: str) -> Any: ...


class Intake:
    """`submit` returns at once; `lanes` are what `Workers` run."""

    def __init__(
        self,
        library: Library,
        jobs: Jobs,
        index: Callable[[], DocumentIndex],
        words: Callable[[], DocumentIndex],
        *,
        limits: Limits,
        max_bytes: int,
        max_pages: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`words` gives `index` without embedding models: quick to add to, replaced by it.

        Both are asked for when they are first needed, since an index takes seconds to import.
        """
        self._library = library
        self._jobs = jobs
        self._index = index
        self._words = words
        self._limits = limits
        self._max_bytes = max_bytes
        self._max_pages = max_pages
        self._now = now

    def submit(self, name: str, data: bytes, *, owner: str = "") -> str:
        """The id of the job that reads the file; a refused file's job has failed already.

        Bytes that are in the library, or on their way there, are not read again.
        """
        title = clean_name(name)
        try:
            admitted = admit(name, data, max_bytes=self._max_bytes)
        except UnreadableFile as refusal:
            return self._jobs.settled(
                READ, {"name": title}, error_of(refusal), owner=owner, title=title
            )
        payload = {"name": admitted.name, "source": admitted.id}
        if admitted.id in self._library:
            known = {"filing": admitted.id, "duplicate": True}
            return self._jobs.settled(READ, payload, known, owner=owner, title=title)
        if (running := self._reading(admitted)) is not None:
            return running
        self._library.sources.put(data)
        return self._jobs.submit(READ, payload, owner=owner, title=title)

    def _reading(self, admitted: Admitted) -> str | None:
        """The id of the job that reads these bytes now, if one does."""
        for job in self._jobs.active(READ):
            if job.payload.get("source") == admitted.id:
                return job.id
        return None

    def remove(self, filing_id: str) -> None:
        """Forget a filing: stop its jobs, then its index, then its record and its bytes.

        Raises KeyError where there is no such filing.
        """
        self._library.card(filing_id)
        for job in self._jobs.active(INDEX):
            if job.payload.get("filing") == filing_id:
                self._jobs.cancel(job.id)
        self._index().remove(filing_id)
        self._library.remove(filing_id)

    def index_again(self, filing_id: str, *, owner: str = "") -> str:
        """Index a filing whose indexing failed or was stopped. The id of the job."""
        card = self._library.card(filing_id)
        self._library.set_index_state(filing_id, "waiting")
        return self._jobs.submit(INDEX, {"filing": filing_id}, owner=owner, title=card.name)

    def tidy(self) -> list[str]:
        """Delete stored bytes that belong to no filing and to no job that may need them."""
        wanted = {card.id for card in self._library.cards()}
        jobs = self._jobs.recent(kind=READ, limit=1_000)
        wanted |= {str(job.payload.get("source")) for job in jobs if self._may_need_bytes(job)}
        lost = sorted(self._library.sources.ids() - wanted)
        for id in lost:
            self._library.sources.remove(id)
        return lost

    def _may_need_bytes(self, job: Job) -> bool:
        fresh = self._now() - job.updated_at < _KEPT_SECONDS
        failed = job.error is not None and job.error.kind in KEPT_FOR_RETRY
        return job.active or (fresh and (failed or job.state is State.CANCELLED))

    def lanes(self, readers: int = 2) -> list[Lane]:
        return [Lane(READ, self._read, readers), Lane(INDEX, self._index_text, 1)]

    def _read(self, job: Job, control: Control) -> dict[str, Any]:
        """Read, then store: the last step is one transaction, so nothing is half there."""
        source, name = str(job.payload["source"]), str(job.payload["name"])
        try:
            control.stage("starting", 0.01)
            filing, data = self._parsed(source, name, control)
            control.stage("storing", 0.95)
            self._library.add(filing, data)
        except UnreadableFile as refusal:
            if refusal.kind not in (*KEPT_FOR_RETRY, "cancelled"):
                self._library.sources.remove(source)
            raise
        indexing = self.index_again(filing.id, owner=job.owner)
        return {"filing": filing.id, "duplicate": False, "indexing": indexing}

    def _parsed(self, source: str, name: str, control: Control) -> tuple[Filing, bytes]:
        data = self._source(source, name)

        def progress(stage: str, done: float) -> None:
            control.stage(stage, _READ_FROM + (_READ_TO - _READ_FROM) * done)

        packed = sandbox.run(
            PARSER,
            data,
            name,
            limits=self._limits,
            options={"max_pages": self._max_pages},
            progress=progress,
            cancelled=control.cancelled,
        )
        return _unpacked(packed, source, name), data

    def _source(self, id: str, name: str) -> bytes:
        try:
            return self._library.sources.get(id)
        except KeyError as missing:
            raise UnreadableFile(
                name, "missing", "its bytes were not kept", "add the file again"
            ) from missing

    def _after_readers(self, control: Control) -> None:
        """Figures come first: indexing takes every core, and waits while files are being read."""
        while self._jobs.active(READ):
            control.stage("", 0.0)
            time.sleep(_PATIENCE_SECONDS)

    def _index_text(self, job: Job, control: Control) -> dict[str, Any]:
        """Make a filing of the library searchable by words at once, then by meaning.

        Stopped or failing in the second step, it stays searchable by words.
        """
        id = str(job.payload["filing"])
        try:
            self._after_readers(control)
            control.stage("chunking", 0.0)
            filing = self._library.load(id)
            about = facets(filing)
            chunks = chunk(filing.document, meta=about)
            self._words().add(filing.document, chunks, meta=about)
        except Exception:
            if id in self._library:
                self._library.set_index_state(id, "failed")
            raise
        self._library.set_index_state(id, "ready")
        self._index().add(
            filing.document,
            chunks,
            meta=about,
            progress=lambda done: control.stage("indexing", done),
        )
        if id not in self._library:
            self._index().remove(id)
        return {"filing": id, "chunks": len(chunks)}


def _unpacked(packed: bytes, source: str, name: str) -> Filing:
    """The filing out of the sandbox, whose word is not taken for what it read."""
    try:
        filing = filing_json.decode(packed)
    except ValueError as problem:
        raise UnreadableFile(
            name, "crashed", "its reader sent no filing", "save the file anew and try again"
        ) from problem
    if filing.id != source:
        raise UnreadableFile(
            name, "crashed", "its reader sent another filing", "save the file anew and try again"
        )
    return filing


def job_filing(job: Job) -> str | None:
    """The filing that a reading job put into the library, once it is done."""
    return str(job.result["filing"]) if job.state is State.DONE and job.result else None
