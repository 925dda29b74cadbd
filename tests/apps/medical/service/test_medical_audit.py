import json
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from apps.medical.service.audit import GENESIS, Audit, Entry, Head
from apps.shared.database import open_database

KEY = bytes(range(32))
VIEW = Entry("ward", "doctor", "clinician", "view", "p-1", ("o-1",), {"rare": "2"}, "a line")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'audit.db'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_database(url)
    yield engine
    engine.dispose()


def chain(engine: Engine, count: int, **kwargs: Any) -> Audit:
    audit = Audit(engine, KEY, **kwargs)
    audit.append_all([VIEW] * count)
    return audit


def disarm(engine: Engine, *statements: str) -> None:
    """What somebody with the file in his hands can do: drop the triggers, then write."""
    with engine.begin() as connection:
        for deed in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS medical_audit_no_{deed}"))
        for statement in statements:
            connection.execute(text(statement))


def test_entries_come_back_as_they_were_written(engine: Engine) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    audit = Audit(engine, KEY, now=lambda: at)
    logged = audit.append(VIEW)
    audit.append(Entry("other", "x", "clinician", "view"))
    assert audit.entries("ward") == [logged]
    assert logged.entry == VIEW
    assert (logged.seq, logged.previous) == (1, GENESIS)
    assert logged.at == "2026-01-02T03:04:05.000000+00:00"
    assert audit.entries("ward", patient="p-2") == []
    assert [item.seq for item in audit.entries("other", last=1)] == [2]


def test_a_whole_chain_verifies(engine: Engine) -> None:
    audit = chain(engine, 20)
    report = audit.verify()
    assert report.ok
    assert report.head == audit.head() == Head(20, report.head.hash)


def test_an_empty_chain_verifies(engine: Engine) -> None:
    assert Audit(engine, KEY).verify().ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE medical_audit SET detail = 'x'",
        "DELETE FROM medical_audit",
        "DELETE FROM medical_audit WHERE seq = 3",
    ],
)
def test_the_database_refuses_to_change_an_entry(engine: Engine, statement: str) -> None:
    audit = chain(engine, 3)
    with engine.begin() as connection, pytest.raises(DatabaseError, match="never changed"):
        connection.execute(text(statement))
    assert audit.verify().length == 3


@pytest.mark.parametrize(
    ("statement", "first", "reason"),
    [
        ("UPDATE medical_audit SET detail = 'x' WHERE seq = 5", 5, "words were changed"),
        ("UPDATE medical_audit SET actor = 'x' WHERE seq = 1", 1, "words were changed"),
        ("UPDATE medical_audit SET mac = hash WHERE seq = 7", 7, "not written by this desk"),
        ("DELETE FROM medical_audit WHERE seq = 4", 4, "3 is followed by 5"),
        ("DELETE FROM medical_audit WHERE seq = 1", 1, "followed by 2"),
        ("DELETE FROM medical_audit WHERE seq > 8", 9, "2 entries were cut off"),
        ("DELETE FROM medical_audit", 1, "10 entries were cut off"),
        ("UPDATE medical_audit_head SET length = 8", None, "head of the chain was forged"),
        ("DELETE FROM medical_audit_head", None, "head of the chain is missing"),
        (
            "UPDATE medical_audit SET seq = 99 WHERE seq = 10",
            10,
            "followed by 99",
        ),
    ],
)
def test_a_change_by_who_holds_the_file_is_noticed(
    engine: Engine, statement: str, first: int | None, reason: str
) -> None:
    audit = chain(engine, 10)
    disarm(engine, statement)
    report = audit.verify()
    assert not report.ok
    assert report.first_broken == first
    assert reason in report.reason


def test_a_chain_recomputed_without_the_key_is_noticed(engine: Engine, tmp_path: Path) -> None:
    audit = chain(engine, 3)
    elsewhere = open_database(f"sqlite:///{tmp_path / 'forged.db'}")
    forged = Audit(elsewhere, b"another key" * 3)
    forged.append_all([Entry("ward", "nobody", "clinician", "view")] * 3)
    with elsewhere.connect() as connection:
        rows = connection.execute(text("SELECT * FROM medical_audit")).mappings().all()
        head = connection.execute(text("SELECT * FROM medical_audit_head")).mappings().one()
    elsewhere.dispose()
    disarm(engine, "DELETE FROM medical_audit")
    names = list(rows[0])
    with engine.begin() as connection:
        insert = f"INSERT INTO medical_audit ({', '.join(names)}) VALUES ({', '.join(f':{n}' for n in names)})"  # noqa: E501
        connection.execute(text(insert), [dict(row) for row in rows])
    assert not audit.verify().ok
    with engine.begin() as connection:
        change = "UPDATE medical_audit_head SET length = :length, hash = :hash, mac = :mac"
        connection.execute(text(change), dict(head))
    assert audit.verify().reason == "the head of the chain was forged"


