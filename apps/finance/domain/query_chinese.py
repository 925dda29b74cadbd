"""Chinese questions about figures, read by grammar.

Known phrases are replaced by marks and the rest must be filler: anything else that is left means
the question is about more than the figures known here, and then nothing is returned.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from apps.finance.domain.arithmetic import Name
from apps.finance.domain.asked_periods import asked_periods
from apps.finance.domain.catalogue import Catalogue
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Scope
from apps.finance.domain.formula import Apply, Expression, Item, Operator, item
from apps.finance.domain.metrics import PERCENT, TIMES
from apps.finance.domain.presentation import Presentation
from apps.finance.domain.query_types import Asked, Kind, Operand, Query, Recent
from apps.finance.domain.ratio_definitions import MONEY, RATIO_BY_ID
from apps.finance.domain.vocabulary import CHINESE

_REJECT = re.compile(
    r"为什么|为何|原因|简要|分析|介绍|描述|什么是|含义|定义|是否|哪些|哪家|哪个|谁|预计|预测|预期|影响|"
    r"分部|分行业|分地区|分产品|境外|境内|国外|海外|行业|子公司|季度末|客户|供应商|产品|人均|人员|人数"
)
_DECIMALS = re.compile(
    r"(?:请)?(?:结果)?(?:请)?(?:需要?)?(?:在)?(?:答案中?)?(?:保留|精确)(?:到|至)?(?:小数点?后)?第?"
    r"([一二两三四\d])位(?:小数|有效数字)?(?:的情况下)?"
)
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_SCALE = re.compile(
    r"(?:以|用|按|单位[是为:]?|多少|几)(?:个)?(万亿|千亿|百亿|十亿|亿|千万|百万|万|千)(?:元|美元)?(?:人民币)?"
    r"(?:为单位|计|表示)?"
)
_POWERS = {
    "千": 3,
    "万": 4,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}
_PERCENT = re.compile(r"百分之(?:多少|几)|用百分比表示|以百分比(?:形式)?(?:表示)?|百分比形式")
_PARENT = re.compile(r"母公司(?:报表)?(?:口径)?(?:单体)?|公司本部|单体报表")
_CAGR = re.compile(r"年?(?:均)?复合(?:年)?(?:均)?增长率")
_GROWTH = re.compile(
    r"(?:同比|比上年|较上年|比去年|较去年|与上年相比|比上期|较上期)?(?:的)?(?:年)?"
    r"(?:增长率|增长幅度|增长比率|增速|增幅|变动率|变化率|变动幅度|增长(?:了)?(?:多少)?|增减率|下降幅度)|同比"
)
_CHANGE = re.compile(
    r"(?:同比|比上年|较上年|比去年|较去年|与上年相比)?(?:的)?"
    r"(?:增长额|增加额|变动额|变化额|增减额|差额|变动|变化|增加|减少|下降)(?:了)?"
)
_AVERAGE = re.compile(r"(?:的)?(?:年)?(?:平均(?:值|数)?|均值)")
_TOTAL = re.compile(r"(?:的)?(?:累计|总和|之和|合计)")
_MARK = "[\ue000-\uf8fe]"
_RATIO_WORD = "(?:比值|比率|比例|比重|之比|百分比|份额|占比|比)"
_SHARE = re.compile(rf"({_MARK})(?:金额|总额)?占(?:总)?({_MARK})(?:的)?{_RATIO_WORD}?")
_QUOTIENT = re.compile(
    rf"({_MARK})(?:(?:与|和|同|对|比)({_MARK})(?:的)?{_RATIO_WORD}|(?:/|÷|除以)({_MARK}))"
)
_SUM = re.compile(rf"({_MARK})(减去?|加上?|[-+])({_MARK})")
_RECEIVED = re.compile(r"所?(?:收到|得到|获得|取得|得)的?(?=现金)")
_FILLER = re.compile(
    r"请问|请(?:您|你)?|告诉我|提供|给出|列出|列示|计算出?|查询|查一下|一下|根据|按照|依据|基于|数据|年度报告|年报|"
    r"报告期内?|报告|财务报表|报表|披露|公布|显示|在|中|内|里|公司|企业|集团|该|其|具体|分别|各自|各|以及|及|和|"
    r"与|同|的|是|为|多少|几|元|人民币|美元|亿|万|达到|达|了|值|金额|总额|数额|数值|数|结果|情况下?|时候|时|并|且|"
    r"想|要|知道|了解|我|您|你|能否|能|可以|可否|会|请|水平|余额|期末|年末|末|年底|底|年度|全年|当年|年|度|合并|"
    r"口径|单位|约|大约|大概|共|总共|共计|总计|总|有|实现|取得|发生|呢|吗|什么|怎么样|如何|怎样|相比|对比|比较|比|"
    r"从|到|至|对|于|截至|截止|期间|这|那|三年|两年|五年|第|个|百分点|百分之|%|用|以|表示|相对|较|上年|去年|去|"
    r"同期|上期|查到|帮我|价值|提及|提到|得出|求出|算出|出|详细|准确|可知|可是|数字|要求|获得|获取|需要?|需|下|记得|精确度?|数量|形式|答案|财务|多高|高|"
    r"趋势|走势|历年|每年|[、，,。.？?！!：:；;（）()“”\"'\s\[\]【】]"
)
_EXPENSES = (
    item("selling_expense") + item("admin_expense")
    + item("finance_expense") + item("research_development")
)  # fmt: skip
_WHOLES = {
    "费用": Name("asked:费用", _EXPENSES),
    "利润": Name("profit", Item("profit")),
    "资产": Name("total_assets", Item("total_assets")),
    "负债": Name("total_liabilities", Item("total_liabilities")),
}
"""Words short for a figure only as the whole of a share."""
_LINE_NAMES = {"营业税金及附加": "税金及附加"}


@dataclass(slots=True)
class _Marked:
    """Text with a mark in place of each figure, and what the marks stand for."""

    text: str
    operands: dict[str, Operand]

    def add(self, operand: Operand) -> str:
        mark = chr(0xE000 + len(self.operands))
        self.operands[mark] = operand
        return mark


def parse_chinese(question: str, known: Catalogue) -> Query | None:
    """The query of a Chinese question, or None."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", question)).lower()
    presentation = _presentation(text)
    for pattern in (_DECIMALS, _SCALE, _PERCENT):
        text = pattern.sub(" ", text)
    text = _RECEIVED.sub("收到的", text)
    rest, companies = _without_companies(text, known)
    if _REJECT.search(rest):
        return None
    asked = asked_periods(rest)
    marked = _mark(asked.rest, _names(known))
    _compose(marked)
    scope = Scope.PARENT if _PARENT.search(marked.text) else Scope.CONSOLIDATED
    kind, left = _kind(
        _PARENT.sub(" ", marked.text), len(asked.periods) > 1 or _many(asked.periods)
    )
    operands = tuple(dict.fromkeys(marked.operands[c] for c in left if c in marked.operands))
    if not operands or not companies or _meaningful(left):
        return None
    return Query(kind, operands, companies, asked.periods or (Recent(),), scope, presentation)


