"""The lines above a table: which statement it is, whose, and in what unit.

Works on text; knows nothing of tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.finance.domain.chinese_calendar import Span as PartOfYear
from apps.finance.domain.chinese_labels import folded
from apps.finance.domain.facts import Scope, StatementKind
from rag.units import Scale, money_scale

_KINDS = {
    "资产负债表": StatementKind.BALANCE_SHEET,
    "财务状况表": StatementKind.BALANCE_SHEET,
    "利润表": StatementKind.INCOME,
    "损益表": StatementKind.INCOME,
    "综合收益表": StatementKind.INCOME,
    "利润及利润分配表": StatementKind.INCOME,
    "利润及综合收益表": StatementKind.INCOME,
    "损益及其他综合收益表": StatementKind.INCOME,
    "现金流量表": StatementKind.CASH_FLOW,
    "所有者权益变动表": None,
    "股东权益变动表": None,
    "权益变动表": None,
}
_OWN = "母公司|本公司|公司|本行|母行|银行"
_BOTH = re.compile(rf"合并[及和与](?:{_OWN})|(?:{_OWN})[及和与]合并")
_PARTS = r"本报告期|年初[到至]报告期末|前三季度|第[一二三四]季度|半年度|1-[369]月|7-9月"
_AUDIT = r"(?:\((?:未经审计|经审计|已审计?)\))?"
_GOES_ON = r"(?:[-—]*\(?续\)?\d*|\(续表\)|\(续[一二三四\d]\))?"
_TITLE = re.compile(
    rf"(?P<scope>{_BOTH.pattern}|合并|{_OWN})?(?P<mark>\((?:合并|母公司)\))?(?P<part>{_PARTS})?"
    rf"(?P<kind>{'|'.join(sorted(_KINDS, key=len, reverse=True))})"
    rf"(?P<after>\((?:合并|母公司|公司)\))?{_GOES_ON}{_AUDIT}$"
)
_NUMBER = r"(?:[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)]?[、.．:]?)"
_DATES = r"(?:19|20)\d\d年?(?:度|年度|\d+月\d+日|半年度|第?[一二三四]季度|1-\d月|前三季度)?"
_LEAD = re.compile(
    rf"{_NUMBER}?(?:[\u4e00-\u9fffA-Za-z()·]{{2,30}}(?:有限|集团|股份)?)?(?:{_DATES})?|.*?[^\d]{_NUMBER}"
)
_UNIT_LINE = re.compile(
    r"(?:金额|货币|记账)?单位(?:均)?(?:为|是)?[:：]?(?:均为)?(?:人民币)?\(?(?:人民币)?[/、]?"
    r"(?:百万|佰万|千万|十亿|亿|万|千|仟)?(?:元|圆|美元|港元|港币|美金|欧元|日元|英镑)"
)
_LISTED = re.compile(
    r"人民币(?:百万|千|万|亿)?元$|(?:人民币)?(?:百万|千|万|亿)?元(?:列示|列报|表示|为单位|为金额单位)"
)
_TITLE_LINES = 14


@dataclass(frozen=True, slots=True)
class Title:
    """A statement's title. `kind` is None for changes in equity, `scope` where it is not said."""

    text: str
    kind: StatementKind | None
    scope: Scope | None
    both: bool = False
    part: PartOfYear | None = None


def title_of(line: str) -> Title | None:
    """The title that a line is, after numbering, a company's name, or a signature; or None."""
    words = folded(line).strip("。;；")
    if not 3 <= len(words) <= 120:
        return None
    match = _TITLE.search(words)
    if match is None or not _LEAD.fullmatch(words[: match.start()]):
        return None
    lead = words[: match.start()]
    if re.search(r"[,，、;；](?!$)|以及|包括|编制|按照|上述|详见|对|于", lead) and not re.search(
        r"[、.]$", lead
    ):
        return None
    return _title(match, lead)


def _title(match: re.Match[str], lead: str) -> Title:
    said, marks = match["scope"] or "", f"{match['mark']}{match['after']}"
    both = bool(_BOTH.fullmatch(said))
    own = said in ("公司", "银行") and not re.search(r"[\u4e00-\u9fff]$", lead)
    scope = None
    if said == "合并" or "合并" in marks:
        scope = Scope.CONSOLIDATED
    elif own or said in ("母公司", "本公司", "本行", "母行") or "公司" in marks:
        scope = Scope.PARENT
    return Title(match.group(), _KINDS[match["kind"]], scope, both, _part(match["part"] or ""))


def _part(words: str) -> PartOfYear | None:
    if not words:
        return None
    if "年初" in words or "前三季度" in words or words == "1-9月":
        return "9M"
    named: dict[str, PartOfYear] = {
        "半年度": "H1", "1-6月": "H1", "1-3月": "Q1", "7-9月": "Q3", "第一季度": "Q1",
        "第二季度": "Q2", "第三季度": "Q3", "第四季度": "Q4", "本报告期": "Q3",
    }  # fmt: skip
    return named.get(words)


def last_title(text: str) -> Title | None:
    """The last title among the closing lines of a text."""
    lines = [line for line in text.splitlines() if line.strip()]
    for line in reversed(lines[-_TITLE_LINES:]):
        found = title_of(line)
        if found is not None:
            return found
    return None


def last_unit(text: str) -> Scale | None:
    """The unit that the text declares last (`单位：万元`, `金额单位：人民币元`), or None."""
    words = folded(text)
    found = None
    for match in _UNIT_LINE.finditer(words):
        found = money_scale(match.group()) or found
    if found is not None:
        return found
    lines = [folded(line).strip("()。") for line in text.splitlines() if line.strip()]
    for line in reversed(lines[-_TITLE_LINES:]):
        match = _LISTED.search(line)
        if match and len(line) < 60:
            return money_scale(match.group())
    return None
