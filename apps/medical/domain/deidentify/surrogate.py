"""What stands in the place of an identifier: a moved date, 90+, or a tag.

Knows the patient's keys and the whole text's dates; finds nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.folded import fold
from apps.medical.domain.deidentify.found import Found
from apps.medical.domain.deidentify.seal import PatientKeys
from apps.medical.domain.deidentify.written_date import WrittenDate, is_day_first, read_date

_ANY_YEAR = 2000
_LETTERS = (4, 6, 8, 16, 32)


class Surrogates:
    """Surrogates for what was found in one text, consistent within the patient.

    Numeric dates that do not tell day from month follow those of the text that do. A date without
    a year takes the year of the one before it, or of the first that has one.
    """

    def __init__(self, keys: PatientKeys, text: str, found: Sequence[Found]) -> None:
        self._keys = keys
        self._text = text
        self._owner: dict[str, str] = {}
        dates = [self._plain(one) for one in found if one.entity is Entity.DATE]
        told = [first for first in map(is_day_first, dates) if first is not None]
        self._day_first = bool(told) and 2 * sum(told) > len(told)
        years = (read.year for read in map(self._read, dates) if read is not None)
        self._year = next((year for year in years if year is not None), _ANY_YEAR)

    def of(self, one: Found) -> str:
        """To be asked in the order of the text."""
        plain = self._plain(one)
        if one.entity is Entity.AGE_OVER_89:
            return "90+"
        if one.entity is Entity.DATE and (moved := self._moved(plain)) is not None:
            return moved
        return self._tag(one.entity, " ".join(plain.casefold().split()))

    def _plain(self, one: Found) -> str:
        return fold(self._text[one.start : one.end]).text

    def _read(self, plain: str) -> WrittenDate | None:
        return read_date(plain, day_first=self._day_first)

    def _moved(self, plain: str) -> str | None:
        read = self._read(plain)
        if read is None:
            return None
        self._year = self._year if read.year is None else read.year
        return read.moved(self._keys.days, self._year)

    def _tag(self, entity: Entity, plain: str) -> str:
        """As short as two different originals allow, and not in the text already."""
        for length in _LETTERS:
            tag = f"[{entity.value}-{self._keys.tag(entity.value, plain, length)}]"
            if self._owner.setdefault(tag, plain) == plain and tag not in self._text:
                return tag
        raise ValueError(f"no surrogate is free for a {entity.value} of {len(plain)} characters")
