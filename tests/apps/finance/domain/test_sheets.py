"""Statements kept in spreadsheets: orientation, periods, units, scopes; the one entrance."""

from datetime import date
from decimal import Decimal

import pytest

from apps.finance.domain.facts import Filing, Period, Scope
from apps.finance.domain.reading import holds_statement, read_filing
from apps.finance.domain.series import metric_facts
from rag.readers.errors import UnreadableFile

ENGLISH = """Sample Widgets Inc.,,
Income statement (in USD millions),,
Item,FY2023,FY2022
Revenue,"1,200.5","1,000"
Cost of revenue,(700),(600)
Operating income,300,250
Net income,210,-5
Diluted EPS,2.10,(0.05)
"""

CHINESE = """北风精工股份有限公司,,
合并资产负债表,,
2023年12月31日,单位：万元,
项目,期末余额,期初余额
货币资金,"1,500.25",900
存货,300,-
资产总计,5000,4000
负债合计,2000,1500
所有者权益合计,3000,2500
"""

TURNED = """Year,Revenue,Net income,Total assets
2022,100,10,500
2023,120,-12,600
"""


def read(text: str, name: str = "sample.csv") -> Filing:
    return read_filing(text.encode(), name)


def value(filing: Filing, metric: str, end: date) -> Decimal | None:
    return next((f.value for f in metric_facts(filing, metric) if f.period.end == end), None)


def test_english_income_statement() -> None:
    found = read(ENGLISH)
    assert found.company == "Sample Widgets Inc."
    assert found.currency == "USD"
    assert value(found, "revenue", date(2023, 12, 31)) == Decimal("1200500000")
    assert value(found, "net_income", date(2022, 12, 31)) == -5_000_000
    assert value(found, "eps_diluted", date(2023, 12, 31)) == Decimal("2.10")
    (newest, _) = metric_facts(found, "revenue")
    assert newest.period == Period(date(2023, 12, 31), date(2023, 1, 1))
    assert newest.raw == "1,200.5"
    assert found.document.quote(newest.span) == "1,200.5"
    assert newest.decimals == -5
    assert not newest.unit_inherited
    assert not found.notices


def test_chinese_balance_sheet_with_relative_columns() -> None:
    found = read(CHINESE)
    assert found.company == "北风精工股份有限公司"
    assert found.currency == "CNY"
    assert value(found, "cash", date(2023, 12, 31)) == Decimal("15002500")
    assert value(found, "total_assets", date(2022, 12, 31)) == 40_000_000
    assert value(found, "inventory", date(2022, 12, 31)) is None
    assert metric_facts(found, "cash")[0].period == Period(date(2023, 12, 31))


def test_one_row_a_year() -> None:
    found = read(TURNED)
    assert value(found, "revenue", date(2023, 12, 31)) == 120
    assert value(found, "net_income", date(2023, 12, 31)) == -12
    assert value(found, "total_assets", date(2022, 12, 31)) == 500


def test_an_undeclared_unit_is_flagged() -> None:
    found = read(TURNED)
    assert all(f.unit_inherited for f in found.facts)
    assert [n.level for n in found.notices] == ["warning"]
    assert "no unit is declared" in found.notices[0].message


def test_fiscal_year_end_said_above() -> None:
    text = "Fiscal years ended June 30\n,FY2023,FY2022\nRevenue,5,4\nNet income,2,1\n"
    found = read(text)
    assert metric_facts(found, "revenue")[0].period == Period(date(2023, 6, 30), date(2022, 7, 1))


def test_parent_column_is_kept_apart() -> None:
    text = (
        "单位：元,,\n项目,2023年12月31日 合并,2023年12月31日 母公司\n货币资金,5,3\n资产总计,9,8\n"
    )
    found = read(text)
    assert [f.value for f in metric_facts(found, "cash")] == [5]
    assert [f.value for f in metric_facts(found, "cash", Scope.PARENT)] == [3]


def test_percentages_are_no_amounts() -> None:
    found = read("单位：元,,\n项目,2023年,2022年\n营业收入,100,80\n净利润,20%,10\n")
    assert value(found, "profit", date(2023, 12, 31)) is None
    assert value(found, "profit", date(2022, 12, 31)) == 10


def test_a_sheet_without_statements_says_what_to_do() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read("name,colour\nball,red\ncube,blue\nrod,green\n")
    assert refused.value.kind == "no_text"
    assert "first column" in refused.value.remedy


def test_the_entrance_goes_by_bytes_not_by_name() -> None:
    html = b"""<html><body><p>Sample Inc</p><p>Consolidated balance sheets (in millions)</p>
    <table><tr><td></td><td>December 31, 2023</td></tr><tr><td>Total assets</td><td>5</td></tr>
    </table></body></html>"""
    assert read_filing(html, "misnamed.pdf").document.media_type == "html"
    text = "2023年公司实现营业收入125.3亿元，同比增长12.5%。".encode()
    pasted = read_filing(text, "pasted.html")
    assert pasted.document.media_type == "text"
    assert [f.value for f in metric_facts(pasted, "revenue")][:1] == [Decimal("12530000000")]


@pytest.mark.parametrize(
    "data", [b"", b"   \n", b"%PDF-1.7\nbroken", b"PK\x03\x04broken", bytes(64)]
)
def test_unreadable_files_name_culprit_and_remedy(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_filing(data, "bad.bin")
    assert "bad.bin" in str(refused.value)
    assert refused.value.remedy


def test_progress_is_told() -> None:
    seen: list[tuple[str, float]] = []
    read_filing(ENGLISH.encode(), "a.csv", progress=lambda stage, done: seen.append((stage, done)))
    assert [stage for stage, _ in seen] == ["reading", "statements"]


def test_pages_of_prose_build_no_tables() -> None:
    page = (
        "Total assets 1,200 1,100\nNet income 12.5 11.4\nOperating activities (5) 3,400 2,100\n" * 3
    )
    assert holds_statement(page)
    assert not holds_statement("Net income rose because total assets and net sales grew.")
