"""What goes out: safe in a spreadsheet, and read back as what it was."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.education.domain.exchange.csv_out import guarded, responses_csv, table_csv
from apps.education.domain.exchange.oneroster_out import Gradebook, results_archive
from apps.education.domain.exchange.xapi_out import statements, statements_json
from apps.education.domain.intake.files import read_file
from apps.education.domain.intake.log import log_of
from apps.education.domain.mastery import Basis, Mastery
from apps.education.domain.response import Response, RowSource
from apps.education.domain.weakness import Verdict, WeakPoint

DAY = datetime(2026, 3, 1, 10, tzinfo=UTC)
LOG = log_of(
    [
        Response(
            "s1", "q1", ("add", "carry"), True, RowSource("f.csv", 2), DAY, 12.5, 0, 1, "Quiz"
        ),
        Response("s1", "q 2", (), False, RowSource("f.csv", 3), DAY + timedelta(hours=1)),
        Response("s2", "https://x.example/q", ("减法",), True, RowSource("f.csv", 4), DAY),
    ]
)


def kept(log) -> list[Response]:
    every = [log.response(i) for i in range(len(log))]
    return [replace(one, source=RowSource("", 0), id=None) for one in every]


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1-2", "-cmd", "@SUM(A1)", "\t=1", " =1", "＝1", "\u200b=1", "-2+3+cmd|' /C'!A0"],
)
def test_formulas_are_disarmed(cell: str):
    assert guarded(cell).startswith("'")


@pytest.mark.parametrize(
    ("cell", "text"),
    [("-5", "-5"), ("+1.5e3", "+1.5e3"), (0, "0"), (0.0, "0"), (None, ""), (True, "1"),
     (False, "0"), ("加法", "加法"), (1.25, "1.25")],
)  # fmt: skip
def test_numbers_and_words_stay(cell: str | float | bool | None, text: str):
    assert guarded(cell) == text


@given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
def test_no_cell_of_any_table_begins_as_a_formula(cells: list[str]):
    text = table_csv([f"c{n}" for n in range(len(cells))], [cells], mark=False)
    _, row = csv.reader(io.StringIO(text, newline=""))
    for cell in row:
        bare = cell.lstrip(" \u00a0\u3000")
        assert not bare.startswith(("=", "@", "\t", "\r"))
        assert not bare.startswith(("+", "-")) or float(bare) is not None


def test_a_row_of_another_width_is_refused():
    with pytest.raises(ValueError, match="row 1 has 1 cells"):
        table_csv(["a", "b"], [["x"]])


def test_answers_read_back_from_csv():
    back = read_file("out.csv", io.BytesIO(responses_csv(LOG).encode())).log
    assert kept(back) == kept(LOG)


def test_answers_read_back_from_xapi():
    text = statements_json(LOG, home_page="https://school.example")
    back = read_file("out.json", io.BytesIO(text.encode()))
    assert [one.correct for one in kept(back.log)] == [one.correct for one in kept(LOG)]
    assert [one.at for one in kept(back.log)] == [one.at for one in kept(LOG)]
    first = back.log.response(0)
    assert (first.seconds, first.hints, first.attempt, first.activity) == (12.5, 0, 1, "Quiz")
    assert first.points == ("urn:consilium:point:add", "urn:consilium:point:carry")
    assert back.item_names["urn:consilium:item:q%202"] == "q 2"


def test_statements_keep_their_ids_and_name_nobody():
    made = list(statements(LOG, home_page="https://school.example"))
    assert made == list(statements(LOG, home_page="https://school.example"))
    assert len({one["id"] for one in made}) == 3
    assert all("name" not in one["actor"] for one in made)
    assert made[1]["result"] == {"success": False, "completion": True}
    json.dumps(made)


def judged(student: str, point: str, verdict: Verdict, probability: float) -> WeakPoint:
    mastery = Mastery(student, point, probability, 0.0, 1.0, Basis.OWN, (), DAY)
    return WeakPoint(mastery, verdict, 1 - probability)


def test_results_for_a_gradebook():
    every = [
        judged("s1", "add", Verdict.SECURE, 0.9),
        judged("s1", "carry", Verdict.UNDECIDED, 0.5),
        judged("s2", "add", Verdict.WEAK, 0.0),
        judged("stranger", "add", Verdict.WEAK, 0.1),
    ]
    book = Gradebook("c1", "t1", "o1", {"s1": "u1", "s2": "u2"})
    packed = results_archive(every, {"add": "=Addition"}, book, now=DAY)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        tables = {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in archive.namelist()
        }
    manifest = {row["propertyName"]: row["value"] for row in tables["manifest.csv"]}
    assert manifest["oneroster.version"] == "1.2"
    for name in ("results", "lineItems", "categories", "lineItemLearningObjectiveIds"):
        assert manifest[f"file.{name}"] == "bulk"
        assert f"{name}.csv" in tables
    assert [row["title"] for row in tables["lineItems.csv"]] == ["'=Addition", "carry"]
    scores = [
        (row["studentSourcedId"], row["scoreStatus"], row["score"]) for row in tables["results.csv"]
    ]
    assert scores == [
        ("u1", "fully graded", "90"),
        ("u1", "submitted", ""),
        ("u2", "fully graded", "0"),
    ]
    ids = {row["sourcedId"] for row in tables["lineItems.csv"]}
    assert {row["lineItemSourcedId"] for row in tables["results.csv"]} <= ids


def test_results_come_back_as_answers():
    book = Gradebook("c1", "t1", "o1", {"s1": "u1"})
    packed = results_archive([judged("s1", "add", Verdict.SECURE, 0.9)], {}, book, now=DAY)
    back = read_file("results.zip", io.BytesIO(packed)).log.response(0)
    assert (back.student, back.points, back.correct) == ("u1", ("add",), True)


def test_an_export_needs_a_zone():
    with pytest.raises(ValueError, match="no time zone"):
        results_archive([], {}, Gradebook("c", "t", "o", {}), now=datetime(2026, 1, 1))
