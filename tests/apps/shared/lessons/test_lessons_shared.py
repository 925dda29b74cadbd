"""Lessons are what the desks send, and their right answers are what the desks verify."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from apps.shared.lessons.asking import questions
from apps.shared.lessons.desk import Kind, Plan, lessons
from apps.shared.lessons.grounded import REFUSAL, Case, answered, pose, refused, tells
from apps.shared.lessons.lesson import Lesson, Pair
from apps.shared.lessons.making import Shares, made
from apps.shared.lessons.orders import poisoned
from apps.shared.lessons.pool import Pool, Source
from apps.shared.lessons.rejected import pairs, shown_in
from apps.shared.lessons.wording import worded
from finetune.corpora.split import part
from rag.chunking import chunk
from rag.document import Document
from rag.evidence import Evidence

BOATS = (
    "The yard in Port Sample builds wooden dinghies for sailing schools. Orders for dinghies "
    "increased 12% in 2023, primarily due to new schools in Norway. The yard employed 214 people "
    "at the end of 2023."
)
HARBOUR = (
    "The harbour of Port Sample was dredged in 2022 at a cost of $3.4 million. Larger ships can "
    "now enter the harbour at any tide. A second crane is planned."
)
SCHOOLS = (
    "Sailing schools in Norway teach children from the age of nine. Each school owns six dinghies "
    "on average. Lessons end in September."
)


def source(name: str, text: str, *, private: bool = False) -> Source:
    document = Document(name, f"{name}.txt", "text", text, "en")
    return Source(name, name, document, tuple(chunk(document, meta={})), private)


@pytest.fixture
def pool() -> Pool:
    return Pool([source("boats", BOATS), source("harbour", HARBOUR), source("schools", SCHOOLS)])


def case(pool: Pool, question: str, said: str) -> Case:
    held = next(c for c in pool.chunks if said[:30] in c.text)
    return Case("finance", "reason", question, held, (said,), "test")


def reason(pool: Pool) -> Case:
    return case(
        pool,
        "Why did orders for dinghies increase in 2023?",
        "Orders for dinghies increased 12% in 2023, primarily due to new schools in Norway.",
    )


def test_an_answer_cites_the_passage_under_its_number(pool: Pool) -> None:
    for seed in range(8):
        rng = random.Random(seed)
        lesson = answered(reason(pool), pool.chunks[1:], pool, rng)
        assert lesson is not None
        number = re.findall(r"\[(\d)\]\.", lesson.answer)
        assert len(number) == 1
        assert "new schools in Norway" in shown_in(lesson.turns[-1][1])[number[0]]


def test_the_prompt_is_the_desks_own(pool: Pool) -> None:
    lesson = answered(reason(pool), pool.chunks[1:], pool, random.Random(1))
    assert lesson is not None
    assert [role for role, _ in lesson.turns] == ["system", "user"]
    assert "Not found in your documents." in lesson.turns[0][1]
    assert lesson.turns[1][1].endswith("Question: Why did orders for dinghies increase in 2023?")


def test_what_the_desk_would_strike_is_no_lesson(pool: Pool) -> None:
    wrong = replace(
        reason(pool),
        said=(
            "Orders for dinghies increased 14% in 2023, primarily due to new schools in Norway.",
        ),
    )
    assert answered(wrong, pool.chunks[1:], pool, random.Random(1)) is None
    made_up = replace(reason(pool), said=("Norway subsidises every dinghy that the yard builds.",))
    assert answered(made_up, pool.chunks[1:], pool, random.Random(1)) is None


def test_a_refusal_needs_passages_that_do_not_answer(pool: Pool) -> None:
    asked = case(
        pool,
        "How many people did the yard employ at the end of 2023?",
        "The yard employed 214 people at the end of 2023.",
    )
    assert refused(asked, list(pool.chunks), pool, random.Random(1), easy=True) is None
    lesson = refused(asked, pool.chunks[1:], pool, random.Random(1), easy=True)
    assert lesson is not None
    assert lesson.answer == REFUSAL
    assert "214" not in lesson.turns[-1][1]


def test_figures_and_most_words_tell() -> None:
    assert tells("It cost $3.4 million.", HARBOUR)
    assert tells("A second crane is planned.", HARBOUR)
    assert not tells("The yard employed 214 people.", HARBOUR)


def test_an_order_stands_beside_the_answer_and_is_not_obeyed(pool: Pool) -> None:
    seen = 0
    for seed in range(20):
        rng = random.Random(seed)
        bad = poisoned(reason(pool), pool, rng)
        assert bad.wanted in bad.case.chunk.text
        lesson = answered(bad.case, [], pool, rng)
        if lesson is None:
            continue
        seen += 1
        assert lesson.task == "order"
        assert not bad.wanted or bad.wanted not in lesson.answer
        assert "new schools in Norway" in lesson.answer
    assert seen > 5


def test_wrong_answers_are_wrong(pool: Pool) -> None:
    lesson = answered(reason(pool), pool.chunks[1:], pool, random.Random(2))
    assert lesson is not None
    found = {pair.fault: pair.rejected for pair in pairs(lesson, random.Random(3), wanted="OK")}
    assert "[" not in found["uncited"]
    assert found["refused"] == REFUSAL
    assert found["obeyed"] == "OK."
    assert re.findall(r"\[\d+\]", found["miscited"]) != re.findall(r"\[\d+\]", lesson.answer)
    assert "12%" not in found["misquoted"]


def test_a_pair_does_not_reject_the_right_answer(pool: Pool) -> None:
    lesson = answered(reason(pool), [], pool, random.Random(2))
    assert lesson is not None
    with pytest.raises(ValueError, match="rejects its own right answer"):
        Pair(lesson, lesson.answer, "none")


def test_a_lesson_ends_in_the_users_turn() -> None:
    with pytest.raises(ValueError, match="user's turn"):
        Lesson("finance", "t", "o", "s", (("system", "x"),), "y")


def test_another_patients_note_never_stands_beside_an_answer() -> None:
    notes = [
        source(
            f"note{i}", f"She has had gout since {2000 + i}. She takes allopurinol.", private=True
        )
        for i in range(4)
    ]
    pool = Pool([*notes, source("boats", BOATS)])
    asked = Case(
        "medical",
        "note",
        "Since when has she had gout?",
        notes[0].chunks[0],
        ("She has had gout since 2000.",),
        "test",
    )
    found = list(made([asked] * 30, pool, random.Random(5), shares=Shares(refused=0, ordered=0)))
    assert found
    for one in found:
        assert one.lesson.turns[-1][1].count("gout since") == 1


@pytest.mark.parametrize(
    ("sentence", "kind", "question"),
    [
        ("A ratio is a comparison of two quantities by division.", "definition", "ratio"),
        ("Net sales increased 6% in 2024, primarily due to higher volume.", "reason", "net sales"),
        ("Net sales increased 6% in 2024, primarily due to higher volume.", "change", "2024"),
        ("On May 3, 2023, we acquired Harbor Lines in a cash deal.", "date", "acquire"),
        (
            "If we fail to comply, the debt could become due at once.",
            "condition",
            "fails? to comply|fail",
        ),
        ("We expect capital spending for new stores to be $550 million.", "expectation", "capital"),
        ("The fund consists of shares and government bonds only.", "list", "consist of|fund"),
    ],
)
def test_sentences_are_asked_by_their_shape(sentence: str, kind: str, question: str) -> None:
    found = {asked.kind: asked for asked in questions(sentence, random.Random(1))}
    assert kind in found
    assert re.search(question, found[kind].question)
    assert "we" not in found[kind].question.lower().split()


@pytest.mark.parametrize(
    "sentence", ["It rose 4% in 2023 because of it.", "Short.", "See Note 7 for more of this."]
)
def test_what_leans_on_its_neighbours_is_not_asked(sentence: str) -> None:
    assert questions(sentence, random.Random(1)) == []


def test_wording_keeps_names_and_figures() -> None:
    rng = random.Random(4)
    for _ in range(50):
        said = worded("What was Harbor Lines' revenue in 2023?", rng)
        assert "Harbor Lines' revenue in 2023" in said


def test_a_plan_keeps_parts_apart_and_repeats_itself() -> None:
    sources = [
        source(f"doc{i}", BOATS.replace("214", str(200 + i)).replace("12%", f"{i + 3}%"))
        for i in range(60)
    ]

    def cases(pool: Pool, rng: random.Random):
        for one in pool.sources:
            employed = one.document.text.split(". ")[-1]
            yield Case(
                "finance",
                "amount",
                "How many people did the yard employ at the end of 2023?",
                one.chunks[0],
                (employed,),
                "test",
            )

    plan = Plan(sources, (Kind("boats", cases, 40, shares=Shares(refused=0.2)),))
    once = [one.lesson for one in lessons(plan, 3, lambda what, count: None)]
    again = [one.lesson for one in lessons(plan, 3, lambda what, count: None)]
    assert [one.id for one in once] == [one.id for one in again]
    assert len({one.id for one in once}) == len(once) > 20
    counts = {str(200 + i): part(f"doc{i}") for i in range(60)}
    for lesson in once:
        for employed in re.findall(r"employed (\d{3}) people", lesson.turns[-1][1]):
            assert counts[employed] == lesson.part


def test_only_what_passes_the_desks_refusal_reaches_a_model(pool: Pool) -> None:
    posed = pose("What colour is the moon of Jupiter?", list(pool.chunks))
    assert not posed.carried
    assert isinstance(posed.evidence[0], Evidence)
