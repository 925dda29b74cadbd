"""Statements as tables: as printed, every figure open to its place."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from apps.finance.domain.facts import Filing, Scope, StatementKind
from apps.finance.domain.identities import checks
from apps.finance.service.views.checks import failing_marks
from apps.finance.service.views.figures import figure_at, figure_details, occurrences
from apps.finance.service.views.statements import (
    as_printed,
    empty_total,
    kinds,
    statement_table,
    statements_of,
)
from apps.shared.places import read_ref
from apps.shared.words import Words
from rag.document import Span
from rag.units import parse_number


@pytest.mark.parametrize("which", ["english", "chinese"])
def test_every_figure_opens_the_place_where_it_is_printed(
    which: str, request: pytest.FixtureRequest, en: Words
) -> None:
    filing: Filing = request.getfixturevalue(which)
    opened = 0
    for statement in filing.statements:
        for row in statement_table(filing, statement, en, {}).rows:
            for cell in row.cells:
                place = read_ref(cell.ref)
                if place is None:
                    continue
                opened += 1
                printed = filing.document.text[place.start : place.end]
                assert abs(parse_number(cell.text) or 0) == abs(parse_number(printed) or 0)
                assert figure_at(filing, place) is not None
    assert opened > 150


def test_the_heading_says_the_declared_unit(english: Filing, en: Words, zh: Words) -> None:
    income = statements_of(english, StatementKind.INCOME)[Scope.CONSOLIDATED][0]
    assert statement_table(english, income, en, {}).corner == "In USD thousand"
    assert statement_table(english, income, zh, {}).corner == "单位：千美元"


def test_both_scopes_of_a_chinese_report_can_be_chosen(chinese: Filing) -> None:
    assert list(statements_of(chinese, StatementKind.INCOME)) == [
        Scope.CONSOLIDATED,
        Scope.PARENT,
    ]
    assert kinds(chinese)[0] is StatementKind.INCOME


def test_lines_without_figures_are_hidden_unless_asked_for(chinese: Filing, zh: Words) -> None:
    statement = statements_of(chinese, StatementKind.BALANCE_SHEET)[Scope.CONSOLIDATED][0]
    hidden = empty_total([statement])
    short = statement_table(chinese, statement, zh, {})
    full = statement_table(chinese, statement, zh, {}, empty=True)
    assert hidden > 0
    assert len(full.rows) - len(short.rows) == hidden
    assert len(full.rows) == len(statement.rows)


def test_payments_stand_as_they_are_printed_and_say_how_they_count(
    english: Filing, en: Words
) -> None:
    spent = next(
        f
        for f in english.facts
        if f.metric == "capital_expenditure" and "(" in _before(english, f.span)
    )
    assert spent.value > 0
    assert as_printed(english, spent) == -spent.value


def _before(filing: Filing, span: Span) -> str:
    return filing.document.text[span.start - 2 : span.end]


def test_figures_of_failing_checks_are_marked(english: Filing, en: Words) -> None:
    marks = failing_marks(checks(english), en)
    cash = statements_of(english, StatementKind.CASH_FLOW)[Scope.CONSOLIDATED][0]
    cells = [cell for row in statement_table(english, cash, en, marks).rows for cell in row.cells]
    bad = [cell for cell in cells if cell.tone == "bad"]
    assert bad
    assert all("part of a failing check" in cell.note for cell in bad)


def test_an_inherited_unit_is_flagged(english: Filing, en: Words) -> None:
    fact = replace(english.facts[0], unit_inherited=True)
    detail = next(d for d in figure_details(english, fact, en) if d.label == "Unit")
    assert detail.tone == "flag"
    assert "please check" in detail.value


def test_what_is_known_of_a_figure_is_told(english: Filing, en: Words) -> None:
    revenue = next(f for f in english.facts if f.metric == "revenue")
    told = {detail.label: detail.value for detail in figure_details(english, revenue, en)}
    assert told["Unit"] == "USD thousand"
    assert parse_number(told["Value"].split()[0]) == revenue.value
    assert told["Scope"] == "Consolidated"
    places = occurrences(english, revenue)
    assert list(places) == sorted(places, key=lambda place: place.start)
    assert all(isinstance(figure_at(english, place).value, Decimal) for place in places)  # pyright: ignore
