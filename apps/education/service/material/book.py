"""Reads what a teacher adds to be cited: a module, a book of modules, passages, or any document.

A book is a ZIP that holds CNXML modules and a collection that orders them, as OpenStax keeps its
books; passages are one JSON object a line (`id` as module#element, `title`, `section`, `text`).
Each section becomes a document; where in it each element begins is kept, so that a citation names
module and element. Runs in the sandbox through `parse`. Knows no index and no course.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from apps.education.service.material.cnxml import Module, Part, Section, read_module
from apps.education.service.material.mathml import local
from apps.shared.admission import check_archive
from apps.shared.corpora.piece import Piece, pack, web
from apps.shared.corpora.reading import json_lines, read_whole
from rag.document import Document, content_id, guess_language
from rag.readers.errors import UnreadableFile

PARSER = "apps.education.service.material.book:parse"
KIND, ELEMENTS, MODULE, SECTION = "kind", "elements", "module", "section"
_OPENSTAX = "https://openstax.org/books"
_MOST_PASSAGES = 200_000
_LEAST_SAID = 250
"""Characters of a section that explains something."""
_LEAST_EXPLAINED = 90
"""Characters of its longest element where exercises stand in it too."""
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What a collection says of its modules."""

    title: str
    licence: str
    address: dict[str, str]


def read_material(
    data: bytes, name: str, *, licence: str = "", max_pages: int = 3_000
) -> list[Piece]:
    """The documents of one file. Raises UnreadableFile, naming culprit and remedy."""
    lower = name.lower()
    if not data.strip():
        raise UnreadableFile(name, "empty", "the file is empty", "choose the file again")
    if lower.endswith(".jsonl"):
        return _passages(data, name, licence)
    if lower.endswith(".cnxml"):
        return list(_documents([read_module(data, name)], _Shelf(name, licence, {})))
    if data.startswith(_ZIP) and not lower.endswith(".docx"):
        return _book(data, name, licence)
    whole = read_whole(data, name, licence=licence, max_pages=max_pages)
    return [_with_kind(whole)]


def _with_kind(piece: Piece) -> Piece:
    return Piece(
        piece.document, piece.title, piece.url, piece.collection, piece.licence,
        about=((KIND, "text"), ("title", piece.title)),
    )  # fmt: skip


def _book(data: bytes, name: str, licence: str) -> list[Piece]:
    try:
        check_archive(name, data)
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as problem:
        raise UnreadableFile(
            name, "truncated", "it is no sound ZIP file", "download the book again"
        ) from problem
    with archive:
        modules = [
            read_module(archive.read(entry), entry)
            for entry in archive.namelist()
            if entry.endswith(".cnxml")
        ]
        shelf = _shelf(archive, name, licence, {m.id: m for m in modules})
    if not modules:
        raise UnreadableFile(
            name, "no_text", "it holds no CNXML module", "add the book's ZIP, or a PDF or text"
        )
    return list(_documents(modules, shelf))


