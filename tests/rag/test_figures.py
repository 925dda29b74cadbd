from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.figures import find_figures, rounds_to

amounts = st.decimals(min_value=Decimal("0.1"), max_value=Decimal("99999.9"), places=1)
SCALES = {"thousand": 3, "million": 6, "billion": 9, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@given(amounts, st.sampled_from(sorted(SCALES)), st.booleans())
def test_an_amount_reads_back_across_units_and_widths(
    value: Decimal, scale: str, wide: bool
) -> None:
    digits = f"{value:,.1f}"
    if scale.isascii():
        text = f"Revenue was ${digits} {scale} in 2022."
    else:
        text = f"营业收入为{full_width(digits) if wide else digits}{scale}。"
    (figure,) = find_figures(text)
    assert figure.amount == value.scaleb(SCALES[scale])
    assert figure.currency == ("USD" if scale.isascii() else "CNY")


@given(st.text(max_size=120))
def test_spans_hold_what_they_say(text: str) -> None:
    for figure in find_figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert len(figure.text) == figure.end - figure.start


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("a loss of $(45.2) million", "-45200000"),
        ("revenue was -$473 million", "-473000000"),
        ("利润为－1,234.56万元", "-12345600"),
        ("(1,234)", "-1234"),
    ],
)
def test_every_form_of_negative_is_negative(text: str, amount: str) -> None:
    assert [f.amount for f in find_figures(text)] == [Decimal(amount)]


@pytest.mark.parametrize(
    "text",
    [
        "3M filed its 10-K for FY2018",
        "See Note 16 and Item 7",
        "COVID-19 in May 2020",
        "As of December 31, 2022",
        "2022年12月31日",
        "the Q2 2023 results",
    ],
)
def test_names_dates_and_references_are_no_figures(text: str) -> None:
    assert find_figures(text) == []


def test_kinds_are_told_apart() -> None:
    text = "Margin was 20.1%, up 2.3 percentage points; EPS was $2.35 per share; 47 stores opened."
    assert [f.kind for f in find_figures(text)] == ["percent", "points", "per_share", "count"]


def test_figures_take_the_period_said_beside_them() -> None:
    text = "Sales were $48.6 billion in 2022 and $47.2 billion in 2021."
    assert [f.when.year for f in find_figures(text) if f.when] == [2022, 2021]


def test_respectively_assigns_in_order() -> None:
    text = (
        "Sales were $1.2 billion, $1.1 billion and $9 million in 2019, 2018 and 2017, respectively."
    )
    assert [f.when.year for f in find_figures(text) if f.when] == [2019, 2018, 2017]


def test_a_scale_said_once_holds_for_bare_figures() -> None:
    (figure,) = find_figures("Capital expenditure (in USD millions) was 1,577 in 2018")
    assert figure.amount == Decimal("1577000000")
    assert figure.currency == "USD"


@given(st.decimals(min_value=Decimal(1), max_value=Decimal("1e9"), places=3))
def test_rounding_is_accepted_at_the_stated_precision_only(exact: Decimal) -> None:
    (figure,) = find_figures(f"${exact:.1f}")
    assert rounds_to(exact, figure) == (abs(exact - figure.amount) <= Decimal("0.05"))
