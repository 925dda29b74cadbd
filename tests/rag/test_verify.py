"""The typed check on a synthetic statement and synthetic prose."""

from __future__ import annotations

import pytest

from rag.document import Document, Page, Span
from rag.evidence import SUBJECT, Chunk, Claim, Evidence, Status
from rag.verify import Checker

ENGLISH = """Synthetic Boats Inc
Consolidated Balance Sheets
(Dollars in millions, except per share amounts) 2022 2021
Cash and cash equivalents $ 2,853 $ 3,053
Total current assets 13,709 14,277
Total assets $ 36,500 $ 37,987
Goodwill 10,051 10,513
Consolidated Statements of Cash Flows
Years ended December 31
(Millions) 2022 2021
Purchases of property and equipment (1,577) (1,373)
Net cash used in financing activities (6,701) (2,655)
Management discussion
In 2022 sales of dinghies rose 6.5% to $412 million because demand in Norway was strong.
The board of Synthetic Boats did not approve the merger with Harbor Lines.
The increase in inventories was driven by the opening of new boat yards.
"""
CHINESE = """合成造船股份有限公司 2022年年度报告
合并利润表
单位：万元 币种：人民币
项目 2022年度 2021年度
营业收入 125,300.00 111,000.00
归属于母公司股东的净利润 23,400.50 21,000.00
基本每股收益（元/股） 0.53 0.48
公司在挪威新建两座船坞，产能有所提高。
"""
SYNONYMS = (("capital expenditures", "purchases of property and equipment"), ("营收", "营业收入"))


def checker(text: str, company: str, question: str = "") -> Checker:
    language = "zh" if "单位" in text else "en"
    document = Document("d1", "sample 2022.pdf", "pdf", text, language, (Page(1, 0, len(text)),))
    chunk = Chunk(
        "d1", Span(0, len(text), 1), text, meta=(("company", company), ("period", "FY2022"))
    )
    return Checker([Evidence(chunk, 1.0)], lambda _: document, question=question, synonyms=SYNONYMS)


def english(sentence: str, question: str = "") -> Claim:
    return checker(ENGLISH, "Synthetic Boats Inc", question).check(sentence)


def chinese(sentence: str) -> Claim:
    return checker(CHINESE, "合成造船股份有限公司").check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Total assets were $36,500 million at the end of 2022 [1].",
        "Synthetic Boats had total assets of $36.5 billion in FY2022.",
        "Goodwill was $10,513 million in 2021.",
        "Goodwill fell from $10,513 million in 2021 to $10,051 million in 2022.",
        "Goodwill decreased 4.4% in 2022.",
        "Capital expenditures in 2022 came to $1,577 million.",
        "Capex was $1.6 billion in 2022.",
        "In 2022 sales of dinghies rose 6.5% to $412 million.",
    ],
)
def test_what_the_source_states_is_verified(sentence: str) -> None:
    claim = english(sentence)
    assert claim.status is Status.VERIFIED, claim.reason
    assert all(c.quote.strip() and c.quote in ENGLISH for c in claim.citations)
    assert all(ENGLISH[c.span.start : c.span.end] == c.quote for c in claim.citations)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Total assets were $36,500 million in 2021.", "2022"),
        ("Total assets were $36,500 billion in 2022.", "millions"),
        ("Total assets were $36,500 in 2022.", "millions"),
        ("Total assets were €36,500 million in 2022.", "USD"),
        ("Total assets were 36,500% in 2022.", "no cited passage"),
        ("Total assets were $13,709 million in 2022.", "Total current assets"),
        ("Total assets were $36,501 million in 2022.", "no cited passage"),
        ("Total assets of Harbor Lines Motors were $36,500 million in 2022.", "Motors"),
        ("Goodwill increased 4.4% in 2022.", "no cited passage"),
        ("In 2022 sales of dinghies fell 6.5% to $412 million.", "direction"),
        ("In 2021 sales of dinghies rose 6.5% to $412 million.", "2022"),
        ("In 2022 sales of kayaks rose 6.5% to $412 million.", "dinghies"),
        ("Net cash from financing activities was $36,500 million in 2022.", "Total assets"),
    ],
)
def test_near_misses_are_struck_out_with_the_reason(sentence: str, reason: str) -> None:
    claim = english(sentence)
    assert claim.status is Status.UNVERIFIED
    assert not claim.citations
    assert reason in claim.reason


@pytest.mark.parametrize(
    "sentence",
    [
        "2022年营业收入为125,300.00万元。",
        "合成造船2022年实现营业收入12.53亿元",
        "２０２２年营收为１２．５３亿元",
        "2021年归属于母公司股东的净利润为2.10亿元",
        "2022年基本每股收益为0.53元/股",
        "2022年营业收入同比增长12.9%",
    ],
)
def test_chinese_figures_are_verified(sentence: str) -> None:
    claim = chinese(sentence)
    assert claim.status is Status.VERIFIED, claim.reason


