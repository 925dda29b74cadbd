"""Figures in running text: their value, unit, scale, and the period said beside them.

Reads English and Chinese sentences. Knows nothing of tables (`rag.stated`) or of what is true.
Years, dates, note numbers and names with digits (3M, 10-K, COVID-19) are not figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Literal

from rag.periods import When, find_periods
from rag.units import CURRENCIES, POWERS, decimals_of, fold, money_scale, parse_number

Kind = Literal["money", "percent", "points", "per_share", "count", "bare"]

_SIGNS = "|".join(
    re.escape(sign)
    for sign in sorted((c for c in CURRENCIES if not c[-1].isalpha()), key=len, reverse=True)
)
_CODES = r"US\s?Dollars?|USD|RMB|CNY|HKD|EUR|GBP|JPY|人民币|港币|美元"
_SCALES = (
    "|".join(sorted((word for word in POWERS if not word.isascii()), key=len, reverse=True))
    + r"|(?:thousand|million|billion|trillion)s?\b|(?:mn|bn|tn|mm)\b"
)
_AFTER = (
    r"美元|港元|欧元|日元|英镑|澳元|加元|韩元|人民币|元|圆|(?:U\.?S\.?\s+)?dollars?\b|"
    r"yuan\b|euros?\b|USD\b|RMB\b|CNY\b"
)
_FIGURE = re.compile(
    rf"(?P<minus>-)?(?P<open>\()?\s*(?:(?P<code>{_CODES})\s*)?(?P<sign>(?:{_SIGNS}))?\s*(?P<inner>-)?(?P<paren>\()?"
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?P<close>\))?"
    rf"(?:\s*(?P<letter>[kKmMbB])(?![A-Za-z\d]))?"
    rf"(?:\s*(?P<scale>{_SCALES}))?"
    rf"(?:\s*(?P<points>个百分点|percentage\s+points?|(?:basis\s+points|bps)\b|个基点|pp\b)|"
    rf"\s*(?P<percent>%|percent\b|per\s+cent\b)|\s*(?P<after>{_AFTER}))?"
    rf"(?:\s*(?P<share>(?:per|a|each)\s+(?:\w+\s+)?share\b|/\s*(?:share|股)|每股))?\)?",
    re.IGNORECASE,
)  # fmt: skip
_PERCENT_ZH = re.compile(r"百分之(\d+(?:\.\d+)?)")
_NOT_FIGURE_BEFORE = re.compile(
    r"(?:[A-Za-z_]|[A-Za-z]-|(?:\b(?:note|notes|item|items|page|pages|section|exhibit|form|rule|part|"
    r"level|chapter|phase|table|schedule|no\.|number|topic|asc|asu|fin)|附注|注释|第|表|图)\s*)$",
    re.IGNORECASE,
)
_NOT_FIGURE_AFTER = re.compile(
    r"^(?:-?(?!x\b)[A-Za-z](?![a-z]*\s*(?:%|percent))|-(?:[a-z]+)|/\d|:\d\d|st\b|nd\b|rd\b|th\b|"
    r"\s*(?:年|月|日|号(?!码)|页|章|节|条))"
)
_MONTH_DAY = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?\s+\d{1,2}\b(?![.,]?\d|\s*(?:%|million|billion))",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|approximately|approx\.?|around|nearly|almost|roughly|some|over|more than|~|"
    r"约|近|超过|逾|大约|左右)\s*\W{0,2}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as printed. `amount` applies sign and scale: `$1.5 million` is 1500000.

    `currency` is an ISO code or None; `scaled` tells that a scale word was printed. `decimals`
    counts printed digits behind the point. `when` is the period said beside it.
    """

    value: Decimal
    kind: Kind
    currency: str | None
    power: int
    scaled: bool
    decimals: int
    digits: int
    about: bool
    start: int
    end: int
    text: str
    when: When | None = None

    @property
    def amount(self) -> Decimal:
        return self.value.scaleb(self.power)

    @property
    def quantum(self) -> Decimal:
        """The step of the last printed digit, in base units."""
        return Decimal(1).scaleb(self.power - self.decimals)

    @property
    def unit(self) -> str:
        """`USD`, `USD/share`, `%`, `points`, or nothing where none was printed."""
        if self.kind in ("percent", "points"):
            return "%" if self.kind == "percent" else "points"
        return f"{self.currency or ''}/share" if self.kind == "per_share" else self.currency or ""


def find_figures(text: str) -> list[Figure]:
    """Every figure of a sentence, in order, each with the period said beside it."""
    folded = fold(text)
    periods = find_periods(text)
    blocked = [(when.start, when.end) for when in periods]
    blocked += [match.span() for match in _MONTH_DAY.finditer(folded)]
    figures = [
        figure
        for match in _FIGURE.finditer(folded)
        if (figure := _figure(match, folded, blocked)) is not None
    ]
    figures += [_chinese_percent(match) for match in _PERCENT_ZH.finditer(folded)]
    figures.sort(key=lambda figure: figure.start)
    return _with_periods(_declared(figures, folded), periods, folded)


