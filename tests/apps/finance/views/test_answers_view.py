"""Answers: numbered citations, struck-out sentences, the cells behind a figure."""

from __future__ import annotations

from apps.finance.domain.facts import Filing
from apps.finance.domain.query import catalogue, execute, parse
from apps.finance.service.examples import example_questions
from apps.finance.service.views.answers import citation_place, result_table
from apps.shared.places import read_ref
from apps.shared.shown_answers import shown_claims
from apps.shared.turns import Turn, history
from apps.shared.words import Words
from rag.document import Span
from rag.evidence import Answer, Citation, Claim, Rung, Status

HERE, THERE = (Citation("0" * 16, Span(n, n + 4), "quoted words") for n in (3, 9))


def test_a_place_keeps_its_number_and_struck_sentences_their_reason() -> None:
    answer = Answer(
        "q",
        (
            Claim("One.", (HERE, THERE), Status.VERIFIED),
            Claim("Two.", (THERE,), Status.UNVERIFIED, reason="the year differs"),
        ),
        Rung.EXTRACTIVE,
    )
    first, second = shown_claims(answer, lambda citation: "file.html, page 2")
    assert [chip.number for chip in first.chips] == [1, 2]
    assert [chip.number for chip in second.chips] == [2]
    assert first.struck == ""
    assert second.struck == "the year differs"
    assert first.chips[0].label == "file.html, page 2: quoted words"
    assert read_ref(first.chips[0].ref) is not None


def test_the_cells_behind_a_derived_figure_are_listed(english: Filing, en: Words) -> None:
    query = parse(f"What was {english.company}'s current ratio in 2024?", catalogue((english,)))
    assert query is not None
    table = result_table(execute(query, (english,)), en)
    assert table.rows[0].cells[0].text == "2.30×"
    assert [bool(read_ref(row.cells[0].ref)) for row in table.rows] == [False, True, True]


def test_citations_name_their_page(english: Filing, en: Words, zh: Words) -> None:
    page = english.document.pages[2]
    citation = Citation(english.id, Span(page.start, page.start + 3), "x")
    assert citation_place(english.document, citation, en).endswith(f"page {page.number}")
    assert citation_place(english.document, citation, zh).endswith(f"第 {page.number} 页")


def test_a_stopped_turn_is_not_remembered() -> None:
    turn = Turn("q")
    assert turn.hear("a") == "a"
    assert turn.hear("b") == "ab"
    assert history([turn]) == []


def test_there_are_no_examples_without_filings(en: Words) -> None:
    assert example_questions((), en) == ()
