"""The library page: what is there, what is being read, what was refused and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from apps.finance.domain.reading import read_filing
from apps.finance.samples import ENGLISH
from apps.shared.wiring.finance import FinanceDesk

Open = Callable[..., AppTest]
Drawn = Callable[[AppTest], dict[str, Any]]


def test_the_filings_are_listed(desk: FinanceDesk, opened: Open, drawn: Drawn) -> None:
    rows = drawn(opened("library"))["Filings in the library"]["rows"]
    assert {row["ref"] for row in rows} == {card.id for card in desk.library.cards()}
    assert all("Synthetic data" in row["note"] for row in rows)
    english = next(row for row in rows if "Harbor" in row["label"])
    assert "bad" in [cell["tone"] for cell in english["cells"]]


def test_files_and_text_go_in_and_can_be_stopped(empty_desk: FinanceDesk, opened: Open) -> None:
    app = opened("library")
    app.text_area(key="pasted").set_value("In 2023 revenue was 12.53 billion yuan.")
    app.file_uploader(key="files").upload(ENGLISH.name, ENGLISH.read_bytes(), "text/html")
    next(button for button in app.button if button.label == "Read").click().run()
    assert not app.exception
    waiting = empty_desk.jobs.recent()
    assert {job.title for job in waiting} == {ENGLISH.name, "Pasted text.txt"}
    assert all(job.active for job in waiting)
    app.button(key=f"stop-{waiting[0].id}").click().run()
    assert not empty_desk.jobs.status(waiting[0].id).active


def test_a_refused_file_says_why(empty_desk: FinanceDesk, opened: Open) -> None:
    empty_desk.intake.submit("report.pdf", b"\x89PNG not a report")
    app = opened("library")
    assert len(app.error) == 1
    assert "PDF" in app.error[0].value.replace("\\", "")


def test_a_filing_can_be_removed(empty_desk: FinanceDesk, opened: Open) -> None:
    data = ENGLISH.read_bytes()
    filing = read_filing(data, ENGLISH.name)
    empty_desk.library.add(filing, data)
    app = opened("library")
    app.button(key="remove").click().run()
    assert not app.exception
    assert empty_desk.library.cards() == []
    assert "No filings yet" in app.info[0].value
