"""The workbook: statements as printed, figures in base units linked to them, ratios and checks as
formulas over the figures.

Change a cell of a statement, and everything that rests on it follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from apps.finance.domain.book import Book, books
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Fact, Filing, Period, Scope, Statement
from apps.finance.domain.formula import in_excel
from apps.finance.domain.identities import Check, checks_of
from apps.finance.domain.metrics import DAYS, PERCENT, POINTS, TIMES, Language, Metric
from apps.finance.domain.ratios import main_period, ratios_of
from apps.finance.domain.trends import fiscal_years
from apps.finance.service.export_text import safe_text, sheet_title

_WORDS: dict[str, tuple[str, str]] = {
    "about": ("About", "说明"), "figures": ("Figures", "数据"), "ratios": ("Ratios", "比率"),
    "checks": ("Checks", "勾稽"), "line": ("Line", "项目"), "source": ("Source", "来源"),
    "company": ("Company", "公司"), "figure": ("Figure", "指标"), "period": ("Period", "期间"),
    "scope": ("Scope", "口径"), "value": ("Value", "数值"), "unit": ("Unit", "单位"),
    "printed": ("Printed text", "原文"), "file": ("File", "文件"), "page": ("Page", "页"),
    "formula": ("Formula", "公式"), "reason": ("Undefined because", "无法计算的原因"),
    "identity": ("Identity", "恒等式"), "left": ("Left", "左边"), "right": ("Right", "右边"),
    "difference": ("Difference", "差额"), "tolerance": ("Tolerance", "容差"),
    "holds": ("Holds", "成立"), "balance_sheet": ("Balance sheet", "资产负债表"),
    "income": ("Income statement", "利润表"), "cash_flow": ("Cash flow", "现金流量表"),
    "highlights": ("Highlights", "主要数据"), "consolidated": ("consolidated", "合并"),
    "parent": ("parent company", "母公司"), "form": ("Form", "类型"), "notice": ("Notice", "提示"),
    "synthetic": ("Synthetic sample, not a real company", "合成样例，并非真实公司"),
    "inherited": ("unit not declared here", "此处未声明单位"),
}  # fmt: skip
_FORMATS = {PERCENT: "0.00%", POINTS: "0.00%", TIMES: "0.00", DAYS: "0.0"}
_MONEY = "#,##0.##;[Red]-#,##0.##;0"
_HEAD = PatternFill("solid", fgColor="E8EDF2")
_BAD = PatternFill("solid", bgColor="F8D7DA")


@dataclass(slots=True)
class _Places:
    """Where each fact stands: in a statement's sheet, and in the sheet of figures."""

    printed: dict[tuple[str, Fact], str] = field(default_factory=dict)
    figures: dict[tuple[str, Fact], str] = field(default_factory=dict)


def company_ratios(of: Book) -> list[Metric]:
    """The ratios of a company over its stated years and the newest filing's own period."""
    periods = [period for _, period in fiscal_years(of)]
    main = main_period(of, of.filings[0])
    if main is not None and main not in periods:
        periods.append(main)
    return [metric for period in reversed(periods) for metric in ratios_of(of, period)]


def workbook(filings: Sequence[Filing], language: Language) -> Workbook:
    """The workbook over one or several filings. Raises ValueError if there is none."""
    if not filings:
        raise ValueError("nothing to export; choose at least one filing")
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    taken: set[str] = set()
    places = _Places()
    _about(_sheet(book, "about", taken, language), filings, language)
    for filing in filings:
        for statement in filing.statements:
            title = _statement_title(filing, statement, len(filings) > 1, language)
            sheet = book.create_sheet(sheet_title(title, taken))
            _statement(sheet, filing, statement, places, language)
    companies = books(filings)
    figures = _sheet(book, "figures", taken, language)
    _figures(figures, companies, filings, places, language)
    _ratios(_sheet(book, "ratios", taken, language), companies, places, language)
    _checks(_sheet(book, "checks", taken, language), companies, places, language)
    return book


def _word(id: str, language: Language) -> str:
    return _WORDS[id][language == "zh"]


def _sheet(book: Workbook, id: str, taken: set[str], language: Language) -> Worksheet:
    return book.create_sheet(sheet_title(_word(id, language), taken))


def _head(sheet: Worksheet, words: Iterable[str], widths: Sequence[int]) -> None:
    """A header row, kept in sight, with the widths of its columns."""
    sheet.append([safe_text(w) for w in words])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = f"B{sheet.max_row + 1}"


