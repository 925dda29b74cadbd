"""The analytes that the desk knows: codes, names in two languages, units and possible values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Analyte:
    """One quantity in one kind of specimen.

    `unit` is the canonical UCUM unit of everything computed. `molar_mass` is in g/mol where mass
    and substance convert, `valence` where equivalents do. `possible` are the limits, in `unit`,
    beyond which a value of a living person is not believed. `usual_units` are other units that
    laboratories print. `variation` is the within-subject CV in percent. `usual_text` is the usual
    answer of a test that gives words; such an analyte has no unit.
    """

    id: str
    name: str
    zh: str
    group: str
    specimen: str
    unit: str
    loincs: tuple[str, ...]
    synonyms: tuple[str, ...]
    usual_units: tuple[str, ...] = ()
    molar_mass: Decimal | None = None
    valence: int | None = None
    possible: tuple[Decimal, Decimal] | None = None
    variation: Decimal | None = None
    usual_text: str = ""
    source: str = ""

    @property
    def unit_optional(self) -> bool:
        """Whether a number without a unit is complete, as an INR or a pH is."""
        return self.unit in ("1", "[pH]")
