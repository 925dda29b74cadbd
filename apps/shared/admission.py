"""Decides whether a file may be read at all: its size, what its bytes say it is, bombs in it.

Cheap looks at bytes only: a real parse happens in the sandbox. Names are cleaned for showing and
are never used as paths. Knows nothing of filings.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from rag.document import content_id
from rag.readers.errors import UnreadableFile

FileType = Literal["pdf", "html", "xlsx", "text"]

NAME_CHARACTERS = 120
ZIP_ENTRIES = 5_000
ZIP_UNPACKED_BYTES = 300 << 20
ZIP_RATIO = 200
_ZIP_RATIO_FROM = 10 << 20
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
_HTML_START = re.compile(
    rb"\s*(<\?xml|<!--|<!doctype|<html|<head|<body|<div|<table|<p\b|<SEC-|<DOCUMENT)", re.IGNORECASE
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"{\\rtf", "a rich-text file"),
)
_CLAIMS: dict[str, FileType] = {
    ".pdf": "pdf",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
}
_TEXT_ENDINGS = (".txt", ".csv", ".tsv", ".json", ".jsonl", ".md")
_REMEDY = "give a PDF, HTML, XLSX, CSV or text file"


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that may be read: its cleaned name, what it is, and the id of its bytes."""

    name: str
    type: FileType
    id: str
    size: int


def admit(name: str, data: bytes, *, max_bytes: int) -> Admitted:
    """Raises UnreadableFile: `empty`, `too_large`, `wrong_type`, `encrypted`, `bomb`."""
    shown = clean_name(name)
    check_size(shown, len(data), max_bytes)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableFile(shown, "empty", "there is nothing in it", "pick another file")
    kind = _agreed(shown, sniff(shown, data))
    if kind == "xlsx":
        check_archive(shown, data)
    elif kind != "pdf" and _ENTITY.search(_one_byte(data)):
        raise _bomb(shown, "it declares XML entities, which can grow without bound")
    return Admitted(shown, kind, content_id(data), len(data))


def read_admissible(path: Path, *, max_bytes: int) -> bytes:
    """The bytes of a file of the user's, its size checked before the first is read.

    Raises UnreadableFile: `too_large`, `missing`, `wrong_type` (a folder or a device).
    """
    shown = clean_name(path.name)
    if not path.exists():
        raise UnreadableFile(shown, "missing", f"there is no {str(path)!r}", "check the path")
    if not path.is_file():
        raise UnreadableFile(shown, "wrong_type", "it is not a plain file", _REMEDY)
    check_size(shown, path.stat().st_size, max_bytes)
    with path.open("rb") as source:
        data = source.read(max_bytes + 1)
    check_size(shown, len(data), max_bytes)
    return data


def check_size(name: str, size: int, max_bytes: int) -> None:
    """Raises UnreadableFile `too_large`, or `empty` for no bytes."""
    if size == 0:
        raise UnreadableFile(name, "empty", "it has no bytes", "pick another file")
    if size > max_bytes:
        raise UnreadableFile(
            name,
            "too_large",
            f"it has {size / 1e6:,.0f} MB, and {max_bytes / 1e6:,.0f} MB are allowed",
            "split it, or raise CONSILIUM_MAX_UPLOAD_MB",
        )


def clean_name(name: str) -> str:
    """The last part of a path without control and direction characters, at most 120 long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in last)
    seen = " ".join(seen.split()).lstrip(". ") or "unnamed"
    if len(seen) <= NAME_CHARACTERS:
        return seen
    stem, dot, ending = seen.rpartition(".")
    if not dot or len(ending) > 8:
        return seen[: NAME_CHARACTERS - 1] + "…"
    return f"{stem[: NAME_CHARACTERS - len(ending) - 2]}….{ending}"


def sniff(name: str, data: bytes) -> FileType:
    """What the bytes say the file is. Raises UnreadableFile `wrong_type` or `encrypted`."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _workbook(name, data)
    refuse_foreign(name, data, remedy=_REMEDY)
    if not _is_text(data):
        raise UnreadableFile(
            name, "wrong_type", "its bytes are neither text nor a known format", _REMEDY
        )
    start = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = data[:4096].decode("utf-16", errors="ignore").encode()
    return "html" if _HTML_START.match(start) else "text"


