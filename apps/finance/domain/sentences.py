"""Reads pasted sentences into a `Filing`: 2023年公司实现营业收入125.3亿元，同比增长12.5%.

Chinese and English. A figure becomes a fact only where its metric, unit and period are said: a
period carries over from earlier sentences; where none was ever said there is no fact but a notice,
and so for forecasts and for changes on a negative base. Other companies than the first, and
parts of a company, are set apart as dimensions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Fact, Filing, Notice, Origin, Period
from apps.finance.domain.sentence_pairs import CLAUSE, clause_of, paired, sentences
from apps.finance.domain.sentence_periods import days_of, year_before
from apps.finance.domain.sentence_subjects import subject
from apps.finance.domain.sentence_table import tables_of
from apps.finance.domain.sentence_terms import Mention, mentions
from apps.finance.domain.units import fraction, in_base_units
from rag.document import Document, Span
from rag.figures import Figure, find_figures
from rag.periods import When, find_periods

_FORECAST = re.compile(
    r"预计|预期|预测|目标|力争|指引|计划实现|有望|\b(?:expects?|expected|forecasts?|guidance|outlook|"
    r"anticipates?|estimates?|targets?|projects?|will be)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"下降|减少|下滑|降低|下跌|缩减|收窄|\b(?:down|decreas|declin|fell|fall|drop|lower|slipp|shrank)",
    re.I,
)
_UP = re.compile(
    r"增长|增加|上升|提升|提高|上涨|\b(?:up|increas|rose|grew|growth|higher|gain|climb|jump|surg)",
    re.I,
)
_SEQUENTIAL = re.compile(r"环比|sequential|quarter[- ]over[- ]quarter|QoQ", re.IGNORECASE)
_PRIOR = re.compile(
    r"(?:上年|去年|上期|上一年)(?:同期)?(?:度)?的?[^\d，,。；]{0,6}$|"
    r"\b(?:compared (?:with|to)|versus|vs\.?|from|against)\s*(?:a (?:net )?loss of\s*)?\(?$",
    re.IGNORECASE,
)
_PRIOR_AFTER = re.compile(
    r"\s*\)?\s*(?:a year (?:earlier|ago|before)|in the (?:prior|previous|year-ago|same)|last year|"
    r"(?:the )?(?:prior|previous) year)",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:增加|减少|增长|下降|上升|多|少)了?(?:人民币)?\s*$|"
    r"\b(?:increased|decreased|rose|fell|grew|declined|up|down|"
    r"(?:in|de)crease of|by)\s*(?:by\s*)?$",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"扭亏|由[盈亏]转|转[盈亏]|swung to|turned? (?:a )?(?:profit|loss)", re.IGNORECASE
)
_FISCAL = re.compile(r"fiscal|\bFY", re.IGNORECASE)


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and what carries over to the next sentence."""

    document: Document
    facts: list[Fact] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    when: When | None = None
    company: str = ""
    current: str = ""
    code: str = ""
    metric: Mention | None = None

    def tell(self, level: str, message: str, span: Span) -> None:
        found = Notice("warning" if level == "warning" else "info", message, span)
        self.notices.append(Notice("error", message, span) if level == "error" else found)


def read_sentences(document: Document) -> Filing:
    """The figures of running text as facts with their places."""
    reading = _Reading(document)
    for start, sentence in sentences(document.text):
        _read(reading, start, sentence)
    if not reading.facts and not reading.notices:
        message = "文字中没有可读出的财务数据 / no financial figure was found in the text"
        reading.notices.append(Notice("warning", message))
    return _filing(reading)


def _read(reading: _Reading, start: int, sentence: str) -> None:
    """Read one sentence: its figures in order, each with the metric named before it."""
    if not sentence.strip():
        return
    figures, named = find_figures(sentence), mentions(sentence)
    owners = _owners(reading, sentence)
    if not figures:
        _carry(reading, sentence, named)
        return
    pairs = paired(sentence, figures, named, reading.metric)
    for at, (figure, mention) in enumerate(pairs):
        reading.current = _owner_at(owners, figure.start, reading)
        between = sentence[pairs[at - 1][0].end if at else 0 : figure.start]
        _place(reading, start, sentence, figure, mention, between)
    reading.current = _owner_at(owners, len(sentence), reading)
    last = [f.when for f in figures if f.when is not None]
    reading.when = reading.when or (last[0] if last else None)


