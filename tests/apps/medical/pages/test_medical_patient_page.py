"""The patient page: views draw, lines open their source, an answer re-ranks, decisions hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps.medical.service.roles import local_user
from apps.shared.wiring.medical import MedicalDesk
from tests.fakes.medical_knowledge import SIGN, WITH, WITHOUT

Open = Callable[..., AppTest]
Drawn = Callable[[AppTest], dict[str, Any]]

VIEWS = {
    "overview": ("Problems", "问题列表"),
    "findings": ("Findings", "发现"),
    "differential": ("Differential", "鉴别诊断"),
    "sign": ("Decisions", "决定"),
}


def marked(app: AppTest) -> list[str]:
    return [one.proto.body for one in app.get("html") if "<mark>" in one.proto.body]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_view_draws_in_both_languages(
    desk: MedicalDesk, opened: Open, drawn: Drawn, tall_boy: str, language: str
) -> None:
    app = opened("patient", patient=tall_boy, lang=language)
    assert "Tobias Ekstrom" in app.title[0].value
    synthetic = {"en": "Synthetic data", "zh": "合成数据"}[language]
    assert any(synthetic in one.value for one in app.markdown)
    assert any("cs-facts" in one.proto.body for one in app.get("html"))
    for view, captions in VIEWS.items():
        app.segmented_control(key="view").set_value(view).run()
        assert not app.exception, view
        assert app.query_params["view"] == view
        assert drawn(app)[captions[language == "zh"]]["rows"], view


def test_a_finding_opens_its_words_and_closes(
    desk: MedicalDesk, opened: Open, drawn: Drawn, tall_boy: str
) -> None:
    app = opened("patient", patient=tall_boy, view="findings")
    row = next(row for row in drawn(app)["Findings"]["rows"] if row["label"] == "Arachnodactyly")
    app.query_params["source"] = row["ref"]
    app.run()
    assert "arachnodactyly" in marked(app)[0].casefold()
    app.button(key="source-close").click().run()
    assert marked(app) == []
    assert "source" not in app.query_params


def test_notes_are_marked_with_letters(
    desk: MedicalDesk, opened: Open, drawn: Drawn, tall_boy: str
) -> None:
    app = opened("patient", patient=tall_boy, view="notes")
    text = next(one for one in drawn(app).values() if "passages" in one)
    looks = {one["look"] for one in text["passages"] if one["ref"]}
    assert {"solid", "struck"} <= looks
    assert all(one["letter"] and one["note"] for one in text["passages"] if one["ref"])
    assert len(text["legend"]) == 6


def test_findings_are_filtered_by_assertion(
    desk: MedicalDesk, opened: Open, drawn: Drawn, tall_boy: str
) -> None:
    app = opened("patient", patient=tall_boy, view="findings")
    app.segmented_control(key="assertion").set_value("absent").run()
    rows = drawn(app)["Findings"]["rows"]
    assert rows
    assert {row["cells"][0]["text"] for row in rows} == {"Absent"}


def test_an_answer_re_ranks_is_kept_and_can_be_taken_back(
    empty_reviewed: str, opened: Open, drawn: Drawn
) -> None:
    app = opened("patient", patient=empty_reviewed, view="differential")
    first = drawn(app)["Differential"]["rows"][0]
    assert first["label"] == WITHOUT
    app.segmented_control(key=f"reply-{SIGN}").set_value("yes").run()
    assert not app.exception
    rows = drawn(app)["Differential"]["rows"]
    assert rows[0]["label"] == WITH
    assert [row["label"] for row in rows][-1] == "None of these"
    app.segmented_control(key="view").set_value("findings").run()
    back = next(one for one in app.button if (one.key or "").startswith("back-"))
    back.click().run()
    app.segmented_control(key="view").set_value("differential").run()
    assert drawn(app)["Differential"]["rows"][0]["label"] == WITHOUT


def test_a_finding_is_found_in_the_ontology_and_added(
    empty_reviewed: str, opened: Open, drawn: Drawn
) -> None:
    app = opened("patient", patient=empty_reviewed, view="findings")
    app.text_input(key="term").set_value("晕厥").run()
    added = next(one for one in app.button if (one.key or "").endswith("-no"))
    added.click().run()
    assert not app.exception
    rows = {row["label"]: row for row in drawn(app)["Findings"]["rows"]}
    assert rows["Syncope"]["cells"][0]["text"] == "Absent"


def test_an_override_needs_a_reason_and_supersedes(
    empty_reviewed: str, opened: Open, drawn: Drawn
) -> None:
    app = opened("patient", patient=empty_reviewed, view="differential")
    record = "Record the decision"
    key = "differential-common"
    press = lambda: next(b for b in app.button if b.label == record).click().run()  # noqa: E731
    press()
    assert "Choose accept" in app.error[0].value
    app.radio(key=f"verdict-{key}").set_value("override")
    press()
    assert "needs a reason" in app.error[0].value
    app.run()
    assert "needs a reason" in app.error[0].value, "a page drawn anew must not hide what is wrong"
    app.radio(key=f"verdict-{key}").set_value("accept")
    press()
    assert not app.error
    app.radio(key=f"verdict-{key}").set_value("override")
    app.text_input(key=f"reason-{key}").set_value("seen before")
    press()
    app.segmented_control(key="view").set_value("sign").run()
    tables = drawn(app)
    decided = tables["Decisions"]["rows"][0]
    assert [cell["text"] for cell in decided["cells"]][1:4] == [
        "overridden",
        WITHOUT,
        "seen before",
    ]
    assert tables["Decisions"]["rows"][1]["cells"][1]["text"] == "open"
    assert [row["cells"][2]["text"] for row in tables["History"]["rows"]] == ["holds", "superseded"]


def test_options_come_with_cautions_and_a_drug_is_checked(
    desk: MedicalDesk, opened: Open, drawn: Drawn
) -> None:
    kidneys = next(c.id for c in desk.charts.cards(local_user()) if "Pruitt" in c.name)
    app = opened("patient", patient=kidneys, view="options")
    assert any("never orders" in one.value for one in app.info)
    app.text_input(key=f"check-{kidneys}").set_value("metformin").run()
    assert not app.exception
    assert any(name.startswith("Cautions") for name in drawn(app)) or app.caption
    app.text_input(key=f"check-{kidneys}").set_value("no such thing").run()
    assert "not known here" in app.warning[0].value


def test_a_question_is_answered_from_the_record(
    desk: MedicalDesk, opened: Open, drawn: Drawn
) -> None:
    kidneys = next(c.id for c in desk.charts.cards(local_user()) if "Pruitt" in c.name)
    app = opened("patient", patient=kidneys, view="ask")
    app.button(key="example-0").click().run()
    assert not app.exception
    claims = drawn(app)["claims"]["claims"]
    assert "metformin" in " ".join(claim["text"] for claim in claims).casefold()
    app.query_params["source"] = claims[0]["chips"][0]["ref"]
    app.run()
    assert marked(app)


def test_a_link_to_nothing_shows_the_first_patient(desk: MedicalDesk, opened: Open) -> None:
    app = opened("patient", patient="p-none", view="nowhere", source="../../x", lang="xx")
    assert app.title[0].value
    gone = opened("patient", source=f"{'0' * 16}.1.2")
    assert "no longer in the record" in gone.warning[0].value


def test_an_empty_desk_says_what_to_do(empty_desk: MedicalDesk, opened: Open) -> None:
    app = opened("patient")
    assert "No patient yet" in app.info[0].value


def test_an_administrator_does_not_read_charts(desk: MedicalDesk, opened: Open) -> None:
    app = opened("patient")
    app.segmented_control(key="role").set_value("administrator").run()
    assert not app.exception
    assert "Your role does not include this" in app.info[0].value
