"""Which days a Chinese report and the columns of its tables speak of.

A-share companies keep the calendar year. Knows headings and forms; nothing of figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from apps.finance.domain.chinese_labels import folded
from apps.finance.domain.facts import Column, Period, Scope

Span = Literal["FY", "H1", "9M", "Q1", "Q2", "Q3", "Q4"]

_ENDS: dict[str, tuple[int, int]] = {
    "FY": (12, 31), "H1": (6, 30), "9M": (9, 30), "Q1": (3, 31), "Q2": (6, 30), "Q3": (9, 30),
    "Q4": (12, 31),
}  # fmt: skip
_STARTS: dict[str, int] = {"FY": 1, "H1": 1, "9M": 1, "Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = re.compile(rf"{_YEAR}[年./-](?P<month>\d{{1,2}})[月./-](?P<day>\d{{1,2}})日?")
_SPANS: tuple[tuple[str, Span], ...] = (
    (r"前三季度|1-9月|1月-9月|1至9月|九个月", "9M"),
    (r"上半年|半年度?|1-6月|1月-6月|1至6月|六个月", "H1"),
    (r"第?一季度|1-3月|1月-3月|1至3月|三个月", "Q1"),
    (r"第?二季度|4-6月|4月-6月", "Q2"),
    (r"第?三季度|7-9月|7月-9月", "Q3"),
    (r"第?四季度|10-12月|10月-12月", "Q4"),
    (r"1-12月|1月-12月|全年", "FY"),
)
_NOW_END = re.compile(r"期末|本年末|本报告期末|本期末|年末|报告期末|本期余额|本年余额|期未")
_THEN_END = re.compile(
    r"期初|年初|上年末|上年年末|上年度末|上期末|上期期末|上年期末|上期余额|上年余额|去年末|上年度期末"
)
_THEN = re.compile(r"上年|上期|去年|上一?年度|前期|同期")
_NOW = re.compile(r"本期|本年|本报告期|本会计期间|报告期|年初至|当期|当年|累计")
_CHANGE = re.compile(r"增减|变动|变化|同比|增长|幅度")
_NOT_MONEY = re.compile(
    r"附注|注释|行次|行号|序号|索引|占比|比重|比例|调整数|影响数|影响金额|调整金额|重分类"
)


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """The time a report is about: `FY` of a year, `H1`, `Q1` or `Q3`.

    Interim flows are cumulative unless a heading says that they are a quarter's.
    """

    year: int
    fiscal_period: Literal["FY", "H1", "Q1", "Q3"]

    @property
    def end(self) -> date:
        return date(self.year, *_ENDS[self.fiscal_period])

    @property
    def cumulative(self) -> Span:
        return "9M" if self.fiscal_period == "Q3" else self.fiscal_period


def duration(year: int, span: Span) -> Period:
    """The days of a year's part."""
    return Period(date(year, *_ENDS[span]), date(year, _STARTS[span], 1))


def year_end(year: int) -> Period:
    return Period(date(year, 12, 31))


@dataclass(frozen=True, slots=True)
class Heading:
    """What the heading of one column says.

    `instant` and `flow` are the periods its balances and its flows belong to (None where it does
    not say). `change` marks a column of changes to the year before.
    """

    label: str
    instant: Period | None
    flow: Period | None
    scope: Scope
    restated: bool | None
    change: bool = False

    def column(self, instant: bool) -> Column | None:
        """The column as one of balances or of flows, None where the heading fits no such period."""
        period = self.instant if instant else self.flow
        return None if period is None else Column(self.label, period, self.scope, self.restated)


