"""CSV exports of many systems: what their columns mean, and an account of every row."""

from __future__ import annotations

import io
from dataclasses import fields, replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.education.domain.intake.fields import ColumnMapping, Field
from apps.education.domain.intake.files import Stopped, read_file
from apps.education.domain.intake.imported import Imported, Preview
from apps.education.domain.intake.look import preview
from apps.education.domain.intake.refused import Reason
from apps.education.domain.response import Response
from rag.readers.errors import UnreadableFile

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def read(text: str | bytes, encoding: str = "utf-8", **more: object) -> Imported:
    data = text.encode(encoding) if isinstance(text, str) else text
    return read_file("answers.csv", io.BytesIO(data), now=NOW, **more)  # pyright: ignore


def look(text: str | bytes) -> Preview:
    return preview(io.BytesIO(text.encode() if isinstance(text, str) else text), "answers.csv")


def answers(imported: Imported) -> list[Response]:
    return [imported.log.response(i) for i in range(len(imported.log))]


def refusals(imported: Imported) -> list[tuple[int, Reason]]:
    return [(one.source.row, one.reason) for one in imported.refused]


def adds_up(imported: Imported) -> bool:
    account = imported.account
    told = account.responses + account.refused + account.joined + account.blank
    return account.rows == told and account.responses == len(imported.log)


ASSISTMENTS = """order_id,assignment_id,user_id,assistment_id,problem_id,original,correct,\
attempt_count,ms_first_response,skill_id,skill_name,hint_count
90,277,64,33,51,1,1,1,32454,1,Range,0
91,277,64,33,52,1,0,3,-4922,1,Range,2
92,277,64,33,53,1,0.5,1,4922,1,Range,2
90,277,64,33,51,1,1,1,32454,2,Median,0
90,277,64,33,51,1,1,1,32454,2,Median,0
"""


def test_assistments_rows_repeated_per_skill_become_one_response():
    imported = read(ASSISTMENTS)
    first, second = answers(imported)
    assert first.points == ("Range", "Median")
    assert (first.item, first.seconds, first.hints, first.order) == (
        "51",
        pytest.approx(32.454),
        0,
        90,
    )
    assert second.seconds is None
    assert second.attempt is None, "how many tries there were is not which try it was"
    assert refusals(imported) == [
        (3, Reason.NEGATIVE_SECONDS),
        (4, Reason.PARTLY_RIGHT),
        (6, Reason.DUPLICATE),
    ]
    assert imported.account.joined == 1
    assert imported.account.values_dropped == 1
    assert adds_up(imported)


def test_a_pass_share_takes_partly_right_answers():
    mapping = ColumnMapping(
        columns={
            Field.STUDENT: ("user_id",), Field.ITEM: ("problem_id",), Field.CORRECT: ("correct",)
        },
        pass_share=0.5,
    )  # fmt: skip
    assert [one.correct for one in answers(read(ASSISTMENTS, mapping=mapping))][2] is True


DATASHOP = """Anon Student Id\tTime\tTime Zone\tProblem Name\tStep Name\tAttempt At Step\tOutcome\t\
KC (Default)\tKC Category (Default)\tKC (Default)
s1\t2009-09-09 10:21:03\tUS/Eastern\tP1\ta\t1\tCORRECT\tk1\t\tk2
s1\t2009-09-09 10:22:03\tUS/Eastern\tP1\tb\t2\tHINT\tk1\t\t
s1\t2009-09-09 10:22:03\tNowhere/At all\tP1\tb\t2\tHINT\tk1\t\t
"""


def test_datashop_steps_several_component_columns_and_zones():
    imported = read(DATASHOP)
    first, second = answers(imported)
    assert (first.item, first.points, first.attempt) == ("P1 a", ("k1", "k2"), 1)
    assert first.at == datetime(2009, 9, 9, 14, 21, 3, tzinfo=UTC)
    assert (second.correct, second.attempt) == (False, 2)
    assert refusals(imported) == [(4, Reason.NOT_ZONE)]


