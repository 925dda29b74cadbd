"""Results in words and laboratories' own flags, read in English and Chinese.

Knows which words mean positive or negative; not what a positive test means.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final, Literal

from apps.medical.domain.laboratory.assessed import Flag
from apps.medical.domain.record import Comparator

Answer = Literal["negative", "positive", "borderline"]

_NEGATIVE: Final = re.compile(
    r"negative|neg|not detected|none detected|undetected|undetectable|absent|non-?\s?reactive"
    r"|normal|none|nil|no growth.*|not seen|none seen|-|\(-\)|阴性(\(-\))?|未检出|未见|无"
    r"|正常|无反应性|not present|阴性反应|无细菌生长.*|未生长.*|无菌生长.*|培养阴性"
)
_POSITIVE: Final = re.compile(
    r"(weakly |strongly )?positive|pos|detected|present|reactive|\+{1,4}|\(\+{1,4}\)|[1-4]\s?\+"
    r"|\+[1-4]|small|moderate|large|many|阳性(\(\+{1,4}\))?|弱阳性|强阳性|检出|有反应性"
    r"|positive \(.*\)|(1|2|3|4)\+ .*|growth of .*|检出.*|有.*生长"
)
_BORDERLINE: Final = re.compile(
    r"trace|equivocal|indeterminate|borderline|inconclusive|±|\+/-|\(±\)|\+-|微量|可疑|弱阳可疑"
    r"|不确定|灰区|临界|痕量"
)
_ANSWERS: Final[dict[Answer, re.Pattern[str]]] = {
    "borderline": _BORDERLINE,
    "negative": _NEGATIVE,
    "positive": _POSITIVE,
}
_NUMBER: Final = re.compile(
    r"(?P<comparator><=|>=|<|>|≤|≥|小于|大于|less than|more than|greater than|under|over|below"
    r"|above)?"
    r"\s*(?P<value>[+-]?\d{1,12}(?:[.,]\d{1,12})?)\s*(?P<unit>[^\d\s<>].*)?"
)
_COMPARATORS: Final[dict[str, Comparator]] = {
    "<": "<", "<=": "<=", ">": ">", ">=": ">=", "≤": "<=", "≥": ">=", "小于": "<", "大于": ">",
    "less than": "<", "under": "<", "below": "<", "more than": ">", "greater than": ">",
    "over": ">", "above": ">",
}  # fmt: skip
_FLAGS: Final[dict[str, Flag]] = {
    "h": "H", "high": "H", "hu": "H", "↑": "H", "偏高": "H", "高": "H", "升高": "H", "h↑": "H",
    "l": "L", "low": "L", "lu": "L", "↓": "L", "偏低": "L", "低": "L", "降低": "L", "l↓": "L",
    "hh": "HH", "ch": "HH", "critical high": "HH", "critically high": "HH", "panic high": "HH",
    "↑↑": "HH", "↑↑↑": "HH", "危急高": "HH", ">": "HH", "h*": "HH", "hx": "HH",
    "ll": "LL", "cl": "LL", "critical low": "LL", "critically low": "LL", "panic low": "LL",
    "↓↓": "LL", "↓↓↓": "LL", "危急低": "LL", "<": "LL", "l*": "LL", "lx": "LL",
    "n": "", "normal": "", "正常": "", "within range": "",
}  # fmt: skip


def answer_of(text: str) -> Answer | None:
    """Whether words say positive, negative or in between; None where they are other words.

    SNOMED CT's names end in their kind, as `Detected (qualifier value)`.
    """
    folded = " ".join(unicodedata.normalize("NFKC", text).lower().split()).rstrip(".。")
    folded = folded.removesuffix(" (qualifier value)").removesuffix(" (finding)")
    if folded in ("−", "–", "—"):
        folded = "-"
    for answer, pattern in _ANSWERS.items():
        if pattern.fullmatch(folded):
            return answer
    return None


def number_in(text: str) -> tuple[Decimal, Comparator | None, str] | None:
    """A number written as words, `<0.01`, `>1000 ng/mL`: value, comparator and unit."""
    folded = unicodedata.normalize("NFKC", text).strip()
    found = _NUMBER.fullmatch(folded.lower()) and _NUMBER.fullmatch(folded)
    if not found:
        found = _NUMBER.fullmatch(folded.lower())
    if not found or len(folded) > 40:
        return None
    comparator = _COMPARATORS.get(found["comparator"].lower()) if found["comparator"] else None
    value = found["value"]
    if "," in value and not re.fullmatch(r"[+-]?\d{1,3},\d{1,2}", value):
        return None
    return Decimal(value.replace(",", ".")), comparator, (found["unit"] or "").strip()


def laboratory_flag(interpretation: str) -> Flag | None:
    """The laboratory's own flag; None where it gave none or one without a direction (A, POS)."""
    folded = unicodedata.normalize("NFKC", interpretation).strip().lower()
    return _FLAGS.get(folded) if folded else None
