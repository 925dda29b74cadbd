"""What a filing says in figures: facts, statements and the filing that holds them.

Values only. `Filing -> Statement -> Row -> Fact`; each fact carries the place it was read from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from rag.document import Document, Span


class Scope(StrEnum):
    CONSOLIDATED = "consolidated"
    PARENT = "parent"


class StatementKind(StrEnum):
    BALANCE_SHEET = "balance_sheet"
    INCOME = "income"
    CASH_FLOW = "cash_flow"
    HIGHLIGHTS = "highlights"
    """Key figures beside the statements: 主要会计数据 or sentences."""


class Origin(StrEnum):
    TAG = "tag"
    TABLE = "table"
    SENTENCE = "sentence"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """An instant (`start` is None) or a duration, both days included."""

    end: date
    start: date | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.start > self.end:
            raise ValueError(f"period starts on {self.start}, after its end on {self.end}")

    @property
    def days(self) -> int | None:
        """Length in days, both ends counted; None for an instant."""
        return None if self.start is None else (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure.

    `value` is in base units (yuan, dollars, shares; a percentage of 12.5 is 0.125). `raw` is what
    was printed, `scale` the power of ten applied to it, `decimals` the stated precision as XBRL
    means it (-6: to the million; None: exact or not stated). `concept` is the tag
    (`us-gaap:Assets`) or, untagged, the printed label; `metric` is the core metric it stands for,
    if any (`concepts.METRICS`). `restated` marks 调整后 and restated columns. `unit_inherited`
    marks a unit not declared for this table but taken from an earlier one.
    """

    concept: str
    value: Decimal
    unit: str
    period: Period
    raw: str
    span: Span
    metric: str | None = None
    label: str = ""
    scope: Scope = Scope.CONSOLIDATED
    restated: bool = False
    dimensions: tuple[tuple[str, str], ...] = ()
    scale: int = 0
    decimals: int | None = None
    origin: Origin = Origin.TABLE
    unit_inherited: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures. `restated` is None where the filing does not distinguish."""

    label: str
    period: Period
    scope: Scope = Scope.CONSOLIDATED
    restated: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line; `facts` has one entry a column, None where the cell is blank.

    A dash is None in Chinese statements; in English ones it is a fact of value 0 whose `raw` is
    the dash, as filers tag it.
    """

    label: str
    facts: tuple[Fact | None, ...]
    metric: str | None = None
    level: int = 0
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as printed. `scale` is the declared power of ten (千元: 3)."""

    kind: StatementKind
    title: str
    unit: str
    scale: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    span: Span
    unit_inherited: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.facts) != len(self.columns):
                raise ValueError(
                    f"{self.title!r}: row {row.label!r} has {len(row.facts)} cells "
                    f"for {len(self.columns)} columns"
                )


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know: what was found, where, and what to do about it."""

    level: Literal["info", "warning", "error"]
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing read whole. `facts` holds every fact, those of the statements included.

    `form` is `10-K`, `10-Q`, `20-F`, `年度报告` ... ; `code` the ticker, CIK or stock code;
    `fiscal_period` is `FY`, `H1`, `Q1` .. `Q4`. `sector` picks the layout and ratios that apply.
    """

    document: Document
    company: str
    form: str
    currency: str
    period_end: date | None
    fiscal_year: int | None
    fiscal_period: str
    facts: tuple[Fact, ...]
    statements: tuple[Statement, ...]
    code: str = ""
    sector: Literal["general", "bank", "insurer", "broker"] = "general"
    synthetic: bool = False
    notices: tuple[Notice, ...] = field(default=())

    @property
    def id(self) -> str:
        return self.document.id
