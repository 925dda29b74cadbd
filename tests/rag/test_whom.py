"""Who a question is about, and which passages are about him."""

from __future__ import annotations

import pytest

from rag.document import Document, Span
from rag.evidence import SUBJECT, Chunk
from rag.readings import Readings
from rag.whom import about_asked, whom


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who leads Oberon Ceramics?", [("Oberon", "Ceramics")]),
        ("What dose of Triduxan does Mr Ivers take?", [("Ivers",)]),
        ("Does Mr. Ivers smoke?", [("Ivers",)]),
        ("Is the growth due to Dr. Holt or to Prof. Ida Holm?", [("Holt",), ("Ida", "Holm")]),
        ("Does Apple buy from Samsung?", [("Apple",), ("Samsung",)]),
        ("What is the EBITDA margin in Q3 2021?", []),
        ("How much did it owe its banks?", []),
        ("2022年营业收入是多少？", []),
    ],
)
def test_whom_a_question_names(question: str, expected: list[tuple[str, ...]]) -> None:
    assert whom(question) == expected


def held(
    *told: tuple[str, dict[str, str]], name: str = "notes.txt"
) -> tuple[list[Chunk], Readings]:
    documents = {
        f"d{at}": Document(f"d{at}", name, "text", text, "en") for at, (text, _) in enumerate(told)
    }
    chunks = [
        Chunk(id, Span(0, len(document.text)), document.text, meta=tuple(sorted(meta.items())))
        for (id, document), (_, meta) in zip(documents.items(), told, strict=True)
    ]
    return chunks, Readings(documents.__getitem__)


ASKED = "Who leads Oberon Ceramics?"


def test_passages_that_bear_the_name_are_told_from_the_others() -> None:
    chunks, readings = held(
        ("OBERON is led by Ida Holm.", {}),
        ("Marram Ceramics is led by Jon Peele.", {}),
        ("It is led by nobody.", {"company": "Oberon Ceramics Inc"}),
    )
    assert about_asked(ASKED, chunks, readings) == {0, 2}


def test_without_a_name_anywhere_nothing_is_told_apart() -> None:
    chunks, readings = held(("It is led by Ida Holm.", {}), ("Marram is led by Jon Peele.", {}))
    assert about_asked(ASKED, chunks, readings) is None
    assert about_asked("Who leads it?", chunks, readings) is None


def test_a_subject_told_once_is_told_for_all_its_passages() -> None:
    chunks, readings = held(
        ("Oberon was founded in May.", {SUBJECT: "o"}),
        ("It is led by Ida Holm.", {SUBJECT: "o"}),
        ("It is led by Jon Peele.", {SUBJECT: "m"}),
    )
    assert about_asked(ASKED, chunks, readings) == {0, 1}


def test_a_documents_name_or_beginning_tells_for_its_later_passages() -> None:
    long = "Oberon in brief. " + "All was well. " * 400
    document = Document("d", "report.txt", "text", long, "en")
    late = Chunk("d", Span(4_900, 5_000), long[4_900:5_000])
    assert about_asked(ASKED, [late], Readings({"d": document}.__getitem__)) == {0}
    chunks, readings = held(("It is led by Ida Holm.", {}), name="Oberon 2022.pdf")
    assert about_asked(ASKED, chunks, readings) == {0}