CHINESE = """学号,姓名,班级,题号,知识点,是否正确,作答时间,用时(秒),提示次数
001,张三,七1班,Q1,加法、进位,对,2024年3月1日 下午3:05,12,0
002,李四,七1班,Q1,加法,错,2024-03-01 15:06:00+08:00,1分20秒,1
002,李四,七2班,Q2,减法,,2024/3/1 15:07,9,0
"""


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_chinese_exports_in_every_encoding(encoding: str):
    imported = read(CHINESE, encoding, time_zone="Asia/Shanghai")
    first, second = answers(imported)
    assert (first.student, first.points) == ("001", ("加法", "进位"))
    assert first.at == datetime(2024, 3, 1, 7, 5, tzinfo=UTC)
    assert second.at == datetime(2024, 3, 1, 7, 6, tzinfo=UTC), "mixed zones meet in UTC"
    assert second.seconds == 80
    assert imported.account.without_zone == 1
    assert [(one.name, dict(one.groups)) for one in imported.roster] == [
        ("张三", {"班级": "七1班"}),
        ("李四", {"班级": "七1班"}),
    ]
    assert refusals(imported) == [(4, Reason.NOT_GRADED)]


def test_windows_letters_are_not_taken_for_chinese():
    imported = read("student,item,correct\nJosé,i,1\nMüller,i,0\nBjörn,i,1\n", "cp1252")
    assert imported.encoding == "cp1252"
    assert set(imported.log.students) == {"José", "Müller", "Björn"}


def test_a_row_of_wrong_bytes_is_refused_alone():
    data = "student,item,correct\nÄnn,i,1\nBö,i,0\nCé,i,1\n".encode() + b"D\xff\xfe,i,1\nEve,i,1\n"
    imported = read(data)
    assert refusals(imported) == [(5, Reason.ENCODING)]
    assert imported.account.responses == 4


def test_a_zero_is_wrong_and_a_blank_is_not_graded():
    imported = read("student,item,score,max_score\na,i,0,5\na,j,,5\na,k,3,5\n")
    assert [one.correct for one in answers(imported)] == [False, True]
    assert refusals(imported) == [(3, Reason.NOT_GRADED)]


def test_a_gradebook_has_a_column_per_item():
    imported = read("Name,Q. 1 /2.00,Q. 2 /1.00\nAnn,2.00,0.50\nBob,0,-\n")
    assert [(one.student, one.item, one.correct) for one in answers(imported)] == [
        ("Ann", "Q. 1 /2.00", True),
        ("Ann", "Q. 2 /1.00", False),
        ("Bob", "Q. 1 /2.00", False),
    ]
    assert refusals(imported) == [(3, Reason.NOT_GRADED)]
    assert adds_up(imported)


def test_a_quotation_mark_that_never_closes_costs_its_own_row():
    rows = "".join(f"s{n},i,1\n" for n in range(300))
    imported = read(f'student,item,correct\ns,"i,1\n{rows}')
    assert imported.account.responses == 300
    assert refusals(imported) == [(2, Reason.QUOTE)]


def test_cells_may_hold_line_ends_and_rows_count_lines():
    imported = read('student,item,correct\na,"i\nj",1\nb,k,2\n')
    assert answers(imported)[0].item == "ij"
    assert refusals(imported) == [(4, Reason.NOT_CORRECTNESS)]


def test_rows_of_another_width_blank_rows_and_long_names():
    long = "x" * 201
    imported = read(f"student,item,correct\na,i\na,i,1,\n\n,,\na,i,1,2\n{long},i,1\n,i,1\na,,1\n")
    assert refusals(imported) == [
        (2, Reason.CELLS),
        (6, Reason.CELLS),
        (7, Reason.LONG_CELL),
        (8, Reason.NO_STUDENT),
        (9, Reason.NO_ITEM),
    ]
    assert imported.account.blank == 2
    assert adds_up(imported)


@pytest.mark.parametrize(
    ("time", "reason"),
    [
        ("-5", Reason.TIME_BEFORE),
        ("1900-01-01", Reason.TIME_BEFORE),
        ("2031-01-01", Reason.TIME_AFTER),
        ("yesterday", Reason.NOT_TIME),
    ],
)
def test_impossible_times_are_refused(time: str, reason: Reason):
    imported = read(f"student,item,correct,time\na,i,1,{time}\nb,i,1,2026-05-01\n")
    assert refusals(imported) == [(2, reason)]
    assert imported.refused[0].culprit == time
    assert imported.refused[0].column == "time"


