"""Loads the statement tables of a contest team (xlsx), only the company-years that are asked for.

Values of -1.0 mean missing there. Cells are written inline; a workbook with shared strings goes
through openpyxl, which is slower.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from html import unescape
from pathlib import Path

import openpyxl

CompanyYear = tuple[str, int]

METRICS: dict[str, str] = {
    "流动资产合计": "current_assets", "非流动资产合计": "noncurrent_assets",
    "流动负债合计": "current_liabilities", "非流动负债合计": "noncurrent_liabilities",
    "营业总收入": "total_revenue", "营业总成本": "total_cost", "销售费用": "selling_expense",
    "管理费用": "admin_expense", "研发费用": "research_development", "财务费用": "finance_expense",
    "营业利润": "operating_income", "营业外收入": "nonoperating_income",
    "营业外支出": "nonoperating_expense", "利润总额": "pretax_income", "所得税费用": "income_tax",
    "净利润": "profit", "归属母公司所有者净利润": "net_income", "营业收入": "revenue",
    "营业成本": "cost_of_revenue", "基本每股收益": "eps_basic", "稀释每股收益": "eps_diluted",
    "经营活动产生的现金流量净额": "operating_cash_flow",
    "投资活动产生的现金流量净额": "investing_cash_flow",
    "筹资活动产生的现金流量净额": "financing_cash_flow",
    "汇率变动对现金及现金等价物的影响": "fx_effect", "期末现金及现金等价物余额": "cash_end",
    "购建固定资产、无形资产和其他长期资产支付的现金": "capital_expenditure",
    "分配股利、利润或偿付利息支付的现金": "dividends_paid",
}  # fmt: skip
"""Columns of the tables that are core metrics."""

_CELL = re.compile(
    rb'<c r="([A-Z]+)\d+"[^>]*?(?:/>|>(?:<is><t[^>]*>(.*?)</t></is>|<v>(.*?)</v>)?</c>)', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One company-year: its figures by column name, missing ones left out."""

    company_year: CompanyYear
    values: dict[str, Decimal]


def load(folder: Path, wanted: Collection[CompanyYear]) -> dict[CompanyYear, dict[str, Decimal]]:
    """The figures of the company-years from every workbook of the folder, by column name."""
    found: dict[CompanyYear, dict[str, Decimal]] = {}
    for path in sorted(folder.glob("*.xlsx")):
        if path.name.startswith("baseinfo"):
            continue
        for row in _rows(path, {code for code, _ in wanted}):
            if row.company_year in wanted:
                found.setdefault(row.company_year, {}).update(row.values)
    return found


def _rows(path: Path, codes: Collection[str]) -> Iterator[TableRow]:
    raw = _inline(path, codes)
    header: list[str] = []
    for cells in raw if raw is not None else _shared(path):
        if not header:
            header = cells
            continue
        row = _row(dict(zip(header, cells, strict=False)))
        if row is not None:
            yield row


def _row(cells: dict[str, str]) -> TableRow | None:
    code, year = cells.get("股票代码", ""), cells.get("报告年份", "")
    if not year.isdigit():
        return None
    values = {name: value for name, text in cells.items() if (value := _value(text)) is not None}
    return TableRow((code.zfill(6), int(year)), values)


def _value(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return None if value == -1 or not value.is_finite() else value


def _inline(path: Path, codes: Collection[str]) -> Iterator[list[str]] | None:
    """Rows of a sheet with inline strings: the header, then those that hold one of the codes."""
    with zipfile.ZipFile(path) as archive:
        if "xl/sharedStrings.xml" in archive.namelist():
            return None
        data = archive.read("xl/worksheets/sheet1.xml")
    marks = [f">{code}<".encode() for code in codes]
    rows = data.split(b"</row>")
    kept = rows[:1] + [row for row in rows[1:] if any(mark in row for mark in marks)]
    return iter([_cells(row) for row in kept])


def _cells(row: bytes) -> list[str]:
    found: list[str] = []
    for match in _CELL.finditer(row):
        column = 0
        for letter in match[1].decode():
            column = column * 26 + ord(letter) - 64
        found += [""] * (column - len(found))
        found[column - 1] = unescape((match[2] or match[3] or b"").decode("utf-8"))
    return found


def _shared(path: Path) -> Iterator[list[str]]:
    book = openpyxl.load_workbook(path, read_only=True)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        yield ["" if value is None else str(value) for value in row]
    book.close()
