"""Takes a corpus file in: admits it, reads it in the sandbox, puts its documents into the index.

Two jobs follow each other: reading, after which the documents are searched by their words, and
embedding, which may take minutes and goes on where it stopped. `parser` names the function that
reads a file of this desk, `kind` its jobs among those of all desks. Knows no pages and no roles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from apps.shared import sandbox
from apps.shared.admission import check_size, clean_name
from apps.shared.corpora.indexes import TenantIndexes, add_meaning, add_words
from apps.shared.corpora.piece import Piece, unpack
from apps.shared.jobs import Job, Jobs
from apps.shared.sandbox import Limits
from apps.shared.workers import Control, Lane
from rag.readers.errors import UnreadableFile

FILE = "file"
"""The key of the catalogue that says which file a document came out of."""


class CorpusIntake:
    """`submit` returns at once; `lanes` are what `Workers` run."""

    def __init__(
        self,
        indexes: TenantIndexes,
        jobs: Jobs,
        parser: str,
        *,
        limits: Limits,
        max_bytes: int,
        kind: str,
        max_pages: int = 3_000,
    ) -> None:
        self._indexes = indexes
        self._jobs = jobs
        self._parser = parser
        self._limits = limits
        self._max_bytes = max_bytes
        self._max_pages = max_pages
        self.kind, self.embedding = kind, f"{kind}-meaning"

    def lanes(self) -> list[Lane]:
        return [Lane(self.kind, self._read), Lane(self.embedding, self._embed)]

    def submit(self, tenant: str, owner: str, name: str, data: bytes, *, licence: str = "") -> str:
        """The id of the job that reads the file. Raises UnreadableFile, BadTenant.

        The file is kept under the tenant's folder until it is removed: embedding goes on from it.
        """
        title = clean_name(name)
        id = self.keep(tenant, title, data)
        payload = {"tenant": tenant, "file": id, "name": title, "licence": licence}
        return self._jobs.submit(self.kind, payload, owner=owner, title=title)

    def keep(self, tenant: str, name: str, data: bytes) -> str:
        """The id under which the file's bytes are kept. Raises UnreadableFile, BadTenant."""
        check_size(name, len(data), self._max_bytes)
        id = hashlib.sha256(data).hexdigest()
        path = self.path(tenant, id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(data)
        return id

    def path(self, tenant: str, id: str) -> Path:
        return self._indexes.folder(tenant).with_name("corpora") / id

    def _read(self, job: Job, control: Control) -> Mapping[str, Any]:
        pieces = self._pieces(job, control)
        add_words(self._indexes, str(job.payload["tenant"]), pieces, control.stage)
        embedding = self._jobs.submit(self.embedding, job.payload, owner=job.owner, title=job.title)
        return {"documents": len(pieces), "embedding": embedding}

    def _embed(self, job: Job, control: Control) -> Mapping[str, Any]:
        """Stopped or failing here, the documents stay searchable by their words."""
        pieces = self._pieces(job, control)
        add_meaning(self._indexes, str(job.payload["tenant"]), pieces, control.stage)
        return {"documents": len(pieces)}

    def _pieces(self, job: Job, control: Control) -> list[Piece]:
        told = {key: str(job.payload[key]) for key in ("tenant", "file", "name", "licence")}
        return self.pieces(**told, progress=control.stage, cancelled=control.cancelled)

    def pieces(
        self,
        *,
        tenant: str,
        file: str,
        name: str,
        licence: str,
        progress: Callable[[str, float], None],
        cancelled: Callable[[], bool],
    ) -> list[Piece]:
        """What a kept file holds, read in the sandbox. Raises UnreadableFile."""
        try:
            data = self.path(tenant, file).read_bytes()
        except FileNotFoundError as gone:
            raise UnreadableFile(
                name, "missing", "its bytes were not kept", "add the file again"
            ) from gone
        progress("reading", 0.0)
        packed = sandbox.run(
            self._parser,
            data,
            name,
            limits=self._limits,
            options={"licence": licence, "max_pages": self._max_pages},
            progress=lambda stage, done: progress(stage, done / 10),
            cancelled=cancelled,
        )
        found = unpack(packed, name)
        return [replace(piece, kept=(*piece.kept, (FILE, file))) for piece in found]
