"""Hints of OATutor (CC BY 4.0) as material of a course, asked for by problems.

The hints of one lesson are one document; the answer is the hint that the problem gives first, and
never one that says the answer. Knows nothing of prompts.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from apps.shared.lessons.grounded import Case
from apps.shared.lessons.pool import Source
from rag.chunking import chunk
from rag.document import Document
from rag.prompt import speaks_to_model

SOURCE = "oatutor (CC BY 4.0)"
_ASKED = (
    "Give a hint for: {p}",
    "How do I start: {p}",
    "Which rule helps here? {p}",
    "A student is stuck: {p} What helps?",
    "{p} What is the first step?",
    "What should I look at for: {p}",
    "Hint, please: {p}",
)
_SKIP = re.compile(r"@\{|##|!\[|<img|https?:|\\|\{|\*\*")
_LICENCES = ("", "cc by 4.0", "cc4.0", "openstax", "https://creativecommons.org/licenses/by/4.0/")


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with its first hint; `group` is the lesson whose hints are indexed together."""

    id: str
    group: str
    asked: str
    hint: str


def problems(folder: Path) -> Iterator[Problem]:
    """Problems in plain words that have a hint in plain words."""
    for path in sorted(folder.glob("problems_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            licence = str(row.get("license") or "").split(" <")[0].strip().lower()
            if licence in _LICENCES and row.get("courseName") != "Matematik 4":
                yield from _of(row)


def _of(row: dict[str, Any]) -> Iterator[Problem]:
    for step in row.get("steps", [])[:1]:
        asked = plain(" ".join(filter(None, [row.get("body", ""), step.get("stepTitle", "")])))
        answers = [plain(str(a)) for a in step.get("stepAnswer", [])]
        for hint in step.get("hints", [])[:2]:
            text = plain(hint.get("text", ""))
            said = text if text.endswith(".") else f"{text}."
            usable = 35 <= len(said) <= 330 and 15 <= len(asked) <= 260
            if not usable or "?" in said or speaks_to_model(said) or _SKIP.search(said + asked):
                continue
            if any(a and re.search(rf"(?<![\w.]){re.escape(a)}(?![\w])", said) for a in answers):
                continue
            yield Problem(row["id"], f"{row.get('courseName')}: {row.get('lesson')}", asked, said)
            break


def plain(text: str) -> str:
    """TeX's dollars away, simple fractions as `a/b`, white space single."""
    flat = text.replace("$$", "").replace("\\left(", "(").replace("\\right)", ")")
    flat = re.sub(r"\\frac\{([^{}]+)\}\{([^{}]+)\}", r"\1/\2", flat)
    flat = (
        flat.replace("\\times", "×")
        .replace("\\cdot", "·")
        .replace("\\leq", "≤")
        .replace("\\geq", "≥")
    )
    flat = re.sub(r"\\sqrt\{([^{}]+)\}", r"√(\1)", flat)
    return " ".join(flat.split())


def shelves(found: list[Problem]) -> list[tuple[Source, list[Problem]]]:
    """Problems grouped so that the hints of a few of one lesson make a document.

    A document is split by its first problem's id, and holds problems of one part only.
    """
    from finetune.corpora.split import part

    groups: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in found:
        groups[problem.group, part(problem.id)].append(problem)
    return [
        _shelf(group, held[start : start + 6])
        for (group, _), held in sorted(groups.items())
        for start in range(0, len(held), 6)
    ]


def _shelf(group: str, held: list[Problem]) -> tuple[Source, list[Problem]]:
    told = list(dict.fromkeys(problem.hint for problem in held))
    title = group.split(": ", 1)[-1]
    text = f"{title}\n\n" + "\n\n".join(told) + "\n"
    id = sha256(text.encode()).hexdigest()[:16]
    document = Document(id, title, "text", text, "en")
    pieces = tuple(chunk(document, meta={"title": title}))
    return Source(held[0].id, title, document, pieces), held


def cases(shelf: tuple[Source, list[Problem]], rng: random.Random) -> Iterator[Case]:
    source, held = shelf
    for problem in held:
        piece = next((c for c in source.chunks if problem.hint in c.text), None)
        if piece is not None:
            asked = rng.choice(_ASKED).format(p=problem.asked)
            yield Case("education", "hint", asked, piece, (problem.hint,), SOURCE)
