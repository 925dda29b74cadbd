"""Which metrics the labels of a spreadsheet name, all statements in one list.

Uses the rules for printed statements first, then plain names. Knows labels only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from apps.finance.domain.chinese_labels import metric_of
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import StatementKind
from apps.finance.domain.labels import metrics_of, plain_lines
from apps.finance.domain.vocabulary import CHINESE, ENGLISH

_KINDS = (StatementKind.BALANCE_SHEET, StatementKind.INCOME, StatementKind.CASH_FLOW)


def metrics_by_line(labels: Sequence[str]) -> dict[int, str]:
    """The metric of each label by its index; rules over all lines first, then plain names."""
    found: dict[int, str] = {}
    if any(re.search(r"[\u4e00-\u9fff]", label) for label in labels):
        found = _chinese(labels)
    else:
        lines = [(label, 0, True) for label in labels]
        for kind in _KINDS:
            for id, index in metrics_of(kind, plain_lines(kind, lines)).items():
                found.setdefault(index, id)
    for index, label in enumerate(labels):
        id = metric_called(label)
        if id is not None and index not in found and id not in found.values():
            found[index] = id
    return found


def _chinese(labels: Sequence[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for index, label in enumerate(labels):
        ids = (metric_of(label, kind) for kind in _KINDS)
        id = next((i for i in ids if i in BY_ID and i not in found.values()), None)
        if id is not None:
            found[index] = id
    return found


def metric_called(label: str) -> str | None:
    """A metric called by one of its usual names, exactly."""
    plain = re.sub(r"[(（].*?[)）]|[:：*]", "", label).strip().lower()
    id = ENGLISH.get(plain.replace("-", " ").replace(",", "")) or CHINESE.get(plain)
    return id if id in BY_ID else None
