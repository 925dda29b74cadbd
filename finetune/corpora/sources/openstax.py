"""OpenStax Elementary Algebra 2e at the commit that is still CC BY 4.0, by module.

Reads `passages.jsonl`, or the publisher's CNXML modules. Passages come in the order of the book, so
an exercise stands before its solution.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from finetune.corpora.grouping import passages
from finetune.corpora.rows import Row, passage, read_jsonl

NAME, DOMAIN = "openstax_elementary_algebra", "education"
FILE = "passages.jsonl"
_SPACE = re.compile(r"\s+")


def read(folder: Path) -> Iterator[Row]:
    given = (folder / FILE).exists() or (folder / f"{FILE}.gz").exists()
    pieces = _extracted(folder) if given else _published(folder)
    for (module, section), group in groupby(pieces, key=lambda one: (one[0], one[1])):
        texts = [text for _, _, text in group]
        for place, text in enumerate(passages(texts)):
            yield passage(NAME, DOMAIN, module, f"{section}/{place}", text)


def _extracted(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Module, section and text; modules and sections are brought together, first come first."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in read_jsonl(folder / FILE):
        text = _SPACE.sub(" ", one["text"]).strip()
        if text:
            found.setdefault((one["module"], one["section"]), []).append(text)
    for (module, section), texts in found.items():
        for text in texts:
            yield module, section, text


def _published(folder: Path) -> Iterator[tuple[str, str, str]]:
    from defusedxml.ElementTree import parse

    modules = sorted([*folder.glob("modules/m*/index.cnxml"), *folder.glob("cnxml/m*.cnxml")])
    if not modules:
        raise FileNotFoundError(f"{folder}: neither {FILE} nor modules/*/index.cnxml")
    for path in modules:
        name = path.parent.name if path.stem == "index" else path.stem
        yield from _module(name, parse(path).getroot())


def _module(name: str, root: Any) -> Iterator[tuple[str, str, str]]:
    section = ""
    for element in root.iter():
        tag = element.tag.rsplit("}", 1)[-1]
        text = _SPACE.sub(" ", "".join(element.itertext())).strip()
        if tag == "title" and text:
            section = text
        elif tag in ("para", "item") and text:
            yield name, section, text