def test_unknown_points_are_reported_and_known_ones_kept():
    text = "student,item,skill,correct\na,i,add;fly,1\na,j,fly,1\na,k,ADD ,0\na,l,,1\n"
    imported = read(text, known_points={"add": "p.add", "subtract": "p.sub"})
    assert [(one.item, one.points) for one in answers(imported)] == [
        ("i", ("p.add",)),
        ("k", ("p.add",)),
        ("l", ()),
    ]
    assert refusals(imported) == [(2, Reason.UNKNOWN_POINT), (3, Reason.ONLY_UNKNOWN_POINTS)]
    assert imported.refused[0].kept


def test_exact_repeats_are_duplicates_only_where_a_time_tells():
    timed = "student,item,correct,time\na,i,1,2026-05-01 10:00\na,i,1,2026-05-01 10:00\n"
    assert refusals(read(timed)) == [(3, Reason.DUPLICATE)]
    untimed = "student,item,correct\na,i,1\na,i,1\n"
    assert len(read(untimed).log) == 2


def test_late_joiners_and_students_of_one_response_stay():
    text = "student,item,correct,time\n" + "".join(
        f"a,i{n},1,2026-01-{n + 1:02d}\n" for n in range(20)
    )
    imported = read(text + "late,i1,0,2026-05-20\n")
    assert len(imported.log.rows_of("late")) == 1
    assert imported.account.refused == 0


def test_scripts_and_formulas_are_only_text():
    imported = read("student,name,item,correct\n=cmd|'/C x'!A0,<script>alert(1)</script>,i,1\n")
    assert imported.log.students == ("=cmd|'/C x'!A0",)
    assert imported.roster[0].name == "<script>alert(1)</script>"


def test_what_a_teacher_should_look_at_is_said():
    problems = [one.en for one in look("student,item,correct,date\na,i,1,03/04/2024\n").problems]
    assert any("month or the day" in one for one in problems)
    assert any("knowledge points" in one for one in problems)
    assert any("look like" in one or "looks like" in one for one in
               (w.en for w in look("1,2,1\n3,4,0\n").problems))  # fmt: skip


def test_files_without_a_header_are_read_by_number():
    mapping = ColumnMapping(
        columns={
            Field.STUDENT: ("column 1",), Field.ITEM: ("column 2",), Field.CORRECT: ("column 3",)
        },
        header=False,
    )  # fmt: skip
    assert len(read("a,i,1\nb,j,0\n", mapping=mapping).log) == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(delimiter: str):
    text = "student,item,correct\na b,i,1\n".replace(",", delimiter)
    assert look(text).delimiter == delimiter


def test_points_are_split_by_commas_only_where_the_parts_recur():
    head = "student,item,skills,correct\n"
    apart = head + 'a,i,"add,carry",1\na,j,add,1\na,k,carry,1\n'
    whole = head + 'a,i,"Area, of squares",1\na,j,Volume,1\n'
    assert look(apart).proposed.point_separator == ","
    assert look(whole).proposed.point_separator is None


def test_columns_that_repeat_get_names_of_their_own():
    assert look("a,b,a,,a\n1,2,3,4,5\n").columns == ("a", "b", "a (2)", "column 4", "a (3)")


def test_a_mapping_that_lacks_or_invents_columns_is_refused():
    with pytest.raises(ValueError, match="no column is mapped to item"):
        read("student,correct,x\na,1,2\nb,0,3\n", mapping=ColumnMapping(
            columns={Field.STUDENT: ("student",), Field.CORRECT: ("correct",)}))  # fmt: skip
    with pytest.raises(ValueError, match="no column 'nope'"):
        read("student,item,correct\na,i,1\n", mapping=ColumnMapping(
            columns={Field.STUDENT: ("nope",), Field.ITEM: ("item",),
                     Field.CORRECT: ("correct",)}))  # fmt: skip


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"%PDF-1.4", "wrong_type"),
        (b"\x89PNG\r\n", "wrong_type"),
        (b"\x00\x01\x02\x03" * 50, "wrong_type"),
        (b"PK\x03\x04broken", "truncated"),
    ],
)
def test_what_is_no_such_file_is_refused(data: bytes, kind: str):
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    assert refused.value.kind == kind


