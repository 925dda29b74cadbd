# ruff: noqa: E501 (templates and tables read better unbroken)
"""The de-identification benchmark on two sentences and two notes of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import deidentify
from benchmarks.deidentify import Score, counted, measure, unseen
from benchmarks.deidentify_cases import FILES, Sentence, Span, sentences
from benchmarks.deidentify_fills import fill
from benchmarks.deidentify_notes.lists import lists
from benchmarks.deidentify_notes.notes import notes


def row(text: str, *spans: tuple[str, str]) -> dict:
    marked = [
        {"entity_type": kind, "entity_value": said, "start_position": text.index(said),
         "end_position": text.index(said) + len(said)}
        for kind, said in spans
    ]  # fmt: skip
    return {"full_text": text, "masked": text, "spans": marked, "template_id": 1}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "deid_presidio"
    folder.mkdir()
    one = row("Call Rhiannon Trevithick at 415-555-0134.", ("PERSON", "Rhiannon Trevithick"), ("PHONE_NUMBER", "415-555-0134"))  # fmt: skip
    two = row(
        "He moved to Norway on 3/4/2020 10:00.", ("GPE", "Norway"), ("DATE_TIME", "3/4/2020 10:00")
    )
    for name, content in zip(FILES, (one, two), strict=True):
        (folder / name).write_text(json.dumps([content]))
    return tmp_path


def test_spans_are_counted_as_the_law_names_them(data: Path) -> None:
    person, moved = sentences(data)
    assert [span.kind for span in counted(person)] == ["PERSON", "PHONE_NUMBER"]
    kinds = {span.kind: moved.text[span.start : span.end] for span in counted(moved)}
    assert kinds == {"COUNTRY": "Norway", "EXACT_DATE": "3/4/2020"}
    titled = Sentence("Dr. Ann Lee MD left", (Span("PERSON", 0, 14),), "0", "0")
    assert [(s.start, s.end) for s in counted(titled)] == [(4, 11)]


def test_a_span_that_is_not_where_it_says_is_an_error(data: Path) -> None:
    path = data / "deid_presidio" / FILES[0]
    path.write_text(path.read_text().replace('"start_position": 5', '"start_position": 6'))
    with pytest.raises(ValueError, match="is not where its span says"):
        list(sentences(data))


def test_trained_sentences_are_never_reported(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sentences(data)
    monkeypatch.setattr(deidentify, "HERE", tmp_path)
    trained = tmp_path / "deidentify_trained_cases.txt"
    trained.write_text(first.id)
    assert unseen(data) == ([second], None)
    trained.write_text(f"{first.id}\n{second.id}")
    held, weights = unseen(data)
    assert weights == deidentify.HELD_OUT_WEIGHTS
    assert held == [one for one in (first, second) if one.held_out]


def test_recall_and_precision() -> None:
    score = Score()
    spans = [Span("PERSON", 0, 3), Span("ADDRESS", 4, 8), Span("ORGANIZATION", 9, 12)]
    score.add("Ann 12 B Inc end", spans, [("PERSON", 0, 3), ("ADDRESS", 4, 6), ("PHONE", 13, 16)])
    assert score.recall({"PERSON", "ADDRESS"}) == 0.5
    assert score.recall({"ADDRESS"}, of="touched") == 1.0
    assert score.recall({"ADDRESS"}, of="gone") == pytest.approx(2 / 3)
    assert score.precision() == pytest.approx(2 / 3)
    assert score.recall({"IBAN_CODE"}) is None
    assert [said for _, said, _ in score.wrong] == ["end"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_notes_are_seeded_and_share_no_name_with_development(language: str) -> None:
    made = list(notes(language, "test", 12))
    assert made == list(notes(language, "test", 12))
    for note in made:
        for kind, start, end in note.spans:
            assert note.text[start:end].strip(), kind
    ours, theirs = lists(language, "test"), lists(language, "dev")
    assert not set(ours.given) & set(theirs.given)
    assert not set(ours.surnames) & set(theirs.surnames)


def test_planted_identifiers_of_a_note_go() -> None:
    made = list(notes("zh", "dev", 4)) + list(notes("en", "dev", 4))
    cases = [(one.language, one.text, [Span(*span) for span in one.spans]) for one in made]
    score = measure(cases, deidentify.ours())
    assert (score.recall(of="gone") or 0) > 0.97
    assert (score.precision() or 0) > 0.9


def test_fills_say_where_they_lie() -> None:
    filled = fill("{a} and {b}.", {"a": lambda: "Ann", "b": lambda: "Bo"})
    assert filled.text == "Ann and Bo."
    assert [(p.kind, p.start, p.end) for p in filled.planted] == [("a", 0, 3), ("b", 8, 10)]
    with pytest.raises(KeyError):
        fill("{c}", {})
