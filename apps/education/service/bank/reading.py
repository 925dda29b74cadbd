"""Reads a file of QTI items in a process of its own; what comes back is JSON."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree as Safe
from defusedxml.common import DefusedXmlException
from pydantic import TypeAdapter

from apps.education.service.qti.read import LARGEST_ITEM, ReadItem, UnreadableItem, read_qti
from apps.shared import sandbox
from apps.shared.sandbox import Limits
from rag.readers.errors import UnreadableFile

_PARSER: Final = "apps.education.service.bank.reading:parse"


@dataclass(frozen=True, slots=True)
class Unread:
    """An item that was refused as it was read."""

    name: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class BankFile:
    items: tuple[ReadItem, ...]
    refused: tuple[Unread, ...]


_FILE: Final = TypeAdapter(BankFile)


def read_bank(name: str, data: bytes, *, limits: Limits) -> BankFile:
    """Under limits of memory and time. Raises UnreadableFile."""
    return _FILE.validate_json(sandbox.run(_PARSER, data, name, limits=limits))


def parse(data: bytes, name: str, *, progress: Callable[[str, float], None]) -> bytes:
    """What the child process runs. Raises UnreadableFile."""
    progress("reading", 0.0)
    try:
        found = read_qti(name, data)
    except UnreadableItem as problem:
        raise UnreadableFile(name, "wrong_type", problem.problem, problem.remedy) from problem
    named = _named_in_manifest(data)
    items = tuple(
        replace(one, labels=(*named.get(one.file, ()), *one.labels)) for one in found.items
    )
    refused = tuple(Unread(one.name, one.problem, one.remedy) for one in found.refused)
    return _FILE.dump_json(BankFile(items, refused))


def _named_in_manifest(data: bytes) -> dict[str, tuple[str, ...]]:
    """Every text of the metadata of a package's resources, by the file that they describe."""
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        listed = [one for one in package.infolist() if one.filename == "imsmanifest.xml"]
        if not listed or listed[0].file_size > LARGEST_ITEM:
            return {}
        try:
            root = Safe.fromstring(package.read(listed[0]), forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError):
            return {}
    return {one.get("href", ""): tuple(_texts(one)) for one in root.iter() if _is(one, "resource")}


def _texts(resource: Element) -> Iterator[str]:
    for part in resource:
        if _is(part, "metadata"):
            yield from (text.strip() for text in part.itertext() if text.strip())


def _is(node: Element, name: str) -> bool:
    return str(node.tag).rpartition("}")[2] == name
