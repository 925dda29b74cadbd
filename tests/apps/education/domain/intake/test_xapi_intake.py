"""xAPI statements: which are answers, who gave them, and what becomes of the others."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.education.domain.intake.files import read_file
from apps.education.domain.intake.imported import Imported
from apps.education.domain.intake.json_stream import NotJson, json_values
from apps.education.domain.intake.refused import Reason

NOW = datetime(2026, 6, 1, tzinfo=UTC)
VERBS = "http://adlnet.gov/expapi/verbs/"


def statement(id: str = "s1", **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": id,
        "actor": {"account": {"homePage": "https://school.example", "name": "u1"}, "name": "Ann"},
        "verb": {"id": f"{VERBS}answered"},
        "object": {"id": "https://school.example/q1", "definition": {"name": {"en": "Question 1"}}},
        "result": {
            "success": True,
            "duration": "PT12.5S",
            "extensions": {"https://school.example/x/hints": 2},
        },
        "timestamp": "2026-03-01T10:00:00+08:00",
        "context": {
            "contextActivities": {
                "category": [
                    {"id": "add"},
                    {"id": "https://w3id.org/xapi/cmi5/context/categories/moveon"},
                ],
                "parent": [{"id": "quiz", "definition": {"name": {"en": "Quiz 1"}}}],
            }
        },
    }
    return made | changes


def read(*statements: Any, text: str | None = None, **more: Any) -> Imported:
    data = (text if text is not None else json.dumps(statements)).encode()
    return read_file("log.json", io.BytesIO(data), now=NOW, **more)


def reasons(imported: Imported) -> list[tuple[int, Reason]]:
    return [(one.source.row, one.reason) for one in imported.refused]


def test_an_answer():
    imported = read(statement())
    one = imported.log.response(0)
    assert (one.student, one.item, one.points, one.correct) == (
        "u1", "https://school.example/q1", ("add",), True
    )  # fmt: skip
    assert one.at == datetime(2026, 3, 1, 2, tzinfo=UTC)
    assert (one.seconds, one.hints, one.activity, one.source.row) == (12.5, 2, "Quiz 1", 1)
    assert imported.roster[0].name == "Ann"
    assert imported.item_names == {"https://school.example/q1": "Question 1"}


@pytest.mark.parametrize("shape", ["array", "wrapped", "lines"])
def test_arrays_results_and_lines_are_alike(shape: str):
    both = [statement("s1"), statement("s2", timestamp="2026-03-01T11:00:00Z")]
    texts = {
        "array": json.dumps(both, indent=2),
        "wrapped": json.dumps({"more": "/next", "statements": both}),
        "lines": "\n".join(map(json.dumps, both)) + "\n\n",
    }
    imported = read(text=texts[shape])
    assert imported.kind == "xapi"
    assert [imported.log.response(i).source.row for i in range(2)] == [1, 2]


@pytest.mark.parametrize(
    ("result", "right"),
    [
        ({"score": {"scaled": 0.6}}, True),
        ({"score": {"scaled": -0.5}}, False),
        ({"score": {"raw": 0, "max": 5}}, False),
        ({"success": False, "score": {"scaled": 1}}, False),
    ],
)
def test_success_goes_before_the_score(result: dict[str, Any], right: bool):
    assert read(statement(result=result)).log.response(0).correct is right


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"result": {}}, Reason.NOT_GRADED),
        ({"result": {"score": {"raw": 3}}}, Reason.NO_FULL_SCORE),
        ({"result": {"success": "yes"}}, Reason.NOT_GRADED),
        ({"verb": {"id": f"{VERBS}experienced"}}, Reason.NOT_ANSWERED),
        ({"actor": {"name": "Ann"}}, Reason.NOT_STATEMENT),
        ({"object": []}, Reason.NOT_STATEMENT),
        ({"timestamp": "soon"}, Reason.NOT_TIME),
        ({"timestamp": "1969-01-01T00:00:00Z"}, Reason.TIME_BEFORE),
        ({"timestamp": "2040-01-01T00:00:00Z"}, Reason.TIME_AFTER),
        ({"object": {"id": "x" * 300}}, Reason.LONG_CELL),
    ],
)
def test_what_is_no_answer_is_refused(changes: dict[str, Any], reason: Reason):
    imported = read(statement(**changes), statement("s2"))
    assert reasons(imported) == [(1, reason)]
    assert imported.account.responses == 1


def test_voided_statements_do_not_count_even_when_voided_later():
    void = statement("v", verb={"id": f"{VERBS}voided"}, object={"id": "S1"})
    assert reasons(read(statement("s1"), void)) == [(1, Reason.VOIDED), (2, Reason.NOT_ANSWERED)]


def test_a_bad_duration_is_left_out_and_reported():
    imported = read(statement(result={"success": True, "duration": "PT-3S"}))
    assert imported.log.response(0).seconds is None
    assert [(one.reason, one.kept) for one in imported.refused] == [(Reason.NOT_SECONDS, True)]


def test_points_the_course_does_not_know():
    imported = read(statement(), known_points=["subtract"])
    assert reasons(imported) == [(1, Reason.ONLY_UNKNOWN_POINTS)]


def test_the_same_statement_twice_is_one():
    assert reasons(read(statement(), statement())) == [(2, Reason.DUPLICATE)]


def test_a_broken_end_costs_what_follows_only():
    imported = read(text=json.dumps([statement()])[:-1] + ', {"id": ')
    assert imported.account.responses == 1
    assert reasons(imported) == [(2, Reason.NOT_JSON)]


def test_a_broken_line_costs_itself_only():
    lines = [json.dumps(statement("s1")), '{"id": ', json.dumps(statement("s3"))]
    imported = read(text="\n".join(lines))
    assert imported.account.responses == 2
    assert reasons(imported) == [(2, Reason.NOT_JSON)]


def test_nesting_without_end_is_refused():
    imported = read(text="[" + json.dumps(statement()) + ", {" + '"a":[' * 100_000)
    assert imported.account.responses == 1
    assert reasons(imported)[0][1] is Reason.NOT_JSON


def test_values_larger_than_a_block_are_read_whole():
    values = ["x" * 700_000, "y" * 700_000, {"z": "€" * 400_000}]
    data = json.dumps(values, ensure_ascii=False).encode()
    assert [value for _, value in json_values(io.BytesIO(data), "utf-8")] == values


@given(st.recursive(st.none() | st.booleans() | st.text(max_size=5), lambda inner: st.lists(
    inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "actor", "verb", "object", "result", "context", "timestamp",
                         "score", "account", "name", "extensions", "contextActivities",
                         "category", "success"]), inner, max_size=4), max_leaves=25))  # fmt: skip
def test_any_json_is_accounted_for(value: Any):
    imported = read(statement(), {"x": 1} | (value if isinstance(value, dict) else {"y": value}))
    account = imported.account
    assert account.rows == 2 == account.responses + account.refused + account.joined


@given(st.lists(st.integers() | st.text(max_size=4) | st.dictionaries(st.text(), st.none())))
def test_arrays_come_out_as_json_reads_them(values: list[Any]):
    data = json.dumps(values, indent=1).encode()
    try:
        found = [value for _, value in json_values(io.BytesIO(data), "utf-8")]
    except NotJson:
        found = None
    assert found == values
