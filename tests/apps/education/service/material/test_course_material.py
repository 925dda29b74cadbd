"""Course material: read by element, cited by module and element, turned into hints."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.education.service.material.ask import Answered, ask
from apps.education.service.material.book import (
    ELEMENTS,
    KIND,
    MODULE,
    element_at,
    parse,
    read_material,
)
from apps.education.service.material.hints import _gives_away, hints
from apps.education.service.material.own_notes import add_own_notes, own_notes
from apps.shared.corpora.indexes import TenantIndexes, add_words
from apps.shared.corpora.piece import unpack
from rag.ladder import Ladder
from rag.readers.errors import UnreadableFile

_M = 'xmlns:m="http://www.w3.org/1998/Math/MathML"'
MODULE_XML = f"""<document xmlns="http://cnx.rice.edu/cnxml" {_M}>
<title>Adding Snacks</title>
<metadata xmlns:md="http://cnx.rice.edu/mdml"><md:content-id>m1</md:content-id></metadata>
<content>
<para id="p0">This invented module explains how snacks are added, with care and with rules.</para>
<section id="s1"><title>Add Fractions of a Snack</title>
<para id="p1">To add fractions of a snack, the fractions need a common denominator. The rule says:
<m:math><m:mfrac><m:mi>a</m:mi><m:mi>c</m:mi></m:mfrac><m:mo>+</m:mo>
<m:mfrac><m:mi>b</m:mi><m:mi>c</m:mi></m:mfrac><m:mo>=</m:mo>
<m:mfrac><m:mrow><m:mi>a</m:mi><m:mo>+</m:mo><m:mi>b</m:mi></m:mrow><m:mi>c</m:mi></m:mfrac></m:math>.
</para>
<list id="l1"><title>How to add fractions</title><item>Find a common denominator</item>
<item>Rewrite both fractions</item><item>Add the numerators of the fractions</item></list>
<example id="e1"><exercise id="x1"><problem id="q1"><para id="p2">Add the fractions:
<m:math><m:mfrac><m:mn>1</m:mn><m:mn>7</m:mn></m:mfrac><m:mo>+</m:mo><m:mfrac><m:mn>2</m:mn>
<m:mn>7</m:mn></m:mfrac></m:math></para></problem><solution id="a1"><title>Solution</title>
<para id="p3">The fractions have a common denominator, so the sum is 3/7.</para></solution>
</exercise></example>
<note id="n1" class="media"><para id="p9">Films about fractions.</para></note>
<exercise id="x2"><problem id="q2"><para id="p4">Add: 1/9 + 4/9</para></problem></exercise>
</section></content></document>"""
COLLECTION = """<col:collection xmlns:col="http://cnx.rice.edu/collxml"
 xmlns:md="http://cnx.rice.edu/mdml"><metadata><md:title>Snacks</md:title>
