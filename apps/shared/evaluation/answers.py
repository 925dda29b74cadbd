"""Keeps what base and ours answered to the same grounded questions, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apps.shared.evaluation.suite import Outcome


def write_answers(path: Path, outcome: Outcome) -> int:
    """One JSON object a question; how many."""
    rows = list(_rows(outcome))
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return len(rows)


def _rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    for ours, base in zip(outcome.ours.said, outcome.base.said, strict=True):
        case = ours.case
        yield {
            "id": case.id,
            "domain": case.domain,
            "kind": case.kind,
            "question": case.question,
            "passages": list(case.passages),
            "carrying": sorted(case.carrying),
            "golds": list(case.golds),
            "base": base.answer,
            "base_shown_as_answer": base.seen.answers,
            "base_shown_as_said": base.seen.whole,
            "ours": ours.answer,
            "ours_shown_as_answer": ours.seen.answers,
            "ours_shown_as_said": ours.seen.whole,
        }
