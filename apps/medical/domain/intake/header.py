"""Reads from the first lines of a note or a laboratory sheet who it says it is about.

Only labelled fields count (`Name: ...`, `姓名：...`); nothing is inferred from running text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from apps.medical.domain.intake.dates import written_date
from apps.medical.domain.record import Identifier, Identity, Sex
from apps.medical.domain.when import ImpossibleDate, Precision, When

_LINES = 40
_CHARACTERS = 3_000
_LABELS: Final = {
    "name": r"patient(?:'s)? name|name of patient|full name|patient|name|姓\s*名|患者姓名|患者"
    r"|病人姓名",
    "sex": r"sex|gender|性\s*别",
    "birth": r"date of birth|birth ?date|d\.?o\.?b\.?|born|出生日期|出生年月日?|生\s*日",
    "age": r"age|年\s*龄",
    "mrn": r"mrn|medical record (?:no\.?|number)|record (?:no\.?|number)|hospital (?:no\.?|number)"
    r"|patient (?:id|no\.?|number)|chart (?:no\.?|number)|nhs (?:no\.?|number)"
    r"|病案号|病历号|住院号|门诊号|登记号|患者编号|就诊卡号|就诊号",
    "card": r"身份证号码?|身份证|公民身份号码",
    "address": r"home address|address|家庭住址|住\s*址|现住址|地\s*址",
    "phone": r"telephone|phone|tel\.?|mobile|联系电话|电\s*话|手\s*机号?",
    "date": r"date of (?:visit|service|admission|report|note|study|exam(?:ination)?)"
    r"|(?:visit|report|note|study|exam|admission) date|date|记录时间|记录日期|就诊时间"
    r"|就诊日期|入院日期|入院时间|检查日期|检查时间|报告日期|报告时间|送检日期|日\s*期|时\s*间",
}
_ANY = "|".join(f"(?P<{field}>{words})" for field, words in _LABELS.items())
_LABEL = re.compile(
    rf"(?:(?<=^)|(?<=[\s|,，;；、(（\[]))(?<!['’]s )(?:{_ANY})\s*[:：=]", re.I | re.M
)
_STOP = re.compile(r"\s{2,}|　|[\t|;；。]|$", re.MULTILINE)
_OTHER_LABEL = re.compile(r"[，,]\s*[A-Za-z\u4e00-\u9fff](?:[\w'’.]* ?){1,4}[:：]")
_SEXES: dict[str, Sex] = {
    **dict.fromkeys(("male", "m", "man", "boy", "男"), "male"),
    **dict.fromkeys(("female", "f", "woman", "girl", "女"), "female"),
}
_AGE = re.compile(
    r"(?P<number>\d{1,3})\s*(?P<unit>个?月|months?|mo\b|天|日|days?|d\b|周|weeks?|wk|岁|years?|y)?",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"^(?:mr|mrs|ms|miss|dr|prof|master)\.?\s+|\s*(?:先生|女士|小姐|小朋友)$", re.I
)
_BESIDE_NAME = re.compile(r"，|[,(（]\s*(?=(?:fe)?male\b|\d|男|女|aged\b)", re.I)
_MARKED = re.compile(r"synthetic|fictitious|虚构|合成|模拟病例|非真实", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What the labelled fields say; `age_days` is an age with half its unit of doubt."""

    name: str = ""
    sex: Sex | None = None
    birth: When | None = None
    age_days: tuple[int, int] | None = None
    numbers: tuple[str, ...] = ()
    address: str = ""
    phone: str = ""
    written: When | None = None
    synthetic: bool = False
    problems: tuple[str, ...] = ()

    @property
    def names_somebody(self) -> bool:
        return bool(self.name or self.numbers)

    def identity(self) -> Identity:
        """Who it is about, where no other source says."""
        return Identity(
            name=self.name,
            sex=self.sex or "unknown",
            birth=self.birth or self._born(),
            identifiers=tuple(Identifier("", number) for number in self.numbers),
            address=self.address,
            telecom=(self.phone,) if self.phone else (),
            synthetic=self.synthetic,
        )

    def _born(self) -> When | None:
        """The year of birth from an age in years and the note's date, where both are known."""
        if self.age_days is None or self.written is None:
            return None
        try:
            latest = self.written.first - timedelta(days=self.age_days[0])
            earliest = self.written.first - timedelta(days=self.age_days[1])
        except OverflowError:
            return None
        months = earliest.year == latest.year and earliest.month == latest.month
        middle = earliest + (latest - earliest) / 2
        if months:
            return When(middle.replace(day=1), Precision.MONTH)
        return When(middle.replace(month=1, day=1), Precision.YEAR)


