"""Hostile uploads go the whole way in: each is refused by name or read; the desk lives on.

Every file runs through admission, the sandbox and the library, as in the app.
"""

from __future__ import annotations

import io
import random
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from apps.finance.service.export import to_csv, to_xlsx
from apps.finance.service.intake import Intake, job_filing
from apps.finance.service.library import Library
from apps.shared.database import open_database
from apps.shared.jobs import Job, Jobs, State
from apps.shared.sandbox import Limits
from apps.shared.workers import Workers
from tests.fakes import hostile
from tests.fakes.index import WordIndex

GOOD = (
    b"<html><body><p>SYNTHETIC SAMPLE FILING. Revenue was $1,200 million in 2024.</p></body></html>"
)
SECONDS = 25


class Desk:
    """Library, jobs and intake as wired in the app, over a fake index."""

    def __init__(self, home: Path) -> None:
        self.engine = open_database(f"sqlite:///{home}/desk.db")
        self.library = Library(self.engine, home)
        self.jobs = Jobs(self.engine, "finance")
        self.index = WordIndex()
        self.intake = Intake(
            self.library,
            self.jobs,
            lambda: self.index,
            lambda: self.index,
            limits=Limits(memory_mb=1_500, seconds=SECONDS),
            max_bytes=20 << 20,
            max_pages=500,
        )
        self.workers = Workers(self.jobs, self.intake.lanes())

    def take(self, name: str, data: bytes) -> Job:
        return self.wait(self.intake.submit(name, data))

    def wait(self, id: str) -> Job:
        """The job once it has ended; none may run longer than its limit and a little."""
        started = 0.0
        while (job := self.jobs.status(id)).active:
            if job.state is State.RUNNING:
                started = started or time.monotonic()
                assert time.monotonic() - started < SECONDS + 15, f"still {job.stage!r}"
            time.sleep(0.05)
        return job

    def close(self) -> None:
        self.workers.close()
        self.engine.dispose()


FILES: dict[str, tuple[str, bytes, set[str]]] = {
    "encrypted": ("a.pdf", hostile.encrypted_pdf(), {"encrypted"}),
    "cut early": ("a.pdf", hostile.pdf()[:400], {"truncated"}),
    "cut late": ("a.pdf", hostile.pdf()[:-300], {"truncated", ""}),
    "10,000 pages": ("a.pdf", hostile.many_pages_pdf(10_000), {"too_many_pages"}),
    "blank pages": ("a.pdf", hostile.many_pages_pdf(3), {"no_text"}),
    "looping pages": ("a.pdf", hostile.looping_pdf(), {"truncated", "too_many_pages", "no_text"}),
    "only a head": ("a.pdf", b"%PDF-1.7\n" + bytes(100), {"truncated"}),
    "deep": ("a.html", hostile.deep_html(200_000), {"", "timeout", "memory", "truncated"}),
    "wide": ("a.html", hostile.wide_table_html(10**9), {""}),
    "scripts": ("a.html", hostile.scripted_html(), {""}),
    "no workbook": ("a.xlsx", hostile.broken_workbook(), {"truncated", "wrong_type"}),
    "a path": ("../../a.pdf", b"\x89PNG....", {"wrong_type"}),
    "large": ("a.txt", b"x" * (21 << 20), {"too_large"}),
    "many rows": ("a.txt", b"1,2,3\n" * 300_000, {"too_large"}),
    "formulas": ("a.csv", hostile.formula_csv(), {""}),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("desk"))
    made.workers.start()
    yield made
    made.close()


@pytest.fixture(scope="module")
def taken(desk: Desk) -> dict[str, Job]:
    """All the files, submitted at once and waited for."""
    ids = {case: desk.intake.submit(name, data) for case, (name, data, _) in FILES.items()}
    return {case: desk.wait(id) for case, id in ids.items()}


@pytest.mark.parametrize("case", FILES)
def test_a_hostile_file_is_named_or_read(desk: Desk, taken: dict[str, Job], case: str) -> None:
    job = taken[case]
    kind = job.error.kind if job.error else ""
    assert kind in FILES[case][2], job.error
    assert "/" not in job.title
    if job.error is not None:
        assert job.error.problem
        assert job.error.remedy
        assert job.payload.get("source", "none") not in desk.library


def test_the_desk_lives_on(desk: Desk, taken: dict[str, Job]) -> None:
    assert desk.take("good.html", GOOD).state is State.DONE


def test_scripts_never_reach_the_text(desk: Desk, taken: dict[str, Job]) -> None:
    id = job_filing(taken["scripts"])
    assert id is not None
    text = desk.library.load(id).document.text
    assert "1,200 million" in text
    assert "steal" not in text
    assert "alert" not in text
    assert "example.com" not in text


def test_formulas_in_cells_are_text_when_exported(desk: Desk, taken: dict[str, Job]) -> None:
    id = job_filing(taken["formulas"])
    assert id is not None
    filing = desk.library.load(id)
    workbook = openpyxl.load_workbook(io.BytesIO(to_xlsx([filing])))
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert 'HYPERLINK("http://example.com' not in str(cell.value)
                    assert "cmd|" not in str(cell.value)
                    assert "@SUM" not in str(cell.value)
    for line in to_csv([filing]).decode("utf-8-sig").splitlines():
        for field in line.split(","):
            assert field.strip('"')[:1] not in ("=", "@", "+"), line


def test_random_bytes_are_named_or_read(desk: Desk) -> None:
    """A fixed few, since each takes a process of its own; any bytes are tried on admission."""
    luck = random.Random(8)
    for head, ending in ((b"%PDF-1.4\n", "pdf"), (b"<html>", "html"), (b"", "txt")):
        letters = bytes(luck.choices(range(32, 255), k=3_000))
        job = desk.take(f"random.{ending}", head + letters)
        assert job.state in (State.DONE, State.FAILED)
        assert job.error is None or (job.error.problem and job.error.remedy)


def test_nothing_is_left_of_refused_files(desk: Desk) -> None:
    known = {card.id for card in desk.library.cards()}
    kept = desk.library.sources.ids() - known
    failed = {
        str(job.payload.get("source"))
        for job in desk.jobs.recent(limit=500)
        if job.error is not None and job.error.kind in ("timeout", "memory")
    }
    assert kept <= failed