def _about(sheet: Worksheet, filings: Sequence[Filing], language: Language) -> None:
    words = ("company", "form", "period", "unit", "file", "notice")
    _head(sheet, [_word(w, language) for w in words], (36, 12, 14, 8, 44, 60))
    for filing in filings:
        told = [n.message for n in filing.notices if n.level != "info"]
        if filing.synthetic:
            told.insert(0, _word("synthetic", language))
        sheet.append([
            safe_text(filing.company), safe_text(filing.form), str(filing.period_end or ""),
            filing.currency, safe_text(filing.document.name), safe_text("; ".join(told)),
        ])  # fmt: skip


def _statement_title(
    filing: Filing, statement: Statement, several: bool, language: Language
) -> str:
    kind = _word(statement.kind.value, language)
    parent = any(c.scope is Scope.PARENT for c in statement.columns) and all(
        c.scope is Scope.PARENT for c in statement.columns
    )
    name = f"{kind} {_word('parent', language)}" if parent else kind
    return f"{filing.company[:12]} {filing.fiscal_year or ''} {name}" if several else name


def _statement(
    sheet: Worksheet, filing: Filing, statement: Statement, places: _Places, language: Language
) -> None:
    """A statement as printed, in its declared unit, with a source a row."""
    columns = [f"{c.label}\n{_dates(c.period, language)}" for c in statement.columns]
    unit = _scaled_unit(statement.unit, statement.scale, language)
    head = [f"{_word('line', language)} ({unit})", *columns, _word("source", language)]
    _head(sheet, head, (52, *[18] * len(columns), 70))
    for row in statement.rows:
        number = sheet.max_row + 1
        cell = sheet.cell(number, 1, safe_text(row.label))
        cell.alignment = Alignment(indent=min(row.level, 8), wrap_text=True)
        for index, fact in enumerate(row.facts):
            if fact is not None:
                _printed(sheet, number, index + 2, filing, fact, places)
        stated = [f for f in row.facts if f is not None]
        sheet.cell(number, len(columns) + 2, safe_text(_source(filing, stated, language)))


def _printed(
    sheet: Worksheet, row: int, column: int, filing: Filing, fact: Fact, places: _Places
) -> None:
    address = _put(sheet, row, column, _plain(fact.value.scaleb(-fact.scale)))
    places.printed.setdefault((filing.id, fact), address)


def _plain(value: Decimal) -> Decimal | int:
    return int(value) if value == value.to_integral_value() else value


def _scaled_unit(unit: str, scale: int, language: Language) -> str:
    if scale == 0:
        return unit
    english = {3: "thousands", 6: "millions", 9: "billions"}
    chinese = {3: "千", 4: "万", 6: "百万", 8: "亿"}
    word = chinese.get(scale) if language == "zh" else english.get(scale)
    return f"{unit} {word}" if word else f"{unit} × 10^{scale}"


def _unit_word(unit: str, language: Language) -> str:
    chinese = {PERCENT: "百分比", POINTS: "百分点", TIMES: "倍", DAYS: "天"}
    return chinese.get(unit, unit) if language == "zh" else unit.replace("_", " ")


def _source(filing: Filing, facts: Sequence[Fact], language: Language) -> str:
    """File, page and printed texts of a row."""
    if not facts:
        return ""
    page = facts[0].span.page
    where = filing.document.name
    if page is not None:
        where += f", 第{page}页" if language == "zh" else f", p. {page}"
    flag = f" ({_word('inherited', language)})" if facts[0].unit_inherited else ""
    return f"{where}: {' | '.join(f.raw for f in facts)}{flag}"


def _dates(period: Period, language: Language) -> str:
    if period.start is None:
        return period.end.isoformat()
    return (
        f"{period.start.isoformat()} {'至' if language == 'zh' else 'to'} {period.end.isoformat()}"
    )


