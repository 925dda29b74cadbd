"""Which tables of a tagged filing are the face statements, by the tags inside them.

A face statement holds its anchors (total assets and total liabilities and equity; net income and
earnings per share; the three cash flows) without dimensions; notes, segments and condensed parent
statements do not. Knows nothing of how the tables are laid out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from apps.finance.domain.concepts import METRICS
from apps.finance.domain.facts import StatementKind
from apps.finance.domain.tags import TaggedNumber
from rag.document import Document, Table

_PRETAX = "IncomeLossFromContinuingOperationsBeforeIncomeTaxes"
_FLOW = "NetCashProvidedByUsedIn{}Activities"


def _flow(name: str) -> frozenset[str]:
    ours = _FLOW.format(name)
    return frozenset({ours, ours + "ContinuingOperations", f"CashFlowsFromUsedIn{name}Activities"})


_ANCHORS: dict[StatementKind, tuple[frozenset[str], ...]] = {
    StatementKind.BALANCE_SHEET: (
        frozenset({"Assets"}),
        frozenset({"LiabilitiesAndStockholdersEquity", "EquityAndLiabilities"}),
    ),
    StatementKind.INCOME: (
        frozenset(
            {
                "NetIncomeLoss",
                "ProfitLoss",
                "NetIncomeLossAvailableToCommonStockholdersBasic",
            }
        ),
        frozenset(
            {
                "IncomeTaxExpenseBenefit",
                "IncomeTaxExpenseContinuingOperations",
                _PRETAX + "ExtraordinaryItemsNoncontrollingInterest",
                "OperatingIncomeLoss",
                "Revenues",
                "ProfitLossBeforeTax",
            }
        ),
        frozenset(
            {
                "EarningsPerShareBasic",
                "EarningsPerShareDiluted",
                "EarningsPerShareBasicAndDiluted",
                "BasicEarningsLossPerShare",
                "DilutedEarningsLossPerShare",
            }
        ),
    ),
    StatementKind.CASH_FLOW: (_flow("Operating"), _flow("Investing"), _flow("Financing")),
}

_MAX_BETWEEN = 1_500
"""Characters that may lie between two parts of one statement: a page foot and a repeated title."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A table with the numbers tagged inside it, in document order."""

    table: Table
    numbers: tuple[TaggedNumber, ...]

    def concepts(self) -> frozenset[str]:
        """Local names of the concepts tagged without dimensions."""
        return frozenset(
            number.concept.rpartition(":")[2] for number in self.numbers if not number.dimensions
        )


@dataclass(frozen=True, slots=True)
class Face:
    """A face statement: its kind and the tables that make it up, in document order."""

    kind: StatementKind
    parts: tuple[Tagged, ...]


def find_faces(document: Document, numbers: Sequence[TaggedNumber]) -> tuple[Face, ...]:
    """The face statements of a filing, at most one of each kind, in document order."""
    tagged = _tagged_tables(document, numbers)
    faces = [face for kind in _ANCHORS if (face := _face(kind, tagged)) is not None]
    return tuple(sorted(faces, key=lambda face: face.parts[0].table.span.start))


def _tagged_tables(document: Document, numbers: Sequence[TaggedNumber]) -> list[Tagged]:
    placed = sorted((n for n in numbers if n.span.end), key=lambda number: number.span.start)
    starts = [number.span.start for number in placed]
    found: list[Tagged] = []
    for table in document.tables:
        inside = placed[bisect_left(starts, table.span.start) : bisect_left(starts, table.span.end)]
        if inside:
            found.append(Tagged(table, tuple(inside)))
    return found


def _face(kind: StatementKind, tagged: Sequence[Tagged]) -> Face | None:
    """The table that best carries the kind, and its neighbours as long as anchors are missing."""
    known = _known_concepts(kind)
    scores = [_score(kind, table.concepts(), known) for table in tagged]
    best = max(range(len(tagged)), key=lambda i: scores[i], default=None)
    if best is None or scores[best][0] == 0:
        return None
    first = last = best
    while missing := _missing(kind, tagged[first : last + 1]):
        if last + 1 < len(tagged) and _continues(tagged[last], tagged[last + 1], missing):
            last += 1
        elif first > 0 and _continues(tagged[first - 1], tagged[first], missing, back=True):
            first -= 1
        else:
            break
    return Face(kind, tuple(tagged[first : last + 1]))


def _known_concepts(kind: StatementKind) -> frozenset[str]:
    return frozenset(
        tag.removeprefix("ifrs:") for m in METRICS if m.statement is kind for tag in m.tags
    )


def _score(
    kind: StatementKind, concepts: frozenset[str], known: frozenset[str]
) -> tuple[int, int, int]:
    """Anchors present, core concepts, all concepts: compared in this order, anchors first."""
    anchors = sum(bool(group & concepts) for group in _ANCHORS[kind])
    core = len(concepts & known)
    return (anchors if core >= 2 else 0, core, len(concepts))


def _missing(kind: StatementKind, parts: Sequence[Tagged]) -> list[frozenset[str]]:
    present = frozenset().union(*(part.concepts() for part in parts))
    return [group for group in _ANCHORS[kind] if not group & present]


def _continues(
    upper: Tagged, lower: Tagged, missing: Sequence[frozenset[str]], *, back: bool = False
) -> bool:
    """Whether two neighbouring tables are parts of one statement."""
    between = lower.table.span.start - upper.table.span.end
    other = (upper if back else lower).concepts()
    return between <= _MAX_BETWEEN and any(group & other for group in missing)
