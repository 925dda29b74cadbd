"""Reads a Chinese report (annual, half-year, quarterly) into a `Filing`.

Takes a document with its tables from any reader (PDF, HTML, text form, OCR). What is doubtful
becomes a notice; nothing is dated, scaled or scoped by guess without one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from apps.finance.domain.chinese_calendar import ReportPeriod, closing, days_in
from apps.finance.domain.chinese_cover import Cover, read_cover
from apps.finance.domain.chinese_facts import DeclaredUnit, statements_of
from apps.finance.domain.chinese_highlights import (
    KeyFigures,
    declared,
    key_figures,
    needs_unit,
    statement_of,
)
from apps.finance.domain.chinese_labels import metric_of
from apps.finance.domain.chinese_parts import Part, parts_of
from apps.finance.domain.chinese_scale import scale_notices, unit_for
from apps.finance.domain.chinese_signs import signed
from apps.finance.domain.chinese_statements import Draft, chosen, drafts
from apps.finance.domain.facts import Fact, Filing, Notice, Scope, Statement, StatementKind
from rag.document import Document

_STATED = (StatementKind.BALANCE_SHEET, StatementKind.INCOME, StatementKind.CASH_FLOW)
_NAMES = {
    StatementKind.BALANCE_SHEET: "资产负债表",
    StatementKind.INCOME: "利润表",
    StatementKind.CASH_FLOW: "现金流量表",
}


_PAGE_MARKS = (
    "货币资金", "流动资产合计", "资产总计", "负债合计", "权益合计", "应付职工薪酬", "未分配利润",
    "实收资本", "营业总收入", "营业收入", "营业总成本", "营业利润", "利润总额", "净利润",
    "每股收益", "综合收益总额", "所得税费用", "现金流量净额", "现金流入小计", "现金流出小计",
    "现金等价物余额", "现金等价物净增加额", "股东的净资产", "长期股权投资", "固定资产",
    "递延所得税",
    "应付账款", "短期借款", "税金及附加", "投资收益", "支付的现金", "收到的现金", "资产总额",
    "总资产", "加权平均净资产收益率", "吸收存款", "利息收入", "少数股东",
)  # fmt: skip
"""Words of which a page with a statement or key figures prints at least two."""


def holds_statement(page: str) -> bool:
    """True for a page whose tables are worth building: lines of statements or key figures."""
    words = "".join(page.split())
    marks = sum(mark in words for mark in _PAGE_MARKS)
    return marks >= 2


def is_report(document: Document) -> bool:
    """True for a document that holds Chinese statements or key figures in its tables."""
    return document.language == "zh" and any(
        metric_of(cell.text, kind)
        for table in document.tables
        for cell in table.cells
        if cell.column == 0
        for kind in _STATED
    )


def read_report(document: Document) -> Filing:
    """The statements, key figures and particulars of a Chinese report, with what is doubtful."""
    parts = list(parts_of(document, _known))
    cover = _dated(read_cover(document), parts)
    if cover.report is None:
        return _empty(document, cover)
    found = chosen(drafts(parts, cover.report))
    statements, told = _statements(document, found)
    start = found[0].span_start if found else len(document.text) + 1
    keys, more = _key_statements(document, key_figures(parts, cover.report, start))
    statements, signs = signed([*keys, *statements])
    notices = [*cover.notices, *told, *more, *signs]
    notices += _missing(statements) + scale_notices(statements)
    return _filing(document, cover, cover.report, statements, notices)


def _dated(cover: Cover, parts: list[Part]) -> Cover:
    """The cover with the period that the balance sheet's headings show, where itself says none."""
    if cover.report is not None:
        return cover
    days = [
        day
        for part in parts
        if part.title is not None and part.title.kind is StatementKind.BALANCE_SHEET
        for day in days_in(" ".join(part.heading_texts.values()))
    ]
    report = closing(max(days)) if days else None
    if report is None:
        return cover
    message = f"报告期取自资产负债表：{report.end} / the period is that of the balance sheet"
    return replace(cover, report=report, notices=(*cover.notices, Notice("warning", message)))


def _known(label: str) -> bool:
    return any(metric_of(label, kind) is not None for kind in _STATED)


