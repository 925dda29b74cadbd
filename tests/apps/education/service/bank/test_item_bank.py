"""The bank takes what it can print, proves what it can read, and says why it refuses the rest."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.intake.log import log_of
from apps.education.domain.response import Response, RowSource
from apps.education.domain.sheet import Sheet
from apps.education.domain.words import Words
from apps.education.service.bank.adding import ItemBank
from apps.education.service.bank.checking import question
from apps.education.service.bank.choosing import recommended
from apps.education.service.bank.exercise import bank_line
from apps.education.service.bank.item import BankItem
from apps.education.service.privacy import Privacy
from apps.education.service.qti.write import to_qti
from apps.education.service.roster import open_roster
from apps.education.service.sheets import to_pdf
from apps.education.service.store import CourseStore
from apps.education.service.views.sheets import prompt
from apps.shared.database import open_database
from apps.shared.sandbox import Limits
from rag.readers.errors import UnreadableFile
from tests.fakes.qti_items import choice, entry, package

SUM = choice("q1", "What is 3 + 4?", {"A": "6", "B": "7", "C": "34"}, "B")
STORY = entry("q2", "Ann has $3 and earns $4. How much has she?", "$7", title="Carry over")
GRAPH = KnowledgeGraph(
    "g",
    {"add": Point("add", Words("Add", "加")), "carry": Point("carry", Words("Carry over", "进位"))},
    {},
)


@pytest.fixture
def store(tmp_path: Path) -> CourseStore:
    engine = open_database(f"sqlite:///{tmp_path / 'courses.db'}")
    return CourseStore(engine, open_roster(tmp_path / "roster.db"))


@pytest.fixture
def course(store: CourseStore) -> str:
    id = store.create("Maths", who="teacher")
    store.save_graph(id, GRAPH, "teacher")
    return id


@pytest.fixture
def add(store: CourseStore, course: str) -> Callable[..., object]:
    bank = ItemBank(store, limits=Limits(memory_mb=1_500, seconds=60), max_bytes=1 << 20)

    def take(name: str, data: bytes):
        return bank.add(course, name, data, "add", "teacher")

    return take


def test_items_are_taken_once_proved_exported_and_deleted_with_the_course(
    store: CourseStore, course: str, add: Callable[..., object]
) -> None:
    wrong = choice("q3", "Calculate 2 * 5", {"A": "7", "B": "10"}, "A")
    pictured = entry("q4", 'Look: <img src="a.png"/>', "3")
    keyless = choice("q5", "Which?", {"A": "one", "B": "two"}, "Z")
    drawn = SUM.replace("choiceInteraction", "drawingInteraction")
    data = package(SUM, STORY, wrong, pictured, keyless, drawn)
    added = add("set.zip", data)
    add("set.zip", data)
    bank = ItemBank(store, limits=Limits(), max_bytes=1)
    by_id = {one.item: one for one in bank.items(course)}
    assert set(by_id) == {"q1", "q2"}
    assert by_id["q1"].methods
    assert by_id["q1"].point == "add"
    assert by_id["q2"].methods == ()
    assert by_id["q2"].point == "carry", "its title names a point"
    assert added.proved == 1  # pyright: ignore[reportAttributeAccessIssue]
    why = {one.item: one.why for one in added.refused}  # pyright: ignore[reportAttributeAccessIssue]
    assert "does not hold" in why["q3"].en
    assert "答案不成立" in why["q3"].zh
    assert "img" in why["q4"].en
    assert "none of its choices" in why["q5"].en
    assert "drawingInteraction" in why["5.xml"].en
    privacy = Privacy(store)
    with zipfile.ZipFile(BytesIO(privacy.export_course(course, "teacher"))) as zipped:
        assert len(json.loads(zipped.read("bank.json"))) == 2
    privacy.delete_course(course, "teacher")
    with pytest.raises(KeyError, match="no course"):
        bank.items(course)


def test_a_manifest_may_name_the_point(add: Callable[..., object]) -> None:
    manifest = """<manifest><resources><resource href="0.xml"><metadata><lom><classification>
    <taxonPath><taxon><id>carry</id></taxon></taxonPath></classification></lom></metadata>
    </resource></resources></manifest>"""
    added = add("set.zip", package(SUM, manifest=manifest))
    assert [one.point for one in added.items] == ["carry"]  # pyright: ignore[reportAttributeAccessIssue]


ENTITY = b'<!DOCTYPE a [<!ENTITY x "y">]><assessmentItem>&x;</assessmentItem>'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<html/>", "no QTI item"),
        (b"", "no bytes"),
        (b"x" * ((1 << 20) + 1), "allowed"),
        (b"PK\x03\x04broken", "no readable zip"),
        (b"\x89PNG....", "PNG image"),
    ],
)
def test_files_of_another_kind_are_refused(
    add: Callable[..., object], data: bytes, told: str
) -> None:
    with pytest.raises(UnreadableFile, match=told):
        add("file.xml", data)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (ENTITY, "not XML"),
        (b"plain words", "not XML"),
        (SUM.replace("<value>B</value>", "").encode(), "no correct response"),
    ],
)
def test_bad_items_are_told(add: Callable[..., object], data: bytes, told: str) -> None:
    added = add("file.xml", data)
    assert not added.items  # pyright: ignore[reportAttributeAccessIssue]
    assert told in added.refused[0].why.en  # pyright: ignore[reportAttributeAccessIssue]


def item(id: str, asked: str = "Name it.", key: str = "x", **more: object) -> BankItem:
    return BankItem(id, "f.xml", "add", asked, (), key, **more)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("asked", "key", "given"),
    [
        ("What is 3 + 4?", "7", "3 + 4"),
        ("6 × 7 = ____", "42", "6 * 7"),
        ("计算：12 ÷ 4", "3", "12 / 4"),
        ("Solve 2*x + 1 = 7.", "3", "2*x + 1 = 7"),
        ("What is 3 + 4, roughly?", "7", None),
        ("What is 1 1/2 + 2?", "7/2", None),
        ("6 ÷ 2(1+2)", "9", None),
        ("What is 3 + 4?", "seven", None),
        ("12", "12", None),
    ],
)
def test_only_what_is_clear_is_checked(asked: str, key: str, given: str | None) -> None:
    found = question(item("a", asked, key))
    assert (None if found is None else found[0].given[0]) == given


def test_unanswered_and_middling_items_come_first() -> None:
    marks = {"easy": "111111", "middling": "101010", "mine": "101010"}
    answers = [
        Response("other", id, ("add",), mark == "1", RowSource("f", place))
        for id, row in marks.items()
        for place, mark in enumerate(row)
    ]
    answers.append(Response("ada", "mine", ("add",), True, RowSource("f", 99)))
    log = log_of(answers)
    items = [item(id) for id in ("mine", "easy", "new", "middling")]
    found = [one.item for one in recommended(items, log, "ada", seed=1)]
    assert found == ["middling", "new", "easy", "mine"]
    assert [one.item for one in recommended(items, log, "stranger", seed=1)][-1] == "easy"


def test_an_item_is_printed_shown_and_exported_with_its_origin() -> None:
    chosen = BankItem("q1", "f.xml", "add", "Pay $5 for **2**?", ("$1", "no $"), "no $")
    lines = (bank_line(chosen, Words("Add", "加")), bank_line(item("q2"), Words("Add", "加")))
    sheet = Sheet("s", "c", "p", "Ada", Words("T", "题"), date(2026, 3, 2), "en", lines)
    assert "not proved" in (lines[0].banked or Words("", "")).en
    assert "\\$5" in prompt(lines[0].exercise, "en")
    assert "\\\\" not in prompt(lines[0].exercise, "en")
    for key in (False, True):
        assert to_pdf([sheet], key=key).startswith(b"%PDF")
    with zipfile.ZipFile(BytesIO(to_qti([sheet]))) as zipped:
        texts = [zipped.read(one).decode() for one in zipped.namelist() if "items/" in one]
    assert all("Key as imported, not proved" in one for one in texts)
    assert any("<qti-value>B</qti-value>" in one for one in texts)
