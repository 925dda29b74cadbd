"""Sentences of the NegEx test kit (Apache-2.0) as short reports, asked whether a finding is there.

Knows nothing of prompts.
"""

from __future__ import annotations

import csv
import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apps.shared.lessons.grounded import Case
from apps.shared.lessons.pool import Source
from rag.chunking import chunk
from rag.document import Document

SOURCE = "negex (Apache-2.0)"
_LINES = 4
_ASKED = (
    "Is there {x}?",
    "Does the patient have {x}?",
    "Any {x}?",
    "What is said about {x}?",
    "{x}: present or absent?",
    "Was {x} found?",
    "Does the report mention {x}?",
)


@dataclass(frozen=True, slots=True)
class Report:
    """A few sentences that stand together, and the finding each was annotated for."""

    source: Source
    findings: tuple[tuple[str, str], ...]


def reports(path: Path) -> Iterator[Report]:
    """Consecutive rows of the annotation file, four to a report."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    for start in range(0, len(rows), _LINES):
        held = [(row[1].strip(), _sentence(row[2])) for row in rows[start : start + _LINES]]
        told = list(dict.fromkeys(sentence for _, sentence in held))
        text = "\n".join(told) + "\n"
        id = hashlib.sha256(text.encode()).hexdigest()[:16]
        document = Document(id, "Report", "text", text, "en")
        source = Source(f"negex-{start}", "Report", document, tuple(chunk(document, meta={})))
        yield Report(source, tuple(held))


def _sentence(raw: str) -> str:
    flat = " ".join(raw.strip().strip('"').split())
    flat = re.sub(
        r"\b(?:IS|OF|IN|ALL|TWO|AND|NO|TO|THE|WITH|FOR|OR)\b", lambda m: m[0].lower(), flat
    )
    letters = [c for c in flat if c.isalpha()]
    if letters and sum(c.isupper() for c in letters) > 0.8 * len(letters):
        flat = flat[:1] + flat[1:].lower()
    else:
        flat = re.sub(r"\b[A-Z]{4,}(?: [A-Z]{3,})*\b", lambda m: m[0].lower(), flat)
    return flat if flat.endswith(".") else f"{flat}."


def _plain(finding: str, sentence: str) -> bool:
    words = finding.split()
    return len(words) <= 5 and "**" not in sentence and not {"is", "are", "was"} & set(words)


def cases(report: Report, rng: random.Random) -> Iterator[Case]:
    for finding, sentence in report.findings:
        piece = next((c for c in report.source.chunks if sentence in c.text), None)
        if piece is None or not 25 < len(sentence) < 330 or not _plain(finding, sentence):
            continue
        asked = rng.choice(_ASKED).format(x=finding.lower())
        asked = asked[:1].upper() + asked[1:]
        yield Case("medical", "finding", asked, piece, (sentence,), SOURCE)