def refuse_foreign(name: str, data: bytes, *, remedy: str) -> None:
    """Raises UnreadableFile for pictures, packed archives, programs and Office before 2007."""
    if data.startswith(_OLE):
        raise _old_office(name, data)
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            raise UnreadableFile(name, "wrong_type", f"it is {what}", remedy)


def _one_byte(data: bytes) -> bytes:
    """UTF-16 without its zero bytes, so that ASCII patterns match; anything else as it is."""
    return data.replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data


def _is_text(data: bytes) -> bool:
    """True without control characters in the first and last 64 KiB; UTF-16 needs its mark."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            sample = data[: 1 << 16].decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    else:
        sample = data[: 1 << 16] + data[-(1 << 16) :]
    control = sum(sample.count(bytes([code])) for code in range(32) if code not in b"\t\n\v\f\r")
    return sample.count(0) == 0 and control * 1_000 <= len(sample)


def _workbook(name: str, data: bytes) -> FileType:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as problem:
        raise UnreadableFile(
            name, "truncated", f"it is a damaged archive ({problem})", "download or save it again"
        ) from problem
    if "xl/workbook.xml" in names:
        return "xlsx"
    what = "a Word document" if "word/document.xml" in names else "a zip archive, not a workbook"
    raise UnreadableFile(name, "wrong_type", f"it is {what}", _REMEDY)


def _old_office(name: str, data: bytes) -> UnreadableFile:
    if _ENCRYPTED_PACKAGE in data:
        return UnreadableFile(
            name, "encrypted", "it is protected by a password", "save it without a password"
        )
    return UnreadableFile(
        name,
        "wrong_type",
        "it is in the Office format of before 2007",
        "save it in today's format, or as PDF",
    )


def _agreed(name: str, kind: FileType) -> FileType:
    """The type, where the ending promises no other. Raises UnreadableFile `wrong_type`."""
    ending = Path(name).suffix.lower()
    claimed = _CLAIMS.get(ending)
    if claimed is None and kind in ("pdf", "xlsx") and ending in _TEXT_ENDINGS:
        claimed = "text"
    if claimed == "html" and kind == "text":
        return "html"
    if claimed is None or claimed == kind:
        return kind
    raise UnreadableFile(
        name,
        "wrong_type",
        f"its name says {ending[1:].upper()}, its bytes say {kind.upper()}",
        "give it the ending of what it is, or pick the file that was meant",
    )


def check_archive(name: str, data: bytes) -> None:
    """Bound what an Office file may unpack to; zipfile never yields more than is declared.

    Raises UnreadableFile: `encrypted`, `bomb`, `truncated`.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(
            name, "encrypted", "it is protected by a password", "save it without a password"
        )
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ZIP_ENTRIES:
        raise _bomb(name, f"it holds {len(entries):,} parts")
    if unpacked > ZIP_UNPACKED_BYTES:
        raise _bomb(name, f"it unpacks to {unpacked / 1e6:,.0f} MB")
    if unpacked > max(_ZIP_RATIO_FROM, ZIP_RATIO * len(data)):
        raise _bomb(name, f"it unpacks to {unpacked / len(data):,.0f} times its size")
    _check_entities(name, data)


def _check_entities(name: str, data: bytes) -> None:
    """An Office file declares no entities; its size was bounded before it is unpacked here."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if not entry.filename.endswith((".xml", ".rels")):
                continue
            try:
                with archive.open(entry) as part:
                    found = _entity_in(part)
            except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as problem:
                raise UnreadableFile(
                    name,
                    "truncated",
                    f"its part {entry.filename!r} is damaged",
                    "save it again",
                ) from problem
            if found:
                raise _bomb(name, "it declares XML entities, which can grow without bound")


def _entity_in(part: IO[bytes]) -> bool:
    tail = b""
    while piece := part.read(1 << 20):
        seen = tail + piece.replace(b"\0", b"")
        if _ENTITY.search(seen):
            return True
        tail = seen[-64:]
    return False


def _bomb(name: str, problem: str) -> UnreadableFile:
    return UnreadableFile(name, "bomb", problem, "save it anew from the program that it came from")
