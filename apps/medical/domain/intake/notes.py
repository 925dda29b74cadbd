"""Reads a note or a report (text, Word, PDF) into a document, and says what its reader must know.

Knows nothing of patients: whose note it is, `header` and `matching` say.
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.medical.domain.intake.cleaning import Removed, clean
from apps.medical.domain.intake.decoding import decode
from apps.medical.domain.intake.document import document
from apps.medical.domain.intake.imaging import is_imaging_report
from apps.medical.domain.intake.kinds import Kind
from apps.medical.domain.source import DocumentKind, Notice, Severity, SourceDocument
from apps.medical.domain.when import When
from rag.readers.errors import UnreadableFile
from rag.readers.word import word_text

_PAGES = 500
_CHARACTERS = 5_000_000


@dataclass(frozen=True, slots=True)
class Note:
    """The text as it is seen, and what its reader must know of how it was read."""

    text: str
    notices: tuple[Notice, ...]


def read_note(data: bytes, name: str, kind: Kind) -> Note:
    """The text of a note. Raises UnreadableFile where it holds none, or too much."""
    notices: list[Notice] = []
    if kind is Kind.PDF:
        raw = _pdf(data, name, notices)
    elif kind is Kind.DOCX:
        raw = word_text(data, name)
    else:
        raw = _decoded(data, name, notices)
    text, removed = clean(raw)
    if not text.strip():
        raise UnreadableFile(name, "no_text", "it holds no text", "pick another file")
    if len(text) > _CHARACTERS:
        raise UnreadableFile(
            name,
            "too_large",
            f"it holds {len(text):,} characters, and {_CHARACTERS:,} are allowed",
            "split it",
        )
    if removed.total:
        notices.append(_unseen(name, removed))
    return Note(text, tuple(notices))


def note_document(
    text: str, title: str, origin: str, *, written: When | None = None, imaging: bool = False
) -> SourceDocument:
    """The document of a note; a report with the headings of imaging is one of imaging."""
    report = imaging or is_imaging_report(text)
    kind = DocumentKind.IMAGING if report else DocumentKind.NOTE
    return document(kind, title, text, origin, written=written)


def _decoded(data: bytes, name: str, notices: list[Notice]) -> str:
    found = decode(data, name)
    if found.guessed:
        notices.append(
            Notice(
                Severity.INFORMATION,
                "encoding",
                name,
                f"nothing in it says its encoding; it was read as {found.encoding}",
                "if letters look wrong, save it as UTF-8 and add it again",
            )
        )
    return found.text


def _pdf(data: bytes, name: str, notices: list[Notice]) -> str:
    from rag.readers.pdf import read_pages

    reading = read_pages(data, name, max_pages=_PAGES)
    if reading.scanned:
        notices.append(
            Notice(
                Severity.WARNING,
                "recognised-text",
                name,
                f"pages {_listed(reading.scanned)} are pictures; their text was recognised and may"
                " hold wrong characters",
                "compare figures and drug names with the page",
            )
        )
    for kind, pages, why in (
        ("unread-page", reading.unread, "are pictures without text that could be recognised"),
        ("unmapped-font", reading.unmapped, "have a font that hides which characters it draws"),
    ):
        if pages:
            problem = f"pages {_listed(pages)} {why}"
            remedy = "open the file itself for these pages"
            notices.append(Notice(Severity.WARNING, kind, name, problem, remedy))
    return reading.document.text


def _listed(pages: tuple[int, ...]) -> str:
    shown = ", ".join(str(page) for page in pages[:12])
    return f"{shown} and {len(pages) - 12} more" if len(pages) > 12 else shown


def _unseen(name: str, removed: Removed) -> Notice:
    return Notice(
        Severity.WARNING,
        "unseen-characters",
        name,
        f"it held characters that no reader sees: {removed}",
        "they were removed before anything was read; ask its writer why they are there",
    )
