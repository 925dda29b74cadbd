"""Audit and about: the log, the chain, export and deletion by role; use, limits and licences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from apps.medical.service.roles import local_user
from apps.shared.wiring.medical import MedicalDesk

Open = Callable[..., AppTest]
Drawn = Callable[[AppTest], dict[str, Any]]


def test_a_reviewer_reads_and_verifies_the_log(
    desk: MedicalDesk, opened: Open, drawn: Drawn
) -> None:
    app = opened("audit")
    assert "Your role does not include this" in app.info[0].value
    app.segmented_control(key="role").set_value("reviewer").run()
    rows = drawn(app)["Audit log"]["rows"]
    assert rows
    app.button(key="verify").click().run()
    assert "The chain is whole" in app.success[0].value
    app.multiselect(key="audit-actions").set_value(["import"]).run()
    assert {row["cells"][2]["text"] for row in drawn(app)["Audit log"]["rows"]} == {"imported"}


def test_a_changed_log_is_told(empty_reviewed: str, empty_desk: MedicalDesk, opened: Open) -> None:
    with empty_desk.engine.begin() as connection:
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).scalars()
        for name in names.all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE medical_audit SET actor = 'nobody' WHERE seq = 2"))
    app = opened("audit")
    app.segmented_control(key="role").set_value("reviewer").run()
    app.button(key="verify").click().run()
    assert "broken at entry 2" in app.error[0].value


def test_an_administrator_deletes_with_a_reason(
    empty_reviewed: str, empty_desk: MedicalDesk, opened: Open
) -> None:
    app = opened("audit")
    app.segmented_control(key="role").set_value("administrator").run()
    assert app.button(key="delete").disabled
    app.text_input(key="delete-reason").set_value("asked for by the patient").run()
    app.button(key="delete").click().run()
    assert not app.exception
    assert empty_desk.store.list(local_user()) == ()
    with pytest.raises(KeyError):
        empty_desk.charts.open(local_user(), empty_reviewed)


@pytest.mark.parametrize(("language", "limits"), [("en", "Limits"), ("zh", "局限")])
def test_about_says_use_limits_and_licences(
    desk: MedicalDesk, opened: Open, drawn: Drawn, language: str, limits: str
) -> None:
    app = opened("about", lang=language)
    assert limits in [one.value for one in app.subheader]
    told = " ".join(one.value for one in app.markdown)
    for name in ("Human Phenotype Ontology", "DDXPlus", "CC BY 4.0"):
        assert name in told
    assert {"Versions", "版本"} & set(drawn(app))
