"""Ratios, DuPont, trends and the waterfall, as tables whose cells can be found again."""

from __future__ import annotations

import pytest

from apps.finance.domain.book import Book, book
from apps.finance.domain.facts import Filing, Period, Scope
from apps.finance.domain.trends import trends
from apps.finance.service.views.metrics import working_scale, working_table
from apps.finance.service.views.peers import comparison, peer, points, remarks
from apps.finance.service.views.ratios import (
    dupont_dot,
    dupont_table,
    dupont_tree,
    ratio_grid,
    ratio_periods,
    ratio_table,
    undefined_table,
)
from apps.finance.service.views.trends import trend_series, trends_table
from apps.finance.service.views.waterfall import bars, profit_steps, steps_table
from apps.finance.service.views.workings import worked_metric
from apps.shared.places import read_ref
from apps.shared.words import Words


@pytest.fixture(scope="session")
def accounts(english: Filing) -> Book:
    return book((english,))


@pytest.fixture(scope="session")
def year(accounts: Book, english: Filing) -> Period:
    return ratio_periods(accounts, english)[0]


def test_every_ratio_can_be_found_again_and_worked_out(
    accounts: Book, english: Filing, en: Words
) -> None:
    periods = ratio_periods(accounts, english)
    table = ratio_table(accounts, ratio_grid(accounts, periods, Scope.CONSOLIDATED), periods, en, 3)
    refs = [ref for ref in table.refs if read_ref(ref) is None]
    assert len(refs) > 60
    for ref in refs:
        found = worked_metric((accounts,), ref)
        assert found is not None, ref
        working = working_table(found[1], accounts.calendar, en, working_scale(found[1], en))
        assert any(read_ref(row.cells[0].ref) for row in working.rows), ref


@pytest.mark.parametrize("ref", ["", "x", "a~b~c~d~e", "current_ratio~~2024-12-31~consolidated~0"])
def test_references_from_outside_are_not_trusted(accounts: Book, ref: str) -> None:
    assert worked_metric((accounts,), ref) is None


def test_undefined_ratios_say_why(accounts: Book, english: Filing, zh: Words) -> None:
    grid = ratio_grid(accounts, ratio_periods(accounts, english), Scope.CONSOLIDATED)
    rows = undefined_table(grid, zh).rows
    assert rows
    assert all(row.cells[0].text for row in rows)


def test_dupont_is_drawn_with_every_factor(accounts: Book, year: Period, en: Words) -> None:
    tree = dupont_tree(accounts, year, Scope.CONSOLIDATED)
    dot = dupont_dot(tree, en)
    rows = dupont_table(tree, accounts, year, en, 3).rows
    assert dot.count("->") == len(rows) - 1 == 6
    assert all(row.label in dot for row in rows)


def test_trends_show_growth_from_the_second_year_on(accounts: Book, en: Words) -> None:
    found = trends(accounts, ("revenue", "net_margin"))
    series = trend_series(found[0], en)
    assert [record["year"] for record in series.records] == ["FY2022", "FY2023", "FY2024"]
    assert series.records[0]["growth"] == ""
    assert series.records[2]["growth"].startswith("+")
    assert series.axis == "USD million"
    table = trends_table(found, en, 3)
    assert [column.label for column in table.columns] == ["FY2024", "FY2023", "FY2022"]
    assert [row.label for row in table.rows] == ["Revenue", "year on year", "Net profit margin"]


def test_the_waterfall_adds_up(accounts: Book, year: Period, en: Words) -> None:
    steps = profit_steps(accounts, year, Scope.CONSOLIDATED, en)
    level = None
    for step in steps:
        if step.kind == "total":
            assert level is None or level == step.value, step.label
            level = step.value
        else:
            assert level is not None
            level += step.value
    assert steps[0].label == "Revenue"
    drawn = bars(steps, accounts.currency, en)
    assert len(drawn.values) == len(drawn.labels) == len(steps)
    assert len(steps_table(steps, "USD", "FY2024", en, 3).rows) == len(steps)
    assert drawn.alt.startswith("Revenue: ")


def test_companies_stand_side_by_side_in_their_own_currency(
    english: Filing, chinese: Filing, en: Words
) -> None:
    peers = [p for f in (english, chinese) if (p := peer(f, book((f,)))) is not None]
    table = comparison(peers, ("revenue", "gross_margin"), en)
    assert "USD" in table.columns[0].detail
    assert "CNY" in table.columns[1].detail
    assert [row.label for row in table.rows] == ["Revenue", "year on year", "Gross margin"]
    assert any("not converted" in remark for remark in remarks(peers, en))
    shown = points(peers, "net_margin", "return_on_equity", en)
    assert len(shown.records) + len(shown.missing) == 2