<md:license url="https://example.org/licence">Open Licence</md:license><md:slug>snacks</md:slug>
</metadata><col:content><col:subcollection><md:title>One</md:title><col:content>
<col:module document="m0"/><col:module document="m1"/></col:content></col:subcollection>
</col:content></col:collection>"""


def _book(**more: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("book/modules/m1.cnxml", MODULE_XML)
        archive.writestr("book/snacks.collection.xml", COLLECTION)
        for name, text in more.items():
            archive.writestr(name, text)
    return packed.getvalue()


def test_a_book_keeps_sections_elements_licence_and_address() -> None:
    pieces = read_material(_book(), "snacks.zip")
    by_kind = {(dict(p.about)[KIND], p.title): p for p in pieces}
    text = by_kind["text", "Adding Snacks: Add Fractions of a Snack"]
    assert "a/c + b/c = (a + b)/c." in text.document.text
    assert "so the sum is 3/7" in text.document.text
    assert "Films" not in text.document.text
    assert by_kind["exercises", text.title].document.text.strip() == "Add: 1/9 + 4/9."
    assert text.collection == "Snacks"
    assert text.licence == "Open Licence (https://example.org/licence)"
    assert text.url == "https://openstax.org/books/snacks/pages/1-1-adding-snacks"
    elements = dict(text.kept)[ELEMENTS]
    assert element_at(elements, text.document.text.index("How to add")) == "l1"
    assert element_at(elements, text.document.text.index("the sum is")) == "e1"


def test_a_single_module_and_passages_are_read() -> None:
    alone = read_material(MODULE_XML.encode(), "m1.cnxml", licence="mine")
    assert {p.licence for p in alone} == {"mine"}
    line = '{"id": "m7#a", "title": "T", "section": "S", "kind": "para", "text": "Words of it."}'
    (passage,) = read_material(f"{line}\n".encode(), "mine.jsonl")
    assert dict(passage.kept)[MODULE] == "m7"
    assert element_at(dict(passage.kept)[ELEMENTS], 3) == "a"


def test_material_comes_through_the_sandbox_as_it_was() -> None:
    packed = parse(_book(), "b.zip", licence="", max_pages=9, progress=lambda stage, done: None)
    assert unpack(packed, "b.zip") == read_material(_book(), "b.zip")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b" ", "a.cnxml", "empty"),
        (b"<document", "a.cnxml", "wrong_type"),
        (b"<html/>", "a.cnxml", "wrong_type"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><document>&a;</document>', "a.cnxml", "wrong_type"),
        (b"PK\x03\x04broken", "a.zip", "truncated"),
        (b'{"id": "no element", "text": "x"}', "a.jsonl", "wrong_type"),
        (b"\xff\xfe", "a.jsonl", "wrong_type"),
        (b"[" * 100_000, "a.jsonl", "wrong_type"),
    ],
    ids=["empty", "cut", "html", "entity", "zip", "id", "encoding", "nested"],
)
def test_what_is_no_material_is_refused(data: bytes, name: str, kind: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_material(data, name)
    assert refused.value.kind == kind


def test_a_zip_without_modules_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("notes.txt", "nothing")
    with pytest.raises(UnreadableFile, match="no CNXML module"):
        read_material(packed.getvalue(), "a.zip")


def test_deep_nesting_is_refused() -> None:
    deep = "<section>" * 300 + "</section>" * 300
    text = f'<document xmlns="http://cnx.rice.edu/cnxml"><content>{deep}</content></document>'
    with pytest.raises(UnreadableFile, match="nests deeper"):
        read_material(text.encode(), "deep.cnxml")


@given(st.text(max_size=80))
@settings(max_examples=60)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        pieces = read_material(text.encode(), "any.cnxml")
    except UnreadableFile:
        return
    assert all(piece.document.text for piece in pieces)


@pytest.fixture
def indexes(tmp_path: Path) -> Iterator[TenantIndexes]:
    made = TenantIndexes(tmp_path, "education", embedders={})
    add_words(made, "algebra", read_material(_book(), "b.zip"), lambda stage, done: None)
    yield made
    made.close()


def test_an_answer_cites_module_and_element(indexes: TenantIndexes) -> None:
    index = indexes.index("algebra")
    events = list(ask("What do fractions need to be added?", index=index, ladder=Ladder()))
    end = events[-1]
    assert isinstance(end, Answered)
    assert end.answer.claims
    citation = end.answer.claims[0].citations[0]
    assert end.cited[citation.doc_id].place(citation) == "m1#p1"
    document = index.document(citation.doc_id)
    assert document.quote(citation.span) == citation.quote


def test_what_the_material_lacks_is_refused(indexes: TenantIndexes) -> None:
    *_, end = ask("法国的首都是哪里？", index=indexes.index("algebra"), ladder=Ladder())
    assert isinstance(end, Answered)
    assert not end.answer.claims
    assert "本课程的资料" in (end.answer.refused_because or "")


def test_hints_are_elements_and_never_the_answer(indexes: TenantIndexes) -> None:
    index = indexes.index("algebra")
    found = hints("Add fractions", index)
    assert found[0].place == "m1#l1"
    assert any("3/7" in hint.text for hint in found)
    assert all("3/7" not in hint.text for hint in hints("Add fractions", index, answer="3/7"))
    assert all(index.document(h.citation.doc_id).quote(h.citation.span) == h.text for h in found)
    assert hints("Tell the time", index) == ()


@pytest.mark.parametrize(
    ("text", "answer", "given"),
    [
        ("In fact, 15 / 3 is 5, so it divides.", "5", True),
        ("Add 5 to both sides.", "5", False),
        ("The sum is 57.", "5", False),
        ("So x = 4 holds.", "4", True),
        ("结果等于5。", "5", True),
        ("It is 12.5 in all.", "12", False),
        ("Anything at all.", "", False),
    ],
)
def test_an_answer_is_given_away_by_its_statement(text: str, answer: str, given: bool) -> None:
    assert _gives_away(text, answer) is given


@pytest.mark.parametrize(
    ("skill", "place"),
    [("Round to the nearest hundred", "place_value-en#2"), ("解一元一次方程", "equations-zh#1")],
)
def test_own_notes_hint_in_both_languages(tmp_path: Path, skill: str, place: str) -> None:
    made = TenantIndexes(tmp_path, "education", embedders={})
    add_own_notes(made, "any")
    add_own_notes(made, "any")
    first = hints(skill, made.index("any"))[0]
    assert first.place == place
    assert first.cited.licence == "Apache-2.0"
    made.close()


def test_every_note_stands_in_both_languages() -> None:
    modules = [dict(piece.kept)[MODULE] for piece in own_notes()]
    english = {m.removesuffix("-en") for m in modules if m.endswith("-en")}
    chinese = {m.removesuffix("-zh") for m in modules if m.endswith("-zh")}
    assert english == chinese
    assert len(set(modules)) == len(modules) >= 70
