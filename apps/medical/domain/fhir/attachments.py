"""Takes the texts out of reports and document references: attachments and conclusions.

Only what lies inside the resource is read: an attachment given by its URL is never fetched.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from apps.medical.domain.fhir.elements import Opened, at, concept, listed, text_of
from apps.medical.domain.intake.document import document
from apps.medical.domain.intake.kinds import Kind, kind_of
from apps.medical.domain.intake.notes import note_document, read_note
from apps.medical.domain.source import DocumentKind, Notice, Severity, SourceDocument
from rag.readers.errors import UnreadableFile

_IMAGING = re.compile(
    r"radiolog|imaging|\brad\b|x-?ray|ultraso|tomograph|影像|放射|超声|胸片", re.I
)
_BLANKS = re.compile(r"\s+")


def texts_of(opened: Opened) -> list[SourceDocument]:
    """The documents inside a DiagnosticReport or DocumentReference; notices go to `opened`."""
    title = _title(opened)
    imaging = _IMAGING.search(" ".join(_labels(opened))) is not None
    written = (
        opened.when("effectiveDateTime")
        or opened.when("effectivePeriod.start")
        or opened.when("issued")
        or opened.when("date")
        or opened.when("context.period.start")
    )
    documents = []
    for path, attachment in _attachments(opened.resource):
        text = _text(opened, path, attachment)
        if text:
            named = text_of(attachment.get("title")) or title
            origin = f"{opened.entry.origin} › {opened.key}"
            if text_of(attachment.get("contentType")).startswith("text/csv"):
                table = document(DocumentKind.LABORATORY, named, text, origin, written=written)
                documents.append(table)
                continue
            documents.append(note_document(text, named, origin, written=written, imaging=imaging))
    conclusion = text_of(opened.resource.get("conclusion"))
    if conclusion and not any(conclusion in found.text for found in documents):
        origin = f"{opened.entry.origin} › {opened.key}"
        documents.append(note_document(conclusion, title, origin, written=written, imaging=imaging))
    return documents


def _title(opened: Opened) -> str:
    resource = opened.resource
    named = text_of(resource.get("description"))
    return named or concept(resource.get("code") or resource.get("type")).text or opened.key


def _labels(opened: Opened) -> Iterator[str]:
    """All words and codes that say what kind of report it is."""
    resource = opened.resource
    parts = [resource.get("code"), resource.get("type"), *listed(resource, "category")]
    for part in parts:
        found = concept(part)
        yield found.text
        for coding in found.codings:
            yield coding.display
            yield coding.code


def _attachments(resource: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, item in enumerate(listed(resource, "presentedForm")):
        yield f"presentedForm[{number}]", item
    for number, content in enumerate(listed(resource, "content")):
        if isinstance(attachment := at(content, "attachment"), dict):
            yield f"content[{number}].attachment", attachment


def _text(opened: Opened, path: str, attachment: dict[str, Any]) -> str:
    data = attachment.get("data")
    if not isinstance(data, str):
        if attachment.get("url"):
            _tell(opened, path, "its text lies at a URL, which is never fetched", "add the file")
        return ""
    name = text_of(attachment.get("title")) or f"{opened.key} {path}"
    try:
        raw = base64.b64decode(_BLANKS.sub("", data), validate=True)
        if text_of(attachment.get("contentType")).partition(";")[0] in _MARKUP:
            return _from_markup(raw, name)
        kind = kind_of(name, raw)
        if kind in (Kind.FHIR, Kind.TABLE):
            kind = Kind.TEXT
        note = read_note(raw, name, kind)
    except (binascii.Error, ValueError) as problem:
        if isinstance(problem, UnreadableFile):
            _tell(opened, path, problem.problem, problem.remedy)
        else:
            _tell(opened, path, "its data is no base64", "export it again")
        return ""
    opened.notices.extend(note.notices)
    return note.text


_MARKUP = frozenset({"text/html", "application/xhtml+xml"})


def _from_markup(raw: bytes, name: str) -> str:
    from apps.medical.domain.intake.cleaning import clean
    from rag.readers.html import read_html

    return clean(read_html(raw, name).document.text)[0]


def _tell(opened: Opened, path: str, problem: str, remedy: str) -> None:
    opened.notices.append(
        Notice(
            Severity.WARNING,
            "attachment-unread",
            f"{opened.key} {path}",
            problem,
            f"{remedy}; the resource itself is kept",
            opened.source(path),
        )
    )
