"""Questions over a small synthetic library: figures by query, text by passages, else refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from apps.finance.domain.facts import Filing
from apps.finance.service.ask import Answered, Stage, ask
from apps.finance.service.follow_up import resolve
from apps.finance.service.proposal import Proposal, admitted, read
from rag.document import Document, Span
from rag.evidence import Chunk, Evidence, Rung, Status
from rag.ladder import Ladder
from tests.fakes import accounts
from tests.fakes.talkers import Talker

PROSE = (
    "Synthetic Boats sells dinghies to harbours. The increase in inventories was driven by the "
    "opening of two boat yards in Norway."
)


def filing(company: str, revenue: int, text: str = PROSE) -> Filing:
    made = accounts.filing(
        {
            accounts.YEAR: {"revenue": revenue, "gross_profit": revenue // 4},
            accounts.YEAR_BEFORE: {"revenue": revenue // 2, "gross_profit": revenue // 5},
        },
        company=company,
    )
    document = Document(f"doc-{company}", f"{company} 2023.txt", "text", text, "en")
    return replace(made, document=document)


@dataclass(frozen=True)
class Card:
    id: str
    company: str
    code: str
    name: str


class Shelf:
    """A library of filings in memory."""

    def __init__(self, *filings: Filing) -> None:
        self._filings = {filing.id: filing for filing in filings}

    def cards(self) -> list[Card]:
        return [Card(f.id, f.company, f.code, f.document.name) for f in self._filings.values()]

    def load(self, id: str) -> Filing:
        return self._filings[id]


class OnePassage:
    """An index whose every search finds the whole of one document."""

    def __init__(self, of: Filing) -> None:
        self._of = of

    def documents(self, *, tenant: str = "") -> list:
        return []

    def document(self, doc_id: str, *, tenant: str = "") -> Document:
        return self._of.document

    def search(self, query: str, **more) -> list[Evidence]:
        text = self._of.document.text
        meta = (("company", self._of.company), ("period", "FY2023"))
        return [Evidence(Chunk(self._of.document.id, Span(0, len(text)), text, meta=meta), 1.0)]


BOATS = filing("Synthetic Boats", 800)
TRAINS = filing("Paper Trains", 500)


def never() -> OnePassage:
    pytest.fail("no passage is needed for a question about figures")


def put(question: str, index: Callable[[], OnePassage] = never, **more) -> Answered:
    library = more.pop("library", Shelf(BOATS))
    *_, last = ask(question, library=library, index=index, ladder=Ladder(), **more)
    assert isinstance(last, Answered)
    return last


def test_a_figure_is_answered_from_its_cell() -> None:
    said = put("What was the revenue of Synthetic Boats in FY2023?")
    (claim,) = said.answer.claims
    assert said.by == "figures"
    assert claim.status is Status.VERIFIED
    assert claim.value == Decimal(800)
    assert "Synthetic Boats" in claim.text
    assert "2023" in claim.text
    assert [c.quote for c in claim.citations] == [PROSE[:9]]


def test_a_ratio_shows_its_formula_and_cells() -> None:
    (claim,) = put("What is the gross margin of Synthetic Boats in FY2023?").answer.claims
    assert claim.value == Decimal("0.25")
    assert "25.00%" in claim.text
    assert "Gross profit" in claim.text.split("Worked out as")[1]


def test_chinese_questions_get_chinese_sentences() -> None:
    (claim,) = put("2023年营业收入是多少？").answer.claims
    assert claim.text.endswith("。")
    assert claim.value == Decimal(800)


def test_a_question_that_names_no_company_is_put_to_each_of_a_few() -> None:
    said = put("What was the revenue in FY2023?", library=Shelf(BOATS, TRAINS))
    assert {c.value for c in said.answer.claims} == {Decimal(800), Decimal(500)}
    assert [c.text.split(":")[0] for c in said.answer.claims] == ["Synthetic Boats", "Paper Trains"]


def test_a_period_that_no_filing_covers_is_refused_with_what_was_searched() -> None:
    said = put("What was the revenue of Synthetic Boats in FY2015?")
    assert said.answer.refused_because.startswith("Not found in your documents.")
    assert "2015" in said.answer.refused_because
    assert "Searched: Synthetic Boats" in said.answer.refused_because


def test_a_question_about_text_is_answered_from_passages() -> None:
    said = put("What drove the increase in inventories?", lambda: OnePassage(BOATS))
    assert said.by == "passages"
    assert said.answer.rung is Rung.EXTRACTIVE
    assert "two boat yards" in said.answer.claims[0].text


def test_a_question_for_reasons_is_not_answered_with_a_difference() -> None:
    said = put("Why did revenue increase in 2023?", lambda: OnePassage(BOATS))
    assert said.by == "passages"


def test_what_no_passage_carries_is_refused() -> None:
    said = put("Who won the world cup in Mexico?", lambda: OnePassage(BOATS))
    assert "Searched" in said.answer.refused_because


def test_an_empty_library_says_so() -> None:
    class Nothing(OnePassage):
        def search(self, query: str, **more) -> list[Evidence]:
            return []

    said = put("What was revenue?", lambda: Nothing(BOATS), library=Shelf())
    assert "no filing in the library" in said.answer.refused_because


def test_only_chosen_filings_are_asked() -> None:
    said = put(
        "What was the revenue in FY2023?", library=Shelf(BOATS, TRAINS), filing_ids=[TRAINS.id]
    )
    assert [c.value for c in said.answer.claims] == [Decimal(500)]


def test_a_follow_up_takes_the_rest_from_the_question_before() -> None:
    history = [("What was the revenue of Synthetic Boats in FY2023?", "800")]
    events = list(
        ask(
            "and in 2022?",
            library=Shelf(BOATS, TRAINS),
            index=never,
            ladder=Ladder(),
            history=history,
        )
    )
    assert Stage("understood", "What was the revenue of Synthetic Boats in 2022?") in events
    assert events[-1].answer.claims[0].value == Decimal(400)


def known():
    from apps.finance.domain.catalogue import catalogue

    return catalogue([BOATS, TRAINS])


@pytest.mark.parametrize(
    ("before", "asked", "full"),
    [
        ("What was revenue in 2023?", "and in 2022?", "What was revenue in 2022?"),
        ("2023年营业收入是多少？", "那2022年呢？", "2022年营业收入是多少？"),
        (
            "What was the revenue of Synthetic Boats in 2023?",
            "what about Paper Trains?",
            "What was the revenue of Paper Trains in 2023?",
        ),
        (
            "What was revenue in 2023?",
            "and why did it fall in 2022?",
            "and why did it fall in 2022?",
        ),
        ("What was revenue in 2023?", "What is a dinghy?", "What is a dinghy?"),
    ],
)
def test_follow_ups(before: str, asked: str, full: str) -> None:
    assert resolve(asked, [(before, "")], known()) == full


def test_a_model_may_propose_what_is_present_and_asked_for() -> None:
    asked = "I would love to understand how the revenue looked at Synthetic Boats back in 2023"
    proposal = '{"metric": "revenue", "company": "Synthetic Boats", "years": [2023]}'
    model = Talker(says=f"Sure: {proposal}")
    said = put(asked, library=Shelf(BOATS, TRAINS), proposer=lambda: model)
    assert said.proposed
    assert said.answer.claims[0].value == Decimal(800)


@pytest.mark.parametrize(
    "proposal",
    [
        Proposal(metric="goodwill", company="Synthetic Boats", years=[2023]),
        Proposal(metric="revenue", company="Acme", years=[2023]),
        Proposal(metric="revenue", company="Paper Trains", years=[2023]),
        Proposal(metric="revenue", company="Synthetic Boats", years=[2022]),
        Proposal(metric="revenue", company="Synthetic Boats", years=[2031]),
        Proposal(metric="nonsense", company="Synthetic Boats", years=[2023]),
    ],
)
def test_a_proposal_of_something_else_is_not_admitted(proposal: Proposal) -> None:
    question = "how did the revenue look at Synthetic Boats in 2023"
    assert admitted(proposal, question, known(), [BOATS, TRAINS]) is None


@pytest.mark.parametrize(
    "said", ["", "no idea", "{}", '{"metric": "revenue"}', '{"metric": 1, "years": "x"}', "{{{"]
)
def test_nonsense_is_no_proposal(said: str) -> None:
    assert read(said) is None
