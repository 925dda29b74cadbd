"""A file goes in once, can be stopped at any stage, and leaves nothing half done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.finance.service import intake as module
from apps.finance.service.facets import facets
from apps.finance.service.intake import INDEX, READ, Intake, job_filing
from apps.finance.service.library import Library
from apps.shared.database import open_database
from apps.shared.jobs import INTERRUPTED, Job, Jobs, State
from apps.shared.sandbox import Limits
from apps.shared.workers import Workers
from rag.document import content_id
from tests.fakes.filings import filing
from tests.fakes.index import WordIndex

DATA = b"SYNTHETIC pasted text"
ID = content_id(DATA)


class Desk:
    def __init__(self, home: Path) -> None:
        self.engine = open_database(f"sqlite:///{home}/desk.db")
        self.library = Library(self.engine, home)
        self.jobs = Jobs(self.engine, "finance")
        self.index, self.words = WordIndex(), WordIndex()
        self.clock = time.time
        self.intake = Intake(
            self.library,
            self.jobs,
            lambda: self.index,
            lambda: self.words,
            limits=Limits(memory_mb=1_000, seconds=20),
            max_bytes=1_000_000,
            max_pages=10,
            now=lambda: self.clock(),
        )
        self.workers = Workers(self.jobs, self.intake.lanes())

    def wait(self, id: str) -> Job:
        deadline = time.monotonic() + 30
        while (job := self.jobs.status(id)).active:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return job

    def wait_for_stage(self, id: str, stage: str) -> None:
        deadline = time.monotonic() + 30
        while self.jobs.status(id).stage != stage:
            assert time.monotonic() < deadline
            time.sleep(0.02)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(module, "PARSER", "tests.fakes.parsers:quick")
    made = Desk(tmp_path)
    yield made
    made.index.open.set()
    made.words.open.set()
    made.workers.close()
    made.engine.dispose()


def test_a_file_becomes_a_filing_that_can_be_searched(desk: Desk) -> None:
    desk.workers.start()
    read = desk.wait(desk.intake.submit("../a.txt", DATA, owner="me"))
    assert (read.state, read.title, read.owner) == (State.DONE, "a.txt", "me")
    assert job_filing(read) == ID
    assert read.result is not None
    indexed = desk.wait(read.result["indexing"])
    assert indexed.state is State.DONE
    assert desk.library.card(ID).index_state == "ready"
    assert desk.library.source(ID) == DATA
    assert desk.index.held[ID] == desk.words.held[ID]
    assert desk.index.meta[ID]["company"] == "Synthetic 合成 Inc."


def test_figures_and_words_come_before_meaning(desk: Desk) -> None:
    desk.index.open.clear()
    desk.workers.start()
    read = desk.wait(desk.intake.submit("a.txt", DATA))
    assert read.result is not None
    desk.wait_for_stage(read.result["indexing"], "indexing")
    assert desk.library.load(ID).facts
    assert desk.library.card(ID).index_state == "ready"
    assert ID in desk.words.held
    desk.jobs.cancel(read.result["indexing"])
    assert desk.wait(read.result["indexing"]).state is State.CANCELLED
    assert ID not in desk.index.held
    desk.index.open.set()
    desk.jobs.retry(read.result["indexing"])
    assert desk.wait(read.result["indexing"]).state is State.DONE
    assert ID in desk.index.held


def test_the_same_bytes_are_read_once(desk: Desk) -> None:
    first = desk.intake.submit("a.txt", DATA)
    assert desk.intake.submit("b.txt", DATA) == first
    desk.workers.start()
    desk.wait(first)
    again = desk.jobs.status(desk.intake.submit("c.txt", DATA))
    assert again.state is State.DONE
    assert again.result == {"filing": ID, "duplicate": True}
    assert len(desk.library.cards()) == 1


def test_several_at_once(desk: Desk) -> None:
    desk.workers.start()
    jobs = [desk.intake.submit(f"{n}.txt", DATA + bytes([48 + n])) for n in range(4)]
    assert {desk.wait(id).state for id in jobs} == {State.DONE}
    assert len(desk.library.cards()) == 4


def test_a_refused_file_is_a_failed_job(desk: Desk) -> None:
    job = desk.jobs.status(desk.intake.submit("a.pdf", b"not a pdf"))
    assert job.state is State.FAILED
    assert job.error is not None
    assert job.error.kind == "wrong_type"
    assert desk.library.sources.ids() == set()


def test_stopping_while_reading_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PARSER", "tests.fakes.parsers:slow")
    desk.workers.start()
    id = desk.intake.submit("a.txt", DATA)
    desk.wait_for_stage(id, "statements")
    desk.jobs.cancel(id)
    assert desk.wait(id).state is State.CANCELLED
    assert desk.library.cards() == []
    assert desk.jobs.recent(kind=INDEX) == []
    monkeypatch.setattr(module, "PARSER", "tests.fakes.parsers:quick")
    desk.jobs.retry(id)
    assert desk.wait(id).state is State.DONE


@pytest.mark.parametrize("parser", ["another", "junk"])
def test_the_word_of_a_taken_over_reader_is_not_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, parser: str
) -> None:
    monkeypatch.setattr(module, "PARSER", f"tests.fakes.parsers:{parser}")
    desk.workers.start()
    job = desk.wait(desk.intake.submit("a.txt", DATA))
    assert job.error is not None
    assert job.error.kind == "crashed"
    assert desk.library.cards() == []
    assert desk.library.sources.ids() == set()


def test_a_broken_index_leaves_the_figures(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.words.fail = True
    desk.workers.start()
    read = desk.wait(desk.intake.submit("a.txt", DATA))
    assert read.result is not None
    assert desk.wait(read.result["indexing"]).state is State.FAILED
    assert desk.library.card(ID).index_state == "failed"
    assert desk.library.load(ID).facts
    assert "the index is broken" in caplog.text
    desk.words.fail = False
    assert desk.wait(desk.intake.index_again(ID)).state is State.DONE
    assert desk.library.card(ID).index_state == "ready"


def test_removing_forgets_index_record_and_bytes(desk: Desk) -> None:
    desk.workers.start()
    read = desk.wait(desk.intake.submit("a.txt", DATA))
    assert read.result is not None
    desk.wait(read.result["indexing"])
    desk.intake.remove(ID)
    assert desk.library.cards() == []
    assert desk.library.sources.ids() == set()
    assert ID not in desk.index.held
    with pytest.raises(KeyError, match=ID):
        desk.intake.remove(ID)


def test_removing_while_indexing_leaves_no_passages(desk: Desk) -> None:
    desk.index.open.clear()
    desk.workers.start()
    read = desk.wait(desk.intake.submit("a.txt", DATA))
    assert read.result is not None
    desk.wait_for_stage(read.result["indexing"], "indexing")
    desk.intake.remove(ID)
    desk.index.open.set()
    desk.wait(read.result["indexing"])
    assert ID not in desk.index.held


def test_tidying_keeps_what_a_retry_needs(desk: Desk) -> None:
    id = desk.intake.submit("a.txt", DATA)
    lost = desk.library.sources.put(b"left by a crash before its job was written")
    desk.jobs.claim("gone", [READ])
    desk.jobs.bury(lambda worker, silence: True)
    assert desk.jobs.status(id).error == INTERRUPTED
    assert desk.intake.tidy() == [lost]
    desk.clock = lambda: time.time() + 100_000
    assert desk.intake.tidy() == [ID]
    desk.jobs.retry(id)
    desk.workers.start()
    job = desk.wait(id)
    assert job.error is not None
    assert job.error.kind == "missing"


def test_facets_name_company_form_and_period() -> None:
    found = facets(filing())
    assert (found["company"], found["form"], found["language"]) == (
        "Synthetic 合成 Inc.",
        "10-K",
        "en",
    )
    assert found["period"].split("|")[0] == "FY2024"
