"""Figures with their units, in the reader's language."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.finance.service.views.amounts import amount, reading_scale, unit_name, with_unit
from apps.shared.catalogues import FOLDERS
from apps.shared.words import Words, words
from rag.units import parse_number

ENGLISH = words("en", FOLDERS[1] / "locale")


@pytest.mark.parametrize(
    ("unit", "scale", "in_english", "in_chinese"),
    [
        ("USD", 6, "USD million", "百万美元"),
        ("CNY", 3, "CNY thousand", "千元"),
        ("CNY", 8, "CNY hundred million", "亿元"),
        ("USD/share", 0, "USD per share", "美元/股"),
        ("shares", 3, "shares thousand", "千股"),
        ("EUR", 5, "EUR ×10^5", "欧元 ×10^5"),
    ],
)
def test_units(
    en: Words, zh: Words, unit: str, scale: int, in_english: str, in_chinese: str
) -> None:
    assert unit_name(unit, scale, en) == in_english
    assert unit_name(unit, scale, zh) == in_chinese


def test_kinds_of_figure(en: Words) -> None:
    assert with_unit(Decimal("0.125"), "percent", en) == "12.5%"
    assert with_unit(Decimal("1.4249"), "times", en) == "1.42×"
    assert with_unit(Decimal("581320000"), "USD", en, scale=6) == "581.32 USD million"
    assert with_unit(Decimal("0.017"), "percentage_points", en) == "1.7 percentage points"
    assert amount(None, "USD", en) == "–"


def test_printed_decimals_stay_and_scaled_zeros_go(en: Words) -> None:
    assert amount(Decimal("754465552.70"), "CNY", en) == "754,465,552.70"
    assert amount(Decimal("100000"), "USD", en, scale=3) == "100"


@given(
    st.decimals(-(10**14), 10**14, places=2, allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 3, 4, 6, 8, 9]),
)
def test_no_digit_is_lost_in_a_scale(value: Decimal, scale: int) -> None:
    text = amount(value, "USD", ENGLISH, scale=scale)
    read = parse_number(text)
    assert read is not None
    assert read.scaleb(scale) == value


def test_the_scale_fits_the_largest_figure(en: Words, zh: Words) -> None:
    figures = [Decimal(581_320_000), None, Decimal(5)]
    assert reading_scale(figures, en) == 6
    assert reading_scale(figures, zh) == 4
    assert reading_scale([None], en) == 0
