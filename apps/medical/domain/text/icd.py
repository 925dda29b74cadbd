"""Titles and inclusion terms of ICD-10-CM, from the file inside simple-icd-10-cm's wheel.

Importing that package parses the whole tree (about 3 s); only codes, titles and inclusion terms
are wanted here, so they are read from its tabular list directly. Ranges and chapters are left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from apps.medical.domain.text.ontology import package_file


@dataclass(frozen=True, slots=True)
class Entry:
    """A code with its dot (`E11.9`), its title, and the other names that it includes."""

    code: str
    title: str
    includes: tuple[str, ...] = ()


_ENTRY = re.compile(
    r"<name>([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)</name>\s*<desc>([^<]*)</desc>"
    r"(?:\s*<inclusionTerm>(.*?)</inclusionTerm>)?",
    re.S,
)
_NOTE = re.compile(r"<note>([^<]*)</note>")


@cache
def entries() -> Mapping[str, Entry]:
    """Every category and code of the packaged release."""
    data = package_file("simple_icd_10_cm", "data")
    path = next(iter(sorted(data.glob("icd10c-tabular-*.xml"))), None)
    if path is None:
        raise FileNotFoundError(f"{data}: no tabular list; reinstall simple-icd-10-cm")
    text = path.read_text(encoding="utf8")
    return {
        code: Entry(code, html.unescape(title), tuple(map(html.unescape, _NOTE.findall(notes))))
        for code, title, notes in _ENTRY.findall(text)
    }