def _many(periods: tuple[Asked, ...]) -> bool:
    return any(isinstance(p, Recent) and p.years > 1 for p in periods)


def _presentation(text: str) -> Presentation:
    digits, scale = _DECIMALS.search(text), _SCALE.search(text)
    decimals = None
    if digits:
        decimals = _DIGITS.get(digits[1]) or int(digits[1])
    power = _POWERS[scale[1]] if scale else None
    return Presentation(power, decimals, True if _PERCENT.search(text) else None)


def _without_companies(text: str, known: Catalogue) -> tuple[str, tuple[str, ...]]:
    found: list[tuple[int, str]] = []
    aliases = known.aliases()
    rest = text
    for alias in sorted((a for a in aliases if a in text), key=len, reverse=True):
        while alias in rest:
            at = rest.index(alias)
            found.append((at, aliases[alias]))
            rest = rest[:at] + " " * len(alias) + rest[at + len(alias) :]
    names = tuple(dict.fromkeys(name for _, name in sorted(found)))
    if not names and len(known.companies) == 1:
        names = (known.companies[0].name,)
    return rest, names


def _names(known: Catalogue) -> dict[str, Operand]:
    """Every phrase that names a figure. Metrics and ratios stand before printed lines."""
    names = {
        re.sub(r"\(.*", "", key): Operand(f"line:{key}", line, line)
        for key, line in known.lines.items()
        if len(re.sub(r"\(.*", "", key)) >= 3 and re.search(r"[\u4e00-\u9fff]", key)
    }
    for said, printed in _LINE_NAMES.items():
        if printed in names and said not in names:
            names[said] = names[printed]
    for phrase, id in CHINESE.items():
        definition = BY_ID.get(id) or RATIO_BY_ID[id]
        unit = None if id in BY_ID else RATIO_BY_ID[id].unit
        unit = None if unit == MONEY else unit
        names[phrase] = Operand(id, definition.name_en, definition.name_zh, unit=unit)
    return names