def test_a_chain_put_back_to_an_earlier_state_is_noticed_by_an_anchor(engine: Engine) -> None:
    audit = chain(engine, 5)
    with engine.connect() as connection:
        old = dict(connection.execute(text("SELECT * FROM medical_audit_head")).mappings().one())
    audit.append_all([VIEW] * 5)
    anchor = audit.head()
    change = "UPDATE medical_audit_head SET length = :length, hash = :hash, mac = :mac"
    disarm(engine, "DELETE FROM medical_audit WHERE seq > 5")
    with engine.begin() as connection:
        connection.execute(text(change), old)
    assert audit.verify().ok
    report = audit.verify(anchor)
    assert not report.ok
    assert report.reason == "5 entries were cut off the end"
    audit.append_all([VIEW] * 5)
    assert audit.verify(anchor).reason == "it is not the entry that was anchored"


def test_a_witness_notices_what_the_database_alone_cannot(engine: Engine, tmp_path: Path) -> None:
    witness = tmp_path / "elsewhere" / "head.json"
    audit = chain(engine, 4, witness=witness)
    assert json.loads(witness.read_text()) == {"length": 4, "hash": audit.head().hash}
    disarm(
        engine,
        "DELETE FROM medical_audit",
        "DELETE FROM medical_audit_head",
    )
    fresh = Audit(engine, KEY, witness=witness)
    report = fresh.verify()
    assert not report.ok
    assert "4 entries were cut off" in report.reason
    fresh.append(VIEW)
    assert not fresh.verify().ok


def test_a_lost_head_is_not_planted_anew_over_entries(engine: Engine) -> None:
    chain(engine, 2)
    disarm(engine, "DELETE FROM medical_audit_head")
    audit = Audit(engine, KEY)
    assert audit.verify().reason == "the head of the chain is missing"
    with pytest.raises(RuntimeError, match="lost its head"):
        audit.append(VIEW)


def test_a_chain_that_must_exist_is_not_begun_anew(engine: Engine) -> None:
    chain(engine, 2)
    disarm(engine, "DELETE FROM medical_audit", "DELETE FROM medical_audit_head")
    assert not Audit(engine, KEY, begins=False).verify().ok


def test_threads_make_one_chain(engine: Engine) -> None:
    audit = Audit(engine, KEY)
    with ThreadPoolExecutor(8) as pool:
        logged = list(pool.map(lambda _: audit.append(VIEW), range(80)))
    assert sorted(item.seq for item in logged) == list(range(1, 81))
    assert audit.verify().length == 80


def _append(url: str, count: int) -> None:
    engine = open_database(url)
    audit = Audit(engine, KEY)
    for _ in range(count):
        audit.append(VIEW)
    engine.dispose()


def test_processes_make_one_chain(url: str, engine: Engine) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_append, args=(url, 15)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    report = Audit(engine, KEY).verify()
    assert report.ok, report
    assert report.length == 45


def test_an_entry_stands_or_falls_with_its_deed(engine: Engine) -> None:
    audit = Audit(engine, KEY)
    with engine.connect() as connection:
        deed = connection.begin()
        audit.append_in(connection, [VIEW])
        deed.rollback()
    assert audit.head().length == 0
    assert audit.append_all([]) == []
    assert audit.verify().ok


def test_null_characters_do_not_break_the_chain(engine: Engine) -> None:
    audit = Audit(engine, KEY)
    audit.append(Entry("ward", "a\0b", "clinician", "view", objects=("\0",), detail="\0"))
    assert audit.verify().ok


def test_ten_thousand_entries_verify_in_little_time(engine: Engine) -> None:
    audit = chain(engine, 10_000)
    assert audit.verify().length == 10_000
