"""Jobs as lines: stage, what went wrong and what to do, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.finance.service.intake import INDEX, READ
from apps.finance.service.views.jobs import shown_jobs
from apps.shared.jobs import Job, JobError, State
from apps.shared.shown_jobs import any_active, error_text, settled
from apps.shared.words import Words

READING = Job(
    "j1", READ, "", "a.pdf", {"name": "a.pdf"}, State.RUNNING, "pages", 0.42, None, None, 1.0, 2.0
)  # fmt: skip
ENCRYPTED = JobError("encrypted", "it needs a password", "save it without one")


def test_a_running_job_tells_stage_and_progress(en: Words, zh: Words) -> None:
    assert shown_jobs([READING], en)[0].line == "Reading the pages · 42%"
    assert shown_jobs([READING], zh)[0].line == "正在读取页面 · 42%"
    assert any_active([READING])


def test_failures_say_what_to_do(en: Words, zh: Words) -> None:
    assert error_text(ENCRYPTED, en) == "It needs a password. Save it without one."
    assert "密码" in error_text(ENCRYPTED, zh)
    failed = replace(READING, state=State.FAILED, error=ENCRYPTED)
    shown = shown_jobs([failed], en)[0]
    assert not shown.active
    assert not shown.retry


@pytest.mark.parametrize("kind", ["interrupted", "timeout"])
def test_what_may_work_the_next_time_can_be_tried_again(en: Words, kind: str) -> None:
    failed = replace(READING, state=State.FAILED, error=JobError(kind, "p", "r"))
    assert shown_jobs([failed], en)[0].retry


def test_figures_can_be_opened_while_the_text_is_indexed(en: Words) -> None:
    done = replace(READING, state=State.DONE, result={"filing": "f", "duplicate": False})
    index = replace(READING, id="j2", kind=INDEX, payload={"filing": "f"}, stage="indexing")
    shown = shown_jobs([index, done], en)[0]
    assert (shown.id, shown.opens, shown.active) == ("j2", "f", True)
    assert shown.line.startswith("Figures are ready; Indexing")
    assert settled([index, done]) == {("j1", "done")}


def test_a_file_that_was_there_already_says_so(en: Words) -> None:
    known = replace(READING, state=State.DONE, result={"filing": "f", "duplicate": True})
    assert shown_jobs([known], en)[0].line == "Was in the library already"
