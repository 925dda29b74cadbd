"""Companies side by side: currencies apart, fiscal ends shown, peers with both figures only."""

from datetime import date

import pytest

from apps.finance.domain.book import book
from apps.finance.domain.compare import compare, scatter
from tests.fakes.accounts import YEAR, filing, general


def test_columns_are_companies_by_year() -> None:
    pair = [book([general(company="A Inc")]), book([general(company="B Inc")])]
    found = compare(pair, ["revenue", "gross_margin"], years=2)
    assert [(c.company, c.year.year) for c in found.columns] == [
        ("A Inc", 2023), ("A Inc", 2022), ("B Inc", 2023), ("B Inc", 2022),
    ]  # fmt: skip
    assert [m.value for m in found.rows[0].cells] == [1000, 800, 1000, 800]
    assert not found.remarks


def test_currencies_are_never_mixed_silently() -> None:
    pair = [book([general(company="A Inc")]), book([general(company="乙公司", currency="CNY")])]
    found = compare(pair, ["revenue", "gross_margin"])
    assert [row.comparable for row in found.rows] == [False, True]
    assert any("CNY, USD" in r.en for r in found.remarks)
    peers = scatter(pair, "revenue", "gross_margin")
    assert [p.company for p in peers.points] == ["A Inc"]
    assert [m.reason.code for m in peers.left_out if m.reason] == ["mixed_units"]


def test_different_fiscal_ends_are_told() -> None:
    pair = [
        book([general(company="A Inc")]),
        book([general(company="B Inc", end=date(2023, 6, 30))]),
    ]
    found = compare(pair, ["revenue"])
    assert any("2023-06-30" in r.en and "2023-12-31" in r.en for r in found.remarks)
    assert any("截止日" in r.text("zh") for r in found.remarks)


def test_peers_without_a_figure_are_left_out_with_the_reason() -> None:
    pair = [
        book([general(company="A Inc")]),
        book([filing({YEAR: {"revenue": 5}}, company="B Inc")]),
    ]
    found = scatter(pair, "revenue", "net_margin", size="total_assets")
    assert [p.company for p in found.points] == ["A Inc"]
    assert found.points[0].size is not None
    assert [m.company for m in found.left_out] == ["B Inc"]
    assert found.left_out[0].reason is not None


def test_unknown_figures_are_refused() -> None:
    with pytest.raises(KeyError, match="no metric"):
        compare([book([general()])], ["happiness"])
