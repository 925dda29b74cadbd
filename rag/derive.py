"""Derived figures: growth, change and share, recomputed from cells that a passage states.

Tries the few formulas that sentences about filings use; what none of them gives is not derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from rag.figures import Figure
from rag.formula import recompute
from rag.labels import Synonyms, names_row, score
from rag.matching import Asked, same_amount
from rag.periods import agree
from rag.stated import Stated
from rag.terms import direction


def derived(asked: Asked, stated: Iterable[Stated], synonyms: Synonyms) -> list[Stated]:
    """The cells from which the claimed figure follows; empty where no formula gives it."""
    cells = [s for s in stated if s.source == "cell" and s.amount is not None and s.periods]
    if not asked.periods or not direction(asked.clause):
        return []
    for now, before in _pairs(asked, cells, synonyms):
        for formula in _formulas(asked.figure):
            inputs = {"now": now.amount or Decimal(0), "before": before.amount or Decimal(0)}
            value = recompute(formula, inputs)
            if value is not None and _says(asked, value):
                return [now, before]
    return []


def _formulas(figure: Figure) -> tuple[str, ...]:
    if figure.kind == "percent":
        return ("(now - before) / abs(before) * 100",)
    if figure.kind == "points":
        return ("now - before",)
    return ("now - before",)


def _pairs(
    asked: Asked, cells: list[Stated], synonyms: Synonyms
) -> Iterator[tuple[Stated, Stated]]:
    """The same row in the claimed period and in the year before it, the best named row first."""
    named = [c for c in cells if names_row(asked.words, c.label, c.context, synonyms)]
    named.sort(key=lambda c: -score(asked.words, c.label, synonyms))
    best = score(asked.words, named[0].label, synonyms) if named else 0.0
    for now in named:
        if score(asked.words, now.label, synonyms) < best - 0.05:
            return
        if not any(agree(said, now.periods[0]) for said in asked.periods):
            continue
        for before in named:
            same = before.label == now.label and before.kind == now.kind
            earlier = before.periods[0].fiscal_year == now.periods[0].fiscal_year - 1
            if same and earlier and before.periods[0].part == now.periods[0].part:
                yield now, before


def _says(asked: Asked, value: Decimal) -> bool:
    """Equal at the stated precision, and in the direction that the clause says."""
    if not same_amount(asked.figure, value):
        return False
    return asked.figure.value < 0 or direction(asked.clause) * value >= 0
