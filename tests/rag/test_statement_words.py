"""Which statement a page prints and which a question needs."""

from __future__ import annotations

import pytest

from rag.statements import asked_statements, printed_statements

INCOME = """Consolidated Statements of Operations
Net sales 900 800
Cost of sales 500 450
Selling, general and administrative 100 90
Operating income 300 260
Interest expense 20 20
Income before income taxes 280 240
Provision for income taxes 60 50
Net income 220 190
Diluted earnings per share 2.20 1.90
"""
CHINESE = """合并资产负债表
流动资产
货币资金 1,000 900
应收账款 200 180
流动资产合计 1,200 1,080
商誉 10 10
资产总计 2,000 1,900
应付账款 300 280
流动负债合计 300 280
负债合计 800 780
未分配利润 500 400
股东权益合计 1,200 1,120
"""


def test_a_statement_is_known_by_its_lines():
    assert printed_statements(INCOME) == ("income",)
    assert printed_statements(CHINESE) == ("balance_sheet",)


def test_blanks_of_any_kind_do_not_hide_a_line():
    assert printed_statements(INCOME.replace(" ", "\xa0")) == ("income",)


def test_prose_about_a_statement_prints_none():
    prose = "Net income rose. Operating income fell. Cost of sales and interest expense rose."
    assert printed_statements(prose * 5) == ()


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What is the FY2018 capital expenditure amount?", {"cash_flow"}),
        ("What is the quick ratio?", {"balance_sheet"}),
        ("3 year average of capex as a % of revenue", {"income", "cash_flow"}),
        ("2022年净利润是多少", {"income"}),
        ("期末存货与应收账款", {"balance_sheet"}),
        ("Who is the chief executive?", set()),
    ],
)
def test_questions_ask_for_statements(question, wanted):
    assert set(asked_statements(question)) == wanted
