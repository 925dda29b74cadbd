"""Typed queries in English and Chinese: what is understood, what is left alone, what comes out."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.finance.domain.catalogue import aliases_of
from apps.finance.domain.facts import Filing, Period, Scope
from apps.finance.domain.metrics import Metric
from apps.finance.domain.periods import FiscalSpan
from apps.finance.domain.presentation import Presentation, show
from apps.finance.domain.query import (
    Catalogue,
    Company,
    Dated,
    Query,
    Recent,
    Trailing,
    catalogue,
    execute,
    parse,
)
from tests.fakes.accounts import filing, general

ACME = "Acme Widgets, Inc."
NORTH = "北风精工股份有限公司"
KNOWN = Catalogue((
    Company(ACME, aliases_of(ACME, "ACWI", "acme_2022_10k.html")),
    Company("Globex Corporation", aliases_of("Globex Corporation")),
    Company(NORTH, aliases_of(NORTH, "600999", "600999_北风精工_2023_年度报告.pdf")),
))  # fmt: skip
FY22 = FiscalSpan(2022)


def parsed(question: str) -> Query:
    found = parse(question, KNOWN)
    assert found is not None, question
    return found


@pytest.mark.parametrize(
    ("question", "ids", "kind", "periods"),
    [
        ("What was Acme's revenue in fiscal year 2022?", ["revenue"], "value", [FY22]),
        ("acme widgets FY2022 net income", ["net_income"], "value", [FY22]),
        ("What is the year end FY2022 net PP&E for Acme?", ["ppe"], "value", [FY22]),
        ("What is the quick ratio of Acme for Q2 FY2023?", ["quick_ratio"], "value",
         [FiscalSpan(2023, "Q2")]),
        ("What is Acme's FY2022 days payable outstanding (DPO)?", ["days_payable"], "value",
         [FY22]),
        ("How much did Acme spend on R&D and SG&A in FY2022?",
         ["research_development", "sga"], "value", [FY22]),
        ("What was the change in Acme's operating margin from 2021 to 2022?",
         ["operating_margin"], "change", [FiscalSpan(2021), FY22]),
        ("Show revenue and net income of Acme over the last three years",
         ["revenue", "net_income"], "value", [Recent(3)]),
        ("What is the FY2020 - FY2022 3 year average of net margin for Acme?",
         ["net_margin"], "average", [FiscalSpan(2020), FiscalSpan(2021), FY22]),
        ("What is the revenue CAGR of Acme from 2020 to 2022?", ["revenue"], "cagr",
         [FiscalSpan(2020), FiscalSpan(2021), FY22]),
        ("Acme trailing twelve months revenue", ["revenue"], "value", [Trailing()]),
        ("What were Acme's total assets as of June 30, 2022?", ["total_assets"], "value",
         [Dated(date(2022, 6, 30))]),
        ("How much did Acme's revenue grow in 2022?", ["revenue"], "growth", [FY22]),
        ("北风精工2022年的速动比率是多少？", ["quick_ratio"], "value", [FY22]),
        ("北风精工2022年归母净利润同比增长多少？", ["net_income"], "growth", [FY22]),
        ("北风精工近三年营业收入和净利润分别是多少？", ["revenue", "profit"], "value",
         [Recent(3)]),
        ("2021年至2022年北风精工毛利率变化", ["gross_margin"], "change", [FiscalSpan(2021), FY22]),
        ("北风精工2022年上半年营业收入是多少？", ["revenue"], "value", [FiscalSpan(2022, "H1")]),
        ("600999在2022年末的资产总计是多少亿元？", ["total_assets"], "value", [FY22]),
    ],
)  # fmt: skip
def test_question_becomes_its_query(
    question: str, ids: list[str], kind: str, periods: list[object]
) -> None:
    found = parsed(question)
    assert [o.id for o in found.operands] == ids
    assert found.kind == kind
    assert list(found.periods) == periods


@pytest.mark.parametrize(
    "question",
    [
        "What drove revenue change as of FY2022 for Acme?",
        "Why did Acme's margin fall?",
        "What was Acme's adjusted EPS in 2022?",
        "What was Acme's revenue in China in 2022?",
        "What was the Data Center segment revenue of Acme in 2022?",
        "What was Initech's revenue in 2022?",
        "How many employees did Acme have in 2022?",
        "What are Acme's major products?",
        "Compare Acme with Globex",
        "What was Acme's subscription revenue in 2022?",
        "What is the percentage between revenue and net income for Acme in 2022?",
        "",
        "旭日集团2022年的销售费用是多少元？",
        "北风精工2022年营业收入增长的原因是什么？",
        "北风精工2022年的研发人员人数是多少？",
        "北风精工境外营业收入2022年是多少？",
        "请简要分析北风精工2022年的毛利率",
        "北风精工是谁的子公司？",
    ],
)
def test_what_is_not_about_known_figures_is_left_alone(question: str) -> None:
    assert parse(question, KNOWN) is None


@given(st.text(max_size=300))
def test_any_text_is_parsed_or_left_alone(text: str) -> None:
    found = parse(text, KNOWN)
    assert found is None or found.operands


def test_presentation_is_honoured() -> None:
    asked = "What is Acme's FY2022 revenue (in USD millions)? Round to one decimal place."
    assert parsed(asked).presentation == Presentation(6, 1, None)
    percent = "What is Acme's FY2022 COGS % margin? Answer in units of percents."
    assert parsed(percent).presentation.percent is True
    assert parsed("北风精工2022年营业收入是多少亿元？保留两位小数").presentation == (
        Presentation(8, 2, None)
    )


def test_scope_words() -> None:
    assert parsed("北风精工母公司2022年净利润是多少？").scope is Scope.PARENT
    assert parsed("北风精工2022年归属于母公司股东的净利润").scope is Scope.CONSOLIDATED
    assert parsed("What was the parent company only net income of Acme in 2022?").scope is (
        Scope.PARENT
    )


def two_years() -> list[Filing]:
    return [general(company=ACME), general(company=NORTH, currency="CNY")]


def answer(question: str) -> list[str]:
    result = execute(parsed(question), two_years())
    return [show(row.metric, "en", result.query.presentation) for row in result.rows]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was Acme's FY2023 revenue?", ["USD 1,000.00"]),
        ("What is Acme's FY2023 gross profit as a % of revenue?", ["40.00%"]),
        ("What is Acme's FY2023 EBITDA less capex?", ["USD 160.00"]),
        ("What is Acme's FY2023 D&A % margin?", ["5.00%"]),
        ("What is the ratio of capex to net income for Acme in 2023?", ["0.50"]),
        ("What percentage of Acme's revenue was capex in 2023?", ["4.00%"]),
        ("What was the FY2022 - FY2023 total revenue growth rate for Acme? Answer in units of "
         "percents and round to one decimal place.", ["25.0%"]),
        ("What is the change in Acme's operating margin from FY2022 to FY2023?",
         ["2.50 percentage points"]),
        ("What is the FY2022 - FY2023 2 year average of capex as a % of revenue for Acme?",
         ["5.75%"]),
        ("Acme和北风精工2023年的营业收入分别是多少？", ["USD 1,000.00", "CNY 1,000.00"]),
    ],
)  # fmt: skip
def test_answers_are_calculated(question: str, expected: list[str]) -> None:
    assert answer(question) == expected


def test_the_askers_own_definition_counts() -> None:
    asked = (
        "What is FY2023 days payable outstanding (DPO) for Acme? DPO is defined as: 365 * (average "
        "accounts payable between FY2022 and FY2023) / (FY2023 COGS + change in inventory between "
        "FY2022 and FY2023). Round your answer to two decimal places."
    )
    exact = Decimal(365) * 80 / (600 + 100)
    (row,) = execute(parsed(asked), two_years()).rows
    assert row.metric.value is not None
    assert abs(row.metric.value - exact) < Decimal("1e-20")
    assert answer(asked) == ["41.71 days"]


def test_a_definition_not_understood_is_not_replaced() -> None:
    asked = "What is Acme's FY2023 ROA? ROA is defined as: net income / average magic capital."
    assert parse(asked, KNOWN) is None


def test_nested_definitions() -> None:
    asked = (
        "What is Acme's FY2023 cash conversion cycle (CCC)? CCC is defined as: DIO + DSO - DPO. "
        "DIO is defined as: 365 * (average inventory between FY2022 and FY2023) / (FY2023 COGS). "
        "DSO is defined as: 365 * (average accounts receivable between FY2022 and FY2023) / "
        "(FY2023 Revenue). DPO is defined as: 365 * (average accounts payable between FY2022 and "
        "FY2023) / (FY2023 COGS)."
    )
    (row,) = execute(parsed(asked), two_years()).rows
    exact = Decimal(365) * (Decimal(150) / 600 + Decimal(200) / 1000 - Decimal(80) / 600)
    assert row.metric.value is not None
    assert abs(row.metric.value - exact) < Decimal("1e-20")


def test_refusals_name_their_reason() -> None:
    nothing = execute(parsed("What was Globex's revenue in 2023?"), two_years())
    assert nothing.refusal is not None
    assert nothing.refusal.code == "unknown_company"
    early = execute(parsed("What was Acme's revenue in 2015?"), two_years())
    assert early.refusal is not None
    assert early.refusal.text("zh") == "所给报告不涵盖2015年度"
    base = execute(parsed("北风精工2023年归母净利润增长率是多少？"), two_years())
    assert base.refusal is not None
    assert base.refusal.code == "negative_base"


def test_unlike_units_are_not_added() -> None:
    found = execute(parsed("What is Acme's FY2023 revenue plus gross margin?"), two_years())
    assert found.refusal is not None
    assert found.refusal.code == "mixed_units"


def test_cells_are_the_stated_figures() -> None:
    result = execute(parsed("What is Acme's FY2023 quick ratio?"), two_years())
    assert [m.id for m in result.cells()] == ["current_assets", "inventory", "current_liabilities"]
    assert all(m.fact is not None and m.document_id for m in result.cells())


def test_a_printed_line_can_be_asked_for() -> None:
    period = Period(date(2023, 12, 31), date(2023, 1, 1))
    base = filing({period: {"revenue": 10}}, company=ACME)
    row = base.statements[0].rows[0]
    assert row.facts[0] is not None
    known = catalogue([base])
    assert "revenue" in known.lines
    chinese = Catalogue(KNOWN.companies, {"应付职工薪酬": "应付职工薪酬"})
    found = parse("北风精工2022年的应付职工薪酬是多少元?", chinese)
    assert found is not None
    assert found.operands[0].id == "line:应付职工薪酬"


def test_shared_aliases_name_nobody() -> None:
    both = Catalogue((
        Company("Acme North Inc", aliases_of("Acme North Inc")),
        Company("Acme South Inc", aliases_of("Acme South Inc")),
    ))  # fmt: skip
    assert "acme" not in both.aliases()
    assert parse("What was Acme's revenue in 2022?", both) is None
    found = parse("What was Acme South's revenue in 2022?", both)
    assert found is not None
    assert found.companies == ("Acme South Inc",)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4
    )
)
def test_shown_money_reads_back_within_its_rounding(value: Decimal) -> None:
    text = show(Metric("x", "X", value, "USD", None), "en", Presentation(0, 2))
    back = Decimal(text.removeprefix("USD ").replace(",", ""))
    assert abs(back - value) <= Decimal("0.005")
