"""Takes a corpus file in: admits it, reads it in the sandbox, puts its documents into the index.

Two jobs follow each other: reading, after which the documents are searched by their words, and
embedding, which may take minutes and goes on where it stopped. `parser` names the function that
reads a file of this desk. Knows nothing of pages and roles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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

READ, EMBED = "corpus", "corpus-meaning"


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
        max_pages: int = 3_000,
    ) -> None:
        self._indexes = indexes
        self._jobs = jobs
        self._parser = parser
        self._limits = limits
        self._max_bytes = max_bytes
        self._max_pages = max_pages

    def lanes(self) -> list[Lane]:
        return [Lane(READ, self._read), Lane(EMBED, self._embed)]

    def submit(self, tenant: str, owner: str, name: str, data: bytes, *, licence: str = "") -> str:
        """The id of the job that reads the file. Raises UnreadableFile, BadTenant.

        The file is kept under the tenant's folder until it is removed: embedding goes on from it.
        """
        title = clean_name(name)
        check_size(title, len(data), self._max_bytes)
        id = hashlib.sha256(data).hexdigest()
        folder = self._folder(tenant)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / id).write_bytes(data)
        payload = {"tenant": tenant, "file": id, "name": title, "licence": licence}
        return self._jobs.submit(READ, payload, owner=owner, title=title)

    def _folder(self, tenant: str) -> Path:
        return self._indexes.folder(tenant).with_name("corpora")

    def _read(self, job: Job, control: Control) -> Mapping[str, Any]:
        pieces = self._pieces(job, control)
        add_words(self._indexes, str(job.payload["tenant"]), pieces, control.stage)
        embedding = self._jobs.submit(EMBED, job.payload, owner=job.owner, title=job.title)
        return {"documents": len(pieces), "embedding": embedding}

    def _embed(self, job: Job, control: Control) -> Mapping[str, Any]:
        """Stopped or failing here, the documents stay searchable by their words."""
        pieces = self._pieces(job, control)
        add_meaning(self._indexes, str(job.payload["tenant"]), pieces, control.stage)
        return {"documents": len(pieces)}

    def _pieces(self, job: Job, control: Control) -> list[Piece]:
        name = str(job.payload["name"])
        path = self._folder(str(job.payload["tenant"])) / str(job.payload["file"])
        try:
            data = path.read_bytes()
        except FileNotFoundError as gone:
            raise UnreadableFile(
                name, "missing", "its bytes were not kept", "add the file again"
            ) from gone
        control.stage("reading", 0.0)
        packed = sandbox.run(
            self._parser,
            data,
            name,
            limits=self._limits,
            options={"licence": str(job.payload["licence"]), "max_pages": self._max_pages},
            progress=lambda stage, done: control.stage(stage, done / 10),
            cancelled=control.cancelled,
        )
        return unpack(packed, name)
