"""Questions that the record answers exactly: laboratory values, medicines, allergies, problems.

`last potassium`, `eGFR trend`, `最近一次血钾`: the words name an analyte or a list, and how much of
it is wanted. The answer is lines of the record, each with its source; no model takes part. What
asks for advice is none of these questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from apps.medical.domain.laboratory.analyte import Analyte
from apps.medical.domain.laboratory.analytes import analytes
from apps.medical.domain.laboratory.assess import assess
from apps.medical.domain.laboratory.assessed import Assessed
from apps.medical.domain.laboratory.derived import derived
from apps.medical.domain.record import PatientRecord, Verification
from apps.medical.domain.source import Source, TextLanguage

Wanted = Literal["last", "trend", "highest", "lowest", "first"]
Listed = Literal["medications", "allergies", "problems"]

_ADVICE = re.compile(
    r"\b(treat|treatment|therap|manage|should|shall|dose|dosing|guideline|recommend|target|"
    r"threshold|contraindicat|safe|avoid|cause|causes|caused|why|how (?:to|do|can)|what is the "
    r"normal|normal range|reference|mean by|means)\w*|"
    r"治疗|处理|禁用|停用|慎用|起用|怎么办|如何|指南|推荐|建议|目标|剂量|禁忌|能否|可以|应该|为什么|原因|正常值|参考",
    re.IGNORECASE,
)
_WANTED: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    ("trend", re.compile(r"\b(trend|over time|history|course|all|change[sd]?|values)\b|"
                         r"趋势|变化|历次|走势|全部", re.I)),
    ("highest", re.compile(r"\b(highest|maximum|max|peak)\b|最高|峰值", re.I)),
    ("lowest", re.compile(r"\b(lowest|minimum|min|nadir)\b|最低|谷值", re.I)),
    ("first", re.compile(r"\b(first|baseline|earliest|initial)\b|首次|第一次|基线|最早", re.I)),
    ("last", re.compile(r"\b(last|latest|newest|(?:most )?recent|current|now|today|what(?:'s| is|"
                        r" was)|value|level|result|how (?:high|low|much))\b|"
                        r"最近|最新|上次|末次|目前|现在|多少|结果|是几|水平", re.I)),
)  # fmt: skip
_LISTS: tuple[tuple[Listed, re.Pattern[str]], ...] = (
    ("medications", re.compile(
        r"\b(what|which|list|current|active|any|show)\b.*\b(medicines?|medications?|drugs?|meds)\b|"
        r"\bmedication list\b|(目前|现在|正在|在用|服用|哪些|什么).*(用药|药物|吃药|药)|用药清单",
        re.I)),
    ("allergies", re.compile(
        r"\b(any|known|what|which|list|has|have)\b.*\ballerg(y|ies|ic)\b|^allergies\W*$|"
        r"(有无|有什么|哪些|是否|对什么).*过敏|过敏史", re.I)),
    ("problems", re.compile(
        r"\b(what|which|list|active|current|show)\b.*\b(problems?|diagnos[ei]s|conditions?)\b|"
        r"\bproblem list\b|(有哪些|有什么|目前|列出).*(诊断|疾病|问题)|问题列表", re.I)),
)  # fmt: skip
_SHORT = 4
_TAKEN = frozenset(("", "active", "intended", "unknown", "on-hold", "draft", "recorded"))
_FLAGS = {
    "en": {"H": "high", "L": "low", "HH": "critically high", "LL": "critically low"},
    "zh": {"H": "偏高", "L": "偏低", "HH": "危急偏高", "LL": "危急偏低"},
}


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line of an answer, said in words, with the place in the record that says it."""

    text: str
    source: Source
    value: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FromRecord:
    """`about` names what was asked for; no lines means that the record has none of it."""

    about: str
    lines: tuple[RecordLine, ...]


def from_record(
    question: str, record: PatientRecord, *, language: TextLanguage
) -> FromRecord | None:
    """The record's answer; None where the question is not one of those that it answers exactly."""
    if _ADVICE.search(question):
        return None
    analyte, rest = _analyte(question)
    if analyte is None:
        return _list(question, record, language)
    wanted = _wanted(rest)
    if wanted is None:
        return None
    name = analyte.zh if language == "zh" else analyte.name
    assessed = assess(record)
    seen = _of(_values(analyte, assessed), wanted)
    lines = [_line(one, name, language) for one in seen]
    if not lines:
        lines = _computed(analyte, record, assessed, wanted, language)
    return FromRecord(name, tuple(lines))


def _wanted(words: str) -> Wanted | None:
    """How much is asked for; a bare name asks for the newest, a long question for none of it."""
    for name, pattern in _WANTED:
        if pattern.search(words):
            return name
    return "last" if len(words.split()) <= _SHORT else None


