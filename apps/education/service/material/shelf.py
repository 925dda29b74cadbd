"""The material of each course: files added and removed, questions asked, hints looked up.

One index a course; the project's own notes are in each. Files go through jobs, or at once for a
command. Answering, which loads much, is loaded when first asked for. Knows no page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.education.domain.words import Language
from apps.education.service.jobs import MATERIAL, MEANING
from apps.education.service.material.book import PARSER
from apps.education.service.material.own_notes import add_own_notes, own_notes
from apps.shared.admission import clean_name
from apps.shared.corpora.indexes import MEANING as EMBEDDED
from apps.shared.corpora.indexes import TenantIndexes, add_pieces
from apps.shared.corpora.intake import FILE, CorpusIntake
from apps.shared.jobs import Job, Jobs
from apps.shared.sandbox import Limits
from apps.shared.workers import Control, Handler, Lane

if TYPE_CHECKING:
    from apps.education.service.material.ask import AskEvent, Cited
    from apps.education.service.material.hints import Hint
    from rag.document import Document
    from rag.index import Index
    from rag.ladder import Ladder
    from rag.records import DocumentCard

Progress = Callable[[str, float], None]
_HINTS_KEPT = 512


@dataclass(frozen=True, slots=True)
class Volume:
    """What came out of one file, or the project's own notes, whose `file` is empty.

    `sections` counts documents; `by_meaning` those that are found by meaning as well as by words.
    """

    file: str
    title: str
    licence: str
    sections: int
    by_meaning: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A cited document with what is known of it, and its file where it was kept."""

    document: Document
    cited: Cited
    file: Path | None


class CourseMaterial:
    """`add` returns at once; `lanes` are what `Workers` run. Courses are told by their id."""

    def __init__(
        self,
        indexes: TenantIndexes,
        jobs: Jobs,
        ladder: Callable[[], Ladder],
        *,
        limits: Limits,
        max_bytes: int,
    ) -> None:
        self.indexes = indexes
        self._jobs = jobs
        self._ladder = ladder
        self._intake = CorpusIntake(
            indexes, jobs, PARSER, limits=limits, max_bytes=max_bytes, kind=MATERIAL
        )
        self._hints = lru_cache(maxsize=_HINTS_KEPT)(self._look_up)

    def lanes(self) -> list[Lane]:
        read, embed = self._intake.lanes()
        return [
            Lane(read.kind, self._unless_removed(read.handler)),
            Lane(embed.kind, self._unless_removed(self._with_notes(embed.handler))),
        ]

    def add(self, course: str, owner: str, name: str, data: bytes, *, licence: str = "") -> str:
        """The id of the job that reads the file. Raises UnreadableFile."""
        return self._intake.submit(course, owner, name, data, licence=licence.strip())

    def add_now(
        self, course: str, name: str, data: bytes, progress: Progress, *, licence: str = ""
    ) -> int:
        """Read and embed while the caller waits: how many sections. Raises UnreadableFile."""
        title = clean_name(name)
        pieces = self._intake.pieces(
            tenant=course,
            file=self._intake.keep(course, title, data),
            name=title,
            licence=licence.strip(),
            progress=progress,
            cancelled=lambda: False,
        )
        count = add_pieces(self.indexes, course, pieces, progress)
        add_pieces(self.indexes, course, own_notes(), lambda stage, done: None)
        return count

    def volumes(self, course: str) -> tuple[Volume, ...]:
        """What there is, file by file; the project's own notes last."""
        found: dict[tuple[str, str, str], list[DocumentCard]] = {}
        own = {piece.document.id for piece in own_notes()}
        for card in self._words(course).documents():
            file, meta = card.meta.get(FILE, ""), card.meta
            title = "" if card.id in own else meta.get("collection") or card.name
            found.setdefault((file, title, meta.get("licence", "")), []).append(card)
        volumes = [
            Volume(*told, len(cards), sum(bool(card.meta.get(EMBEDDED)) for card in cards))
            for told, cards in found.items()
        ]
        return tuple(sorted(volumes, key=lambda one: (not one.file, one.title.casefold())))

    def remove(self, course: str, file: str) -> None:
        """A file with all that came out of it; what is still being done with it is stopped."""
        for job in (*self._jobs.active(MATERIAL), *self._jobs.active(MEANING)):
            if (job.payload.get("tenant"), job.payload.get("file")) == (course, file):
                self._jobs.cancel(job.id)
        self._intake.path(course, file).unlink(missing_ok=True)
        self._drop(course, file)

    def forget(self, course: str) -> None:
        """All material of a course that is deleted."""
        for job in (*self._jobs.active(MATERIAL), *self._jobs.active(MEANING)):
            if job.payload.get("tenant") == course:
                self._jobs.cancel(job.id)
        self.indexes.drop(course)
        self._hints.cache_clear()

    def ask(
        self,
        course: str,
        question: str,
        *,
        language: Language,
        history: Sequence[tuple[str, str]] = (),
    ) -> Iterator[AskEvent]:
        """As `apps.education.service.material.ask.ask`, over the material of one course."""
        from apps.education.service.material.ask import ask

        add_own_notes(self.indexes, course)
        index = self.indexes.index(course)
        return ask(question, index=index, ladder=self._ladder(), language=language, history=history)

    def hints(self, course: str, skill: str, answer: str) -> tuple[Hint, ...]:
        """The elements that speak of a skill told in words; never what says the answer."""
        index = self._words(course)
        stamp = len(index.documents())
        return self._hints(course, skill, answer, stamp)

    def _look_up(self, course: str, skill: str, answer: str, stamp: int) -> tuple[Hint, ...]:
        from apps.education.service.material.hints import hints

        return hints(skill, self.indexes.index(course), answer=answer)

    def shown(self, course: str, id: str) -> Shown | None:
        """A document of the course, or None where it holds none of this id."""
        from apps.education.service.material.ask import cited_card

        index = self._words(course)
        card = next((card for card in index.documents() if card.id == id), None)
        if card is None:
            return None
        path = self._intake.path(course, card.meta[FILE]) if card.meta.get(FILE) else None
        kept = path if path is not None and path.exists() else None
        return Shown(index.document(id), cited_card(card), kept)

    def _words(self, course: str) -> Index:
        """The course's index by words, with the project's own notes in it."""
        add_own_notes(self.indexes, course)
        return self.indexes.words(course)

    def _drop(self, course: str, file: str) -> None:
        index = self.indexes.words(course)
        for card in index.documents():
            if card.meta.get(FILE) == file:
                index.remove(card.id)
        self.indexes.changed(course)
        self._hints.cache_clear()

    def _unless_removed(self, handler: Handler) -> Handler:
        """What was still being added while its file was removed goes after it."""

        def handle(job: Job, control: Control) -> Mapping[str, Any]:
            course, file = str(job.payload["tenant"]), str(job.payload["file"])
            try:
                return {**handler(job, control), "course": course}
            finally:
                there = self.indexes.folder(course).exists()
                if there and not self._intake.path(course, file).exists():
                    self._drop(course, file)

        return handle

    def _with_notes(self, handler: Handler) -> Handler:
        """The notes too, since meaning is searched only once every document has it."""

        def handle(job: Job, control: Control) -> Mapping[str, Any]:
            made = handler(job, control)
            course = str(job.payload["tenant"])
            add_pieces(self.indexes, course, own_notes(), lambda stage, done: None)
            return made

        return handle
