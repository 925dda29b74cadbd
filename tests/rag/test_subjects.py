from __future__ import annotations

import pytest

from rag.subjects import mentions


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("What is JnJ's growth", "JOHNSON_JOHNSON"),
        ("CVS Health paid", "CVSHEALTH"),
        ("JPM's segments", "JPMORGAN"),
        ("Pepsico raised", "PepsiCo, Inc."),
        ("3M capex", "3M"),
        ("茅台的收入", "贵州茅台酒股份有限公司"),
        ("贵州茅台的收入", "贵州茅台酒股份有限公司"),
    ],
)
def test_short_forms_name_the_company(text: str, company: str) -> None:
    assert mentions(text, company)


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Apple's sales", "PepsiCo, Inc."),
        ("五粮液的收入", "贵州茅台酒股份有限公司"),
        ("工商银行的收入", "中国银行股份有限公司"),
        ("the company's sales", "3M"),
    ],
)
def test_others_do_not(text: str, company: str) -> None:
    assert not mentions(text, company)
