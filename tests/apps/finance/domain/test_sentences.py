"""Pasted sentences: what is said becomes facts, what is not said does not."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.finance.domain.facts import Fact, Filing, Origin, Period, StatementKind
from apps.finance.domain.sentences import read_sentences
from rag.document import Document, guess_language


def read(text: str) -> Filing:
    return read_sentences(Document("d", "pasted", "text", text, guess_language(text)))


def core(filing: Filing) -> dict[tuple[str | None, int], Decimal]:
    return {
        (f.metric, f.period.end.year): f.value
        for f in filing.facts
        if f.metric is not None and not f.dimensions
    }


def changes(filing: Filing) -> list[Decimal]:
    return [f.value for f in filing.facts if dict(f.dimensions).get("change") == "year_on_year"]


def year(number: int) -> Period:
    return Period(date(number, 12, 31), date(number, 1, 1))


def test_the_issue_sentence() -> None:
    filing = read("2023年公司实现营业收入125.3亿元，同比增长12.5%")
    revenue, change = filing.facts
    assert (revenue.metric, revenue.value, revenue.unit) == ("revenue", Decimal(12530000000), "CNY")
    assert revenue.period == year(2023)
    assert (revenue.raw, revenue.scale, revenue.decimals) == ("125.3亿元", 8, -7)
    assert (change.value, change.unit, change.metric) == (Decimal("0.125"), "percent", None)
    assert revenue.origin is Origin.SENTENCE
    assert filing.notices == ()


def test_a_list_takes_the_year_of_its_heading() -> None:
    filing = read("2023年度业绩：\n营业收入：125.3亿元\n净利润：２０．１亿元\n每股收益：1.25元")
    assert core(filing) == {
        ("revenue", 2023): Decimal(12530000000),
        ("profit", 2023): Decimal(2010000000),
        ("eps_basic", 2023): Decimal("1.25"),
    }
    assert [f.unit for f in filing.facts] == ["CNY", "CNY", "CNY/share"]


@pytest.mark.parametrize("text", ["营业收入：125.3亿元", "Revenue was $12.5 billion."])
def test_without_a_year_there_is_a_notice_and_no_fact(text: str) -> None:
    filing = read(text)
    assert filing.facts == ()
    assert filing.fiscal_year is None
    assert any(n.level == "error" and "no period" in n.message for n in filing.notices)


def test_two_companies_are_kept_apart() -> None:
    filing = read(
        "贵州茅台2023年实现营业收入1,476.94亿元，同比增长19.01%；归母净利润747.34亿元。"
        "五粮液2023年实现营业收入832.72亿元。"
    )
    assert filing.company == "贵州茅台"
    assert core(filing)["revenue", 2023] == Decimal("147694000000")
    other = [f for f in filing.facts if dict(f.dimensions).get("entity") == "五粮液"]
    assert [f.value for f in other] == [Decimal("83272000000")]
    assert [s.title for s in filing.statements] == ["贵州茅台", "五粮液"]


def test_losses_are_negative_and_their_changes_meaningless() -> None:
    filing = read("2023年上半年，公司净亏损3.2亿元，上年同期亏损1.1亿元，同比下降190%。")
    assert [f.value for f in filing.facts] == [Decimal(-320000000), Decimal(-110000000)]
    assert [f.period for f in filing.facts] == [
        Period(date(2023, 6, 30), date(2023, 1, 1)),
        Period(date(2022, 6, 30), date(2022, 1, 1)),
    ]
    assert changes(filing) == []
    assert any("negative base" in notice.message for notice in filing.notices)


def test_order_decides_under_respectively() -> None:
    assert core(read("2022年和2023年营业收入分别为100亿元和125亿元。")) == {
        ("revenue", 2022): Decimal(10000000000),
        ("revenue", 2023): Decimal(12500000000),
    }
    assert core(read("2023年营业收入和净利润分别为125.3亿元和20亿元")) == {
        ("revenue", 2023): Decimal(12530000000),
        ("profit", 2023): Decimal(2000000000),
    }


@pytest.mark.parametrize(
    "text",
    [
        "2024年公司预计实现营业收入150亿元",
        "The company expects revenue of $13 billion in 2024.",
    ],
)
def test_forecasts_are_no_facts(text: str) -> None:
    filing = read(text)
    assert filing.facts == ()
    assert any("forecast" in notice.message for notice in filing.notices)


def test_english_sentences() -> None:
    filing = read(
        "Acme Corp reported revenue of $12.5 billion in fiscal 2023, up 8% from $11.6 billion in "
        "2022; net income was $1.2 million, or $0.35 per diluted share."
    )
    assert filing.company == "Acme Corp"
    assert core(filing) == {
        ("revenue", 2023): Decimal(12500000000),
        ("revenue", 2022): Decimal(11600000000),
        ("net_income", 2023): Decimal(1200000),
        ("eps_diluted", 2023): Decimal("0.35"),
    }
    assert changes(filing) == [Decimal("0.08")]
    assert any("fiscal year" in notice.message for notice in filing.notices)


def test_english_losses_and_moves() -> None:
    text = "Net loss was $3.4 million in 2023, compared with a net loss of $1.2 million in 2022."
    assert core(read(text)) == {
        ("net_income", 2023): Decimal(-3400000),
        ("net_income", 2022): Decimal(-1200000),
    }
    assert core(read("Revenue increased $1.2 billion to $12.5 billion in 2023.")) == {
        ("revenue", 2023): Decimal(12500000000)
    }


def test_balances_are_of_a_day() -> None:
    filing = read("截至2023年12月31日，公司总资产为62.8亿元，总负债10.1亿元")
    assert [f.period for f in filing.facts] == [Period(date(2023, 12, 31))] * 2


def test_parts_of_the_company_are_dimensions() -> None:
    filing = read("2023年公司营业收入125.3亿元，其中云业务营业收入30亿元，国内营业收入80亿元。")
    assert core(filing) == {("revenue", 2023): Decimal(12530000000)}
    assert [dict(f.dimensions).get("segment") for f in filing.facts] == [None, "云业务", "国内"]
    cloud = read("In 2023 cloud revenue was $5 billion and total revenue was $20 billion.")
    assert core(cloud) == {("revenue", 2023): Decimal(20000000000)}


def test_dividends_and_margins_are_not_taken_for_the_metric_before() -> None:
    filing = read("2023年净利润20亿元，每股派息0.5元，毛利率35%。")
    assert core(filing) == {("profit", 2023): Decimal(2000000000)}


def test_falls_are_negative_changes() -> None:
    filing = read("公司2023年第三季度实现营收1.2亿元，环比增长5%，同比下降3.5%")
    assert changes(filing) == [Decimal("-0.035")]
    assert filing.fiscal_period == "Q3"


def test_facts_stand_in_a_table() -> None:
    filing = read("2022年和2023年营业收入分别为100亿元和125亿元，2023年净利润20亿元。")
    (table,) = filing.statements
    assert table.kind is StatementKind.HIGHLIGHTS
    assert [row.metric for row in table.rows] == ["revenue", "profit"]
    assert [len(row.facts) for row in table.rows] == [2, 2]


def test_text_without_figures_says_so() -> None:
    filing = read("今天天气很好。")
    assert filing.facts == ()
    assert len(filing.notices) == 1


SCALES = st.sampled_from([("元", 0), ("万元", 4), ("百万元", 6), ("亿元", 8)])
WORDS = st.sampled_from(
    [
        ("营业收入", "revenue"),
        ("净利润", "profit"),
        ("归母净利润", "net_income"),
        ("营业利润", "operating_income"),
    ]
)


@given(st.decimals(min_value=1, max_value=99999, places=2), SCALES, WORDS, st.integers(2000, 2030))
def test_any_stated_figure_is_exact(
    value: Decimal, scale: tuple[str, int], words: tuple[str, str], said: int
) -> None:
    filing = read(f"{said}年公司实现{words[0]}{value:,}{scale[0]}。")
    (fact,) = filing.facts
    assert fact.value == value * 10 ** scale[1]
    assert fact.metric == words[1]
    assert fact.period == year(said)


ENGLISH = st.sampled_from(
    [("revenue", "revenue"), ("net income", "net_income"), ("operating income", "operating_income")]
)
ENGLISH_SCALES = st.sampled_from([("million", 6), ("billion", 9)])


@given(st.integers(1, 999), ENGLISH_SCALES, ENGLISH, st.integers(2000, 2030))
def test_any_stated_english_figure_is_exact(
    value: int, scale: tuple[str, int], words: tuple[str, str], said: int
) -> None:
    filing = read(f"In {said}, {words[0]} was ${value} {scale[0]}.")
    (fact,) = filing.facts
    assert (fact.metric, fact.value, fact.unit) == (
        words[1],
        Decimal(value) * 10 ** scale[1],
        "USD",
    )


PIECES = st.sampled_from(
    re.findall(
        r"\S+|\n",
        """2023年 上半年 营业收入 净利润 亏损 125.3亿元 同比 增长 下降 12.5% 。 ， ； ： 分别为 和
        每股收益 0.35元 上年同期 贵州茅台 预计 单位：万元
        revenue was $5 million in 2022 up 8% from ( )""",
    )
)


def _glued(pieces: list[str]) -> str:
    """Latin words parted by blanks, Chinese ones not."""
    return "".join(f" {piece}" if piece.isascii() else piece for piece in pieces)


@given(st.lists(PIECES, max_size=25).map(_glued) | st.text(max_size=80))
def test_any_text_is_read_and_every_fact_quotes_it(text: str) -> None:
    filing = read(text)
    for fact in filing.facts:
        assert isinstance(fact, Fact)
        assert filing.document.quote(fact.span) == fact.raw
