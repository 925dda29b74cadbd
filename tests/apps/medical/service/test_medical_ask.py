"""Questions over a record and corpora: exact answers, citations at their place, no name sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from apps.medical.domain.concept import LOINC, Coding, Concept
from apps.medical.domain.deidentify.deidentifier import Deidentifier
from apps.medical.domain.record import (
    Encounter,
    Identity,
    Medication,
    Observation,
    PatientRecord,
)
from apps.medical.domain.source import DocumentKind, Source, SourceDocument
from apps.medical.domain.when import When
from apps.medical.service.ask import Answered, Cited, Stage, ask
from apps.medical.service.ask_record import from_record
from apps.medical.service.retrieval import (
    PatientNotes,
    add_guidance,
    forget_patient,
    index_patient,
    passages,
)
from apps.shared.corpora.indexes import TenantIndexes
from rag.document import Document
from rag.evidence import Answer, Citation, Claim, Rung, Status
from rag.ladder import Ladder

KEY = b"k" * 32
NOTE = (
    "Patient: Leopold Quimby\nMr. Quimby was admitted on 3 May 2024 with a swollen left knee. "
    "The aspirate of the knee showed urate crystals."
)


def _document(text: str, kind: DocumentKind = DocumentKind.NOTE) -> SourceDocument:
    id = hashlib.sha256(f"{kind}{text}".encode()).hexdigest()
    return SourceDocument(id, kind, "knee.txt", text, "en", "knee.txt", When.parse("2024-05-03"))


def _potassium(id: str, value: str, day: str, at: int) -> Observation:
    return Observation(
        id, "laboratory", Concept("Potassium", (Coding(LOINC, "2823-3"),)), Decimal(value),
        "mmol/L", "", When.parse(day), Source("lab", at, at + 3),
    )  # fmt: skip


LAB = SourceDocument("lab", DocumentKind.LABORATORY, "lab.csv", "4.1 6.2 5.0", "en", "lab.csv")
RECORD = PatientRecord(
    "p1",
    Identity("Leopold Quimby", "male", When.parse("1950-01-02")),
    (_document(NOTE), LAB),
    encounters=(
        Encounter("e1", "inpatient", "Admission", When.parse("2024-05-01"),
                  When.parse("2024-05-09"), Source("lab", 0, 1)),
    ),
    observations=(
        _potassium("1", "4.1", "2024-01-01", 0),
        _potassium("3", "5.0", "2024-03-01", 8),
        _potassium("2", "6.2", "2024-02-01", 4),
    ),
    medications=(
        Medication("m", Concept("metformin"), "active", "500 mg", None, None, Source("lab", 0, 3)),
        Medication("n", Concept("warfarin"), "stopped", "", None, None, Source("lab", 0, 3)),
    ),
)  # fmt: skip


@pytest.fixture
def indexes(tmp_path: Path) -> Iterator[TenantIndexes]:
    made = TenantIndexes(tmp_path, "medical", embedders={})
    add_guidance(made, "one")
    yield made
    made.close()


@pytest.fixture(scope="module")
def deidentifier() -> Deidentifier:
    return Deidentifier(KEY)


@pytest.fixture
def notes(deidentifier: Deidentifier) -> PatientNotes:
    return PatientNotes("pseudo-1", RECORD, deidentifier)


def _silent(stage: str, done: float) -> None:
    return None


def _answer(question: str, indexes: TenantIndexes, ladder=None, **given) -> Answered:
    events = list(ask(question, index=indexes.index("one"), ladder=ladder or Ladder(), **given))
    assert isinstance(events[-1], Answered)
    assert all(not isinstance(event, Answered) for event in events[:-1])
    return events[-1]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("last potassium", ["5.0"]),
        ("What is the latest potassium?", ["5.0"]),
        ("最近一次血钾是多少？", ["5.0"]),
        ("potassium trend", ["4.1", "6.2", "5.0"]),
        ("血钾的变化趋势", ["4.1", "6.2", "5.0"]),
        ("highest potassium", ["6.2"]),
        ("lowest K+", ["4.1"]),
        ("first potassium", ["4.1"]),
    ],
)
def test_typed_questions_are_answered_from_the_record(question: str, values: list[str]) -> None:
    found = from_record(question, RECORD, language="en")
    assert found is not None
    assert [str(line.value) for line in found.lines] == values
    assert [RECORD.quote(line.source) for line in found.lines] == values


@pytest.mark.parametrize(
    "question",
    [
        "How should hyperkalaemia be treated?",
        "What potassium is dangerous and how is it managed?",
        "二甲双胍在eGFR多少时禁用？",
        "高钾血症怎么办？",
        "Why was he admitted?",
        "",
    ],
)
def test_other_questions_are_left_to_passages(question: str) -> None:
    assert from_record(question, RECORD, language="en") is None


def test_lists_of_the_record() -> None:
    found = from_record("what medications is he taking?", RECORD, language="en")
    assert found is not None
    assert [line.text for line in found.lines] == ["metformin 500 mg"]
    assert from_record("目前用药有哪些？", RECORD, language="zh") is not None


def test_a_figure_is_computed_where_it_was_not_measured() -> None:
    creatinine = Observation(
        "c", "laboratory", Concept("Creatinine", (Coding(LOINC, "2160-0"),)), Decimal("1.0"),
        "mg/dL", "", When.parse("2024-03-01"), Source("lab", 0, 3),
    )  # fmt: skip
    found = from_record("last eGFR", replace(RECORD, observations=(creatinine,)), language="en")
    assert found is not None
    (line,) = found.lines
    assert "computed" in line.text
    assert "CKD-EPI 2021" in line.text


def test_the_answer_cites_the_words_of_the_record(
    indexes: TenantIndexes, notes: PatientNotes
) -> None:
    done = _answer("last potassium", indexes, notes=notes)
    (claim,) = done.answer.claims
    assert done.by == "record"
    assert claim.citations[0].quote == "5.0"
    assert done.cited["lab"] == Cited("record", "lab.csv")


def test_what_the_record_lacks_is_said(indexes: TenantIndexes, notes: PatientNotes) -> None:
    done = _answer("last sodium", indexes, notes=notes)
    assert done.by == "record"
    assert not done.answer.claims
    assert "no" in done.answer.refused_because


@pytest.mark.parametrize(
    "question", ["What medications does Mr. Okoro take?", "Does Ms Lund cough?"]
)
def test_a_question_about_another_patient_is_refused(
    question: str, indexes: TenantIndexes, notes: PatientNotes
) -> None:
    index_patient(indexes, "one", notes, _silent)
    done = _answer(question, indexes, notes=notes)
    assert not done.answer.claims
    assert "names nobody called" in done.answer.refused_because


@pytest.mark.parametrize("name", ["Mr. Quimby", "Mr Leopold Quimby", "he"])
def test_a_question_that_names_the_patient_is_answered(
    name: str, indexes: TenantIndexes, notes: PatientNotes
) -> None:
    done = _answer(f"What medications does {name} take?", indexes, notes=notes)
    assert [claim.text for claim in done.answer.claims] == ["metformin 500 mg"]


def test_names_in_another_script_are_not_compared(
    indexes: TenantIndexes, deidentifier: Deidentifier
) -> None:
    named = replace(RECORD, identity=replace(RECORD.identity, name="王建国"))
    notes = PatientNotes("pseudo-2", named, deidentifier)
    assert _answer("What medications does Mr Wang take?", indexes, notes=notes).answer.claims


def test_a_question_of_guidance_cites_title_and_address(indexes: TenantIndexes) -> None:
    done = _answer("When is metformin contraindicated by eGFR?", indexes)
    assert done.by == "passages"
    cited = done.cited[done.answer.claims[0].citations[0].doc_id]
    assert cited.kind == "corpus"
    assert cited.url.startswith("https://")
    assert "not a guideline" in cited.licence


def test_nonsense_is_refused(indexes: TenantIndexes) -> None:
    done = _answer("How tall is the Eiffel tower?", indexes)
    assert not done.answer.claims
    assert "Searched" in done.answer.refused_because


def test_indexed_notes_hold_no_name_and_open_at_their_original(
    indexes: TenantIndexes, notes: PatientNotes
) -> None:
    assert index_patient(indexes, "one", notes, _silent) == 1
    index = indexes.index("one")
    (card,) = [card for card in index.documents() if card.id in notes.ids]
    assert "Quimby" not in index.document(card.id).text
    assert "Quimby" not in f"{card.name}{dict(card.meta)}"
    done = _answer("What did the aspirate of the knee show?", indexes, notes=notes)
    citation = done.answer.claims[0].citations[0]
    assert citation.doc_id == RECORD.documents[0].id
    assert NOTE[citation.span.start : citation.span.end] == citation.quote
    assert "urate" in citation.quote


class _Spy(Ladder):
    """Keeps what it was asked, and quotes the first passage as its answer."""

    def answer(self, question, evidence, *, document_of, language="en", history=(), synonyms=()):
        self.question, self.history = question, history
        self.texts = [piece.chunk.text for piece in evidence]
        first = next(e for e in evidence if "knee" in e.chunk.text)
        document: Document = document_of(first.chunk.doc_id)
        cited = Citation(document.id, first.chunk.span, document.quote(first.chunk.span))
        claim = Claim(first.chunk.text, (cited,), Status.VERIFIED)
        yield Answer(question, (claim,), Rung.REMOTE)


def test_no_name_reaches_the_model_and_names_come_back(
    indexes: TenantIndexes, notes: PatientNotes
) -> None:
    index_patient(indexes, "one", notes, _silent)
    spy = _Spy()
    done = _answer(
        "Why was Leopold Quimby seen for his knee?", indexes, spy, notes=notes,
        history=[("Is Leopold Quimby here?", "Leopold Quimby is.")],
    )  # fmt: skip
    assert "Quimby" not in repr((spy.question, spy.history, spy.texts))
    assert "Quimby" in done.answer.claims[0].text
    assert done.question == "Why was Leopold Quimby seen for his knee?"


def test_one_patients_notes_are_not_found_for_another(
    indexes: TenantIndexes, notes: PatientNotes, deidentifier: Deidentifier
) -> None:
    index_patient(indexes, "one", notes, _silent)
    index = indexes.index("one")
    asked = "aspirate of the knee urate crystals"
    assert any(e.chunk.doc_id in notes.ids for e in passages(index, asked, patient="pseudo-1"))
    for other in (None, "pseudo-2"):
        found = passages(index, asked, patient=other)
        assert not any(e.chunk.doc_id in notes.ids for e in found)


def test_an_encounter_narrows_the_notes(indexes: TenantIndexes, notes: PatientNotes) -> None:
    index_patient(indexes, "one", notes, _silent)
    index = indexes.index("one")
    for encounter, expected in (("e1", True), ("e2", False)):
        found = passages(index, "aspirate knee", patient="pseudo-1", encounter=encounter)
        assert any(e.chunk.doc_id in notes.ids for e in found) is expected


def test_a_forgotten_patient_leaves_the_index(indexes: TenantIndexes, notes: PatientNotes) -> None:
    index_patient(indexes, "one", notes, _silent)
    forget_patient(indexes, "one", "pseudo-1")
    assert not [card for card in indexes.index("one").documents() if card.id in notes.ids]


def test_a_note_that_is_gone_from_the_record_leaves_the_index(
    indexes: TenantIndexes, notes: PatientNotes, deidentifier: Deidentifier
) -> None:
    index_patient(indexes, "one", notes, _silent)
    later = PatientNotes("pseudo-1", replace(RECORD, documents=(LAB,)), deidentifier)
    assert index_patient(indexes, "one", later, _silent) == 0
    assert not [card for card in indexes.index("one").documents() if card.id in notes.ids]


def test_stages_are_told(indexes: TenantIndexes, notes: PatientNotes) -> None:
    events = list(
        ask("how is gout treated", index=indexes.index("one"), ladder=Ladder(), notes=notes)
    )
    assert [e.name for e in events if isinstance(e, Stage)] == ["record", "search", "compose"]