@pytest.mark.parametrize(
    "sentence",
    [
        "2021年营业收入为125,300.00万元。",
        "2022年营业收入为125,300.00亿元。",
        "2022年营业收入为125,300.00元。",
        "2022年营业收入为125,300.00万美元。",
        "海风造船2022年营业收入为12.53亿元",
        "2022年净利润率为125,300.00万元",
        "2022年营业收入同比下降12.9%",
        "2022年扣除非经常性损益的净利润为23,400.50万元",
    ],
)
def test_chinese_near_misses_are_struck_out(sentence: str) -> None:
    assert chinese(sentence).status is Status.UNVERIFIED


def test_the_question_supplies_the_period_left_unsaid() -> None:
    assert english("Goodwill was $10,513 million.", "What was goodwill in 2021?").citations
    assert not english("Goodwill was $10,513 million.", "What was goodwill in 2022?").citations


def test_the_question_supplies_the_company_left_unsaid() -> None:
    claim = english("Goodwill was $10,051 million in 2022.", "What was Apple's goodwill in 2022?")
    assert claim.status is Status.UNVERIFIED
    assert "Apple" in claim.reason


@pytest.mark.parametrize(
    ("sentence", "verified"),
    [
        ("The increase in inventories was driven by the opening of new boat yards.", True),
        ("Inventories increased, driven by opening new boat yards.", True),
        ("The decrease in inventories was driven by the opening of new boat yards.", False),
        ("The board of Synthetic Boats approved the merger with Harbor Lines.", False),
        ("The board did not approve the merger with Harbor Lines.", True),
        ("The board did not approve the merger with Pacific Lines.", False),
        ("Whales were sighted near every port this season.", False),
        ("Inventories.", False),
    ],
)
def test_sentences_without_figures_must_be_said(sentence: str, verified: bool) -> None:
    claim = english(sentence)
    assert (claim.status is Status.VERIFIED) == verified, claim.reason


def test_without_evidence_nothing_is_verified() -> None:
    claim = Checker([], lambda _: pytest.fail("no document is needed")).check("Sales were $5.")
    assert claim.status is Status.UNVERIFIED


def test_a_figure_without_declared_scale_is_not_verified() -> None:
    text = "Accounts 2022 2021\nTotal assets 36,500 37,987\nTotal liabilities 26,652 26,365\n"
    document = Document("d2", "x.txt", "text", text, "en")
    chunk = Chunk("d2", Span(0, len(text)), text)
    claim = Checker([Evidence(chunk, 1.0)], lambda _: document).check(
        "Total assets were $36,500 million in 2022."
    )
    assert claim.status is Status.UNVERIFIED
    assert "scale" in claim.reason


SUBJECTS = (
    "Oberon Ceramics had 2,345 people on its payroll in 2020. It fires tiles.",
    "Marram Textiles had 4,170 people on its payroll in 2020.",
    "The payroll listed 5,120 people in 2020, and nobody was laid off.",
)


def among(*texts: str, question: str, meta: tuple[tuple[str, str], ...] = ()) -> Checker:
    """A checker over passages, each a document of its own."""
    documents = {
        f"d{at}": Document(f"d{at}", f"{at}.txt", "text", text, "en")
        for at, text in enumerate(texts)
    }
    chunks = [Chunk(id, Span(0, len(d.text)), d.text, meta=meta) for id, d in documents.items()]
    evidence = [Evidence(chunk, 1.0) for chunk in chunks]
    return Checker(evidence, documents.__getitem__, question=question)


ASKED = "How many people were on the payroll of Oberon Ceramics in 2020?"


def test_what_is_true_of_somebody_else_is_no_answer():
    checker = among(*SUBJECTS, question=ASKED)
    assert (
        checker.check("Oberon Ceramics had 2,345 people on its payroll.", [0]).status == "verified"
    )
    for sentence, cited in (
        ("Marram Textiles had 4,170 people on its payroll in 2020.", 1),
        ("It had 4,170 people on its payroll in 2020.", 1),
        ("The payroll listed 5,120 people in 2020.", 2),
        ("Nobody was laid off.", 2),
    ):
        claim = checker.check(sentence, [cited])
        assert claim.status == "unverified"
        assert "the question is about Oberon Ceramics" in claim.reason


def test_a_claim_without_citation_is_looked_for_in_the_subjects_own_passages():
    checker = among(*SUBJECTS, question=ASKED)
    assert checker.check("4,170 people were on the payroll in 2020.").status == "unverified"
    found = checker.check("2,345 people were on the payroll in 2020.")
    assert found.status == "verified"
    assert [one.doc_id for one in found.citations] == ["d0"]


def test_where_no_passage_names_the_subject_it_is_left_unsaid():
    checker = among(SUBJECTS[2], question=ASKED)
    assert checker.check("Nobody was laid off.", [0]).status == "verified"


def test_passages_of_one_subject_need_not_all_name_it():
    checker = among(*SUBJECTS[::2], question=ASKED, meta=((SUBJECT, "oberon"),))
    assert checker.check("Nobody was laid off.", [1]).status == "verified"


def test_a_person_is_not_mistaken_for_another_who_takes_the_same():
    texts = ("Mrs Ferreira takes Triduxan, 5 mg at night.", "Mr Ivers takes Triduxan, 20 mg.")
    checker = among(*texts, question="What dose of Triduxan does Mr Ivers take?")
    assert checker.check("He takes Triduxan, 20 mg.", [1]).status == "verified"
    assert "about Ivers" in checker.check("He takes Triduxan, 5 mg.", [0]).reason
