"""What the teacher's pages show, as values: references, maps, drawings, tables that are safe."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.education.domain.drawing import Curve, Drawing, Ellipse, Label, Line, Polygon
from apps.education.domain.graph import KnowledgeGraph
from apps.education.service.classroom import Classroom, Student, look_at
from apps.education.service.course_tracer import CourseTracer
from apps.education.service.views import evidence, heat, imports
from apps.education.service.views.drawing_svg import drawing_image, drawing_svg
from apps.education.service.views.node_map import Box, node_map
from apps.education.service.views.sheets import shown_maths
from apps.shared.words import words
from tests.fakes.education_class import GRAPH, NOW, CountingModel, plain_judge, small_log
from tests.fakes.education_file import small_file

T = words("en", Path(heat.__file__).parents[2] / "locale")


@pytest.fixture(scope="module")
def room() -> Classroom:
    log = small_log()
    return look_at(
        course="c",
        title="1b",
        synthetic=True,
        log=log,
        graph=GRAPH,
        students=[Student(id, id) for id in log.students],
        tracer=CourseTracer(CountingModel()),
        judge=plain_judge,
        at=NOW,
    )


@given(st.text(max_size=30))
def test_references_from_links_open_nothing_strange(ref: str) -> None:
    log = small_log()
    row = evidence.read_row(ref, log)
    assert row is None or 0 <= row < len(log)


def test_references_find_what_they_name(room: Classroom) -> None:
    pair = heat.read_pair(heat.pair_ref("ada", "add"), room)
    assert pair is not None
    assert pair.mastery.point == "add"
    assert heat.read_pair(heat.pair_ref("nobody", "add"), room) is None
    assert heat.student_of(heat.student_ref("bo")) == "bo"
    row = evidence.read_row(evidence.row_ref(room.log, 5), room.log)
    assert row == 5
    assert evidence.read_row("row~00000000~5", room.log) is None


def test_the_grid_counts_every_pair_once(room: Classroom) -> None:
    view = heat.heat_view(room, T, rows="work", columns="work")
    assert sum(view.counts.values()) == len(room.students) * len(room.points)
    assert view.points[0].id in {"add", "subtract"}
    assert all(len(row["codes"]) == len(view.points) for row in view.data["rows"])


def test_details_of_an_answer_are_escaped() -> None:
    log = small_file().log
    room = look_at(
        course="c", title="", synthetic=False, log=log, graph=KnowledgeGraph("", {}, {}),
        students=[Student(one, "<b>x</b>") for one in log.students],
        tracer=CourseTracer(CountingModel()), judge=plain_judge, at=NOW,
    )  # fmt: skip
    shown = evidence.details_html(room, 0, T)
    assert "&lt;b&gt;x" in shown
    assert "<b>" not in shown


def test_a_map_marks_circles_and_overlaps_nothing() -> None:
    needs = {"add": ("count", "subtract"), "subtract": ("add",), "word": ("add",)}
    graph = KnowledgeGraph("", dict(GRAPH.points), needs)
    boxes = [Box(id, id, id) for id in (*GRAPH.points, "unknown")]
    drawn = node_map("map", boxes, graph)
    assert len(set(drawn.places)) == len(boxes)
    assert sum(tone == "bad" for _, _, tone in drawn.edges) == 1
    assert drawn.width > max(x for x, _ in drawn.places)


def test_an_empty_map_is_drawn() -> None:
    assert node_map("map", [], KnowledgeGraph("", {}, {})).places == ()


def test_a_drawing_is_told_and_escaped() -> None:
    shapes = (
        Line(0, 0, 9, 9, dashed=True),
        Polygon(((0, 0), (4, 0), (4, 4)), fill="#ffcc00"),
        Ellipse(2, 2, 1, 1),
        Curve(((0, 0), (1, 2))),
        Label(4, 4, "<script>"),
    )
    shown = drawing_svg(Drawing(10, 10, shapes, 'a "line"', "一条线"), "en")
    assert "&lt;script&gt;" in shown
    assert 'aria-label="a &quot;line&quot;"' in shown
    image = drawing_image(Drawing(10, 10, shapes, 'a "line"', "一条线"), "en")
    assert image.startswith('<img alt="a &quot;line&quot;" src="data:image/svg+xml;base64,')
    assert "一条线" in drawing_svg(Drawing(10, 10, shapes, "a", "一条线"), "zh")
    with pytest.raises(ValueError, match="no colour"):
        drawing_svg(Drawing(1, 1, (Line(0, 0, 1, 1, stroke="url(x)"),), "", ""), "en")


def test_only_bold_and_mathematics_keep_their_meaning() -> None:
    assert shown_maths("**Add** $\\frac{1}{2}$ [x](y)") == "**Add** $\\frac{1}{2}$ \\[x\\]\\(y\\)"


def test_refused_rows_are_told_and_disarmed() -> None:
    read = small_file(broken=True)
    assert read.account.refused == 2
    table = imports.refused_table(read.refused, T)
    assert table.rows[1].cells[1].text == "perhaps"
    told = list(csv.reader(io.StringIO(imports.refused_csv(read.refused, T).lstrip("\ufeff"))))
    assert len(told) == 3
    assert imports._disarmed("=1+1") == "'=1+1"
