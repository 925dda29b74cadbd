"""What a document says about itself: whose it is, which form, for which period, under which names.

Reads the file's name and the first page, in English and Chinese, and gives metadata for routing.
A desk that knows better (from tags, from a form it filled in) puts its own values over these.
Knows nothing of questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from rag.document import Document
from rag.periods import find_periods

HEAD = 6_000
"""Characters at the start that count as the cover."""

_NAME_END = (
    r"(?:Incorporated|Inc\.?|Corporation|Corp\.?|Company|Co\.|plc|PLC|Ltd\.?|Limited|N\.V\.|S\.A\.|"
    r"AG|SE|LLC|L\.P\.|Group|Holdings?|International|Bancorp)"
)
_REGISTRANT = re.compile(
    r"(?P<before>.{0,160}?)[\s_]*\(\s*exact\s+name\s+of\s+(?:the\s+)?registrant", re.I
)
_FILE_NUMBER = re.compile(
    r"file\s+(?:number|no\.?):?\s*[\d-]+[\s_]+(?P<name>[A-Z0-9][\w&.,'’ -]{1,60}?)\s*"
    r"(?=\(|State of|Incorporated in|Delaware|$)",
    re.I,
)
_BEFORE_NAME = re.compile(
    r"(?:\d+-\d{3,}|_{3,}|\b(?:19|20)\d\d\b\)?|(?:number|no\.?):?\s*[\d-]+|\bOR\b|☐|\bto\b)[\s_.:]+"
)
_LISTED = re.compile(
    r"(?P<name>[A-Z0-9][\w&.'’-]*(?:,? (?:[A-Z&][\w&.'’-]*|of|the|and)){0,5}?,?\s?"
    rf"{_NAME_END}?)\s*"
    r"\(\s*(?:the\s+)?(?:NYSE|NASDAQ|New York Stock Exchange|Nasdaq[\w ]*|NYSE[\w ]*|LSE|TSX|HKEX)"
    r"\s*[:：]\s*(?P<code>[A-Z]{1,5}(?:\.[A-Z])?)\b",
)
_TRADED = re.compile(
    r"(?i:Common (?:Stock|Shares)|Ordinary Shares|Capital Stock)[^|()]{0,90}?\s"
    r"(?P<code>[A-Z]{1,5})\s+(?:The )?(?:New York Stock Exchange|NYSE|Nasdaq|NASDAQ)"
)
_FORM = re.compile(r"\bform\s+(10-?K|10-?Q|8-?K|20-?F|6-?K|40-?F|S-1)\b", re.I)
_RELEASE = re.compile(
    r"for immediate release|business wire|prnewswire|reports? .{0,60}(?:results|quarter)|"
    r"announces? .{0,60}results|exhibit 99",
    re.I,
)
_ENDED = re.compile(
    r"(?:fiscal\s+year|quarterly\s+period|transition\s+period|year|quarter|weeks|months)\s+"
    r"end(?:ed|ing)[:\s]+(?P<date>.{0,60})",
    re.I,
)
_REPORTED = re.compile(
    r"date\s+of\s+(?:report|earliest\s+event)[^:]{0,60}:?\s*(?P<date>.{0,60})", re.I
)
_RELEASED_QUARTER = re.compile(r"(first|second|third|fourth)[\s-]+quarter", re.I)
_QUARTERS = {"first": "Q1", "second": "Q2", "third": "Q3", "fourth": "Q4"}

_CHINESE_FORM = re.compile(
    r"半年度报告|第?一季度报告|第?三季度报告|季度报告|年度报告|招股说明书|公告"
)
_CHINESE_COMPANY = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Za-z（）()]{2,30}?(?:股份有限公司|有限责任公司|有限公司))"
)
_CHINESE_SHORT = re.compile(
    r"(?:股票|证券|A\s*股)简称[：:\s]*(?P<name>[\u4e00-\u9fffA-Za-z*]{2,10})"
)
_CHINESE_CODE = re.compile(r"(?:股票|证券|公司)代码[：:\s]*(?P<code>\d{5,6})")
_CHINESE_YEAR = re.compile(
    r"(?P<year>20\d\d|二[〇○零][一二三四五六七八九〇○零]{2})\s*年?\s*(?=.{0,6}报告)"
)
_CHINESE_PART = {"半年": "H1", "一季": "Q1", "三季": "Q3", "中期": "H1"}
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")

_FILE_YEAR = re.compile(r"(?:FY)?((?:19|20)\d\d)(Q[1-4]|H[12])?", re.I)
_FILE_FORM = re.compile(r"10-?K|10-?Q|8-?K|20-?F|6-?K|annual[ -]?report|earnings", re.I)


def describe(document: Document) -> dict[str, str]:
    """Metadata of a document: those of company, aliases, code, form and period that it tells.

    `aliases` are joined by `|`. `period` is `FY2018`, `Q2 2023`, `H1 2023` or a day `2023-05-30`;
    several are joined by `|`, the most telling first: a fiscal year is named by its first day by
    some and by its last by others.
    """
    head = " ".join(document.text[:HEAD].split())
    named = _from_name(document.name)
    told = _chinese_cover(head) if document.language == "zh" else _english_cover(head)
    names = _unique([*told.get("names", []), *named.get("names", [])])
    meta = {
        "company": names[0] if names else "",
        "aliases": "|".join(names[1:]),
        "code": next(iter(told.get("code", [])), ""),
        "form": next(iter([*told.get("form", []), *named.get("form", [])]), ""),
        "period": "|".join(_unique([*named.get("period", []), *told.get("period", [])])),
    }
    return {key: value for key, value in meta.items() if value}


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _english_cover(head: str) -> dict[str, list[str]]:
    listed = _LISTED.search(head)
    traded = _TRADED.search(head)
    names = [_registrant(head), listed["name"].strip(" ,") if listed else ""]
    form = _FORM.search(head[:1_500])
    released = form is None and _RELEASE.search(head[:3_000]) is not None
    kind = _form_name(form[1]) if form else "earnings" if released else ""
    return {
        "names": _unique(names),
        "code": _unique([traded["code"] if traded else "", listed["code"] if listed else ""]),
        "form": _unique([kind]),
        "period": _english_periods(head, kind),
    }


def _registrant(head: str) -> str:
    found = _REGISTRANT.search(head)
    if found:
        before = found["before"]
        marks = [mark.end() for mark in _BEFORE_NAME.finditer(before)]
        return before[marks[-1] if marks else 0 :].strip(" _,") or before.strip(" _,")
    numbered = _FILE_NUMBER.search(head)
    return numbered["name"].strip(" ,") if numbered else ""


def _english_periods(head: str, kind: str) -> list[str]:
    if kind in ("8-K", "6-K"):
        found = _REPORTED.search(head)
        days = [w.day for w in find_periods(found["date"]) if w.day] if found else []
        return _unique(day.isoformat() for day in days)
    if kind == "earnings":
        return _released_periods(head)
    for found in _ENDED.finditer(head):
        days = [w.day for w in find_periods(found["date"]) if w.day]
        if days and kind == "10-Q":
            return [f"Q{(days[0].month + 2) // 3} {days[0].year}"]
        if days:
            early = days[0].year - 1 if days[0].month == 1 else days[0].year
            return _unique([f"FY{days[0].year if days[0].day > 10 else early}", f"FY{early}"])
    return []


def _released_periods(head: str) -> list[str]:
    opening = head[:1_500]
    quarter = _RELEASED_QUARTER.search(opening)
    years = [when.year for when in find_periods(opening)]
    stated = [when for when in find_periods(opening) if when.part.startswith("Q")]
    if stated:
        return [f"{stated[0].part} {stated[0].year}"]
    if quarter and years:
        return [f"{_QUARTERS[quarter[1].lower()]} {years[0]}"]
    return [f"FY{years[0]}"] if years else []


def _chinese_cover(head: str) -> dict[str, list[str]]:
    company, short = _CHINESE_COMPANY.search(head), _CHINESE_SHORT.search(head)
    code, form, year = (p.search(head) for p in (_CHINESE_CODE, _CHINESE_FORM, _CHINESE_YEAR))
    part = ""
    if form:
        part = next((p for word, p in _CHINESE_PART.items() if word in form[0]), "")
    number = year["year"].translate(_DIGITS) if year else ""
    return {
        "names": _unique([company["name"] if company else "", short["name"] if short else ""]),
        "code": _unique([code["code"] if code else ""]),
        "form": _unique([form[0] if form else ""]),
        "period": _unique([(f"{part} {number}" if part else f"FY{number}") if number else ""]),
    }


def _form_name(printed: str) -> str:
    plain = printed.upper().replace("-", "")
    return plain[:-1] + "-" + plain[-1]


def _from_name(name: str) -> dict[str, list[str]]:
    """What a file's name tells, as people name files: `ACME_2022_10K.pdf`, `2023年年度报告`."""
    stem = PurePath(name.replace("\\", "/")).name.rsplit(".", 1)[0]
    spaced = re.sub(r"[_\s]+", " ", stem).strip()
    if re.search(r"[\u4e00-\u9fff]", spaced):
        return _chinese_cover(spaced)
    form = _FILE_FORM.search(spaced)
    year = _FILE_YEAR.search(spaced)
    days = [when.day.isoformat() for when in find_periods(spaced) if when.day]
    before = spaced[: min([m.start() for m in (form, year) if m], default=0)].strip(" -")
    kind = form[0].lower().replace("-", "").replace(" ", "") if form else ""
    kinds = {"annualreport": "annual report", "earnings": "earnings", "": ""}
    told = kinds[kind] if kind in kinds else _form_name(kind)
    period = ""
    if year:
        period = f"{year[2].upper()} {year[1]}" if year[2] else f"FY{year[1]}"
    return {
        "names": _unique([before if re.search(r"[A-Za-z]{2}|\d[A-Za-z]", before) else ""]),
        "form": _unique([told]),
        "period": days if told in ("8-K", "6-K") and days else _unique([period]),
    }