def _statements(document: Document, found: list[Draft]) -> tuple[list[Statement], list[Notice]]:
    """The drafts as statements, units inherited from one to the next and told."""
    built: list[Statement] = []
    notices: list[Notice] = []
    nearest: DeclaredUnit | None = None
    consolidated = {d.kind for d in found if _stated_scope(d) is Scope.CONSOLIDATED}
    for draft in found:
        place = draft.lines[0].line.span
        unit, told = unit_for(draft.unit, nearest, document, place, _name(draft))
        notices += [told] if told else []
        nearest = unit
        scope = _scope(draft, consolidated)
        statements, unread = statements_of(draft, unit, scope)
        built += statements
        notices += unread + _doubts(draft, consolidated)
    return built, notices


def _name(draft: Draft) -> str:
    return draft.title.text if draft.title else _NAMES[draft.kind]


def _stated_scope(draft: Draft) -> Scope | None:
    if draft.title is None:
        return None
    return Scope.CONSOLIDATED if draft.title.both else draft.title.scope


def _scope(draft: Draft, consolidated: set[StatementKind]) -> Scope | None:
    """The scope of a plain title: the parent's beside a consolidated one; None where it is said."""
    scopes = {h.scope for line in draft.lines for h in line.columns.values()}
    if len(scopes) > 1 or draft.title is None or draft.title.scope is not None:
        return None
    return Scope.PARENT if draft.kind in consolidated else Scope.CONSOLIDATED


def _doubts(draft: Draft, consolidated: set[StatementKind]) -> list[Notice]:
    place, name = draft.lines[0].line.span, _name(draft)
    found = []
    if draft.title is None:
        message = f"{name}没有标题，按合并报表读取 / untitled, taken as consolidated"
        found.append(Notice("warning", message, place))
    elif draft.title.scope is None and not draft.title.both and draft.kind not in consolidated:
        message = f"{name}：报告只有一套报表 / the report has one set of statements"
        found.append(Notice("info", message, place))
    if draft.guessed_columns:
        message = f"{name}：列标题无法识别，按本期、上期读取 / unreadable headings, read in order"
        found.append(Notice("error", message, place))
    if draft.lost_columns:
        message = f"{name}：续页的列无法对应，有数据未读取 / columns of a further page do not match"
        found.append(Notice("error", message, place))
    return found


def _english(kind: StatementKind) -> str:
    return kind.value.replace("_", " ")


def _key_statements(
    document: Document, found: list[KeyFigures]
) -> tuple[list[Statement], list[Notice]]:
    built: list[Statement] = []
    notices: list[Notice] = []
    nearest: DeclaredUnit | None = None
    for figures in found:
        stated = declared(figures.part)
        unit, told = unit_for(stated, nearest, document, figures.part.span, "主要会计数据")
        if told is not None and needs_unit(figures.part):
            notices.append(told)
        elif told is not None:
            unit = replace(unit, inherited=False)
        nearest = unit if stated is not None else nearest
        statement = statement_of(figures, unit)
        if statement is not None:
            built.append(statement)
    return built, notices


def _missing(statements: list[Statement]) -> list[Notice]:
    kinds = {s.kind for s in statements}
    return [
        Notice("error", f"未找到{_NAMES[kind]} / no {_english(kind)} was found")
        for kind in _STATED
        if kind not in kinds
    ]


def _filing(
    document: Document,
    cover: Cover,
    report: ReportPeriod,
    statements: list[Statement],
    notices: list[Notice],
) -> Filing:
    facts: list[Fact] = [
        fact for statement in statements for row in statement.rows for fact in row.facts if fact
    ]
    currencies = Counter(s.unit for s in statements)
    return Filing(
        document=document,
        company=cover.company,
        form=cover.form,
        currency=currencies.most_common(1)[0][0] if currencies else "CNY",
        period_end=report.end,
        fiscal_year=report.year,
        fiscal_period=report.fiscal_period,
        facts=tuple(facts),
        statements=tuple(statements),
        code=cover.code,
        sector=cover.sector,
        notices=tuple(dict.fromkeys(notices)),
    )


def _empty(document: Document, cover: Cover) -> Filing:
    """A report whose year is not said: no figure can be dated, and that is told."""
    message = "未找到报告年度，数据无法确定期间 / no year was found: the figures cannot be dated"
    return Filing(
        document, cover.company, cover.form, "CNY", None, None, "FY", (), (),
        code=cover.code, sector=cover.sector, notices=(*cover.notices, Notice("error", message)),
    )  # fmt: skip
