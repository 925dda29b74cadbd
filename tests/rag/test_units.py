from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.units import Scale, currency_of, decimals_of, fold, money_scale, parse_number, power_of

numbers = st.decimals(
    min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=2, allow_nan=False
)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@given(numbers)
def test_a_printed_number_reads_back_in_every_form(value: Decimal) -> None:
    plain = f"{value:,.2f}"
    size = f"{abs(value):,.2f}"
    assert parse_number(plain) == value
    assert parse_number(full_width(plain)) == value
    assert parse_number(f"${size}") == abs(value)
    if value < 0:
        assert parse_number(f"({size})") == value
        assert parse_number(f"（{full_width(size)}）") == value
        assert parse_number(f"－{size}") == value


@pytest.mark.parametrize("raw", ["", "—", "-", "N/A", "12 34", "1.2.3", "七、1", "abc"])
def test_what_is_no_number_is_absent_and_not_zero(raw: str) -> None:
    assert parse_number(raw) is None


def test_zero_is_zero() -> None:
    assert parse_number("0.00") == 0


@pytest.mark.parametrize(
    ("caption", "scale"),
    [
        ("单位：人民币万元", Scale("CNY", 4)),
        ("单位：元 币种：人民币", Scale("CNY", 0)),
        ("（金额单位：百万元）", Scale("CNY", 6)),
        ("港币千元", Scale("HKD", 3)),
        ("亿美元", Scale("USD", 8)),
        ("(Dollars in millions, except per share data)", Scale("USD", 6)),
        ("in thousands", Scale(None, 3)),
        ("($000's)", Scale("USD", 3)),
        ("RMB'000", Scale("CNY", 3)),
        ("nothing of the kind", None),
    ],
)
def test_a_caption_declares_currency_and_scale(caption: str, scale: Scale | None) -> None:
    assert money_scale(caption) == scale


def test_a_hundred_million_is_ten_thousand_ten_thousands() -> None:
    assert power_of("亿") == 2 * (power_of("万") or 0)


def test_the_longest_currency_name_wins() -> None:
    assert currency_of("HK$ 5") == "HKD"
    assert currency_of("$ 5") == "USD"
    assert currency_of("five") is None


@given(st.text(max_size=60))
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_printed_decimals_are_counted() -> None:
    assert decimals_of("１，２３４．５０") == 2
    assert decimals_of("1,234") == 0
