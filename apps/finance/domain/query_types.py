"""The parts of a typed query. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from apps.finance.domain.facts import Scope
from apps.finance.domain.formula import Expression
from apps.finance.domain.periods import FiscalSpan
from apps.finance.domain.presentation import Presentation


class Kind(StrEnum):
    VALUE = "value"
    GROWTH = "growth"
    """The change as a share of the earlier figure."""
    CHANGE = "change"
    """The difference; percentage points where the figures are percentages."""
    AVERAGE = "average"
    """The mean over the periods asked for."""
    CAGR = "cagr"
    """The compound yearly growth from the first to the last period."""
    TOTAL = "total"
    """The sum over the periods asked for."""


@dataclass(frozen=True, slots=True)
class Operand:
    """What is asked for: a metric, ratio or printed line by its id, or a formula of the asker."""

    id: str
    name_en: str
    name_zh: str
    formula: Expression | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest years."""

    years: int = 1


@dataclass(frozen=True, slots=True)
class Trailing:
    """Twelve months up to the newest figures."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A day: balances of it, flows of the fiscal span that ends on it."""

    day: date
    span: str = ""


Asked = FiscalSpan | Recent | Trailing | Dated


@dataclass(frozen=True, slots=True)
class Query:
    """A question about figures. `companies` are names of the catalogue; periods oldest first."""

    kind: Kind
    operands: tuple[Operand, ...]
    companies: tuple[str, ...]
    periods: tuple[Asked, ...]
    scope: Scope = Scope.CONSOLIDATED
    presentation: Presentation = field(default_factory=Presentation)

    def __post_init__(self) -> None:
        if not self.operands:
            raise ValueError("a query needs at least one figure to ask for")
        if not self.periods:
            raise ValueError("a query needs a period; use Recent() for the newest year")
