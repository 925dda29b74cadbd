"""The worklist: who is there, search, filters, what is being read, what waits to be confirmed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from apps.medical.samples import demo_patients
from apps.medical.service.intake import IMPORT
from apps.medical.service.roles import LOCAL_TENANT, Role, User
from apps.shared.wiring.medical import MedicalDesk

Open = Callable[..., AppTest]
Drawn = Callable[[AppTest], dict[str, Any]]
CLINICIAN = User("local clinician", Role.CLINICIAN, LOCAL_TENANT)


def names(app: AppTest, drawn: Drawn) -> list[str]:
    return [row["label"] for row in drawn(app)["Patients"]["rows"]]


def test_patients_are_listed_searched_and_sorted(
    desk: MedicalDesk, opened: Open, drawn: Drawn
) -> None:
    app = opened()
    assert set(names(app, drawn)) == {"Tobias Ekstrom", "Leonard Pruitt", "苏婉清"}
    assert any("Synthetic data" in text.value for text in app.markdown)
    app.selectbox(key="sort").set_value("name").run()
    assert names(app, drawn) == sorted(names(app, drawn))
    app.text_input(key="search").set_value("ekstrom").run()
    assert names(app, drawn) == ["Tobias Ekstrom"]
    app.text_input(key="search").set_value("nobody of this name").run()
    assert "No patient matches" in app.info[0].value


def test_another_role_sees_no_patients(desk: MedicalDesk, opened: Open, drawn: Drawn) -> None:
    app = opened()
    app.segmented_control(key="role").set_value("administrator").run()
    assert not app.exception
    assert "Patients" not in drawn(app)
    assert "Your role does not include this" in app.info[0].value
    entries = desk.store.audit.entries(LOCAL_TENANT, last=5)
    assert entries[-1].entry.action == "role"


def test_files_wait_sealed_and_can_be_stopped(empty_desk: MedicalDesk, opened: Open) -> None:
    name, data = demo_patients()[0].files[0]
    app = opened(lang="zh")
    assert "还没有患者" in app.info[0].value
    app.file_uploader(key="files").upload(name, data, "text/plain")
    next(button for button in app.button if button.label == "导入").click().run()
    assert not app.exception
    (job,) = empty_desk.jobs.recent()
    assert job.kind == IMPORT
    assert job.active
    told = f"{job.title} {dict(job.payload)}"
    assert "Whitcombe" not in told
    assert name not in told
    app.button(key=f"stop-{job.id}").click().run()
    assert not empty_desk.jobs.status(job.id).active


def test_another_patients_document_waits_for_a_reason(
    empty_desk: MedicalDesk, opened: Open, drawn: Drawn
) -> None:
    files = next(one for one in demo_patients() if one.key == "wrong_patient").files
    empty_desk.intake.submit_own(CLINICIAN, [files])
    empty_desk.workers.start()
    for _ in range(600):
        if not any(job.active for job in empty_desk.jobs.recent() if job.kind == IMPORT):
            break
        empty_desk.workers._closing.wait(0.05)
    app = opened()
    assert "may be another patient" in app.warning[0].value.replace("\\", "")
    (report,) = empty_desk.intake.reports(CLINICIAN)
    key = f"{report.id}-{report.held[0].origin}"
    documents = len(empty_desk.charts.open(CLINICIAN, report.patients[0]).record.documents)
    assert app.button(key=f"confirm-{key}").disabled
    app.text_input(key=f"reason-{key}").set_value("asked the patient").run()
    app.button(key=f"confirm-{key}").click().run()
    assert not app.exception
    assert not app.warning
    chart = empty_desk.charts.open(CLINICIAN, report.patients[0])
    assert len(chart.record.documents) == documents + 1
    actions = [one.entry.action for one in empty_desk.store.audit.entries(LOCAL_TENANT)]
    assert "confirm-identity" in actions
