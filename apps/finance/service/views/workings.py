"""Finds a derived figure again from the reference that its cell carried.

Pure. References come from links, so anything that does not fit is answered with None.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from apps.finance.domain.book import Book
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Period, Scope
from apps.finance.domain.formula import Item
from apps.finance.domain.metrics import Metric
from apps.finance.domain.ratio_definitions import RATIO_BY_ID
from apps.finance.domain.ratios import growth, ratio
from apps.finance.service.views.ratios import dupont_metrics, dupont_tree
from rag.document import content_id


def worked_metric(books: Sequence[Book], ref: str) -> tuple[Book, Metric] | None:
    """The figure that a reference made by `metric_ref` names, with its book, if one has it."""
    for of in books:
        metric = _worked(of, ref)
        if metric is not None and metric.value is not None:
            return of, metric
    return None


def _worked(of: Book, ref: str) -> Metric | None:
    parts = ref.split("~")
    if len(parts) != 5 or parts[4] != content_id(of.company.encode()):
        return None
    id, start, end, scope, _ = parts
    try:
        first = date.fromisoformat(start) if start else None
        period, wanted = Period(date.fromisoformat(end), first), Scope(scope)
    except ValueError:
        return None
    return _found(of, id, period, wanted)


def _found(of: Book, id: str, period: Period, scope: Scope) -> Metric | None:
    if id in RATIO_BY_ID:
        return ratio(of, RATIO_BY_ID[id], period, scope)
    if id in BY_ID:
        return of.get(Item(id), period, scope)
    if id.removesuffix("_growth") in BY_ID:
        return growth(of, id.removesuffix("_growth"), period, scope)
    factors = dupont_metrics(dupont_tree(of, period, scope))
    return next((metric for metric in factors if metric.id == id), None)