def _figures(
    sheet: Worksheet,
    companies: Sequence[Book],
    filings: Sequence[Filing],
    places: _Places,
    language: Language,
) -> None:
    """Core metrics in base units, one a row; those printed in a statement's sheet link to it."""
    words = ("company", "figure", "period", "scope", "value", "unit", "printed", "file", "page")
    _head(sheet, [_word(w, language) for w in words], (28, 44, 26, 14, 22, 10, 20, 40, 8))
    names = {f.id: f.document.name for f in filings}
    for of in companies:
        order = {id: i for i, id in enumerate(BY_ID)}
        keys = sorted(of.figures, key=lambda k: (order.get(k[0], 999), k[1].value))
        for id, scope in keys:
            for period in sorted(of.figures[id, scope], reverse=True, key=lambda p: p.end):
                stated = of.figures[id, scope][period]
                name = of.figure_name(id)[language == "zh"]
                sheet.append([
                    safe_text(of.company), name, _dates(period, language),
                    _word(scope.value, language), None, stated.fact.unit,
                    safe_text(stated.fact.raw), safe_text(names[stated.document_id]),
                    stated.fact.span.page,
                ])  # fmt: skip
                value = _linked(stated.document_id, stated.fact, places)
                address = _put(sheet, sheet.max_row, 5, value)
                places.figures[stated.document_id, stated.fact] = address


def _linked(document_id: str, fact: Fact, places: _Places) -> str | Decimal | int:
    """A formula that refers to the printed cell, or the value where none is printed."""
    address = places.printed.get((document_id, fact))
    if address is None:
        return _plain(fact.value)
    return f"={address}" if fact.scale == 0 else f"={address}*{Decimal(10) ** fact.scale:f}"


def _put(
    sheet: Worksheet, row: int, column: int, value: str | Decimal | int, style: str = _MONEY
) -> str:
    """Write a figure or formula; returns its address for formulas on other sheets."""
    cell = sheet.cell(row, column, value)
    cell.number_format = style
    return f"'{sheet.title}'!{cell.coordinate}"


def _address(metric: Metric, places: _Places) -> str:
    """The cell of a stated figure; a derived one written out in brackets."""
    if metric.fact is not None:
        return places.figures[metric.document_id, metric.fact]
    assert metric.working is not None, "a derived figure has its working"
    return f"({in_excel(metric.working, lambda m: _address(m, places))})"


def _ratios(
    sheet: Worksheet, companies: Sequence[Book], places: _Places, language: Language
) -> None:
    words = ("company", "figure", "period", "value", "unit", "formula", "reason")
    _head(sheet, [_word(w, language) for w in words], (28, 36, 26, 16, 14, 70, 50))
    for of in companies:
        for metric in company_ratios(of):
            assert metric.period is not None
            sheet.append([
                safe_text(of.company), metric.named(language), _dates(metric.period, language),
                None, _unit_word(metric.unit, language), safe_text(metric.explained(language)),
                metric.reason.text(language) if metric.reason else None,
            ])  # fmt: skip
            if metric.value is not None and metric.working is not None:
                formula = "=" + in_excel(metric.working, lambda m: _address(m, places))
                _put(sheet, sheet.max_row, 4, formula, _FORMATS.get(metric.unit, _MONEY))


def _checks(
    sheet: Worksheet, companies: Sequence[Book], places: _Places, language: Language
) -> None:
    words = (
        "company", "identity", "period", "scope", "left", "right", "difference", "tolerance",
        "holds", "formula", "reason",
    )  # fmt: skip
    _head(sheet, [_word(w, language) for w in words], (28, 48, 26, 14, 20, 20, 16, 14, 8, 70, 50))
    for of in companies:
        for check in checks_of(of):
            _check(sheet, check, places, language)
    last = max(sheet.max_row, 2)
    rule = CellIsRule(operator="equal", formula=["FALSE"], fill=_BAD)
    sheet.conditional_formatting.add(f"I2:I{last}", rule)


def _check(sheet: Worksheet, check: Check, places: _Places, language: Language) -> None:
    formula = check.formula_zh if language == "zh" else check.formula
    sheet.append([
        safe_text(check.company), check.named(language), _dates(check.period, language),
        _word(check.scope.value, language), None, None, None, check.tolerance, None,
        safe_text(formula), check.reason.text(language) if check.reason else None,
    ])  # fmt: skip
    if check.workings is None:
        return
    row = sheet.max_row
    left, right = (in_excel(w, lambda m: _address(m, places)) for w in check.workings)
    _put(sheet, row, 5, f"={left}")
    _put(sheet, row, 6, f"={right}")
    _put(sheet, row, 7, f"=ROUND(E{row}-F{row},6)")
    _put(sheet, row, 9, f"=ABS(G{row})<=H{row}", "General")
    sheet.cell(row, 8).number_format = _MONEY
