"""The table of red flags, read into rules: what must be present together, at which ages.

In flags.tsv `needs` joins groups by ` & `; a group is met by any one of its `|` alternatives:
an HPO id (or anything below it), `icd:` and the beginning of a code, `say:` and words of the
finding, `lab:` with an analyte, a comparison and a number in its canonical unit, or `pregnant`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, Literal

from apps.medical.domain.differential import Reference
from apps.medical.domain.text.tables import rows_of

_DAYS: Final = {"d": 1, "m": 30, "y": 365}
_COMPARISON: Final = re.compile(r"([a-z0-9-]+)(<=|>=|<|>)(\d+(?:\.\d+)?)")

Comparison = Literal["<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Phenotype:
    """An HPO id; anything below it meets the condition as well."""

    hpo: str


@dataclass(frozen=True, slots=True)
class Code:
    """The beginning of an ICD-10-CM code."""

    icd10: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that the finding's own text must hold."""

    words: str


@dataclass(frozen=True, slots=True)
class Value:
    """A measured value against a limit, in the analyte's canonical unit."""

    analyte: str
    comparison: Comparison
    limit: Decimal

    def met_by(self, value: Decimal) -> bool:
        below, above = value < self.limit, value > self.limit
        equal = not below and not above and len(self.comparison) == 2
        return equal or (below if self.comparison.startswith("<") else above)


@dataclass(frozen=True, slots=True)
class Pregnant:
    """The record says that she is pregnant now."""


Condition = Phenotype | Code | Wording | Value | Pregnant
Group = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Ages in days: from `from_days`, under `under_days`; None where the table sets no limit."""

    id: str
    title: str
    title_zh: str
    needs: tuple[Group, ...]
    from_days: int | None
    under_days: int | None
    why: str
    why_zh: str
    reference: Reference


def _condition(text: str) -> Condition:
    kind, _, rest = text.partition(":")
    if kind == "HP":
        return Phenotype(text)
    if kind == "icd":
        return Code(rest)
    if kind == "say":
        return Wording(rest)
    if kind == "lab" and (found := _COMPARISON.fullmatch(rest)):
        comparison: Comparison = found[2]  # pyright: ignore[reportAssignmentType]
        return Value(found[1], comparison, Decimal(found[3]))
    if text == "pregnant":
        return Pregnant()
    raise ValueError(
        f"flags.tsv: {text!r} is no condition; write HP:, icd:, say:, lab: or pregnant"
    )


def _days(text: str) -> int | None:
    return int(text[:-1]) * _DAYS[text[-1]] if text else None


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in the order of the table."""
    return tuple(
        Rule(
            row["id"],
            row["title"],
            row["title_zh"],
            tuple(
                tuple(_condition(one.strip()) for one in group.split("|"))
                for group in row["needs"].split(" & ")
            ),
            _days(row["from_age"]),
            _days(row["under_age"]),
            row["why"],
            row["why_zh"],
            Reference(row["source"], row["url"] or ""),
        )
        for row in rows_of("flags.tsv", "apps.medical.domain.redflags")
    )
