"""What the cover page of an SEC filing says: registrant, form, period, ticker.

Reads the first characters of the text; the statements themselves are not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from apps.finance.domain.english_dates import dates_in
from rag.document import Document

_COVER = 12_000
_HEAD = 600
_FORM = re.compile(
    r"\bform\s+(10-?K(?:/A|SB|405)?|10-?Q(?:/A|SB)?|20-?F(?:/A)?|40-?F|8-?K(?:/A)?|6-?K|S-1)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:for\s+the\s+)?(?:fiscal\s+|annual\s+|quarterly\s+|transition\s+)?(?:year|period|quarter)[-\s]+end(?:ed|ing)\s*:?\s*"
    r"(?P<rest>[^\n]{4,60}(?:\n[^\n]{4,40})?)",
    re.IGNORECASE,
)
_REGISTRANT = re.compile(
    r"\(\s*exact\s+name\s+of\s+(?:the\s+)?(?:registrant|company|issuer)", re.IGNORECASE
)
_TICKER = re.compile(
    r"\b(?:common|ordinary|class\s+a|shares?|stock)\b[^\n]{0,160}?\t\s*(?P<ticker>[A-Z]{1,5})\s*\t",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:inc|corp|corporation|company|co|ltd|limited|plc|n\.?v|s\.?a|ag|llc|l\.?p|group|holdings?|trust|partners)\b\.?",
    re.IGNORECASE,
)
_FILE_NUMBER = re.compile(
    r"(?:commission\s+)?file\s+(?:number|no)s?\s*[.:]?\s*[\d–-]*\.?", re.IGNORECASE
)
_ABOVE_STATE = re.compile(
    r"(?P<name>[^\n]{3,80})\n\s*\(?(?:an?|incorporated in)\s+[A-Z][A-Za-z ]{2,20}\s+corporation",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"^(?P<name>(?:[A-Z0-9&][\w.,&'’-]*\s+){1,6}?)(?:Reports|REPORTS|Announces|ANNOUNCES)\b",
    re.MULTILINE,
)
_STATE = re.compile(r"(?:[A-Z][a-z]+ ?){1,2}|[\d–-]+")
_FISCAL = re.compile(r"\bfiscal(?:\s+year)?\s+((?:19|20)\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cover:
    """Empty and None where the cover does not say."""

    company: str
    form: str
    period_end: date | None
    ticker: str


def read_cover(document: Document) -> Cover:
    """The cover of a filing; its parts are looked for in the first 12,000 characters."""
    text = document.text[:_COVER]
    form = _FORM.search(text)
    return Cover(
        _company(text), _spelled(form[1]) if form else "", _period_end(text), _ticker(text)
    )


def _spelled(form: str) -> str:
    upper = form.upper()
    return upper if "-" in upper else re.sub(r"^(\d+|S)", r"\1-", upper)


def _period_end(text: str) -> date | None:
    for match in _PERIOD.finditer(text):
        days = dates_in(match["rest"])
        if days:
            return days[0]
    return None


def _company(text: str) -> str:
    """The registrant: above `(Exact name of registrant ...)`, above its state, or the releaser."""
    match = _REGISTRANT.search(text)
    if match is not None:
        above = _FILE_NUMBER.split(text[max(0, match.start() - 500) : match.start()])[-1]
        name = _cleaned(above if len(above) < 90 else above.rstrip().rpartition("\n")[2])
        if name:
            return name
    for pattern in (_ABOVE_STATE, _RELEASE):
        match = pattern.search(text[:_HEAD] if pattern is _RELEASE else text)
        if match is not None and _cleaned(match["name"]):
            return _cleaned(match["name"])
    return next((_cleaned(line) for line in text.splitlines()[:80] if _names_company(line)), "")


def _names_company(line: str) -> bool:
    return (
        3 < len(line) < 80
        and _LEGAL.search(line) is not None
        and re.search(r"commission|form|report|\ban? \w+ corporation", line, re.IGNORECASE) is None
    )


def _cleaned(text: str) -> str:
    """A name without file numbers, rules and the columns beside it."""
    cells = [" ".join(cell.split()).strip(" _-–") for cell in re.split(r"\t|_{3,}", text)]
    named = [cell for cell in cells if re.search(r"[A-Za-z]{2}", cell)]
    legal = [cell for cell in named if _LEGAL.search(cell)]
    name = (legal or [cell for cell in named if not _STATE.fullmatch(cell)] or named or [""])[0]
    return name if len(name) <= 90 else ""


def _ticker(text: str) -> str:
    match = _TICKER.search(text)
    return match["ticker"] if match and match["ticker"].isupper() else ""


def fiscal_year_of(document: Document, year_end: date) -> int:
    """The year that a filer gives to the fiscal year ending on `year_end`.

    Filers that close in January or early February mostly name it after the year before: the one
    that the document calls `fiscal 20xx` more often wins; closings in other months name their own.
    """
    if year_end.month > 2 and not (year_end.month == 1 and year_end.day < 15):
        return year_end.year
    named = [int(match[1]) for match in _FISCAL.finditer(document.text[:400_000])]
    before, same = named.count(year_end.year - 1), named.count(year_end.year)
    early = year_end.month == 1 and year_end.day < 15
    return year_end.year - 1 if before > same or (early and before == same) else year_end.year
