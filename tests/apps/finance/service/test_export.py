"""What is taken away: formulas that recalculate to the same values, sources, and harmless text."""

import ast
import csv
import io
import json
import operator
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from apps.finance.domain.book import book
from apps.finance.domain.facts import Filing, Row
from apps.finance.domain.identities import checks
from apps.finance.service.export import to_csv, to_json, to_xlsx
from apps.finance.service.export_text import safe_text, sheet_title
from apps.finance.service.export_workbook import company_ratios
from tests.fakes.accounts import YEAR, filing, general

_REFERENCE = re.compile(r"'((?:[^']|'')+)'!([A-Z]+\d+)|(?<![A-Z'!(])\b([A-Z]{1,2}\d+)\b")
_DOES = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


class Sheets:
    """Recalculates the formulas of a workbook with plain Python arithmetic."""

    def __init__(self, data: bytes) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(data))

    def value(self, sheet: str, address: str) -> object:
        cell = self.book[sheet][address]
        if cell.data_type != "f":
            return cell.value
        return self.calculate(sheet, str(cell.value)[1:])

    def calculate(self, sheet: str, formula: str) -> object:
        compared = re.fullmatch(r"ABS\((\w+)\)<=(\w+)", formula)
        if compared:
            left, right = (self.value(sheet, part) for part in compared.groups())
            return abs(left) <= right  # type: ignore[arg-type, operator]
        rounded = re.fullmatch(r"ROUND\((.+),6\)", formula)
        if rounded:
            return round(self.calculate(sheet, rounded[1]), 6)  # type: ignore[call-overload]
        names: dict[str, object] = {}

        def take(match: re.Match[str]) -> str:
            name = f"cell_{len(names)}"
            names[name] = self.value(match[1] or sheet, match[2] or match[3])
            return name

        return self._tree(ast.parse(_REFERENCE.sub(take, formula), mode="eval").body, names)

    def _tree(self, node: ast.expr, names: dict[str, object]) -> object:
        match node:
            case ast.BinOp(left, op, right):
                return _DOES[type(op)](self._tree(left, names), self._tree(right, names))
            case ast.Name(id):
                assert isinstance(names[id], int | float), f"{id} refers to {names[id]!r}"
                return names[id]
            case ast.Constant(value):
                return value
        raise AssertionError(ast.dump(node))


