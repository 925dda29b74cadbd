"""The teacher's pages: each draws, and what is picked, said and changed shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps.education.service.importing import Destination
from apps.education.service.views.heat import pair_ref
from apps.shared.wiring.education import EducationDesk
from apps.shared.workers import Control
from tests.fakes.education_file import small_file

Open = Callable[..., AppTest]
Drawn = Callable[[AppTest], dict[str, Any]]
PAGES = ("student", "exercises", "graph", "courses", "fairness", "privacy", "about")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_draws_in_chinese(desk: EducationDesk, opened: Open, page: str) -> None:
    app = opened(page, lang="zh")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in app.title[0].value)


def test_the_class_is_a_grid_with_a_table_behind_it(
    desk: EducationDesk, opened: Open, drawn: Drawn
) -> None:
    app = opened()
    grid = drawn(app)["Students and points"]
    assert [row["label"] for row in grid["rows"]] == ["Ada", "Bo <b>=1+1</b>", "陈一"]
    assert [column["label"] for column in grid["columns"]] == [
        "Count to 20",
        "Add within 20",
        "Take away",
    ]
    assert grid["rows"][0]["codes"] == "suw"
    app.toggle(key="as-table").set_value(True).run()
    table = drawn(app)["Students and points"]
    assert table["rows"][0]["cells"][0]["text"] == "90%"


def test_rows_are_sorted_and_units_filtered(
    desk: EducationDesk, opened: Open, drawn: Drawn
) -> None:
    app = opened()
    app.selectbox(key="rows").set_value("work").run()
    assert drawn(app)["Students and points"]["rows"][0]["codes"].count("w") == 1
    app.multiselect(key="units").set_value(["Sums"]).run()
    assert len(drawn(app)["Students and points"]["columns"]) == 2


def test_a_cell_opens_the_answers_behind_it_and_each_its_line(
    desk: EducationDesk, opened: Open, drawn: Drawn, ada: str
) -> None:
    app = opened(open=pair_ref(ada, "Take away"))
    rows = drawn(app)["Answers behind it"]["rows"]
    assert len(rows) == 7
    assert rows[0]["note"] == "answers.csv, line 20"
    app.query_params["open"] = rows[0]["ref"]
    app.run()
    assert not app.exception
    assert "line 20" in " ".join(one.value for one in app.markdown)
    assert drawn(app)["Before and after"]["rows"]


def test_the_teacher_says_otherwise_with_a_reason_and_takes_it_back(
    desk: EducationDesk, opened: Open, drawn: Drawn, ada: str, course: str
) -> None:
    app = opened(open=pair_ref(ada, "Take away"))
    keep = f"keep-{ada}-Take away"
    app.radio(key=f"say-{ada}-Take away").set_value("secure")
    app.button(key=keep).click().run()
    assert "why" in app.error[0].value
    app.text_input(key=f"because-{ada}-Take away").set_value("seen at the board")
    app.button(key=keep).click().run()
    assert not app.exception
    assert drawn(app)["Students and points"]["rows"][0]["codes"] == "sus"
    assert "seen at the board" in app.info[0].value.replace("\\", "")
    room = desk.room(course)
    assert room is not None
    assert room.verdict(ada, "Take away") == "secure"
    app.button(key=f"back-{ada}-Take away").click().run()
    assert drawn(app)["Students and points"]["rows"][0]["codes"] == "suw"


def test_a_path_says_why_and_follows_pins_and_skips(
    desk: EducationDesk, opened: Open, drawn: Drawn, ada: str
) -> None:
    app = opened("student", student=ada)
    before = [row["ref"] for row in drawn(app)["Next steps"]["rows"]]
    assert before
    last = before[-1]
    app.query_params["open"] = last
    app.run()
    app.button(key="pin").click().run()
    assert drawn(app)["Next steps"]["rows"][0]["ref"] == last
    app.button(key="skip").click().run()
    assert last not in [row["ref"] for row in drawn(app).get("Next steps", {"rows": []})["rows"]]


def test_what_if_moves_likelihoods(
    desk: EducationDesk, opened: Open, drawn: Drawn, ada: str
) -> None:
    app = opened("student", student=ada)
    app.selectbox(key="if-point").set_value("Take away")
    app.button(key="if-look").click().run()
    assert not app.exception
    moved = drawn(app)["What would move"]["rows"][0]
    assert moved["label"] == "Take away"
    assert [cell["text"] for cell in moved["cells"]] == ["11%", "33%"]


@pytest.mark.parametrize("view", ["points", "curve"])
def test_the_other_views_of_a_student(
    desk: EducationDesk, opened: Open, drawn: Drawn, ada: str, view: str
) -> None:
    app = opened("student", student=ada, view=view)
    caption = {"points": "Points of this student", "curve": "Learning curve"}[view]
    assert drawn(app)[caption]["rows"]


def test_sheets_are_ordered_made_shown_and_taken(
    desk: EducationDesk, opened: Open, drawn: Drawn, ada: str, course: str
) -> None:
    app = opened("exercises")
    app.button(key="make").click().run()
    assert not app.exception
    job = desk.jobs.claim("tester", ["education-sheets"])
    assert job is not None
    made = desk.sheet_maker.lanes()[0].handler(job, Control(desk.jobs, job.id, "tester"))
    assert made["exercises"] > 0
    app.run()
    rows = {row["label"]: row["cells"] for row in drawn(app)["Sheets"]["rows"]}
    assert set(rows) == {"Ada", "Bo <b>=1+1</b>", "陈一"}
    assert "link it to a bundled point" in rows["Ada"][2]["text"]
    shown = next(sheet.student for sheet in desk.sheets(course) if sheet.lines)
    app.session_state["sheet-shown"] = shown
    app.run()
    assert any(one.value.startswith("Add") and "$" in one.value for one in app.markdown)
    for key in (False, True):
        assert desk.pdf(desk.sheets(course), key=key).startswith(b"%PDF")
    assert desk.qti(desk.sheets(course)).startswith(b"PK")


def test_a_point_is_renamed_linked_and_kept_free_of_circles(
    desk: EducationDesk, opened: Open, course: str
) -> None:
    app = opened("graph", open="point~Take away")
    app.text_input[0].set_value("Subtract within 20")
    app.multiselect[0].set_value(["Add within 20"])
    next(one for one in app.button if one.label == "Keep it").click().run()
    assert not app.exception
    graph = desk.store.graph(course)
    assert graph.points["Take away"].name.en == "Subtract within 20"
    assert graph.prerequisites("Take away") == ("Add within 20",)
    app.selectbox(key=f"link-{course}-Take away").set_value("sums.carry").run()
    assert desk.links(course, list(graph.points.values()))["Take away"] == "sums.carry"
    app = opened("graph", open="point~Add within 20")
    app.multiselect[0].set_value(["Take away"])
    next(one for one in app.button if one.label == "Keep it").click().run()
    assert "need one another" in app.error[0].value.replace("\\", "")


def test_a_student_is_deleted_with_what_came_of_him(
    desk: EducationDesk, opened: Open, drawn: Drawn, ada: str, course: str
) -> None:
    app = opened("privacy")
    assert len(drawn(app)["What is kept of whom"]["rows"]) == 3
    app.session_state["privacy-student"] = ada
    app.run()
    app.checkbox(key=f"sure-{ada}").set_value(True).run()
    app.button(key=f"delete-{ada}").click().run()
    assert not app.exception
    assert ada not in desk.store.log(course).students
    assert desk.models.tracer(course) is None
    assert "being worked out" in app.info[0].value


def test_an_empty_desk_says_what_to_do(empty_desk: EducationDesk, opened: Open) -> None:
    app = opened()
    assert "No class yet" in app.info[0].value


def test_a_class_shows_what_was_counted_until_it_is_worked_out(
    empty_desk: EducationDesk, opened: Open, drawn: Drawn
) -> None:
    empty_desk.take_in(small_file(), Destination(None, "Class 1b", "UTC"), "local teacher")
    app = opened()
    rows = drawn(app)["Answers so far"]["rows"]
    assert [row["label"] for row in rows] == ["Ada", "Bo <b>=1+1</b>", "陈一"]
    assert all(cell["text"] for row in rows for cell in row["cells"])
    assert "Students and points" not in drawn(app)


def test_links_to_nothing_show_the_class(desk: EducationDesk, opened: Open) -> None:
    for ref in ("pair~x~y", "row~00000000~1", "step~", "../x", "point~none"):
        assert opened(open=ref, course="none", lang="xx").title[0].value
        assert opened("student", open=ref, student="none", view="none").title[0].value
