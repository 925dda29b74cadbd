"""A figure and how it came about: its value with formula and inputs, or the reason for having none.

Values only; knows nothing of how a figure is chosen or calculated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from apps.finance.domain.facts import Fact, Period, Scope

if TYPE_CHECKING:
    from apps.finance.domain.formula import Working

Language = Literal["en", "zh"]

PERCENT = "percent"
"""A share held as a fraction: 0.125 is shown as 12.5%."""
POINTS = "percentage_points"
"""The difference of two percentages, held as a fraction: 0.017 is shown as 1.7 points."""
TIMES = "times"
DAYS = "days"
SHARES = "shares"

_REASONS: dict[str, tuple[str, str]] = {
    "missing": (
        "{name_en} is not stated for {period_en}",
        "未披露{period_zh}的{name_zh}",
    ),
    "not_reported": (
        "no filing given covers {period_en}",
        "所给报告不涵盖{period_zh}",
    ),
    "zero_base": ("{name_en} is zero", "{name_zh}为零"),
    "negative_base": (
        "{name_en} is negative, so that the quotient says nothing",
        "{name_zh}为负，比值没有意义",
    ),
    "not_for_sector": (
        "not meaningful for a {sector_en}",
        "不适用于{sector_zh}",
    ),
    "not_annual": (
        "needs a year; {period_en} is shorter",
        "需要全年数据，{period_zh}不足一年",
    ),
    "not_additive": (
        "{name_en} cannot be added up or subtracted across periods",
        "{name_zh}不能跨期加减",
    ),
    "mixed_units": (
        "the inputs are in different units: {units}",
        "各项单位不同：{units}",
    ),
    "unknown_company": (
        "no filing of {company} is in the library",
        "资料库中没有{company}的报告",
    ),
    "unknown_figure": (
        "no filing given has a line {name_en!r}",
        "所给报告中没有“{name_zh}”一项",
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure is undefined or a check not made: a stable code and what fills its sentence."""

    code: str
    parameters: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.code not in _REASONS:
            raise ValueError(f"reason {self.code!r} has no wording; add it to _REASONS")

    def text(self, language: Language = "en") -> str:
        return _REASONS[self.code][language == "zh"].format(**dict(self.parameters))

    def __str__(self) -> str:
        return self.text("en")


def reason(code: str, **parameters: str) -> Reason:
    return Reason(code, tuple(parameters.items()))


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure with its provenance.

    `value` is in base units (`unit`: a currency, `percent`, `percentage_points`, `times`, `days`,
    `shares`, or `<currency>/share`); None where undefined, and then `reason` says why. A stated
    figure has one `Fact` as its input and no formula, and `document_id` names the document that
    the fact's span points into; a derived one has the formula in words and further metrics as
    inputs. `working` is the calculation itself, for whoever wants to repeat it.
    """

    id: str
    name_en: str
    value: Decimal | None
    unit: str
    period: Period | None
    name_zh: str = ""
    formula: str = ""
    formula_zh: str = ""
    inputs: tuple[Fact | Metric, ...] = ()
    reason: Reason | None = None
    scope: Scope = Scope.CONSOLIDATED
    company: str = ""
    document_id: str = ""
    working: Working | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if (self.value is None) != (self.reason is not None):
            raise ValueError(f"metric {self.id!r} needs either a value or a reason for having none")

    @property
    def name(self) -> str:
        return self.name_en

    def named(self, language: Language) -> str:
        return (self.name_zh or self.name_en) if language == "zh" else self.name_en

    def explained(self, language: Language) -> str:
        """The formula in the language; empty for a stated figure."""
        return (self.formula_zh or self.formula) if language == "zh" else self.formula

    @property
    def stated(self) -> bool:
        """True where the figure was read from a filing as it stands."""
        return self.value is not None and not self.formula

    @property
    def fact(self) -> Fact | None:
        """The fact behind a stated figure."""
        first = self.inputs[0] if self.inputs else None
        return first if self.stated and isinstance(first, Fact) else None

    def leaves(self) -> Iterator[Metric]:
        """The stated figures that this one rests on, in the order of the formula."""
        if self.stated:
            yield self
        for item in self.inputs:
            if isinstance(item, Metric):
                yield from item.leaves()