def _carry(reading: _Reading, sentence: str, named: list[Mention]) -> None:
    """A heading without figures still dates what follows it."""
    periods = find_periods(sentence)
    if periods:
        reading.when = periods[0]
    reading.metric = named[-1] if named else None


def _owners(reading: _Reading, sentence: str) -> list[tuple[int, str]]:
    """Where in the sentence which company begins to be spoken of."""
    found = []
    places = [0, *(match.end() for match in CLAUSE.finditer(sentence))]
    for place in places:
        named = subject(sentence[place:])
        if named is None:
            continue
        name, code = named
        found.append((place, name))
        if not reading.company:
            reading.company, reading.code = name, code
    return found


def _owner_at(owners: list[tuple[int, str]], at: int, reading: _Reading) -> str:
    earlier = [name for place, name in owners if place <= at]
    return earlier[-1] if earlier else reading.current or reading.company


def _place(
    reading: _Reading,
    start: int,
    sentence: str,
    figure: Figure,
    mention: Mention | None,
    between: str,
) -> None:
    """Decide what a figure is, and add its fact or say why there is none."""
    span = Span(start + figure.start, start + figure.end)
    if mention is None or (mention.metric is None and not mention.segment):
        return
    clause = clause_of(sentence, figure)
    if _FORECAST.search(clause):
        reading.tell("info", f"预测数不计入 / a forecast, not a figure: {figure.text}", span)
        return
    if figure.kind in ("percent", "points"):
        if figure.kind == "percent":
            _add_change(reading, sentence, figure, mention, between, span)
        return
    if figure.kind == "count" or _BY.search(between):
        return
    when = _period(reading, sentence, figure, between)
    if when is None:
        reading.tell(
            "error",
            f"未说明期间，未计入 / no period said, left out: {mention.text} {figure.text}",
            span,
        )
        return
    _add_value(reading, figure, mention, when, clause, span)


def _period(reading: _Reading, sentence: str, figure: Figure, between: str) -> When | None:
    """The period said for a figure; 上年同期 and `a year earlier` step back by one."""
    when = figure.when or reading.when
    told = figure.when is not None and figure.when.start >= figure.start - len(between)
    prior = _PRIOR.search(between) or _PRIOR_AFTER.match(sentence[figure.end :])
    if when is not None and prior and not told:
        return year_before(when)
    if when is not None and not prior:
        reading.when = when
    return when


def _add_value(
    reading: _Reading, figure: Figure, mention: Mention, when: When, clause: str, span: Span
) -> None:
    chinese = reading.document.language == "zh"
    metric = _metric(figure, mention, reading.document.text[span.start : span.end + 24])
    concept = BY_ID.get(metric or "")
    if (
        figure.kind == "bare"
        and not figure.scaled
        and not (concept and concept.measure == "per_share")
    ):
        reading.tell("error", f"未说明单位，未计入 / no unit said, left out: {figure.text}", span)
        return
    currency = figure.currency or ("CNY" if chinese else "USD")
    if figure.currency is None and not chinese:
        reading.tell("warning", f"no currency is said, read as US dollars: {figure.text}", span)
    shared = figure.kind == "per_share" or (concept is not None and concept.measure == "per_share")
    value = in_base_units(figure.value, figure.power)
    value = -abs(value) if _loss(mention, clause, figure) else value
    if _FISCAL.search(reading.document.text[max(0, span.start - 80) : span.end + 40]):
        message = (
            "财年按日历年计 / a fiscal year is dated as the calendar year; the company's may differ"
        )
        if all(notice.message != message for notice in reading.notices):
            reading.tell("info", message, span)
    fact = _fact(
        reading, figure, mention, metric, value,
        f"{currency}/share" if shared else currency,
        days_of(when, concept is not None and concept.instant), span,
    )  # fmt: skip
    if fact not in reading.facts:
        reading.facts.append(fact)


