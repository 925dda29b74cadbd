"""What documents say about themselves on their covers and in their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.cover import describe
from rag.document import Document, guess_language


def cover(name: str, text: str) -> dict[str, str]:
    return describe(Document("d", name, "pdf", text, guess_language(text + name)))


TEN_K = """UNITED STATES
SECURITIES AND EXCHANGE COMMISSION
FORM 10-K
☒ ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d)
For the fiscal year ended December 31, 2021
OR
☐ TRANSITION REPORT For the transition period from to
Commission File Number 1-15839
ACME WIDGETS, INC.
(Exact name of registrant as specified in its charter)
Title of each class Trading Symbol(s) Name of each exchange
Common Stock, par value $.01 per share ACW The Nasdaq Global Select Market
"""


def test_an_annual_report():
    assert cover("upload.pdf", TEN_K) == {
        "company": "ACME WIDGETS, INC.",
        "code": "ACW",
        "form": "10-K",
        "period": "FY2021",
    }


def test_one_word_a_line_is_read_all_the_same():
    told = cover("x.pdf", "\n".join(TEN_K.split()))
    assert (told["company"], told["form"], told["period"]) == (
        "ACME WIDGETS, INC.", "10-K", "FY2021",
    )  # fmt: skip


def test_a_year_that_ends_in_january_has_two_names():
    told = cover("x.pdf", TEN_K.replace("December 31, 2021", "January 31, 2022"))
    assert told["period"] == "FY2022|FY2021"


def test_the_name_of_a_file_says_which_year_comes_first():
    told = cover("ACME_2021_10K.pdf", TEN_K.replace("December 31, 2021", "January 31, 2022"))
    assert told["period"] == "FY2021|FY2022"
    assert told["aliases"] == "ACME"


def test_a_quarterly_report():
    text = TEN_K.replace("10-K", "10-Q").replace("fiscal year ended", "quarterly period ended")
    told = cover("x.pdf", text.replace("December 31", "June 30"))
    assert (told["form"], told["period"]) == ("10-Q", "Q2 2021")


def test_a_current_report_is_of_the_day_of_its_event():
    text = (
        "FORM 8-K\nCURRENT REPORT\nDate of Report (Date of earliest event reported): May 26, 2023\n"
        "Acme Widgets, Inc.\n(Exact name of registrant as specified in its charter)\n"
    )
    told = cover("ACME_2023_8K_dated-2023-05-30.pdf", text)
    assert told["period"] == "2023-05-30|2023-05-26"
    assert told["company"] == "Acme Widgets, Inc."


def test_a_release_of_results():
    text = (
        "Acme Reports First-Quarter 2023 Results; Raises Guidance\nPURCHASE, N.Y. - April 25, 2023"
        " - Acme Widgets, Inc. (NASDAQ: ACW) today reported results for the first quarter 2023."
    )
    told = cover("release.pdf", text)
    assert told["company"] == "Acme Widgets, Inc."
    assert (told["code"], told["form"], told["period"]) == ("ACW", "earnings", "Q1 2023")


def test_a_chinese_annual_report():
    text = "公司代码：600999 公司简称：青山酒业\n青山酒业股份有限公司\n2022年年度报告\n重要提示"
    told = cover("报告.pdf", text)
    assert told["company"] == "青山酒业股份有限公司"
    assert (told["code"], told["form"], told["period"]) == ("600999", "年度报告", "FY2022")


@pytest.mark.parametrize(
    ("title", "period", "form"),
    [
        ("2023年半年度报告", "H1 2023", "半年度报告"),
        ("2023年第一季度报告", "Q1 2023", "第一季度报告"),
        ("二〇二二年年度报告", "FY2022", "年度报告"),
    ],
)
def test_chinese_periods(title, period, form):
    told = cover("x.pdf", f"青山酒业股份有限公司\n{title}\n证券简称：青山酒业")
    assert (told["period"], told["form"]) == (period, form)
    assert told["aliases"] == "青山酒业"


def test_a_page_that_says_nothing_says_nothing():
    assert cover("scan.pdf", "A letter to a friend about the weather.") == {}


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_and_name_are_described_without_blanks(text, name):
    assert all(value.strip() for value in cover(name, text).values())