def is_label(text: str) -> bool:
    """True for words that label a field, without a colon."""
    return re.fullmatch(_ANY, text.strip(), re.IGNORECASE) is not None


def header_of(text: str) -> Header:
    """The header of a text. A date that is no day of the calendar is told in `problems`."""
    head = "\n".join(text[:_CHARACTERS].split("\n")[:_LINES])
    fields: dict[str, list[str]] = {}
    for found in _LABEL.finditer(head):
        value = _value(head, found.end())
        if value:
            fields.setdefault(found.lastgroup or "", []).append(value)
    first = {field: values[0] for field, values in fields.items()}
    problems: list[str] = []
    return Header(
        name=_name(first.get("name", "")),
        sex=_SEXES.get(re.split(r"[\s,，/]", first.get("sex", "").lower() or " ")[0]),
        birth=_date(first.get("birth"), problems),
        age_days=_age(first.get("age")),
        numbers=tuple(
            dict.fromkeys(
                _number(value) for value in fields.get("mrn", []) + fields.get("card", [])
            )
        ),
        address=first.get("address", ""),
        phone=first.get("phone", ""),
        written=_date(first.get("date"), problems),
        synthetic=_MARKED.search(head[:1_000]) is not None,
        problems=tuple(problems),
    )


def _value(head: str, start: int) -> str:
    """What follows a label, up to the next label, a wide gap or the end of the line."""
    line = head[start : _end_of_line(head, start)]
    line = line[len(line) - len(line.lstrip()) :]
    known, other = _LABEL.search(line), _OTHER_LABEL.search(line)
    if known and other and other.start() < known.start() < other.end():
        other = None
    ends = [found.start() for found in (_STOP.search(line), known, other) if found]
    value = line[: min(ends, default=len(line))].strip(" ,，、[]　\t")
    paired = any(mark in value for mark in "(（") and any(mark in value for mark in ")）")
    return value if paired else value.strip("()（） ")


def _end_of_line(head: str, start: int) -> int:
    end = head.find("\n", start)
    return len(head) if end < 0 else end


def _name(value: str) -> str:
    """A name as written; what is too long or starts with a digit is none."""
    plain = _BESIDE_NAME.split(_TITLES.sub("", value).strip())[0].strip()
    if not plain or len(plain) > 60 or plain[0].isdigit() or len(plain.split()) > 6:
        return ""
    return plain


def _number(value: str) -> str:
    return value.split(" ")[0].strip(".,，。")


def _date(value: str | None, problems: list[str]) -> When | None:
    if value is None:
        return None
    try:
        return written_date(value)
    except ImpossibleDate as problem:
        problems.append(str(problem))
        return None


def _age(value: str | None) -> tuple[int, int] | None:
    """The least and most days of life that an age in words allows."""
    found = _AGE.match(value) if value else None
    if found is None:
        return None
    number, unit = int(found["number"]), (found["unit"] or "y").lower()
    days = {"月": 30.44, "m": 30.44, "天": 1, "日": 1, "d": 1, "周": 7, "w": 7}
    length = days.get("月" if "月" in unit else unit[0], 365.25)
    return int(number * length), int((number + 1) * length)