def heading(
    text: str, report: ReportPeriod, scope: Scope, span: Span | None = None
) -> Heading | None:
    """Read a column's heading; None where the column holds no figures of a period.

    `span` is what the statement's title says its flows cover, if it does.
    """
    words = folded(text)
    if not words or re.search("原因|说明", words):
        return None
    if _CHANGE.search(words):
        return _change(text, words, report, scope)
    if _NOT_MONEY.search(words):
        return None
    scope, restated = _scope(words, scope), _restated(words)
    dated = _DAY.search(words)
    if dated:
        return _dated(text, words, dated, report, scope, restated)
    flow = _flow(words, report, span)
    instant = _instant(words, report)
    if flow is None and instant is None:
        return None
    if restated is None and re.search("期初|年初", words) and "上年" not in words:
        instant_restated = None
    else:
        instant_restated = restated
    return Heading(text, instant, flow, scope, instant_restated)


def _change(text: str, words: str, report: ReportPeriod, scope: Scope) -> Heading | None:
    if re.search(r"额$|金额|\(元\)", words):
        return None
    now = year_end(report.year) if report.fiscal_period == "FY" else Period(report.end)
    return Heading(text, now, duration(report.year, report.cumulative), scope, None, True)


def _scope(words: str, otherwise: Scope) -> Scope:
    if re.search(r"合并|本集团|^集团", words) and "被合并" not in words:
        return Scope.CONSOLIDATED
    if re.search(r"母公司|本公司|^公司|公司$|本行|母行", words):
        return Scope.PARENT
    return otherwise


def _restated(words: str) -> bool | None:
    if re.search(r"调整后|重述后|重列后|经重述|经重列|已重述|重述\)?$|追溯后", words):
        return True
    return False if re.search(r"调整前|重述前|重列前|追溯前", words) else None


def _dated(
    text: str,
    words: str,
    match: re.Match[str],
    report: ReportPeriod,
    scope: Scope,
    restated: bool | None,
) -> Heading | None:
    """A heading with a day: a balance then; with two days or 止, the flow up to the last."""
    days = [_day(found) for found in _DAY.finditer(words)]
    if any(day is None for day in days):
        return None
    last = max(day for day in days if day is not None)
    if last.month == 1 and last.day == 1:
        # The first of January carries what the new accounting standards made of the year's end.
        last, restated = last - timedelta(days=1), True if restated is None else restated
    start = min(day for day in days if day is not None) if len(days) > 1 else date(last.year, 1, 1)
    return Heading(text, Period(last), Period(last, start), scope, restated)


def days_in(text: str) -> list[date]:
    """Every day that a text names."""
    return [day for match in _DAY.finditer(folded(text)) if (day := _day(match)) is not None]


def closing(day: date) -> ReportPeriod | None:
    """The report that closes on a day; None where no quarter ends then."""
    named: dict[tuple[int, int], Literal["FY", "H1", "Q1", "Q3"]] = {
        (12, 31): "FY", (6, 30): "H1", (3, 31): "Q1", (9, 30): "Q3",
    }  # fmt: skip
    form = named.get((day.month, day.day))
    return ReportPeriod(day.year, form) if form else None


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _span(words: str) -> Span | None:
    return next((span for pattern, span in _SPANS if re.search(pattern, words)), None)


def _flow(words: str, report: ReportPeriod, titled: Span | None) -> Period | None:
    said = _span(words)
    year = re.search(_YEAR, words)
    if year and not re.search("末", words):
        return duration(int(year["year"]), said or titled or report.cumulative)
    if re.search(r"年初至|累计|年初到", words):
        said = said or report.cumulative
    elif said is None and titled is None and report.fiscal_period == "Q3" and "报告期" in words:
        said = "Q3"
    span = said or titled or report.cumulative
    if _THEN.search(words):
        return duration(report.year - 1, span)
    if _NOW.search(words) or said is not None:
        return duration(report.year, span)
    return None


def _instant(words: str, report: ReportPeriod) -> Period | None:
    year = re.search(_YEAR, words)
    if year:
        number = int(year["year"])
        if number == report.year and report.fiscal_period != "FY" and "年末" not in words:
            return Period(report.end)
        return year_end(number)
    if _THEN_END.search(words):
        return year_end(report.year - 1)
    if _NOW_END.search(words) or (_NOW.search(words) and not _THEN.search(words)):
        return Period(report.end)
    return year_end(report.year - 1) if _THEN.search(words) else None
