"""What an assessment of a laboratory value says; the words that `assess` and `trends` answer in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from apps.medical.domain.differential import Reference
from apps.medical.domain.laboratory.analyte import Analyte
from apps.medical.domain.laboratory.interval import Interval
from apps.medical.domain.record import Observation
from apps.medical.domain.source import Severity
from apps.medical.domain.when import When

Flag = Literal["", "L", "H", "LL", "HH"]
"""HL7 v3 ObservationInterpretation; empty is within the interval, or not judged (see traps)."""


@dataclass(frozen=True, slots=True)
class Trap:
    """Why a value must be read with care. Nothing is ever corrected by it.

    `kind` is a stable word: missing-unit, unknown-unit, unit-does-not-fit, impossible-value,
    interval-does-not-fit, unit-changes, disagrees, age-unclear, sex-unclear, unknown-analyte,
    name-unclear, text-unclear, comparator, interval-reversed.
    `blocks` is True where the value was left unflagged because of it. `zh` is the same in Chinese.
    """

    kind: str
    severity: Severity
    text: str
    zh: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Assessed:
    """One observation judged.

    `value` is in `unit`, the analyte's canonical UCUM unit; None where there is no number or no
    way to convert it. `interval` is the one that `flag` was judged by: the laboratory's own where
    it gave one, else ours; `own_interval` is always ours (of the first possible age band), and
    `own_flag` what ours says. `agrees_with_laboratory` is None where it flagged nothing itself.
    `abnormal` is True for a text result such as positive where negative is usual, else None or
    False; for a number it says whether a flag was set.
    """

    observation: Observation
    analyte: Analyte | None
    value: Decimal | None
    unit: str
    interval: Interval | None
    flag: Flag
    agrees_with_laboratory: bool | None
    traps: tuple[Trap, ...]
    reference: Reference | None
    own_interval: Interval | None = None
    own_flag: Flag = ""
    abnormal: bool | None = None

    @property
    def judged(self) -> bool:
        """Whether `flag` or `abnormal` means anything: False where a trap forbade a judgement."""
        return self.abnormal is not None


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a trend in its canonical unit; `notable` where the change since the previous
    point exceeds the reference change value. `band` is the interval that held at that moment.
    """

    when: When
    value: Decimal
    flag: Flag
    band: Interval | None
    assessed: Assessed | None
    notable: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure computed from others: its formula in words and the values that went in."""

    name: str
    zh: str
    value: Decimal
    unit: str
    when: When
    formula: str
    inputs: tuple[Assessed, ...]
    reference: Reference
    flag: Flag = ""
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """The values of one analyte over time, oldest first, all in `unit`.

    `per_year` is the least-squares slope in `unit` a year (None with fewer than three days or
    less than 30 days between the first and the last); `relative_change` is from the first to the
    last as a fraction of the first. `reference_change` is the relative change between two results
    that exceeds biological and analytical variation with 95% probability (Harris and Yasaka,
    1983); None where no variation is known. `left_out` were not drawn: a trap blocks them.
    """

    analyte: Analyte | None
    name: str
    zh: str
    unit: str
    points: tuple[Point, ...]
    per_year: Decimal | None
    relative_change: Decimal | None
    reference_change: Decimal | None
    notable: bool
    left_out: tuple[Assessed, ...] = ()
    derived: tuple[Derived, ...] = ()