def rows(sheets: Sheets, title: str) -> list[list[object]]:
    sheet = sheets.book[title]
    return [[c.value for c in row] for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("scale", [0, 4, 6])
def test_ratios_recalculate_to_the_same_values(scale: int) -> None:
    source = scaled(general(), scale)
    sheets = Sheets(to_xlsx([source]))
    expected = company_ratios(book([source]))
    assert len(expected) == len(rows(sheets, "Ratios")) > 50
    seen = 0
    for number, metric in enumerate(expected, start=2):
        found = sheets.value("Ratios", f"D{number}")
        if metric.value is None:
            assert found is None
            assert sheets.book["Ratios"][f"G{number}"].value == str(metric.reason)
            continue
        seen += 1
        assert isinstance(found, int | float)
        assert found == pytest.approx(float(metric.value), rel=1e-12)
        assert sheets.book["Ratios"][f"D{number}"].data_type == "f"
    assert seen > 30


def scaled(source: Filing, scale: int) -> Filing:
    """The same filing, declared in units of 10^scale."""
    statement = source.statements[0]
    facts = {f: replace(f, scale=scale) for f in source.facts}
    changed = tuple(
        Row(r.label, tuple(facts[f] if f else None for f in r.facts), r.metric, span=r.span)
        for r in statement.rows
    )
    return replace(
        source, facts=tuple(facts.values()),
        statements=(replace(statement, rows=changed, scale=scale),),
    )  # fmt: skip


def test_a_change_in_a_statement_reaches_the_ratios() -> None:
    sheets = Sheets(to_xlsx([general()]))
    statement = sheets.book["Income statement"]
    line = next(r for r in statement.iter_rows(min_row=2) if r[0].value == "Revenue")
    line[1].value = 2000
    newest = [
        r for r in sheets.book["Ratios"].iter_rows(min_row=2) if r[1].value == "Net profit margin"
    ]
    values = {sheets.value("Ratios", r[3].coordinate) for r in newest}
    assert 80 / 2000 in values
    assert all(r[3].data_type == "f" for r in newest)


def test_checks_recalculate_with_their_failures() -> None:
    figures = {"total_assets": 100, "total_liabilities": 60, "total_equity": 30}
    source = filing({YEAR: figures})
    sheets = Sheets(to_xlsx([source]))
    for number, check in enumerate(checks(source), start=2):
        assert sheets.value("Checks", f"I{number}") == check.holds
        if check.difference is not None:
            assert sheets.value("Checks", f"G{number}") == float(check.difference)
    assert False in [sheets.value("Checks", f"I{n}") for n in range(2, 2 + len(checks(source)))]


def test_every_figure_has_its_source() -> None:
    sheets = Sheets(to_xlsx([general()]))
    for row in rows(sheets, "Figures"):
        assert row[6], row
        assert str(row[7]).endswith(".txt")
        assert row[8] == 1
    assert "p. 1: 1000" in str(rows(sheets, "Income statement")[0][2])


def test_chinese_workbook() -> None:
    sheets = Sheets(to_xlsx([general(currency="CNY")], language="zh"))
    assert sheets.book.sheetnames == ["说明", "利润表", "数据", "比率", "勾稽"]
    assert rows(sheets, "比率")[0][1] == "毛利率"


def test_several_companies_in_one_workbook() -> None:
    sheets = Sheets(to_xlsx([general(company="A=B: Inc"), general(company="A=B/ Inc")]))
    assert len(set(sheets.book.sheetnames)) == len(sheets.book.sheetnames)
    assert sheets.value("Ratios", "D2") == pytest.approx(0.4)


HOSTILE = [
    '=HYPERLINK("http://x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    " =1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_printed_text_becomes_a_formula(text: str) -> None:
    base = general(company=text)
    statement = base.statements[0]
    first = statement.rows[0]
    bad = replace(
        first, label=text, facts=tuple(replace(f, raw=text) if f else None for f in first.facts)
    )
    hostile = replace(base, statements=(replace(statement, rows=(bad, *statement.rows[1:])),))
    opened = load_workbook(io.BytesIO(to_xlsx([hostile])))
    for sheet in opened:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type != "f":
                    assert cell.value.lstrip()[:1] not in ("=", "@", "＝"), cell.value
                    assert not cell.value.startswith(("\t", "+1+"))
    lines = list(csv.reader(io.StringIO(to_csv([hostile]).decode("utf-8-sig"))))
    assert all(not f.lstrip().startswith(("=", "@", "+", "＝")) for line in lines for f in line)


@given(st.text(max_size=60))
def test_safe_text_never_starts_a_formula(text: str) -> None:
    safe = safe_text(text)
    stripped = safe.lstrip(" \u00a0\u3000")
    assert not stripped.startswith(("=", "@", "＝", "＠"))
    assert not safe.startswith(("\t", "\r"))
    if stripped[:1] in ("+", "-"):
        assert re.fullmatch(r"[-+]?[\d.,\s]+%?", safe.strip())


@given(st.lists(st.text(min_size=1, max_size=50), max_size=12))
def test_sheet_titles_are_taken_by_excel(texts: list[str]) -> None:
    taken: set[str] = set()
    titles = [sheet_title(text, taken) for text in texts]
    assert len({t.lower() for t in titles}) == len(titles)
    assert all(0 < len(t) <= 31 and not re.search(r"[\[\]:*?/\\']", t) for t in titles)


def test_csv_and_json_keep_exact_decimals() -> None:
    source = filing({YEAR: {"revenue": "12345678901234567.89"}}, company="甲公司")
    (line,) = csv.DictReader(io.StringIO(to_csv([source]).decode("utf-8-sig")))
    assert Decimal(line["value"]) == Decimal("12345678901234567.89")
    assert line["company"] == "甲公司"
    found = json.loads(to_json([source]))
    (exact,) = found["filings"][0]["facts"]
    assert Decimal(exact["value"]) == Decimal("12345678901234567.89")
    assert {m["id"] for m in found["ratios"]} >= {"gross_margin"}
    assert found["checks"] == [] or "holds" in found["checks"][0]


def test_nothing_to_export_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one filing"):
        to_xlsx([])
