"""Failing checks come first, worked out, with the difference."""

from __future__ import annotations

from apps.finance.domain.facts import Filing
from apps.finance.domain.identities import checks
from apps.finance.domain.periods import calendar_of
from apps.finance.service.views.checks import (
    all_checks_table,
    counts,
    failing_line,
    failing_table,
)
from apps.shared.words import Words


def test_the_sample_has_one_failing_check(english: Filing, en: Words) -> None:
    found = counts(checks(english))
    assert found.failing == 1
    assert found.holding > 10
    line = failing_line(checks(english), calendar_of((english,)), en, 3)
    assert line.endswith("FY2022: difference 100 USD thousand")


def test_a_failing_check_is_worked_out_down_to_its_difference(english: Filing, en: Words) -> None:
    table = failing_table(checks(english), calendar_of((english,)), en, 3)
    texts = {row.label: row.cells[0] for row in table.rows}
    assert texts["Difference"].tone == "bad"
    assert texts["Difference"].text == "100"
    inputs = [row for row in table.rows if row.cells[0].ref]
    assert len(inputs) == 5


def test_failing_checks_stand_first_and_those_not_made_last(english: Filing, zh: Words) -> None:
    rows = all_checks_table(checks(english), calendar_of((english,)), zh, 3).rows
    outcomes = [row.cells[-1].tone for row in rows]
    assert outcomes[0] == "bad"
    assert outcomes == sorted(outcomes, key=["bad", "good", "muted"].index)
    assert rows[0].cells[-1].text == "✗ 不成立"


def test_no_failing_check_gives_an_empty_table(chinese: Filing, zh: Words) -> None:
    assert counts(checks(chinese)).failing == 0
    assert failing_table(checks(chinese), calendar_of((chinese,)), zh, 0).rows == ()
