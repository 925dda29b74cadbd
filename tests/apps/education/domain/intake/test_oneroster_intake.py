"""OneRoster archives of both versions: results become answers, the rest says who and what."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from apps.education.domain.intake.files import read_file
from apps.education.domain.intake.imported import Imported
from apps.education.domain.intake.look import preview
from apps.education.domain.intake.refused import Reason
from rag.readers.errors import UnreadableFile

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RESULTS = "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,\
scoreDate,comment\n"
LINE_ITEMS = (
    "sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,\
categorySourcedId,gradingPeriodSourcedId,resultValueMin,resultValueMax\n"
)
FILES = {
    "manifest.csv": "propertyName,value\noneroster.version,1.1\n",
    "users.csv": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,"
    "userIds,givenName,familyName,grades\nu1,,,true,o,student,ann,,Ann,Lee,07\n"
    "t1,,,true,o,teacher,tea,,Tom,Ray,\n",
    "classes.csv": "sourcedId,status,dateLastModified,title\nc1,,,7b\n",
    "enrollments.csv": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,"
    "userSourcedId,role\ne1,,,c1,s,u1,student\ne2,,,c1,s,t1,teacher\n",
    "categories.csv": "sourcedId,status,dateLastModified,title\nk1,,,Quizzes\n",
    "lineItems.csv": LINE_ITEMS + "q1,,,Fractions quiz,,2026-01-01,2026-01-02,c1,k1,g,0,10\n"
    "q2,,,Essay,,2026-01-01,2026-01-02,c1,k1,g,50,\n"
    "q3,,,Graded 50 to 100,,2026-01-01,2026-01-02,c1,k1,g,50,100\n",
    "lineItemLearningObjectiveIds.csv": "sourcedId,status,dateLastModified,lineItemSourcedId,"
    "source,learningObjectiveId\nl1,,,q1,case,urn:uuid:p1\nl2,,,q1,case,urn:uuid:p2\n",
    "results.csv": RESULTS + "r1,,,q1,u1,fully graded,6,2026-02-01,\n",
}


def archive(results: str = "", **files: str) -> io.BytesIO:
    packed = io.BytesIO()
    named = {f"{name}.csv": text for name, text in files.items()}
    every = FILES | ({"results.csv": RESULTS + results} if results else {}) | named
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in every.items():
            if text:
                out.writestr(name, text)
    return packed


def read(packed: io.BytesIO, **more: object) -> Imported:
    return read_file("export.zip", packed, now=NOW, **more)  # pyright: ignore


def test_a_result_is_an_answer():
    imported = read(archive(), time_zone="Asia/Shanghai")
    one = imported.log.response(0)
    assert (one.student, one.item, one.correct, one.activity) == ("u1", "q1", True, "Quizzes")
    assert one.points == ("urn:uuid:p1", "urn:uuid:p2")
    assert one.at == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert (one.source.file, one.source.row) == ("export.zip/results.csv", 2)
    assert imported.item_names == {"q1": "Fractions quiz"}
    (student,) = imported.roster
    assert (student.student, student.name) == ("u1", "Ann Lee")
    assert student.groups["class"] == "7b"


def test_version_1_2_tells_roles_and_objectives_apart():
    users = "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName\n"
    imported = read(
        archive(
            users=users + "u1,,,true,ann,,Ann,Lee\nt1,,,true,tea,,Tom,Ray\n",
            roles="sourcedId,status,dateLastModified,userSourcedId,roleType,role\n"
            "x,,,u1,primary,student\ny,,,t1,primary,teacher\n",
            enrollments="",
            resultLearningObjectiveIds="sourcedId,status,dateLastModified,resultSourcedId,source,"
            "learningObjectiveId,score,textScore\nz,,,r1,case,urn:uuid:p9,,\n",
        )
    )
    assert [one.student for one in imported.roster] == ["u1"]
    assert imported.log.response(0).points == ("urn:uuid:p9",)


def test_known_points_are_found_without_the_urn():
    imported = read(archive(), known_points=["p1"])
    assert imported.log.response(0).points == ("p1",)
    assert [one.reason for one in imported.refused] == [Reason.UNKNOWN_POINT]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("r1,tobedeleted,,q1,u1,fully graded,6,2026-02-01,", Reason.DELETED),
        ("r1,,,q1,u1,exempt,,2026-02-01,", Reason.EXEMPT),
        ("r1,,,q1,u1,not submitted,,2026-02-01,", Reason.NOT_SUBMITTED),
        ("r1,,,q1,u1,submitted,,2026-02-01,", Reason.NOT_GRADED),
        ("r1,,,q1,u1,fully graded,,2026-02-01,", Reason.NOT_GRADED),
        ("r1,,,q1,u1,fully graded,11,2026-02-01,", Reason.NOT_SCORE),
        ("r1,,,q1,u1,fully graded,A,2026-02-01,", Reason.NOT_SCORE),
        ("r1,,,q2,u1,fully graded,5,2026-02-01,", Reason.NO_FULL_SCORE),
        ("r1,,,q9,u1,fully graded,5,2026-02-01,", Reason.NO_LINE_ITEM),
        ("r1,,,q1,u1,fully graded,5,1950-02-01,", Reason.TIME_BEFORE),
        ("r1,,,q1,u1,fully graded,5,soon,", Reason.NOT_TIME),
        ("r1,,,q1,,fully graded,5,2026-02-01,", Reason.NO_STUDENT),
        ("r1,,,,u1,fully graded,5,2026-02-01,", Reason.NO_ITEM),
    ],
)
def test_every_refused_result_says_why(row: str, reason: Reason):
    imported = read(archive(f"{row}\nr2,,,q1,u1,fully graded,0,2026-02-02,\n"))
    assert [(one.source.row, one.reason) for one in imported.refused] == [(2, reason)]
    assert [imported.log.response(0).correct] == [False], "a zero is graded"


def test_the_least_score_of_a_line_item_is_none_of_it():
    rows = "r1,,,q3,u1,fully graded,60,2026-02-01,\nr2,,,q3,u1,fully graded,80,2026-02-02,\n"
    log = read(archive(rows)).log
    assert list(log.correct) == [False, True]


def test_a_preview_shows_results():
    shown = preview(archive(), "export.zip")
    assert shown.kind == "oneroster"
    assert shown.columns[4] == "studentSourcedId"
    assert shown.rows[0][4] == "u1"


def test_archives_that_hold_no_results_or_grow_without_bound():
    empty = archive()
    with zipfile.ZipFile(empty := io.BytesIO(), "w") as out:
        out.writestr("users.csv", FILES["users.csv"])
    with pytest.raises(UnreadableFile, match=r"results\.csv"):
        read(empty)
    with zipfile.ZipFile(bomb := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("results.csv", b"0" * (60 << 20))
    with pytest.raises(UnreadableFile) as refused:
        read(bomb)
    assert refused.value.kind == "bomb"