def _shelf(archive: zipfile.ZipFile, name: str, licence: str, modules: dict[str, Module]) -> _Shelf:
    entry = next((e for e in archive.namelist() if e.endswith(".collection.xml")), None)
    if entry is None:
        return _Shelf(PurePosixPath(name).stem, licence, {})
    try:
        root = fromstring(archive.read(entry), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as problem:
        raise UnreadableFile(
            name, "wrong_type", f"its collection {entry} is no sound XML", "download it again"
        ) from problem
    of = {local(e.tag): e for e in reversed(list(root.iter()))}
    title = _said(of.get("title")) or PurePosixPath(name).stem
    slug = _said(of.get("slug"))
    found = of.get("license")
    told = "" if found is None else f"{_said(found)} ({found.get('url', '')})".strip()
    return _Shelf(title, licence or told, _addresses(root, slug, modules) if slug else {})


def _said(node: Element | None) -> str:
    return (node.text or "").strip() if node is not None else ""


def _addresses(root: Element, slug: str, modules: dict[str, Module]) -> dict[str, str]:
    """Where each module stands on the publisher's site: chapter, place in it, title."""
    found: dict[str, str] = {}
    chapter = 0
    for node in root.iter():
        if local(node.tag) != "subcollection":
            continue
        chapter += 1
        for place, module in enumerate(e for e in node.iter() if local(e.tag) == "module"):
            id = module.get("document", "")
            if id in modules:
                words = re.sub(r"[^a-z0-9]+", "-", modules[id].title.lower()).strip("-")
                number = f"{chapter}-{place}-" if place else f"{chapter}-"
                found[id] = f"{_OPENSTAX}/{slug}/pages/{number}{words}"
    return found


def _documents(modules: Iterable[Module], shelf: _Shelf) -> Iterator[Piece]:
    for module in modules:
        drilled = {s.id for s in module.sections if s.kind == "exercises"}
        for section in module.sections:
            if section.kind == "text" and not _explains(section, section.id in drilled):
                continue
            yield _piece(
                module.id, module.title, section.title, section.parts, section.kind,
                (shelf.title, shelf.licence, shelf.address.get(module.id, "")),
            )  # fmt: skip


def _explains(section: Section, drilled: bool) -> bool:
    """Not the few lines that only announce exercises or link to films."""
    told = [len(part.text) for part in section.parts]
    return sum(told) >= _LEAST_SAID and (not drilled or max(told) >= _LEAST_EXPLAINED)


def _piece(
    module: str,
    title: str,
    section: str,
    parts: Sequence[Part],
    kind: str,
    book: tuple[str, str, str],
) -> Piece:
    heading = title if section in ("", title) else f"{title}: {section}"
    text, starts = "", []
    for part in parts:
        starts.append(f"{len(text)}:{part.id}")
        text += f"{part.text}\n\n"
    key = content_id("\x1f".join((module, section, kind, text)).encode())
    document = Document(key, f"{heading[:120]} ({module})", "text", text, guess_language(text))
    collection, licence, url = book
    return Piece(
        document, heading, web(url), collection, licence,
        about=((KIND, kind), ("title", heading)),
        kept=((MODULE, module), (SECTION, section), (ELEMENTS, " ".join(starts))),
    )  # fmt: skip


def element_at(elements: str, offset: int) -> str:
    """The id of the element that holds a character of a document; empty where none is told."""
    at = ""
    for pair in elements.split():
        start, _, id = pair.partition(":")
        if int(start) > offset:
            break
        at = id
    return at


class _Passage(BaseModel):
    """One line of passages. Other keys are let be."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    id: str = Field(max_length=200, pattern=r"^[^\s#]+#[^\s#]+$")
    text: str = Field(max_length=200_000)
    title: str = Field(default="", max_length=1_000)
    section: str = Field(default="", max_length=1_000)
    kind: str = Field(default="", max_length=40)
    book: str = Field(default="", max_length=400)

    @property
    def module(self) -> str:
        return self.id.partition("#")[0]

    @property
    def sort(self) -> str:
        return "exercises" if self.kind in ("problem", "solution", "exercise") else "text"


def _passages(data: bytes, name: str, licence: str) -> list[Piece]:
    read = list(_lines(data, name))
    if not read:
        raise UnreadableFile(name, "no_text", "no line has a passage", "check the file")
    grouped = sorted(read, key=lambda p: (p.module, p.section, p.sort))
    return [
        _piece(
            module, found[0].title, section,
            [Part(p.id.partition("#")[2], " ".join(p.text.split())) for p in found], kind,
            (found[0].book or PurePosixPath(name).stem, licence, ""),
        )
        for (module, section, kind), of in groupby(
            grouped, key=lambda p: (p.module, p.section, p.sort)
        )
        if (found := [p for p in of if p.text])
    ]  # fmt: skip


def _lines(data: bytes, name: str) -> Iterator[_Passage]:
    for number, line in json_lines(data, name):
        if number > _MOST_PASSAGES:
            raise UnreadableFile(
                name, "too_large", f"it has more than {_MOST_PASSAGES:,} lines", "split the file"
            )
        try:
            yield _Passage.model_validate(json.loads(line))
        except (ValidationError, ValueError, RecursionError) as problem:
            raise UnreadableFile(
                name, "wrong_type", f"line {number} is no passage",
                "write one JSON object with `id` (module#element) and `text` a line",
            ) from problem  # fmt: skip


def parse(
    data: bytes,
    name: str,
    *,
    licence: str,
    max_pages: int,
    progress: Callable[[str, float], None],
) -> bytes:
    """What the sandbox runs. Raises UnreadableFile, as `read_material` does."""
    progress("reading", 0.1)
    pieces = read_material(data, name, licence=licence, max_pages=max_pages)
    progress("packing", 0.9)
    return pack(pieces)