def _figure(match: re.Match[str], text: str, blocked: list[tuple[int, int]]) -> Figure | None:
    at, end = match.span("digits")
    if any(start < end and at < stop for start, stop in blocked):
        return None
    start = min(
        (match.start(name) for name in ("minus", "open", "code", "sign", "inner") if match[name]),
        default=at,
    )
    marked = match["code"] or match["sign"]
    if not marked and _NOT_FIGURE_BEFORE.search(text[:at]):
        return None
    letter = match["letter"] if match["letter"] and (marked or "." in match["digits"]) else None
    named = letter or match["scale"] or match["percent"] or match["points"] or match["after"]
    if not named and _NOT_FIGURE_AFTER.match(text[end:]):
        return None
    if not named and not marked and match["digits"].isdigit() and match["digits"].startswith("0"):
        return None if len(match["digits"]) > 1 else _build(match, text, start, letter)
    return _build(match, text, start, letter)


def _build(match: re.Match[str], text: str, start: int, letter: str | None) -> Figure:
    value = parse_number(match["digits"]) or Decimal(0)
    dash = match["minus"] and not re.search(r"[A-Za-z\d]$", text[: match.start("minus")])
    inside = match["close"] and (match["paren"] or match["open"])
    if dash or match["inner"] or inside:
        value = -value
    printed = letter or match["scale"]
    power = POWERS[re.sub(r"\s", "", printed.lower())] if printed else 0
    power -= 2 if match["points"] and re.match(r"b|个基点", match["points"], re.I) else 0
    code = match["code"] or match["sign"] or match["after"]
    end = match.end() - (len(match[0]) - len(match[0].rstrip()))
    return Figure(
        value=value,
        kind=_kind(match, text, code),
        currency=CURRENCIES.get(re.sub(r"\s+", " ", code.lower())) if code else None,
        power=power,
        scaled=bool(printed),
        decimals=decimals_of(match["digits"]),
        digits=len(match["digits"].replace(",", "").replace(".", "").lstrip("0")),
        about=bool(_ABOUT.search(text[:start])) or text[end : end + 3].lstrip().startswith("左右"),
        start=start,
        end=end,
        text=text[start:end],
    )


def _kind(match: re.Match[str], text: str, code: str | None) -> Kind:
    if match["points"]:
        return "points"
    if match["percent"]:
        return "percent"
    before = text[max(0, match.start("digits") - 24) : match.start("digits")]
    if match["share"] or re.search(r"每股\S{0,10}$|per (?:\w+ )?share[^.;]{0,12}$", before, re.I):
        return "per_share"
    if code:
        return "money"
    counted = re.match(r"\s*(?:shares|股|employees|stores|people|人|家|名|户)", text[match.end() :])
    return "count" if counted else "bare"


def _chinese_percent(match: re.Match[str]) -> Figure:
    value = Decimal(match[1])
    digits = len(match[1].replace(".", "").lstrip("0"))
    return Figure(
        value, "percent", None, 0, False, decimals_of(match[1]), digits, False,
        match.start(), match.end(), match[0],
    )  # fmt: skip


def _declared(figures: list[Figure], text: str) -> list[Figure]:
    """Apply `(in USD millions)` or `单位：万元`, said once in a sentence, to its bare figures."""
    match = re.search(
        r"\bin\s+(?:[A-Z$€£]{1,4}\s+|U\.?S\.?\s+dollars?\s+)?(?:thousands|millions|billions)\b|单位[:：]\s*\S{1,8}",
        text,
        re.IGNORECASE,
    )
    scale = money_scale(match[0]) if match else None
    if scale is None:
        return figures
    return [
        replace(
            f, power=scale.power, scaled=True, kind="money", currency=f.currency or scale.currency
        )
        if not f.scaled and f.kind in ("bare", "money")
        else f
        for f in figures
    ]


def _with_periods(figures: list[Figure], periods: list[When], text: str) -> list[Figure]:
    """Give each figure its period: in order under `respectively`, else the nearest said."""
    if not periods:
        return figures
    ordered = re.search(r"respectively|分别", text, re.IGNORECASE)
    if ordered and len(figures) >= len(periods) > 1 and len(figures) % len(periods) == 0:
        return [replace(f, when=periods[i % len(periods)]) for i, f in enumerate(figures)]
    return [replace(f, when=_nearest(f, figures, periods, text)) for f in figures]


def _nearest(figure: Figure, figures: list[Figure], periods: list[When], text: str) -> When | None:
    """`$5 in 2018` takes what follows at once; otherwise what was said last, else next."""
    following = [w for w in periods if w.start >= figure.end]
    limit = min((f.start for f in figures if f.start > figure.start), default=len(text) + 1)
    if following and following[0].start < limit:
        between = text[figure.end : following[0].start]
        if re.fullmatch(r"[\s(]*(?:[a-z%]+\s+){0,4}?(?:in|for|at|as of|during|on|of|by|vs\.?)?\s*"
                        r"(?:the\s+)?(?:end\s+of\s+|year\s+)?[\s(]*", between, re.I):  # fmt: skip
            return following[0]
    earlier = [w for w in periods if w.end <= figure.start]
    return earlier[-1] if earlier else (following[0] if following else None)


def rounds_to(exact: Decimal, figure: Figure) -> bool:
    """True where `exact` (base units) is `figure` at the precision that the figure states."""
    if exact == figure.amount:
        return True
    return any(
        exact.quantize(figure.quantum, rounding=mode) == figure.amount
        for mode in (ROUND_HALF_UP, ROUND_HALF_EVEN)
    )