def _mark(text: str, names: dict[str, Operand]) -> _Marked:
    marked = _Marked("", {})
    longest = sorted((n for n in names if n in text), key=len, reverse=True)
    if not longest:
        return _Marked(text, {})
    pattern = re.compile("|".join(re.escape(n) for n in longest))
    marked.text = pattern.sub(lambda m: marked.add(names[m[0]]), text)
    wholes = "|".join(_WHOLES)
    marked.text = re.sub(
        rf"(?<=[占与和对比])(?:总)?({wholes})(?=的?{_RATIO_WORD})",
        lambda m: marked.add(_as_operand(_WHOLES[m[1]], m[1])),
        marked.text,
    )
    return marked


def _as_operand(name: Name, said: str) -> Operand:
    definition = BY_ID.get(name.id)
    if definition is not None:
        return Operand(name.id, definition.name_en, definition.name_zh)
    return Operand(name.id, said, said, name.formula)


def _compose(marked: _Marked) -> None:
    """Replace `A占B的比例`, `A与B的比值` and `A减B` by marks for the formulas."""

    def share(match: re.Match[str]) -> str:
        return marked.add(_formula(marked, match[1], "//", match[2], PERCENT, "占"))

    def quotient(match: re.Match[str]) -> str:
        return marked.add(_formula(marked, match[1], "//", match[2] or match[3], TIMES, " ÷ "))

    def total(match: re.Match[str]) -> str:
        sign: Operator = "-" if match[2][0] in "减-" else "+"
        return marked.add(_formula(marked, match[1], sign, match[3], None, f" {sign} "))

    marked.text = _SHARE.sub(share, marked.text)
    marked.text = _QUOTIENT.sub(quotient, marked.text)
    marked.text = _SUM.sub(total, marked.text)


def _formula(
    marked: _Marked, left: str, sign: Operator, right: str, unit: str | None, joint: str
) -> Operand:
    a, b = marked.operands[left], marked.operands[right]
    formula = Apply(sign, _expression(a), _expression(b))
    name_zh = f"{a.name_zh}{joint}{b.name_zh}"
    name_en = f"{a.name_en} {'÷' if sign == '//' else sign} {b.name_en}"
    return Operand(f"asked:{name_zh}", name_en, name_zh, formula, unit)


def _expression(operand: Operand) -> Expression:
    if operand.formula is not None:
        return operand.formula
    if operand.id in RATIO_BY_ID:
        return RATIO_BY_ID[operand.id].formula_in("CNY")
    return Item(operand.id)


def _kind(text: str, several: bool) -> tuple[Kind, str]:
    for kind, pattern in (
        (Kind.CAGR, _CAGR), (Kind.GROWTH, _GROWTH), (Kind.CHANGE, _CHANGE),
        (Kind.AVERAGE, _AVERAGE), (Kind.TOTAL, _TOTAL),
    ):  # fmt: skip
        if pattern.search(text) and (several or kind not in (Kind.AVERAGE, Kind.TOTAL)):
            return kind, pattern.sub(" ", text)
    return Kind.VALUE, text


def _meaningful(text: str) -> str:
    """What is left after marks and filler."""
    return _FILLER.sub("", re.sub(_MARK, "", text))
