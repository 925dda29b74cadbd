"""Chinese reports in every form: the figures are exact, and what is doubtful is told."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from apps.finance.domain.chinese import holds_statement, read_report
from apps.finance.domain.facts import Filing, Scope, StatementKind
from apps.finance.domain.identities import checks
from apps.finance.domain.precedence import metric_facts
from rag.document import Document
from rag.readers.html import read_html
from rag.readers.parsed import read_parsed
from rag.readers.pdf import read_pdf
from tests.fakes.chinese_report import (
    BALANCE,
    CASH,
    EXPECTED,
    HIGHLIGHTS,
    INCOME,
    FakeReport,
    Part,
    noted,
    parent,
)

FORMS: dict[str, Callable[[FakeReport], Document]] = {
    "html": lambda report: read_html(report.html(), "r.html").document,
    "parsed": lambda report: read_parsed(report.parsed(), "r.txt"),
    "ruled": lambda report: read_pdf(report.pdf("ruled"), "r.pdf", tables_on=holds_statement),
    "open": lambda report: read_pdf(report.pdf("open"), "r.pdf", tables_on=holds_statement),
    "split": lambda report: read_pdf(report.pdf("split"), "r.pdf", tables_on=holds_statement),
}


def read(report: FakeReport, form: str = "html") -> Filing:
    return read_report(FORMS[form](report))


def values(filing: Filing, metric: str, scope: Scope = Scope.CONSOLIDATED) -> dict[str, Decimal]:
    return {f.period.end.isoformat(): f.value for f in metric_facts(filing, metric, scope)}


def errors(filing: Filing) -> list[str]:
    return [notice.message for notice in filing.notices if notice.level == "error"]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_report_reads_the_same_in_every_form(form: str) -> None:
    filing = read(FakeReport.annual(), form)
    got = {(metric, day): values(filing, metric).get(day) for metric, day in EXPECTED}
    assert got == {key: Decimal(value) for key, value in EXPECTED.items()}
    assert (filing.company, filing.code) == ("合成股份有限公司", "600999")
    assert (filing.form, filing.fiscal_year, filing.fiscal_period) == ("年度报告", 2020, "FY")
    assert filing.notices == ()


@pytest.mark.parametrize("form", FORMS)
def test_every_figure_can_be_opened_at_its_place(form: str) -> None:
    filing = read(FakeReport.annual(), form)
    assert len(filing.facts) > 200
    for fact in filing.facts:
        quoted = filing.document.quote(fact.span)
        assert "".join(quoted.split()) == "".join(fact.raw.split())
        assert (fact.span.box is not None) == (form in ("ruled", "open", "split"))
        assert (fact.span.page is not None) == (form != "html")


@pytest.mark.parametrize("form", FORMS)
def test_identities_hold_over_the_group(form: str) -> None:
    made = [c for c in checks(read(FakeReport.annual(), form)) if c.scope is Scope.CONSOLIDATED]
    tried = [check for check in made if check.holds is not None]
    assert len(tried) >= 12
    assert [check.identity for check in tried if not check.holds] == []


def test_the_parent_is_kept_apart_and_the_notes_are_not_taken() -> None:
    filing = read(FakeReport.annual())
    titles = [s.title for s in filing.statements if s.kind is not StatementKind.HIGHLIGHTS]
    assert titles == [
        "合并资产负债表", "母公司资产负债表", "合并利润表", "母公司利润表", "合并现金流量表",
        "母公司现金流量表",
    ]  # fmt: skip
    assert values(filing, "cash", Scope.PARENT)["2020-12-31"] == Decimal("9516034246.28")


def test_blank_and_dash_are_none_and_zero_is_zero() -> None:
    filing = read(FakeReport.annual())
    assert "2019-12-31" not in values(filing, "inventory")
    assert "2019-12-31" not in values(filing, "short_term_debt")
    assert values(filing, "goodwill")["2020-12-31"] == 0


def test_opening_cash_is_the_closing_cash_of_the_year_before() -> None:
    filing = read(FakeReport.annual())
    (fact,) = [f for f in metric_facts(filing, "cash_end") if f.period.end.year == 2018]
    assert fact.label == "加：期初现金及现金等价物余额"
    assert fact.period.start is None


def test_key_figures_carry_changes_apart_from_the_metrics() -> None:
    filing = read(FakeReport.annual())
    change = [f for f in filing.facts if dict(f.dimensions).get("change") == "year_on_year"]
    assert [f.value for f in change][:2] == [Decimal("0.4039"), Decimal("0.8376")]
    assert all(f.metric is None and f.unit == "percent" for f in change)
    assert values(filing, "net_income_adjusted")["2020-12-31"] == Decimal("392188209.82")


@pytest.mark.parametrize(
    ("unit", "power", "currency"),
    [
        ("单位：人民币万元", 4, "CNY"),
        ("（金额单位：人民币千元）", 3, "CNY"),
        ("人民币百万元", 6, "CNY"),
        ("（除特别注明外，货币单位均以人民币百万元列示）", 6, "CNY"),
        ("单位：美元", 0, "USD"),
    ],
)
def test_the_unit_above_the_table_scales_money_and_not_amounts_a_share(
    unit: str, power: int, currency: str
) -> None:
    filing = read(FakeReport.annual(unit))
    fact = metric_facts(filing, "cash")[0]
    assert fact.value == Decimal("1516034246.28").scaleb(power)
    assert (fact.unit, fact.scale, fact.decimals) == (currency, power, 2 - power)
    eps = metric_facts(filing, "eps_basic")[0]
    assert (eps.value, eps.unit, eps.scale) == (Decimal("0.36"), f"{currency}/share", 0)


def test_a_unit_said_once_is_inherited_and_flagged() -> None:
    report = FakeReport.annual()
    for part in report.parts[2:]:
        part.unit = ""
    filing = read(report)
    assert not metric_facts(filing, "cash")[0].unit_inherited
    assert metric_facts(filing, "profit")[0].unit_inherited
    assert any("沿用前文" in n.message and n.level == "warning" for n in filing.notices)


def test_a_unit_said_nowhere_is_an_error() -> None:
    filing = read(FakeReport.annual(unit=""))
    assert any("未声明单位" in message for message in errors(filing))
    assert all(f.unit_inherited for f in filing.facts if f.metric == "cash")


@pytest.mark.parametrize("wrong", ["单位：万元", "单位：千元"])
def test_statements_and_key_figures_that_differ_in_scale_are_an_error(wrong: str) -> None:
    report = FakeReport.annual()
    report.parts[0].unit = wrong
    assert any("单位可疑" in message for message in errors(read(report)))


def test_a_unit_in_the_label_goes_before_that_of_the_table() -> None:
    report = FakeReport.annual()
    report.parts[0] = Part(
        "（一）主要会计数据",
        (("营业收入（万元）", "158,190.563248", "112,678.23"), *HIGHLIGHTS[2:]),
        HIGHLIGHTS[0],
    )
    filing = read(report)
    stated = [f for f in filing.facts if f.metric == "revenue" and f.scale == 4]
    assert stated[0].value == Decimal("1581905632.48")
    assert errors(filing) == []


def _combined(rows: tuple, other: tuple) -> tuple:
    return tuple((a[0], "七、1", *a[1:], *b[1:]) for a, b in zip(rows, other, strict=True))


@pytest.mark.parametrize("said", [True, False])
def test_four_numbers_a_row_are_the_group_and_the_parent(said: bool) -> None:
    group, own = ("合并", "公司") if said else ("", "")
    now, then = "2020年12月31日", "2019年12月31日"
    head = ("项目", "附注", now + group, then + group, now + own, then + own)
    report = FakeReport.annual()
    report.parts = [Part("合并及公司资产负债表", _combined(BALANCE, parent(BALANCE)), head)]
    filing = read(report)
    assert values(filing, "cash")["2020-12-31"] == Decimal("1516034246.28")
    assert values(filing, "cash", Scope.PARENT)["2019-12-31"] == Decimal("9108509231.31")
    assert {s.title for s in filing.statements} == {"合并资产负债表", "母公司资产负债表"}


def test_restated_and_first_reported_years_are_both_kept() -> None:
    report = FakeReport.annual()
    rows = tuple((r[0], r[1], r[2], r[2].replace("1", "2", 1)) for r in HIGHLIGHTS[1:])
    head = ("", "2020年", "2019年（调整后）", "2019年（调整前）")
    report.parts = [Part("主要会计数据", rows, head)]
    filing = read(report)
    assert values(filing, "revenue")["2019-12-31"] == Decimal("1126782253.35")
    first = metric_facts(filing, "revenue", restated=False)
    assert [f.value for f in first if f.period.end.year == 2019] == [Decimal("2126782253.35")]


def test_the_first_of_january_is_the_restated_year_end() -> None:
    report = FakeReport.annual()
    rows = tuple((label, now, then.replace("1", "7", 1), then) for label, now, then in BALANCE)
    head = ("项目", "2020年12月31日", "2020年1月1日", "2019年12月31日")
    report.parts = [Part("合并资产负债表", rows, head)]
    filing = read(report)
    assert values(filing, "cash")["2019-12-31"] == Decimal("7108509231.31")
    assert metric_facts(filing, "cash", restated=False)[1].value == Decimal("1108509231.31")


def test_two_sided_balance_sheets_read_as_one() -> None:
    left, right = BALANCE[:12], BALANCE[12:]
    empty = ("", "", "")
    rows = tuple(
        (left[i] if i < len(left) else empty) + (right[i] if i < len(right) else empty)
        for i in range(len(right))
    )
    report = FakeReport.annual()
    head = ("资产", "期末余额", "年初余额", "负债和所有者权益", "期末余额", "年初余额")
    report.parts = [Part("合并资产负债表", rows, head)]
    filing = read(report)
    assert values(filing, "cash")["2020-12-31"] == Decimal("1516034246.28")
    assert values(filing, "total_liabilities")["2019-12-31"] == Decimal("310315026.61")


def test_one_set_of_statements_is_the_companys_own() -> None:
    report = FakeReport.annual()
    report.parts = [Part("资产负债表", noted(BALANCE), ("项目", "附注", "期末余额", "年初余额"))]
    filing = read(report)
    assert values(filing, "cash")["2020-12-31"] == Decimal("1516034246.28")
    assert any("只有一套报表" in notice.message for notice in filing.notices)


HALF = ("合成股份有限公司2020年半年度报告", "证券代码：600999")
THIRD = ("合成股份有限公司2020年第三季度报告", "证券代码：600999")


def test_half_year_reports_are_dated_by_their_half() -> None:
    report = FakeReport.annual()
    report.cover = HALF
    for part in report.parts[1:3]:
        part.head = ("项目", "附注", "期末余额", "期初余额")
    for part in report.parts[3:7]:
        part.head = ("项目", "附注", "本期发生额", "上期发生额")
    filing = read(report)
    assert filing.fiscal_period == "H1"
    assert list(values(filing, "cash")) == ["2020-06-30", "2019-12-31"]
    assert list(values(filing, "profit")) == ["2020-06-30", "2019-06-30"]
    assert metric_facts(filing, "profit")[0].period.days == 182


@pytest.mark.parametrize("layout", ["titles", "columns"])
def test_third_quarter_reports_keep_the_quarter_and_the_year_to_date_apart(layout: str) -> None:
    report = FakeReport.annual()
    report.cover = THIRD
    later = tuple((label, now.replace("1", "8", 1), then) for label, now, then in INCOME)
    if layout == "titles":
        head = ("项目", "本期发生额", "上期发生额")
        report.parts = [
            Part("合并本报告期利润表", INCOME, head),
            Part("合并年初到报告期末利润表", later, head),
        ]
    else:
        head = ("项目", "2020年第三季度（7-9月）", "2020年前三季度（1-9月）")
        rows = tuple((a[0], a[1], b[1]) for a, b in zip(INCOME, later, strict=True))
        report.parts = [Part("合并利润表", rows, head)]
    found = metric_facts(read(report), "revenue")
    facts = {f.period.days: f.value for f in found if f.period.end.year == 2020}
    assert facts[92] == Decimal("1581905632.48")
    assert facts[274] == Decimal("8581905632.48")


BANK_BALANCE = (
    ("资产", "", ""),
    ("现金及存放中央银行款项", "523,456", "511,234"),
    ("发放贷款和垫款", "4,804,361", "4,277,300"),
    ("固定资产", "62,332", "61,267"),
    ("资产总计", "8,361,448", "7,417,240"),
    ("负债", "", ""),
    ("吸收存款", "5,664,135", "4,874,981"),
    ("负债合计", "7,631,094", "6,799,533"),
    ("股东权益", "", ""),
    ("股本", "25,220", "25,220"),
    ("未分配利润", "370,265", "321,610"),
    ("归属于本行股东权益合计", "723,750", "611,301"),
    ("少数股东权益", "6,604", "6,406"),
    ("股东权益合计", "730,354", "617,707"),
    ("负债及股东权益总计", "8,361,448", "7,417,240"),
)
BANK_INCOME = (
    ("一、营业收入", "290,482", "269,703"),
    ("利息净收入", "185,031", "173,090"),
    ("二、营业支出", "(167,931)", "(152,647)"),
    ("三、营业利润", "122,551", "117,056"),
    ("加：营业外收入", "100", "200"),
    ("减：营业外支出", "(211)", "(124)"),
    ("四、利润总额", "122,440", "117,132"),
    ("减：所得税费用", "(24,481)", "(23,709)"),
    ("五、净利润", "97,959", "93,423"),
    ("归属于本行股东的净利润", "97,342", "92,867"),
    ("基本每股收益（人民币元）", "3.79", "3.62"),
)


def test_banks_have_their_own_lines_units_and_signs() -> None:
    report = FakeReport(
        [
            Part("合并资产负债表", BANK_BALANCE, ("", "2020年12月31日", "2019年12月31日"), ""),
            Part("合并利润表", BANK_INCOME, ("", "2020年度", "2019年度"), ""),
        ],
        cover=("合成银行股份有限公司2020年年度报告", "A股代码：600998"),
    )
    for part in report.parts:
        part.unit = "（除特别注明外，货币单位均以人民币百万元列示）"
    filing = read(report)
    assert filing.sector == "bank"
    assert values(filing, "cash")["2020-12-31"] == Decimal("523456000000")
    assert values(filing, "equity_parent")["2020-12-31"] == Decimal("723750000000")
    assert values(filing, "liabilities_and_equity")["2019-12-31"] == Decimal("7417240000000")
    assert values(filing, "income_tax")["2020-12-31"] == Decimal("24481000000")
    assert values(filing, "nonoperating_expense")["2019-12-31"] == Decimal("124000000")
    assert values(filing, "net_income")["2020-12-31"] == Decimal("97342000000")
    assert values(filing, "eps_basic")["2020-12-31"] == Decimal("3.79")
    assert [c.identity for c in checks(filing) if c.holds is False] == []


def test_a_report_without_a_year_dates_nothing() -> None:
    report = FakeReport.annual()
    report.cover = ("合成股份有限公司",)
    for part in report.parts:
        part.head = tuple("期末余额" if "20" in cell else cell for cell in part.head)
    filing = read(report)
    assert filing.facts == ()
    assert filing.fiscal_year is None
    assert any("年度" in message for message in errors(filing))


def test_the_year_may_come_from_the_balance_sheet_and_that_is_told() -> None:
    report = FakeReport.annual()
    report.cover = ("合成股份有限公司",)
    filing = read(report)
    assert filing.fiscal_year == 2020
    assert any("资产负债表" in n.message and n.level == "warning" for n in filing.notices)


def test_columns_without_headings_are_read_in_order_and_told() -> None:
    report = FakeReport.annual()
    report.parts = [Part("合并现金流量表", CASH, ("项目", "", ""))]
    filing = read(report)
    assert any("列标题无法识别" in message for message in errors(filing))
    assert values(filing, "operating_cash_flow") == {
        "2020-12-31": Decimal("699612782.08"),
        "2019-12-31": Decimal("405242914.07"),
    }


def test_what_looks_like_a_number_and_is_none_is_told() -> None:
    report = FakeReport.annual()
    rows = tuple(
        (label, "1,516,034,24.6.28", then) if label == "货币资金" else (label, now, then)
        for label, now, then in BALANCE
    )
    report.parts = [Part("合并资产负债表", rows, ("项目", "2020年12月31日", "2019年12月31日"))]
    filing = read(report)
    assert "2020-12-31" not in values(filing, "cash")
    assert any("无法读出" in message for message in errors(filing))