def _metric(figure: Figure, mention: Mention, around: str) -> str | None:
    """The metric, or a share's part of it: `net income was $1 million, or $0.35 a share`."""
    if figure.kind != "per_share" or mention.metric is None:
        return mention.metric
    if BY_ID[mention.metric].measure == "per_share":
        return mention.metric
    if mention.metric not in ("net_income", "profit"):
        return None
    return "eps_diluted" if re.search("diluted|稀释", around, re.I) else "eps_basic"


def _loss(mention: Mention, clause: str, figure: Figure) -> bool:
    """True where the words make a plain figure a loss."""
    if figure.value < 0:
        return True
    return mention.loss or bool(re.search(r"亏损|\bloss of\b|为负", clause))


def _add_change(
    reading: _Reading, sentence: str, figure: Figure, mention: Mention, between: str, span: Span
) -> None:
    """The change to the year before as a fraction, unless the base or the result is negative."""
    down, up = _DOWN.search(between), _UP.search(between)
    if not (down or up or "同比" in between or "环比" in between):
        return
    when = figure.when or reading.when
    if when is None:
        reading.tell("error", f"未说明期间，未计入 / no period said, left out: {figure.text}", span)
        return
    value = fraction(figure.value)
    value = -abs(value) if down and not up else value
    own = [
        f
        for f in reading.facts
        if f.metric == mention.metric and f.span.start >= span.start - len(sentence)
    ]
    if _TURNED.search(sentence) or any(f.value < 0 for f in own):
        message = f"基数为负，变动百分比没有意义 / meaningless on a negative base: {figure.text}"
        reading.tell("warning", message, span)
        return
    kind = "quarter_on_quarter" if _SEQUENTIAL.search(between) else "year_on_year"
    concept = BY_ID.get(mention.metric or "")
    reading.facts.append(
        _fact(
            reading,
            figure,
            mention,
            None,
            value,
            "percent",
            days_of(when, concept is not None and concept.instant),
            span,
            (("change", kind),),
            mention.metric,
        )
    )


def _fact(
    reading: _Reading,
    figure: Figure,
    mention: Mention,
    metric: str | None,
    value: Decimal,
    unit: str,
    period: Period,
    span: Span,
    dimensions: tuple[tuple[str, str], ...] = (),
    of: str | None = None,
) -> Fact:
    owner = reading.current
    if owner and owner != reading.company:
        dimensions = (*dimensions, ("entity", owner))
    if mention.segment:
        dimensions = (*dimensions, ("segment", mention.segment))
    percent = unit == "percent"
    return Fact(
        concept=mention.text if not percent else f"{mention.text} 同比",
        value=value,
        unit=unit,
        period=period,
        raw=reading.document.quote(span),
        span=span,
        metric=metric,
        label=mention.text,
        dimensions=dimensions,
        scale=-2 if percent else figure.power,
        decimals=figure.decimals + 2 if percent else figure.decimals - figure.power,
        origin=Origin.SENTENCE,
    )


def _filing(reading: _Reading) -> Filing:
    facts = tuple(reading.facts)
    latest = max((f.period for f in facts), key=lambda p: (p.end, p.days or 0), default=None)
    money = [f.unit for f in facts if f.unit.isalpha() and f.unit.isupper()]
    return Filing(
        document=reading.document,
        company=reading.company,
        form="text",
        currency=max(set(money), key=money.count) if money else "CNY",
        period_end=latest.end if latest else None,
        fiscal_year=latest.end.year if latest else None,
        fiscal_period=_part(latest),
        facts=facts,
        statements=tables_of(facts, reading.document, reading.company),
        code=reading.code,
        notices=tuple(dict.fromkeys(reading.notices)),
    )


def _part(period: Period | None) -> str:
    """The name of the latest period: a year unless it is a quarter or a half."""
    if period is None or period.days is None or period.days > 300:
        return "FY"
    if period.days > 200:
        return "9M"
    return "H1" if period.days > 100 else f"Q{(period.end.month + 2) // 3}"
