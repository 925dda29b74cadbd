"""A desk's lessons and pairs on disk, whole or not at all, with their counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from apps.shared.lessons.lesson import Desk, write_lines
from apps.shared.lessons.making import Made


def written(found: Iterable[Made], out: Path, desk: Desk) -> str:
    """Write DESK.jsonl, DESK.pairs.jsonl and DESK.counts.json; what was written, in words."""
    kept = list(found)
    lessons = write_lines(out / f"{desk}.jsonl", (one.lesson.row() for one in kept))
    pairs = [pair for one in kept for pair in one.pairs]
    count = write_lines(out / f"{desk}.pairs.jsonl", (pair.row() for pair in pairs))
    counts = {
        "tasks": dict(Counter(one.lesson.task for one in kept).most_common()),
        "parts": dict(Counter(one.lesson.part for one in kept)),
        "sources": dict(Counter(one.lesson.source for one in kept).most_common()),
        "faults": dict(Counter(pair.fault for pair in pairs).most_common()),
    }
    told = json.dumps(counts, indent=1, ensure_ascii=False)
    (out / f"{desk}.counts.json").write_text(told + "\n", encoding="utf-8")
    return f"{lessons:,} lessons, {count:,} pairs"
