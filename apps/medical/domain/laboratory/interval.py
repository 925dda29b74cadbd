"""Reference intervals with their critical limits, and where each comes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from apps.medical.domain.differential import Reference


@dataclass(frozen=True, slots=True)
class Interval:
    """Usual values from `low` to `high`, both included; None is unbounded. In `unit` (UCUM).

    At or below `critical_low`, or at or above `critical_high`, somebody is told at once.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str
    critical_low: Decimal | None = None
    critical_high: Decimal | None = None
    group: str = ""
    reference: Reference | None = None
