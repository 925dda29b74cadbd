"""Stage 9, personal data: direct identifiers give way to their kind in brackets.

E-mail and network addresses, telephone, social security, bank card and account numbers, postal
addresses, and what stands behind a label (name, birth date, record, passport or licence number).
Card and account numbers are confirmed by their check digits. A name in running prose stays: in a
filing it is public record, in a textbook an invented one; nothing here tells a patient's name from
either, so records of patients must be de-identified before they become a corpus.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, kept, repaired

DROPPED_SHARE = 0.3
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = (
    r"(?:\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}"
    rf"|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{_MONTH}\s+\d{{4}})"
)
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Way|Terrace"
    r"|Parkway|Pkwy|Circle|Square|Highway|Hwy)"
)
_PERSON = r"[A-Z][a-z]+(?:[ \t]+[A-Z]\.)?(?:[ \t]+[A-Z][a-z'’-]+){1,2}"
_RECORD = (
    r"MRN|medical record(?: (?:number|no\.?))?|patient (?:id|number)|passport(?: (?:number|no\.?))?"
    r"|driver'?s licen[cs]e(?: (?:number|no\.?))?|member id|policy number"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """`hint` is a cheap sign without which `pattern` need not be tried; group 1, where the pattern
    has one, is what is hidden."""

    name: str
    hint: str
    pattern: re.Pattern[str]
    confirmed: Callable[[str], bool] = bool


def _luhn(found: str) -> bool:
    digits = [int(char) for char in found if char.isdigit()]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    varied = 13 <= len(digits) <= 19 and len(set(digits)) > 1
    return varied and not (doubled + sum(digits[-1::-2])) % 10


def _mod97(found: str) -> bool:
    account = re.sub(r"\s", "", found)
    turned = "".join(str(int(char, 36)) for char in account[4:] + account[:4])
    return 15 <= len(account) <= 34 and int(turned) % 97 == 1


def _network(found: str) -> bool:
    try:
        ip_address(found)
    except ValueError:
        return False
    return True


def _social(found: str) -> bool:
    area, group, serial = found.split("-")
    return area not in ("000", "666") and group != "00" and serial != "0000"


def _dialled(found: str) -> bool:
    return 7 <= sum(map(str.isdigit, found)) <= 15


_DIGITS, _LONG_DIGITS = r"\d{2}", r"\d[\d -]{11}"
_KINDS = (
    _Kind("e-mail", "@", re.compile(r"\b[\w.+%-]{1,64}\s?@\s?[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b")),
    _Kind(
        "account number",
        r"[A-Z]{2}\d{2}",
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        _mod97,
    ),
    _Kind(
        "card number",
        _LONG_DIGITS,
        re.compile(r"(?<![\d.,$-])(?:\d[ -]?){12,18}\d(?![\d.,]\d)"),
        _luhn,
    ),
    _Kind(
        "social security number",
        r"\d-\d\d-\d",
        re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"),
        _social,
    ),
    _Kind(
        "social security number",
        "(?i)ssn|social security",
        re.compile(
            r"(?i)\b(?:SSN|social security (?:number|no\.?))(?: is)?[ :#]{1,3}"
            r"(\d{3}[ -]?\d{2}[ -]?\d{4})\b"
        ),
    ),
    _Kind(
        "telephone number",
        r"\d{3}[-.) ]{1,2}\d|\+\d",
        re.compile(
            r"(?<![\d$.,/-])("
            r"\+\d{1,3}[ .-]?(?:\(0\) ?)?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}"
            r"|(?:1[ .-])?\(\d{3}\)[ .-]{0,2}\d{3}[ .-]\d{4}"
            r"|(?:1[.-])?\d{3}([.-])\d{3}\2\d{4})(?![\d-])"
        ),
        _dialled,
    ),
    _Kind(
        "telephone number",
        "(?i)tel|phone|mobile|cell|fax",
        re.compile(
            r"(?i)\b(?:tel|telephone|phone|mobile|cell|fax)(?:\s+(?:number|no\.?))?(?:\s+(?:is|was))?"
            r"[ .:#]{1,3}(\+?[\d(][\d() .-]{6,18}\d)"
        ),
        _dialled,
    ),
    _Kind(
        "network address",
        r"\d\.\d{1,3}\.\d{1,3}\.\d",
        re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)"),
        _network,
    ),
    _Kind(
        "birth date",
        "(?i)birth|born|d.?o.?b",
        re.compile(
            r"(?i)\b(?:DOB|D\.O\.B\.|date of birth|birth ?date|born on)(?: is)?[ :]{1,3}"
            rf"({_DATE})"
        ),
    ),
    _Kind(
        "record number",
        f"(?i){_RECORD}",
        re.compile(
            rf"(?i)\b(?:{_RECORD})(?: is)?[ :#]{{1,3}}((?=[\w-]*\d)[A-Z0-9][A-Z0-9-]{{4,19}})\b"
        ),
    ),
    _Kind(
        "name",
        "(?i)(?:name|patient|kin|person)[ \t]*:",
        re.compile(
            r"\b(?i:patient(?:'s)? name|patient|full name|name|next of kin|contact person)"
            rf"[ \t]*:[ \t]*({_PERSON})"
        ),
    ),
    _Kind(
        "postal address",
        rf"\d {_DIGITS}|\d+\s[A-Z].*\b\d{{5}}",
        re.compile(
            r"\b\d{1,5}(?:\s+(?:North|South|East|West|[NSEW])\.?)?(?:\s+[A-Z][a-z]+){1,3}"
            rf"\s+{_STREET}\b\.?(?:,?\s+(?:Apt|Suite|Unit|Floor|#)\.?\s*\w+)?"
            r"(?:,\s*[A-Z][A-Za-z. ]{2,24}){1,2},?\s+(?:[A-Z]{2}\s+)?\d{5}(?:-\d{4})?"
        ),
    ),
)
_HINTS = {kind.hint: re.compile(kind.hint) for kind in _KINDS}


class PersonalData(Stage):
    name = "personal data"

    def judge(self, row: Row) -> Outcome:
        text, found, hidden = row.text, [], 0
        for kind in _KINDS:
            if _HINTS[kind.hint].search(text):
                text, times, characters = _hide(text, kind)
                found += [kind.name] * times
                hidden += characters
        if not found:
            return kept(row)
        if hidden > DROPPED_SHARE * len(row.text):
            return dropped("mostly personal data")
        return repaired(row, text, found)


def _hide(text: str, kind: _Kind) -> tuple[str, int, int]:
    """The text without what is of `kind`, how often that stood there, and its characters."""
    lengths: list[int] = []

    def replaced(found: re.Match[str]) -> str:
        group = 1 if kind.pattern.groups else 0
        told = found[group]
        if not kind.confirmed(told):
            return found[0]
        lengths.append(len(told))
        start, end = found.start(group) - found.start(), found.end(group) - found.start()
        return f"{found[0][:start]}[{kind.name}]{found[0][end:]}"

    return kind.pattern.sub(replaced, text), len(lengths), sum(lengths)
