"""Routing: the company, period and form that a question says, and nothing it does not say."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.routing import route


@dataclass(frozen=True)
class Paper:
    id: str
    name: str = ""
    meta: dict[str, str] = field(default_factory=dict)


def paper(id: str, company: str, period: str, form: str = "10-K", **more: str) -> Paper:
    return Paper(id, f"{id}.pdf", {"company": company, "period": period, "form": form, **more})


SHELF = [
    paper("acme21", "ACME WIDGETS, INC.", "FY2021", code="ACW"),
    paper("acme22", "Acme Widgets, Inc.", "FY2022", code="ACW"),
    paper("acme22q4", "Acme Widgets, Inc.", "Q4 2022", "earnings", code="ACW"),
    paper("acme23q2", "Acme Widgets, Inc.", "Q2 2023", "10-Q", code="ACW"),
    paper("acme8k", "Acme Widgets, Inc.", "2023-05-26", "8-K", code="ACW"),
    paper("acme8k2", "Acme Widgets, Inc.", "2023-08-01", "8-K", code="ACW"),
    paper("bnb22", "Brown & Beige", "FY2022", code="BRB"),
    paper("jay22", "JQMorrow Chase & Co.", "FY2022"),
    paper("square20", "SQUARE, INC.", "FY2020", aliases="BLOCK"),
    paper("us22", "American Express Lines", "FY2022"),
    paper("water22", "American Water Tanks Company, Inc.", "FY2022"),
    paper("zh22", "青山酒业股份有限公司", "FY2022", "年度报告", aliases="青山酒业", code="600999"),
    paper("zh23h1", "青山酒业股份有限公司", "H1 2023", "半年度报告", code="600999"),
    paper("zh23q1", "青山酒业股份有限公司", "Q1 2023", "第一季度报告", code="600999"),
    paper("other22", "蓝海机械股份有限公司", "FY2022", "年度报告", code="300998"),
]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What was Acme Widgets' capital expenditure in FY2022?", {"acme22", "acme22q4"}),
        ("What is the FY2020 - FY2021 revenue growth of Acme?", {"acme21"}),
        ("ACW: net income in Q2 of 2023?", {"acme23q2"}),
        ("Did Acme's margin rise in H1 FY2023?", {"acme23q2"}),
        ("How much may Acme borrow as of May 26, 2023?", {"acme8k"}),
        ("What does Acme's 10-Q for Q2 2023 say of debt?", {"acme23q2"}),
        ("Is B&B a capital-intensive business?", {"bnb22"}),
        ("Are BnB's FY2022 financials good?", {"bnb22"}),
        ("Which segment of JQM had the lowest revenue in 2022?", {"jay22"}),
        ("How much did Block (formerly known as Square) earn in FY2020?", {"square20"}),
        ("What did American Water spend in 2022?", {"water22"}),
        ("What did American Express Lines spend in 2022?", {"us22"}),
        ("青山酒业2022年营业收入是多少？", {"zh22"}),
        ("青山酒业2023年上半年净利润", {"zh23h1"}),
        ("600999 2023年第一季度每股收益", {"zh23q1"}),
        ("青山酒业2022年年报中的毛利率", {"zh22"}),
    ],
)
def test_the_right_papers_are_chosen(question, wanted):
    assert set(route(question, SHELF).where["doc_id"]) == wanted


def test_a_comparison_keeps_a_paper_of_each_company():
    chosen = set(route("Did Acme or Brown & Beige earn more in FY2021?", SHELF).where["doc_id"])
    assert "acme21" in chosen
    assert "bnb22" in chosen


def test_a_question_about_what_lies_ahead_also_looks_a_year_back():
    chosen = route("Is Acme's EPS expected to grow in FY2023?", SHELF).where["doc_id"]
    assert "acme22q4" in chosen


def test_a_question_that_names_nothing_is_not_narrowed():
    found = route("What drove the change?", SHELF)
    assert found.where == {}
    assert found.softer == ()


def test_ordinary_words_in_small_letters_name_no_company():
    assert route("do they block payments to a square dealer?", SHELF).companies == ()
    assert "SQUARE, INC." in route("does Block pay?", SHELF).companies


def test_softer_filters_widen_and_say_why():
    found = route("What was Acme's revenue in FY2021?", SHELF)
    wider = [set(where.get("doc_id", ())) for where, _ in found.softer]
    assert wider[0] >= {"acme21", "acme22", "acme23q2"}
    assert wider[-1] == set()
    assert all(reason for _, reason in found.softer)


def test_what_was_understood_is_told():
    found = route("青山酒业2022年营业收入是多少？", SHELF)
    assert found.companies == ("青山酒业股份有限公司",)
    assert found.periods
    assert route("What happened in 2022?", SHELF).notes


@given(st.text(max_size=120))
def test_any_question_gives_a_route_over_papers_that_exist(question):
    found = route(question, SHELF)
    known = {card.id for card in SHELF}
    assert set(found.where.get("doc_id", ())) <= known
    assert set(found.fit or {}) <= known


def test_an_empty_catalogue_routes_nowhere():
    assert route("Acme in 2022?", []).where == {}