def test_reading_tells_its_progress_and_can_be_stopped():
    text = "student,item,correct\n" + "".join(f"s{n},i,1\n" for n in range(12_000))
    told: list[tuple[str, float]] = []
    read(text, progress=lambda stage, done: told.append((stage, done)))
    assert [stage for stage, _ in told][-1] == "joining"
    assert all(0 <= done <= 1 for _, done in told)
    assert len({done for stage, done in told if stage == "reading"}) > 2
    with pytest.raises(Stopped):
        read(text, cancelled=lambda: True)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_with_an_account_or_refused(data: bytes):
    try:
        imported = read(b"student,item,correct,time\na,i,1,2026-01-01\n" + data)
    except ValueError:
        return
    assert adds_up(imported)


CELLS = st.sampled_from(
    ["a", "b", "", "1", "0", "对", '"', "2026-01-02", "-5", "x;y", "=1", " ", "\ufeff", "é"]
)


@given(st.lists(st.lists(CELLS, max_size=7), max_size=12))
def test_every_row_of_any_table_is_accounted_for(rows: list[list[str]]):
    head = "student,item,correct,time,skill,seconds\n"
    first = "s,i,1,2026-01-01,k;l,5\n"
    imported = read(head + first + "".join(",".join(row) + "\n" for row in rows))
    assert adds_up(imported)
    assert all(one.why.en and one.remedy.zh for one in imported.refused)


JUNYI = """user_id,exercise,problem_type,problem_number,time_done,time_taken,correct,\
count_attempts,hint_used,count_hints
9,addition_1,two,1,1350000000123456,5,true,1,false,0
"""
MOODLE = """Surname,First name,Email address,State,Started on,Completed,Time taken,Grade/10.00,\
Q. 1 /1.00,Q. 2 /1.00
Lee,Ann,a@x,Finished,1 March 2024  2:46 PM,1 March 2024  3:00 PM,13 mins 20 secs,5.00,1.00,0.00
"""


def test_an_exercise_of_khan_and_junyi_is_its_own_point():
    (one,) = answers(read(JUNYI))
    assert (one.item, one.points, one.correct) == ("addition_1 two", ("addition_1",), True)
    assert one.at == datetime(2012, 10, 12, 0, 0, 0, 123000, tzinfo=UTC)


def test_a_set_of_problems_stands_for_items_that_are_not_named():
    imported = read("user_id,log_id,sequence_id,correct\n1,5,701,1\n1,6,701,0.3\n1,4,701,0\n")
    assert [(one.item, one.points, one.order) for one in answers(imported)] == [
        ("701", ("701",), 4),
        ("701", ("701",), 5),
    ]
    assert refusals(imported) == [(3, Reason.PARTLY_RIGHT)]


def test_a_quiz_of_moodle_without_its_sum():
    imported = read(MOODLE)
    assert [(one.item, one.correct) for one in answers(imported)] == [
        ("Q. 1 /1.00", True),
        ("Q. 2 /1.00", False),
    ]
    assert [(one.student, one.name) for one in imported.roster] == [("a@x", "Ann Lee")]


def test_scores_need_a_full_score_told_by_a_column_or_once():
    text = "姓名,题号,得分\n张,1,3\n李,1,0\n"
    assert [one.reason for one in read(text).refused] == [Reason.NO_FULL_SCORE] * 2
    assert any("满分" in one.zh for one in look(text).problems)
    mapping = replace(look(text).proposed, full_score=5.0)
    assert sorted(one.correct for one in answers(read(text, mapping=mapping))) == [False, True]


@pytest.mark.parametrize(
    "broken",
    [{"pass_share": 0.0}, {"pass_share": 1.5}, {"full_score": 0.0}, {"seconds_per_unit": 0}],
)
def test_mappings_that_cannot_be_are_refused(broken: dict[str, float]):
    with pytest.raises(ValueError, match=next(iter(broken))):
        ColumnMapping(**broken)  # pyright: ignore


def test_a_row_costs_little_memory():
    rows = "".join(f"s{n % 500},i{n % 900},{n % 2},{n}\n" for n in range(20_000))
    log = read(f"student,item,correct,order_id\n{rows}").log
    columns = [getattr(log, one.name) for one in fields(log)]
    assert sum(one.nbytes for one in columns if isinstance(one, np.ndarray)) < 80 * len(log)
