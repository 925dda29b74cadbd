"""The Chinese benchmark counts what it should: tables, sub-totals, missing and wrong cells."""

import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from apps.finance.domain.chinese import read_report
from benchmarks.chinese_subtotals import subtotals
from benchmarks.chinese_tables import load
from benchmarks.finance_chinese import Report, Tally, check_identities, compare
from rag.readers.html import read_html
from tests.fakes.chinese_report import FakeReport, Part

HEADER = ["报告年份", "股票代码", "净利润", "营业收入", "利润总额"]
ROWS = [
    ["2020", "600999", "422390078.91", "1581905632.48", "-1.0"],
    ["2019", "600999", "1.0", "2.0", "3.0"],
    ["2020", "000001", "5.0", "6.0", "7.0"],
]


def _inline(path: Path) -> None:
    rows = ""
    for number, row in enumerate([HEADER, *ROWS], start=1):
        cells = "".join(
            f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for at, cell in enumerate(row)
        )
        rows += f'<row r="{number}">{cells}</row>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData>")


def _shared(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.worksheets[0].append(row)
    book.save(path)


@pytest.mark.parametrize("write", [_inline, _shared])
def test_only_the_company_years_asked_for_are_loaded(write, tmp_path: Path) -> None:
    write(tmp_path / "profit_statement.xlsx")
    found = load(tmp_path, {("600999", 2020)})
    assert list(found) == [("600999", 2020)]
    assert found["600999", 2020]["净利润"] == Decimal("422390078.91")
    assert "利润总额" not in found["600999", 2020]


def _report(report: FakeReport) -> Report:
    filing = read_report(read_html(report.html(), "r.html").document)
    return Report(Path("r.html"), filing, 0.0, 0.0)


def test_cells_are_right_wrong_or_missing() -> None:
    report = _report(FakeReport.annual())
    tally = Tally()
    compare(report, {"净利润": Decimal("422390078.91"), "利润总额": Decimal("1.00")}, tally)
    assert (tally.compared, tally.agreed, tally.right) == (2, 1, 2)
    assert any("ours is right (its sum holds)" in line for line in tally.lines)
    tally = Tally()
    compare(report, {"研发费用": Decimal("150000000.00")}, tally)
    assert (tally.right, tally.scale_errors) == (1, 0)
    assert any("ours is right (printed there" in line for line in tally.lines)


def test_a_scale_that_nobody_told_is_an_error() -> None:
    report = _report(FakeReport.annual("单位：万元"))
    tally = Tally()
    compare(report, {"净利润": Decimal("422390078.91")}, tally)
    assert (tally.right, tally.scale_errors) == (0, 1)


def test_subtotals_find_a_lost_line() -> None:
    whole = _report(FakeReport.annual()).filing
    assert all(total.holds for total in subtotals(whole) if "母公司" not in total.statement)
    report = FakeReport.annual()
    balance = report.parts[1]
    rows = tuple(row for row in balance.rows if row[0] != "应收账款")
    report.parts[1] = Part(balance.title, rows, balance.head)
    broken = [total.label for total in subtotals(_report(report).filing) if not total.holds]
    assert "流动资产合计" in broken
    tally = Tally()
    check_identities(_report(report), tally)
    assert tally.held < tally.tried
