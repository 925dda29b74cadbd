import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from apps.medical.domain.record import Identity, PatientRecord
from apps.medical.service.key_rotation import rotate_file, settle
from apps.medical.service.master_key import master_key, new_key, read_key_file, write_key_file
from apps.medical.service.record_keys import stored_fingerprint
from apps.medical.service.roles import Forbidden, Role, User, local_user
from apps.medical.service.store import RecordStore
from apps.medical.service.vault import Vault
from apps.shared.database import open_database

ME = local_user()
RECORD = PatientRecord("p", Identity("Test", "female", None, synthetic=True), ())


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'records.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    master_key(None, None, tmp_path)
    return tmp_path / "medical.key"


def test_a_new_key_takes_the_place_of_the_old(engine: Engine, file: Path) -> None:
    old = read_key_file(file)
    store = RecordStore(engine, Vault(old))
    store.add(ME, RECORD)
    assert rotate_file(store, engine, ME, file) == 1
    fresh = read_key_file(file)
    assert fresh != old
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert RecordStore(engine, Vault(fresh)).get(ME, "p") == RECORD
    assert [path.name for path in file.parent.glob("medical.key*")] == ["medical.key"]


def test_who_may_not_rotate_leaves_no_key_behind(engine: Engine, file: Path) -> None:
    store = RecordStore(engine, Vault(read_key_file(file)))
    with pytest.raises(Forbidden):
        rotate_file(store, engine, User("doctor", Role.CLINICIAN, "local"), file)
    assert [path.name for path in file.parent.glob("medical.key*")] == ["medical.key"]


def test_a_failure_after_the_commit_keeps_the_new_key(
    engine: Engine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RecordStore(engine, Vault(read_key_file(file)))
    store.add(ME, RECORD)

    def fails() -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(store.records, "scrub", fails)
    with pytest.raises(OSError, match="full"):
        rotate_file(store, engine, ME, file)
    assert RecordStore(engine, Vault(read_key_file(file))).get(ME, "p") == RECORD


@pytest.mark.parametrize("committed", [True, False])
def test_a_rotation_that_was_cut_short_is_settled(
    engine: Engine, file: Path, committed: bool
) -> None:
    store = RecordStore(engine, Vault(read_key_file(file)))
    store.add(ME, RECORD)
    fresh = new_key()
    write_key_file(file.with_name("medical.key.new"), fresh)
    if committed:
        store.rotate(ME, Vault(fresh))
    settle(engine, file)
    settle(engine, file)
    assert (read_key_file(file) == fresh) is committed
    assert not file.with_name("medical.key.new").exists()
    assert RecordStore(engine, Vault(read_key_file(file))).get(ME, "p") == RECORD


def test_a_database_without_a_store_is_under_no_key(engine: Engine) -> None:
    assert stored_fingerprint(engine) is None
