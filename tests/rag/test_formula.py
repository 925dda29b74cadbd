from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.formula import recompute

values = st.decimals(min_value=Decimal("-1e9"), max_value=Decimal("1e9"), places=2)


@given(values, values)
def test_growth_is_recomputed(now: Decimal, before: Decimal) -> None:
    found = recompute("(now - before) / abs(before) * 100", {"now": now, "before": before})
    assert found == (None if before == 0 else (now - before) / abs(before) * 100)


def test_averages_and_signs() -> None:
    inputs = {"a": Decimal(3), "b": Decimal(5)}
    assert recompute("-avg(a, b) × 2", inputs) == -8
    assert recompute("a ÷ 2 − 1", inputs) == Decimal("0.5")


@pytest.mark.parametrize("formula", ["c + 1", "a ** 9", "__import__('os')", "a if a else b", "a +"])
def test_anything_but_arithmetic_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match="formula"):
        recompute(formula, {"a": Decimal(1), "b": Decimal(2)})
