"""A teacher's own items: added on the page, put on sheets, refused with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from apps.shared.wiring.education import EducationDesk
from apps.shared.workers import Control
from tests.fakes.qti_items import choice, entry, package

Open = Callable[..., AppTest]
Drawn = Callable[[AppTest], dict[str, Any]]


def from_bank(app: AppTest) -> Any:
    return next(one for one in app.radio if (one.key or "").startswith("sheet-bank"))


def upload(app: AppTest, name: str, data: bytes) -> None:
    app.file_uploader(key="bank-file").set_value((name, data, "application/zip")).run()
    app.button(key="bank-add").click().run()
    assert not app.exception, app.exception


def test_items_go_in_and_onto_a_sheet(
    desk: EducationDesk, opened: Open, drawn: Drawn, course: str, ada: str
) -> None:
    app = opened("exercises")
    assert from_bank(app).value is False
    point = app.selectbox(key="bank-point").value
    right = choice("q1", "Which is <b>a</b> colour?", {"A": "red", "B": "seven"}, "A")
    upload(app, "set.zip", package(right, entry("q2", "", "5")))
    assert [one.point for one in desk.bank.items(course)] == [point]
    assert "asks nothing" in drawn(app)["Refused items"]["rows"][0]["cells"][0]["text"]
    assert from_bank(app).value is True
    app.radio(key="sheet-source").set_value("same").run()
    app.multiselect(key="sheet-points").set_value([point]).run()
    app.button(key="make").click().run()
    job = desk.jobs.claim("tester", ["education-sheets"])
    assert job is not None
    desk.sheet_maker.lanes()[0].handler(job, Control(desk.jobs, job.id, "tester"))
    app.run()
    assert not app.exception, app.exception
    assert any("Which is a colour" in one.value for one in app.markdown)
    assert any("not proved" in one.value for one in app.caption)


def test_a_file_without_items_says_so(desk: EducationDesk, opened: Open, course: str) -> None:
    app = opened("exercises")
    upload(app, "page.xml", b"<html/>")
    assert "no QTI item" in app.error[0].value
    assert not desk.bank.items(course)


def test_a_generated_sheet_ignores_the_bank(desk: EducationDesk, opened: Open, course: str) -> None:
    desk.bank.add(course, "a.xml", entry("q", "Name it.", "x").encode(), _point(desk), "teacher")
    app = opened("exercises")
    from_bank(app).set_value(False).run()
    app.button(key="make").click().run()
    job = desk.jobs.claim("tester", ["education-sheets"])
    assert job is not None
    desk.sheet_maker.lanes()[0].handler(job, Control(desk.jobs, job.id, "tester"))
    assert all(line.banked is None for one in desk.sheets(course) for line in one.lines)


def _point(desk: EducationDesk) -> str:
    return next(iter(desk.store.graph(desk.courses()[0].id).points))
