"""Labels, titles, headings and numbers of Chinese statements."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.finance.domain.chinese_calendar import ReportPeriod, heading
from apps.finance.domain.chinese_grid import blank, looks_numeric, number_in
from apps.finance.domain.chinese_labels import OPENING_CASH, metric_of, plain, unit_in
from apps.finance.domain.chinese_scale import power_between
from apps.finance.domain.chinese_titles import last_unit, title_of
from apps.finance.domain.facts import Period, Scope, StatementKind
from apps.finance.domain.units import fraction, in_base_units

BALANCE, INCOME, CASH = (
    StatementKind.BALANCE_SHEET,
    StatementKind.INCOME,
    StatementKind.CASH_FLOW,
)


@pytest.mark.parametrize(
    ("label", "kind", "metric"),
    [
        ("货 币 资 金", BALANCE, "cash"),
        ("减：营业成本", INCOME, "cost_of_revenue"),
        ("其中：营业收入", INCOME, "revenue"),
        ("一、营业总收入", INCOME, "total_revenue"),
        ("四、利润总额（亏损总额以“－”号填列）", INCOME, "pretax_income"),
        ('五、净利润（净亏损以"-"号填列）', INCOME, "profit"),
        ("1.归属于母公司股东的净利润（净亏损以“-”号填列）", INCOME, "net_income"),
        ("（一）归属于母公司所有者的净利润", INCOME, "net_income"),
        ("归属于本行股东的净利润", INCOME, "net_income"),
        ("（一）基本每股收益（元／股）", INCOME, "eps_basic"),
        ("归属于母公司所有者权益（或股东权益）合计", BALANCE, "equity_parent"),
        ("归属于母公司股东权益合计", BALANCE, "equity_parent"),
        ("所有者权益(或股东权益)合计", BALANCE, "total_equity"),
        ("股东权益合计", BALANCE, "total_equity"),
        ("负债和所有者权益（或股东权益）总计", BALANCE, "liabilities_and_equity"),
        ("负债及股东权益总计", BALANCE, "liabilities_and_equity"),
        ("资产总额", BALANCE, "total_assets"),
        ("五、现金及现金等价物净增加额", CASH, "net_change_in_cash"),
        ("现金及现金等价物净（减少）/增加额", CASH, "net_change_in_cash"),
        ("经营活动（使用）/产生的现金流量净额", CASH, "operating_cash_flow"),
        ("四、汇率变动对现金的影响", CASH, "fx_effect"),
        ("六、年末现金及现金等价物余额", CASH, "cash_end"),
        ("加：年初现金及现金等价物余额", CASH, OPENING_CASH),
        ("购建固定资产、无形资产和其他长期资产所支付的现金", CASH, "capital_expenditure"),
        ("净利润", CASH, None),
        ("净利润", BALANCE, None),
        ("持续经营净利润", INCOME, None),
        ("归属于母公司股东的综合收益总额", INCOME, None),
        ("非流动资产", BALANCE, None),
        ("税金及附加", INCOME, None),
    ],
)
def test_lines_are_known_in_every_dress(
    label: str, kind: StatementKind, metric: str | None
) -> None:
    assert metric_of(label, kind) == metric


def test_plain_labels_keep_the_lines_own_words() -> None:
    assert plain("二、营业利润（亏损以“－”号填列）") == "营业利润"
    assert plain("减：库存股") == "库存股"
    assert plain("流动资产：") == "流动资产"


@pytest.mark.parametrize(
    ("label", "power"), [("营业收入（万元）", 4), ("总资产(元)", 0), ("净利润（人民币百万元）", 6)]
)
def test_units_in_labels_are_read(label: str, power: int) -> None:
    found = unit_in(label)
    assert found is not None
    assert found.power == power
    assert unit_in("应收账款（净额）") is None


@pytest.mark.parametrize(
    ("line", "kind", "scope"),
    [
        ("1、合并资产负债表", BALANCE, Scope.CONSOLIDATED),
        ("会计机构负责人：王春梅2、母公司资产负债表", BALANCE, Scope.PARENT),
        ("合成股份有限公司合并利润表（续）", INCOME, Scope.CONSOLIDATED),
        ("合成股份有限公司利润表", INCOME, None),
        ("公司现金流量表", CASH, Scope.PARENT),
        ("2019年12月31日合并资产负债表", BALANCE, Scope.CONSOLIDATED),
        ("资产负债表（合并）", BALANCE, Scope.CONSOLIDATED),
    ],
)
def test_titles_say_which_statement_and_whose(
    line: str, kind: StatementKind, scope: Scope | None
) -> None:
    title = title_of(line)
    assert title is not None
    assert (title.kind, title.scope) == (kind, scope)


@pytest.mark.parametrize(
    "line",
    [
        "包括2019年12月31日的合并及母公司资产负债表",
        "合并资产负债表......................................................66",
        "合并资产负债表项目注释",
        "其他综合收益详见附注合并资产负债表",
        "表",
    ],
)
def test_mentions_of_a_statement_are_no_titles(line: str) -> None:
    assert title_of(line) is None


@pytest.mark.parametrize(
    ("text", "power"),
    [
        ("单位：元 币种：人民币", 0),
        ("财务附注中报表的单位为：元", 0),
        ("金额单位：人民币万元\n某某公司", 4),
        ("单位：千元\n单位：元", 0),
        ("（除特别注明外，金额单位均为人民币千元）", 3),
        ("单位：亿元", 8),
    ],
)
def test_declared_units_are_found(text: str, power: int) -> None:
    found = last_unit(text)
    assert found is not None
    assert found.power == power


@pytest.mark.parametrize("text", ["单位：股", "编制单位：合成股份有限公司", "二十元左右的商品"])
def test_other_units_declare_no_money(text: str) -> None:
    assert last_unit(text) is None


ANNUAL, HALF = ReportPeriod(2020, "FY"), ReportPeriod(2020, "H1")
YEAR = Period(date(2020, 12, 31), date(2020, 1, 1))


@pytest.mark.parametrize(
    ("words", "instant", "flow"),
    [
        ("2020 年 12 月 31 日", Period(date(2020, 12, 31)), YEAR),
        ("期末余额", Period(date(2020, 12, 31)), None),
        ("年初余额", Period(date(2019, 12, 31)), None),
        ("上年年末余额", Period(date(2019, 12, 31)), None),
        ("2020年度", Period(date(2020, 12, 31)), YEAR),
        ("本期发生额", Period(date(2020, 12, 31)), YEAR),
        ("第四季度（10-12月）", None, Period(date(2020, 12, 31), date(2020, 10, 1))),
    ],
)
def test_headings_name_periods(words: str, instant: Period | None, flow: Period | None) -> None:
    found = heading(words, ANNUAL, Scope.CONSOLIDATED)
    assert found is not None
    if instant is not None:
        assert found.instant == instant
    if flow is not None:
        assert found.flow == flow


@pytest.mark.parametrize(
    "words", ["附注", "行次", "占总资产比例", "调整数", "", "变动原因", "增减额"]
)
def test_other_columns_hold_no_figures_of_a_period(words: str) -> None:
    assert heading(words, ANNUAL, Scope.CONSOLIDATED) is None


def test_half_years_end_in_june_and_open_with_the_year() -> None:
    end = heading("期末余额", HALF, Scope.CONSOLIDATED)
    start = heading("期初余额", HALF, Scope.CONSOLIDATED)
    assert end is not None
    assert start is not None
    assert end.instant == Period(date(2020, 6, 30))
    assert start.instant == Period(date(2019, 12, 31))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,618 ,820, 253.0 0", "1618820253.00"),
        ("（1,234.50）", "-1234.50"),
        ("－5.00", "-5.00"),
        ("１２，３４５．６７", "12345.67"),
        ("12.5%", "12.5"),
    ],
)
def test_cells_are_numbers_in_every_dress(text: str, value: str) -> None:
    assert number_in(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "-", "—", "--", "不适用", " / "])
def test_cells_that_say_nothing_are_blank(text: str) -> None:
    assert blank(text)
    assert number_in(text) is None


def test_misread_digits_are_noticed() -> None:
    assert looks_numeric("1,516,034,24.6.28")
    assert not looks_numeric("七、1")
    assert not looks_numeric("1,516.00")


MONEY = st.decimals(min_value=-(10**13), max_value=10**13, places=2, allow_nan=False)


@given(MONEY, st.sampled_from(["plain", "brackets", "wide"]))
def test_any_printed_amount_comes_back(value: Decimal, dress: str) -> None:
    text = f"{value:,.2f}"
    if dress == "brackets" and value < 0:
        text = f"（{-value:,.2f}）"
    if dress == "wide":
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,.-"})
    assert number_in(text) == value
    assert not blank(text)


@given(MONEY, st.integers(0, 8))
def test_base_units_are_exact_and_reversible(value: Decimal, power: int) -> None:
    moved = in_base_units(value, power)
    assert moved == value * 10**power
    assert moved.scaleb(-power) == value
    assert "E" not in str(moved)
    assert fraction(value) * 100 == value


@given(MONEY.filter(lambda v: abs(v) > 1), st.integers(-8, 8))
def test_a_difference_by_a_power_of_ten_is_seen(value: Decimal, power: int) -> None:
    assert power_between(value.scaleb(power), value) == power
    assert power_between(value * Decimal("1.2"), value) is None
    assert power_between(-value, value) is None
