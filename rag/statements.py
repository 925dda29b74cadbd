"""Which financial statements a page prints, and which of them a question needs.

A question about capital expenditure rarely says "purchases of property, plant and equipment",
and a statement rarely says anything a question does; so both are read for the statement they
mean. Words only: knows nothing of figures, documents or scores.
"""

from __future__ import annotations

import re
from typing import Literal

Statement = Literal["balance_sheet", "income", "cash_flow"]

_LINES: dict[Statement, tuple[str, ...]] = {
    "balance_sheet": (
        r"total assets|资产总计|资产合计",
        r"total current assets|流动资产合计",
        r"total (?:current )?liabilities|负债合计",
        r"total (?:liabilities|equity) and|total liabilities, |负债和(?:所有者|股东)权益",
        r"(?:stock|share)(?:holders|owners)['’]? ?equity|total equity|(?:所有者|股东)权益合计",
        r"retained earnings|accumulated deficit|reinvested earnings|未分配利润",
        r"cash and (?:cash )?equivalents|cash and due from banks|货币资金",
        r"accounts payable|应付账款",
        r"(?:accounts|trade)? ?receivables?|应收账款",
        r"goodwill|商誉",
        r"additional paid-in capital|capital surplus|资本公积",
    ),
    "income": (
        r"(?:total |net )*(?:revenues?|sales)\b|营业(?:总)?收入",
        r"(?:total )?costs? of (?:sales|revenues?|products|goods)|营业(?:总)?成本",
        r"operating (?:income|profit|loss)|(?:income|earnings|loss) (?:\(loss\) )?from operations|"
        r"营业利润",
        r"(?:provision|benefit|income tax)[\w() ]*(?:for|from)? ?(?:income )?tax|income taxes|"
        r"所得税费用",
        r"(?:income|earnings|loss) (?:\(loss\) )?before|利润总额",
        r"(?:consolidated )?net (?:income|earnings|loss)|净利润",
        r"(?:selling, )?general and administrative|research and development|销售费用|管理费用",
        r"basic|基本每股收益",
        r"diluted|稀释每股收益",
        r"interest expense|财务费用",
    ),
    "cash_flow": (
        r"(?:net )?cash (?:flows? )?[\w() ]*operating activities|经营活动产生的现金流量",
        r"(?:net )?cash (?:flows? )?[\w() ]*investing activities|投资活动产生的现金流量",
        r"(?:net )?cash (?:flows? )?[\w() ]*financing activities|筹资活动产生的现金流量",
        r"depreciation|折旧",
        r"(?:purchases? of|additions to|payments for|investments? in) (?:property|pp&e)|"
        r"capital (?:expenditures|spending)|购建固定资产",
        r"(?:net )?(?:increase|decrease|change)[\w() ]* in cash|现金及现金等价物净增加",
        r"cash[\w, ]* (?:at )?(?:the )?end of|期末现金",
        r"dividends paid|payments? of dividends|分配股利",
        r"(?:repurchases?|proceeds|repayments?) ",
    ),
}
_LEAST: dict[Statement, int] = {"balance_sheet": 6, "income": 5, "cash_flow": 5}
_PRINTED: dict[Statement, list[re.Pattern[str]]] = {
    kind: [re.compile(rf"^\W*(?:{line})".replace(" ", r"\s"), re.I | re.M) for line in lines]
    for kind, lines in _LINES.items()
}
_FIGURES = re.compile(r"^.*\d[\d,.]*[^\d\n]+\d.*$", re.M)
_ENOUGH_FIGURES = 8

_ASKED: dict[Statement, re.Pattern[str]] = {
    "balance_sheet": re.compile(
        r"balance sheet|financial position|\bassets?\b|liabilit|working capital|quick ratio|"
        r"current ratio|liquidity|inventor|receivable|payable|\bpp&?n?e\b|property|goodwill|"
        r"\bdebt\b|equity|capital[- ]intensive|book value|liquidat|\bDPO\b|\bDSO\b|\bDIO\b|"
        r"cash conversion|资产|负债|权益|存货|应收|应付|商誉|货币资金|流动比率|速动比率|偿债",
        re.I,
    ),
    "income": re.compile(
        r"income statement|statements? of (?:income|operations|earnings)|p&l|profit|margin|"
        r"revenue|net sales|\bsales\b|ebit|earnings|\beps\b|net income|cost of (?:goods|sales)|"
        r"\bcogs\b|turnover|tax rate|operating income|sg&a|interest coverage|capital[- ]intensive|"
        r"\bDPO\b|\bDSO\b|\bDIO\b|return on|利润|收入|成本|毛利|费用|每股收益|税率|周转|收益率",
        re.I,
    ),
    "cash_flow": re.compile(
        r"cash flow|cash from operat|capital expenditure|\bcapex\b|depreciation|amortization|"
        r"\bd&a\b|dividends? paid|paid (?:out )?(?:in )?dividends|free cash|capital[- ]intensive|"
        r"ebitda|share repurchases?|buyback|现金流|资本开支|资本支出|购建|折旧|分红|回购",
        re.I,
    ),
}


def printed_statements(text: str) -> tuple[Statement, ...]:
    """The statements whose lines stand on a page or in a table; empty for prose."""
    if len(_FIGURES.findall(text)) < _ENOUGH_FIGURES:
        return ()
    return tuple(
        kind
        for kind, lines in _PRINTED.items()
        if sum(line.search(text) is not None for line in lines) >= _LEAST[kind]
    )


def asked_statements(question: str) -> tuple[Statement, ...]:
    """The statements that a question about figures would be answered from."""
    return tuple(kind for kind, words in _ASKED.items() if words.search(question))