def _computed(
    analyte: Analyte,
    record: PatientRecord,
    assessed: Sequence[Assessed],
    wanted: Wanted,
    language: TextLanguage,
) -> list[RecordLine]:
    """Figures that were not measured but follow from measured ones, with their formula."""
    found = [one for one in derived(record, assessed) if one.name == analyte.id]
    found.sort(key=lambda one: one.value if wanted in ("highest", "lowest") else one.when)
    if wanted != "trend":
        found = found[:1] if wanted in ("first", "lowest") else found[-1:]
    lines = []
    for one in found:
        unit = one.unit.replace("{1.73_m2}", "1.73 m²")
        if language == "zh":
            text = f"{analyte.zh} {one.value} {unit}（计算值），{one.when}。公式：{one.formula}"
        else:
            text = f"{analyte.name} {one.value} {unit} (computed), {one.when}: {one.formula}"
        lines.append(RecordLine(text, one.inputs[0].observation.source, one.value, one.unit))
    return lines


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[re.Pattern[str], Analyte], ...]:
    """Every name of every analyte as a pattern, longest first."""
    named: dict[str, Analyte] = {}
    for analyte in analytes():
        for name in (analyte.name, analyte.zh, *analyte.synonyms):
            if len(name) > 1:
                named.setdefault(name.casefold(), analyte)
    patterns = []
    for name in sorted(named, key=len, reverse=True):
        escaped = re.escape(name)
        if name.isascii():
            escaped = rf"(?<![a-z0-9]){escaped}(?![a-z0-9])"
        patterns.append((re.compile(escaped), named[name]))
    return tuple(patterns)


def _analyte(question: str) -> tuple[Analyte | None, str]:
    """The analyte that the words name, and the words without its name."""
    asked = question.casefold()
    for pattern, analyte in _names():
        if pattern.search(asked):
            return analyte, pattern.sub(" ", asked, count=1)
    return None, asked


def _values(analyte: Analyte, assessed: Sequence[Assessed]) -> list[Assessed]:
    """The results of an analyte, oldest first; those without a date come before all others."""
    found = [one for one in assessed if one.analyte and one.analyte.id == analyte.id]
    return sorted(found, key=lambda one: _when(one))


def _when(one: Assessed) -> tuple[bool, str]:
    taken = one.observation.taken
    return taken is not None, f"{taken.first.isoformat()} {taken}" if taken else ""


def _of(seen: Sequence[Assessed], wanted: Wanted) -> Sequence[Assessed]:
    """The results wanted; by their value in one unit where the highest or lowest is asked for."""
    measured = [(one.value, one) for one in seen if one.value is not None]
    if not seen or (wanted in ("highest", "lowest") and not measured):
        return ()
    if wanted == "highest":
        return [max(measured, key=lambda pair: pair[0])[1]]
    if wanted == "lowest":
        return [min(measured, key=lambda pair: pair[0])[1]]
    if wanted == "trend":
        return seen
    return [seen[0] if wanted == "first" else seen[-1]]


def _line(one: Assessed, name: str, language: TextLanguage) -> RecordLine:
    observation = one.observation
    value = observation.text
    if observation.value is not None:
        value = f"{observation.comparator or ''}{observation.value} {observation.unit}".strip()
    day = str(observation.taken)[:10] if observation.taken else ""
    flag = _FLAGS[language].get(one.flag, "")
    if language == "zh":
        text = f"{name} {value}{f'（{flag}）' if flag else ''}，{day or '日期不详'}。"
    else:
        text = f"{name} {value}{f' ({flag})' if flag else ''}, {day or 'date not given'}."
    return RecordLine(text, observation.source, observation.value, observation.unit)


def _list(question: str, record: PatientRecord, language: TextLanguage) -> FromRecord | None:
    kind = next((name for name, words in _LISTS if words.search(question)), None)
    if kind is None:
        return None
    about = {"medications": ("current medications", "目前用药"), "allergies": ("allergies", "过敏"),
             "problems": ("problems", "诊断")}[kind][language == "zh"]  # fmt: skip
    lines = {"medications": _medications, "allergies": _allergies, "problems": _problems}[kind]
    return FromRecord(about, tuple(lines(record)))


def _medications(record: PatientRecord) -> list[RecordLine]:
    return [
        RecordLine(f"{one.drug.text} {one.dose}".strip(), one.source)
        for one in record.medications
        if one.status in _TAKEN and one.end is None
    ]


def _allergies(record: PatientRecord) -> list[RecordLine]:
    return [
        RecordLine(f"{one.substance.text}{f': {one.reaction}' if one.reaction else ''}", one.source)
        for one in record.allergies
        if one.verification is not Verification.REFUTED
    ]


def _problems(record: PatientRecord) -> list[RecordLine]:
    return [
        RecordLine(one.concept.text, one.source)
        for one in record.problems
        if one.verification is not Verification.REFUTED
        and one.clinical_status not in ("resolved", "inactive", "remission")
    ]
