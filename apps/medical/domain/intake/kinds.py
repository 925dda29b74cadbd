"""Tells what a file is from its bytes, and refuses what is too large or no part of a record.

Looks at bytes only; nothing is unpacked or decoded here beyond a first look.
"""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from typing import Final

from apps.shared.admission import check_archive, refuse_foreign
from rag.readers.errors import UnreadableFile

MEGABYTE: Final = 1_000_000
REMEDY: Final = "give FHIR R4 JSON, a note (text, DOCX, PDF) or a laboratory CSV"


class Kind(StrEnum):
    FHIR = "fhir"
    TABLE = "table"
    TEXT = "text"
    DOCX = "docx"
    PDF = "pdf"


CAPS: Final = {
    Kind.FHIR: 64 * MEGABYTE,
    Kind.TABLE: 16 * MEGABYTE,
    Kind.TEXT: 5 * MEGABYTE,
    Kind.DOCX: 50 * MEGABYTE,
    Kind.PDF: 50 * MEGABYTE,
}
"""The most bytes that a file of each kind may have. A note of 5 MB has a thousand pages."""
_TABLE_ENDINGS = (".csv", ".tsv")
_JSON_ENDINGS = (".json", ".ndjson", ".jsonl")
_JSON_START = re.compile(rb'\s*(\{\s*["}]|\[\s*[{\]])')
_MARKUP_START = re.compile(rb"\s*<(\?xml|!doctype|[A-Za-z]+[\s>])", re.IGNORECASE)
_DOCUMENT_BYTES = 60 * MEGABYTE
"""What the body of a Word document may unpack to."""


def kind_of(name: str, data: bytes) -> Kind:
    """What a file is. Raises UnreadableFile: `empty`, `too_large`, `wrong_type`, `encrypted`,
    `truncated`, `bomb`.
    """
    if not data:
        raise UnreadableFile(name, "empty", "it has no bytes", "pick another file")
    kind = _sniffed(name, data)
    if len(data) > CAPS[kind]:
        raise UnreadableFile(
            name,
            "too_large",
            f"it has {len(data) / MEGABYTE:,.0f} MB, and {CAPS[kind] // MEGABYTE} MB are allowed"
            f" for a {kind} file",
            "split it, or take out what is no part of the record",
        )
    if not data[:4_096].strip(b"\0 \t\r\n\xef\xbb\xbf") and not data.strip(b"\0 \t\r\n"):
        raise UnreadableFile(name, "empty", "there is nothing in it", "pick another file")
    return kind


def _sniffed(name: str, data: bytes) -> Kind:
    if b"%PDF-" in data[:1_024]:
        return Kind.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _check_word(name, data)
        return Kind.DOCX
    refuse_foreign(name, data, remedy=REMEDY)
    head = data[:4_096].removeprefix(b"\xef\xbb\xbf")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", errors="ignore").encode()
    ending = name.lower()
    if _JSON_START.match(head) or ending.endswith(_JSON_ENDINGS):
        return Kind.FHIR
    if _MARKUP_START.match(head):
        return Kind.FHIR
    if head.startswith(b"MSH|"):
        raise UnreadableFile(
            name, "wrong_type", "it is an HL7 version 2 message", "export it as FHIR R4 JSON"
        )
    return Kind.TABLE if ending.endswith(_TABLE_ENDINGS) else Kind.TEXT


def _check_word(name: str, data: bytes) -> None:
    """Raises UnreadableFile where a zip archive is no Word document, damaged or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as problem:
        raise UnreadableFile(
            name, "truncated", f"it is a damaged archive ({problem})", "save or download it again"
        ) from problem
    if "word/document.xml" not in sizes:
        what = "a workbook" if "xl/workbook.xml" in sizes else "a zip archive, no Word document"
        remedy = "save its sheet as CSV" if "xl/workbook.xml" in sizes else "unpack it first"
        raise UnreadableFile(name, "wrong_type", f"it is {what}", remedy)
    if sizes["word/document.xml"] > _DOCUMENT_BYTES:
        raise UnreadableFile(
            name,
            "bomb",
            f"its text unpacks to {sizes['word/document.xml'] / MEGABYTE:,.0f} MB",
            "save it anew from the program that it came from",
        )
    check_archive(name, data)
