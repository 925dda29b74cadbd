"""QTI: what a package of version 3 holds, and which items of version 2.2 are read."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import fromstring

import pytest

from apps.education.domain.drawing import Drawing, Line
from apps.education.domain.exercise import (
    Ask,
    Difficulty,
    Distractor,
    Draft,
    Exercise,
    Problem,
    Proof,
)
from apps.education.domain.sheet import Sheet, SheetLine
from apps.education.domain.words import Words
from apps.education.service.qti.options import Way, options, way_of
from apps.education.service.qti.read import UnreadableItem, read_item, read_qti
from apps.education.service.qti.write import to_qti

ASI = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"


def both(text: str) -> Words:
    return Words(text, text)


def exercise(id: str, problem: Problem, key: str, *wrong: str, drawn: bool = False) -> Exercise:
    drawing = Drawing(10, 10, (Line(0, 0, 9, 9),), "a line", "线") if drawn else None
    distractors = tuple(Distractor(w, f"m{n}", both(f"why {n}")) for n, w in enumerate(wrong))
    draft = Draft(
        "point", Difficulty.EASY, 1, both(r"Ask \$ & <script>: $\frac{1}{2}$"), problem, key,
        both(key), (both("A step."),), distractors, drawing,
    )  # fmt: skip
    return Exercise(id, draft, Proof(("substitution",), ""))


NUMBER = exercise("n", Problem(Ask.VALUE, ("3 + 4",)), "7", "8", "12")
FRACTION = exercise("f", Problem(Ask.VALUE, ("1/2 + 1/3",)), "5/6", "2/5", "1/6", drawn=True)
ROOTS = exercise("r", Problem(Ask.SOLVE, ("2x = 6",), ("x",)), "x = 3", "x = 4", "x = 12")
LABEL = exercise("l", Problem(Ask.CHOOSE, ("A: 1 = 2", "B: 2 = 2", "C: 3 = 2")), "B")
OPEN = exercise("o", Problem(Ask.REWRITE, ("6/8",), (), "lowest_terms"), "3/4")


def sheet(*exercises: Exercise) -> Sheet:
    lines = tuple(SheetLine(one, both("Point")) for one in exercises)
    return Sheet("s1", "c", "p", "Ana", both("T"), date(2026, 1, 2), "en", lines)


def test_how_each_is_answered() -> None:
    ways = [way_of(one) for one in (NUMBER, FRACTION, ROOTS, LABEL, OPEN)]
    assert ways == [Way.NUMBER, Way.CHOICE, Way.CHOICE, Way.CHOICE, Way.TEXT]


@pytest.mark.parametrize("one", [FRACTION, ROOTS, LABEL])
def test_one_option_is_right_and_none_stands_twice(one: Exercise) -> None:
    found = options(one, "en")
    assert [option.right for option in found].count(True) == 1
    assert len({option.text for option in found}) == len(found)
    assert options(one, "en") == found


def test_the_package() -> None:
    made = sheet(NUMBER, FRACTION, ROOTS, LABEL, OPEN)
    data = to_qti([made])
    assert to_qti([made]) == data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        manifest = fromstring(package.read("imsmanifest.xml"))
        listed = {node.get("href") for node in manifest.iter() if node.tag.endswith("}file")}
        assert listed == names - {"imsmanifest.xml"}
        test = fromstring(package.read("tests/s1.xml"))
        refs = [node.get("href") for node in test.iter(f"{ASI}qti-assessment-item-ref")]
        assert len(refs) == 5
        assert all(f"items/{ref.rpartition('/')[2]}" in names for ref in refs if ref)
        items = {n: fromstring(package.read(n)) for n in names if n.startswith("items/item-")
                 and n.endswith(".xml")}  # fmt: skip
    for root in items.values():
        assert root.tag == f"{ASI}qti-assessment-item"
        declared = root.find(f"{ASI}qti-response-declaration")
        assert declared is not None
        value = declared.find(f"{ASI}qti-correct-response/{ASI}qti-value")
        assert value is not None
        assert value.text
        body = root.find(f"{ASI}qti-item-body")
        assert body is not None
        assert "<script>" in "".join(body.itertext())
        choices = [node.get("identifier") for node in body.iter(f"{ASI}qti-simple-choice")]
        assert not choices or value.text in choices
    number = items["items/item-n-en.xml"]
    assert next(number.iter(f"{ASI}qti-value")).text == "7"


def test_nothing_to_export() -> None:
    with pytest.raises(ValueError, match="no sheet"):
        to_qti([])


ITEM = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="q1"
 title="T">
<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse>
<value>B</value></correctResponse></responseDeclaration><itemBody><p>What is <b>2</b> + 2?</p>
<choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>Choose.</prompt>
<simpleChoice identifier="A">3</simpleChoice><simpleChoice identifier="B">4</simpleChoice>
</choiceInteraction></itemBody></assessmentItem>"""


def test_simple_items_are_read() -> None:
    found = read_item("q.xml", ITEM.encode())
    assert found is not None
    assert found.prompt == "What is 2 + 2? Choose."
    assert found.choices == (("A", "3"), ("B", "4"))
    assert found.correct == ("B",)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("imsmanifest.xml", "<manifest/>")
        package.writestr("a.xml", ITEM)
        package.writestr("b.xml", ITEM.replace("choiceInteraction", "drawingInteraction"))
        package.writestr("test.xml", "<assessmentTest/>")
    read = read_qti("p.zip", out.getvalue())
    assert [item.id for item in read.items] == ["q1"]
    assert "drawingInteraction" in str(read.refused[0])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"not xml", "not XML"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><assessmentItem>&x;</assessmentItem>', "not XML"),
        (ITEM.replace("<value>B</value>", "").encode(), "no correct response"),
        (b"<assessmentItem><itemBody/></assessmentItem>", "no interaction"),
    ],
)
def test_bad_items_say_why(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableItem, match=told):
        read_item("bad.xml", data)


def test_a_bad_zip_says_why() -> None:
    with pytest.raises(UnreadableItem, match="zip"):
        read_qti("bad.zip", b"PK\x03\x04broken")


def test_a_changed_exercise_is_another_item() -> None:
    other = replace(NUMBER, id="m")
    with zipfile.ZipFile(io.BytesIO(to_qti([sheet(NUMBER, other, NUMBER)]))) as package:
        items = [name for name in package.namelist() if name.startswith("items/")]
    assert len(items) == 2
