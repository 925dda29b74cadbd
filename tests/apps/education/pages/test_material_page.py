"""The page of course material: added through jobs, asked with places, refused, taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from streamlit.testing.v1 import AppTest

from apps.education.service.jobs import MATERIAL, MEANING
from apps.education.service.material.ask import Answered
from apps.education.service.practice import SheetOrder
from apps.shared.wiring.education import EducationDesk
from apps.shared.workers import Control
from tests.fakes.small_book import small_book

Open = Callable[..., AppTest]
TEACHER = "local teacher"
QUESTION = "How do I add within 20?"


@pytest.fixture(autouse=True)
def _by_words_only(desk: EducationDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """No model of meaning is loaded, and no endpoint is asked."""
    monkeypatch.setattr(desk.material.indexes, "_embedders", {})
    monkeypatch.setattr(desk.health, "answers", lambda: False)


def run(desk: EducationDesk, kind: str) -> dict[str, Any]:
    job = desk.jobs.claim("tester", [kind])
    assert job is not None
    lane = next(one for one in desk.material.lanes() if one.kind == kind)
    made = dict(lane.handler(job, Control(desk.jobs, job.id, "tester")))
    desk.jobs.finish(job.id, "tester", made)
    return made


@pytest.fixture
def with_book(desk: EducationDesk, course: str) -> EducationDesk:
    desk.material.add(course, TEACHER, "crates.zip", small_book())
    assert run(desk, MATERIAL)["documents"] == 1
    assert run(desk, MEANING)["course"] == course
    return desk


def components(app: AppTest) -> str:
    return " ".join(element.proto.json for element in app.get("bidi_component"))


def test_the_page_lists_what_there_is_and_takes_it_away(
    with_book: EducationDesk, opened: Open, course: str
) -> None:
    app = opened("material")
    said = " ".join(one.value for one in (*app.markdown, *app.caption)).replace("\\", "")
    assert "Book of Crates" in said
    assert "Open Licence (https://example.org/licence)" in said
    assert "Consilium notes" in said
    file = with_book.material.volumes(course)[0].file
    app.button(key=f"remove-{file}").click().run()
    assert not app.exception
    assert [one.file for one in with_book.material.volumes(course)] == [""]


def test_a_file_is_added_as_a_job_that_can_be_stopped(
    desk: EducationDesk, opened: Open, course: str
) -> None:
    id = desk.material.add(course, TEACHER, "crates.zip", small_book(), licence=" mine ")
    assert desk.jobs.status(id).payload["licence"] == "mine"
    app = opened("material")
    assert any("crates.zip" in one.value.replace("\\", "") for one in app.markdown)
    app.button(key=f"stop-{id}").click().run()
    assert not desk.jobs.active(MATERIAL)


def test_an_answer_opens_its_element_beside_the_text(
    with_book: EducationDesk, opened: Open, course: str
) -> None:
    app = opened("material")
    app.chat_input(key="ask").set_value(QUESTION).run()
    assert not app.exception
    assert "m1#" in components(app)
    (turn,) = app.session_state[f"material-talk-{course}"]
    assert isinstance(turn.answered, Answered)
    citation = next(
        c
        for claim in turn.answered.answer.claims
        for c in claim.citations
        if turn.answered.cited[c.doc_id].module == "m1"
    )
    app.query_params["open"] = f"{citation.doc_id}.{citation.span.start}.{citation.span.end}"
    app.run()
    shown = " ".join(str(one.proto) for one in app.get("html"))
    assert "m1#" in shown
    assert "Open Licence" in shown
    (link,) = app.get("link_button")
    assert link.proto.url.startswith("https://openstax.org/books/crates/pages/")


def test_what_is_not_in_the_material_is_refused(
    with_book: EducationDesk, opened: Open, course: str
) -> None:
    app = opened("material", lang="zh")
    app.chat_input(key="ask").set_value("法国的首都是哪里？").run()
    assert not app.exception
    assert "本课程的资料" in app.info[0].value


def test_links_to_no_passage_say_so(with_book: EducationDesk, opened: Open) -> None:
    app = opened("material", open=f"{'0' * 16}.0.5")
    assert "no longer" in app.warning[0].value
    assert opened("material", open="../x").title[0].value


def test_hints_stand_under_an_exercise_and_lead_to_their_place(
    with_book: EducationDesk, opened: Open, ada: str, course: str
) -> None:
    room = with_book.room(course)
    assert room is not None
    with_book.link(course, "Add within 20", "sums.add", TEACHER)
    order = SheetOrder(course, (ada,), "en", 1, points=("Add within 20",), count=1)
    sheets = with_book.sheet_maker.made(order, room, lambda done: None)
    with_book.store.keep_sheets(course, sheets)
    app = opened("exercises")
    assert not any("Start from the larger" in one.value for one in app.markdown)
    app.session_state["hints-1"] = True
    app.run()
    assert not app.exception
    quoted = " ".join(one.value for one in app.markdown)
    assert "Start from the larger crate" in quoted
    assert any("Open Licence" in one.value for one in app.caption)
    printed = printed_on(with_book.pdf(sheets, key=True, hints=True))
    assert "Start from the larger crate" in printed
    assert "Book of Crates" in printed
    assert "Book of Crates" not in printed_on(with_book.pdf(sheets, key=True))


def printed_on(data: bytes) -> str:
    paper = pypdfium2.PdfDocument(data)
    texts: list[str] = []
    for page in paper:
        text = page.get_textpage()
        texts.append(text.get_text_bounded())
        text.close()
        page.close()
    paper.close()
    return " ".join(" ".join(texts).split())


def test_a_course_is_deleted_with_its_material(with_book: EducationDesk, course: str) -> None:
    folder = with_book.material.indexes.folder(course).parent
    assert folder.exists()
    with_book.privacy.delete_course(course, TEACHER)
    assert not folder.exists()
