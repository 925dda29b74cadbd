import io
import json
import multiprocessing
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, update
from sqlalchemy.exc import DatabaseError

from apps.medical.domain.record import Identity, PatientRecord
from apps.medical.domain.source import DocumentKind, SourceDocument
from apps.medical.domain.when import When
from apps.medical.service.archive import safe_name
from apps.medical.service.master_key import new_key
from apps.medical.service.record_tables import FILES, PATIENTS, SIGN_OFFS
from apps.medical.service.roles import Forbidden, Permission, Role, User, local_user
from apps.medical.service.sign_off import Decision, SignOff, digest, in_force
from apps.medical.service.store import RecordStore, TooLarge
from apps.medical.service.vault import Tampered, Vault, WrongKey
from apps.shared.database import open_database

NAME = "Zebulon Quackenbush"
NOTE = "Patient reports wheezing since Candlemas."
ME = local_user()
REVIEWER = User("reader", Role.REVIEWER, ME.tenant)
CLINICIAN = User("doctor", Role.CLINICIAN, ME.tenant)
ADMINISTRATOR = User("admin", Role.ADMINISTRATOR, ME.tenant)
STRANGER = User("doctor", Role.CLINICIAN, "elsewhere")


@dataclass(frozen=True, slots=True)
class Opinion:
    words: str
    score: float


def record(id: str = "MRN-4711", name: str = NAME) -> PatientRecord:
    identity = Identity(name, "male", When.parse("1950-02-02"), address="12 Heron Lane")
    note = SourceDocument("d1", DocumentKind.NOTE, "Visit", NOTE, "en", "visit.txt")
    return PatientRecord(id, identity, (note,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def key() -> bytes:
    return new_key()


@pytest.fixture
def store(engine: Engine, key: bytes) -> RecordStore:
    return RecordStore(engine, Vault(key))


def everything_on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())


def test_a_record_comes_back_with_its_files(store: RecordStore) -> None:
    made = store.add(ME, record(), [("visit.txt", NOTE.encode()), ("scan.pdf", b"%PDF")])
    assert store.get(ME, "MRN-4711") == record()
    assert store.get(ME, made) == record()
    files = store.files(ME, made)
    assert {file.name: file.size for file in files} == {"visit.txt": len(NOTE), "scan.pdf": 4}
    assert dict(store.file(ME, made, file.id) for file in files)["scan.pdf"] == b"%PDF"


def test_nothing_of_a_patient_can_be_read_in_the_database_or_its_log(
    store: RecordStore, path: Path
) -> None:
    made = store.add(ME, record(), [("Quackenbush visit.txt", NOTE.encode())])
    store.sign_off(ME, made, "differential", Decision.OVERRIDE, reason="Quackenbush is allergic")
    store.keep(ME, made, "review", Opinion("Candlemas", 0.5))
    store.annotate(ME, made, {"headline": "wheezing"})
    with pytest.raises(Forbidden):
        store.delete(CLINICIAN, "MRN-4711")
    store.list(ME)
    stored = everything_on_disk(path)
    assert Path(f"{path}-wal").stat().st_size > 0
    for words in ("Zebulon", "Quackenbush", "MRN-4711", "Candlemas", "Heron", "wheezing", "1950"):
        assert words.encode() not in stored, words


def test_a_worklist_has_names_only_for_who_may_see_them(store: RecordStore) -> None:
    made = store.add(ME, record())
    (line,) = store.list(REVIEWER)
    assert line.face is not None
    assert (line.face.name, line.face.documents, line.patient) == (NAME, 1, made)
    (line,) = store.list(ADMINISTRATOR)
    assert line.face is None
    assert store.list(STRANGER) == ()


def test_a_tenant_sees_nothing_of_another(store: RecordStore) -> None:
    made = store.add(ME, record())
    other = store.add(STRANGER, record())
    assert other != made
    with pytest.raises(KeyError, match="holds no such patient"):
        store.get(STRANGER, made)
    store.delete(User("a", Role.ADMINISTRATOR, "elsewhere"), other)
    assert store.get(ME, made) == record()


def test_another_master_key_is_refused_at_once(engine: Engine, store: RecordStore) -> None:
    store.add(ME, record())
    with pytest.raises(WrongKey, match="CONSILIUM_MEDICAL_KEY"):
        RecordStore(engine, Vault(new_key()))


def test_rotation_puts_everything_under_the_new_key(
    engine: Engine, store: RecordStore, key: bytes
) -> None:
    store.add(ME, record(), [("a.txt", b"a")])
    late = RecordStore(engine, Vault(key))
    fresh = new_key()
    with pytest.raises(Forbidden):
        store.rotate(CLINICIAN, Vault(fresh))
    assert store.rotate(ADMINISTRATOR, Vault(fresh)) == 1
    assert store.get(ME, "MRN-4711") == record()
    again = RecordStore(engine, Vault(fresh))
    assert again.deidentify_key == store.deidentify_key
    assert again.get(ME, "MRN-4711") == record()
    assert again.verify(ME).ok
    with pytest.raises(WrongKey):
        RecordStore(engine, Vault(key))
    with pytest.raises(WrongKey):
        late.add(ME, record("another"))
    assert [line.patient for line in again.list(ME)] == [
        again.records.reference("local", "MRN-4711")
    ]


def test_a_newer_record_takes_the_place_of_the_old_and_keeps_its_notes(store: RecordStore) -> None:
    made = store.add(ME, record(), [("a.txt", b"a")])
    store.annotate(ME, made, {"headline": "red flag", "seen": "yes"})
    store.annotate(ME, made, {"seen": ""})
    newer = replace(record(), documents=())
    assert store.add(ME, newer, [("a.txt", b"a"), ("b.txt", b"b")]) == made
    assert store.get(ME, made) == newer
    (line,) = store.list(ME)
    assert line.version == 2
    assert line.face is not None
    assert line.face.notes == {"headline": "red flag"}
    assert [file.name for file in store.files(ME, made)] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("column", ["record", "summary", "wrapped_key"])
def test_rows_cannot_be_swapped(engine: Engine, store: RecordStore, column: str) -> None:
    one, other = store.add(ME, record()), store.add(ME, record("MRN-2", "Else Body"))
    with engine.begin() as connection:
        query = select(PATIENTS.c[column]).where(PATIENTS.c.patient == other)
        theirs = connection.execute(query).scalar_one()
        connection.execute(
            update(PATIENTS).where(PATIENTS.c.patient == one).values({column: theirs})
        )
    with pytest.raises(Tampered):
        store.list(ME) if column == "summary" else store.get(ME, one)


def test_an_old_version_of_a_row_is_not_taken_for_the_new(
    engine: Engine, store: RecordStore
) -> None:
    made = store.add(ME, record())
    with engine.begin() as connection:
        old = connection.execute(select(PATIENTS.c.record)).scalar_one()
    store.add(ME, replace(record(), documents=()))
    with engine.begin() as connection:
        connection.execute(update(PATIENTS).values(record=old))
    with pytest.raises(Tampered):
        store.get(ME, made)


def test_files_cannot_change_places(engine: Engine, store: RecordStore) -> None:
    made = store.add(ME, record(), [("a.txt", b"a"), ("b.txt", b"b")])
    one, other = store.files(ME, made)
    with engine.begin() as connection:
        theirs = select(FILES.c.content).where(FILES.c.id == other.id)
        content = connection.execute(theirs).scalar_one()
        connection.execute(update(FILES).where(FILES.c.id == one.id).values(content=content))
    with pytest.raises(Tampered):
        store.file(ME, made, one.id)


def test_deleting_destroys_the_key_and_tells_the_index(
    engine: Engine, key: bytes, path: Path
) -> None:
    told: list[tuple[str, str]] = []
    store = RecordStore(engine, Vault(key), forget=[lambda tenant, id: told.append((tenant, id))])
    made = store.add(ME, record(), [("a.txt", b"a" * 5_000)])
    kept = store.add(ME, record("MRN-2"))
    store.sign_off(ME, made, "differential", Decision.ACCEPT)
    with engine.connect() as connection:
        query = select(PATIENTS.c.wrapped_key).where(PATIENTS.c.patient == made)
        wrapped = bytes(connection.execute(query).scalar_one())
    assert wrapped in everything_on_disk(path)
    store.delete(ADMINISTRATOR, made)
    assert told == [("local", made)]
    assert wrapped not in everything_on_disk(path)
    with pytest.raises(KeyError):
        store.get(ME, made)
    assert [line.patient for line in store.list(ME)] == [kept]
    report = store.verify(ME)
    assert report.ok, report
    assert [item.entry.action for item in store.audit.entries("local", patient=made)] == [
        "import", "sign-off-accept", "delete",
    ]  # fmt: skip


def test_nothing_is_deleted_where_the_index_cannot_forget(engine: Engine, key: bytes) -> None:
    def fails(tenant: str, patient: str) -> None:
        raise OSError("the index is locked")

    store = RecordStore(engine, Vault(key), forget=[fails])
    made = store.add(ME, record())
    with pytest.raises(OSError, match="locked"):
        store.delete(ME, made)
    assert store.get(ME, made) == record()


def test_a_deleted_patient_who_comes_again_has_another_key(
    engine: Engine, store: RecordStore
) -> None:
    made = store.add(ME, record(), [("a.txt", b"a")])
    with engine.connect() as connection:
        old = connection.execute(select(FILES)).one()
    store.delete(ME, made)
    assert store.add(ME, record()) == made
    with engine.begin() as connection:
        connection.execute(FILES.insert().values(**old._mapping))
    with pytest.raises(Tampered):
        store.files(ME, made)


def test_every_deed_is_in_the_audit_with_versions_and_refusals(store: RecordStore) -> None:
    made = store.add(ME, record())
    store.get(REVIEWER, made, versions={"rare": "2"})
    with pytest.raises(Forbidden, match="administrator"):
        store.delete(REVIEWER, made)
    with pytest.raises(Forbidden, match="clinician"):
        store.get(ADMINISTRATOR, made)
    entries = [item.entry for item in store.history(ME, made)]
    assert [(entry.actor, entry.action) for entry in entries] == [
        ("clinician", "import"), ("reader", "view"), ("reader", "denied-delete"),
        ("admin", "denied-view"),
    ]  # fmt: skip
    assert entries[1].versions == {"rare": "2"}
    assert all(NAME not in repr(entry) for entry in entries)


def test_a_deed_that_fails_leaves_no_entry_of_it(store: RecordStore) -> None:
    before = store.audit.head().length
    with pytest.raises(KeyError):
        store.sign_off(ME, "nobody", "differential", Decision.ACCEPT)
    assert store.audit.head().length == before


def test_sign_offs_are_superseded_and_never_edited(engine: Engine, store: RecordStore) -> None:
    made = store.add(ME, record())
    first = store.sign_off(ME, made, "differential", Decision.ACCEPT, shown="list")
    other = store.sign_off(ME, made, "option:x", Decision.DEFER)
    versions = {"rare": "2", "hpo": "2025-01-16"}
    second = store.sign_off(
        ME, made, "differential", Decision.OVERRIDE, reason="no", versions=versions
    )
    found = store.sign_offs(REVIEWER, made)
    assert found == (first, other, second)
    assert second.supersedes == first.id
    assert dict(second.versions) == versions
    assert first.shown == digest("list")
    assert in_force(found) == (other, second)
    with engine.begin() as connection, pytest.raises(DatabaseError, match="never edited"):
        connection.execute(update(SIGN_OFFS).values(sealed=b""))


def test_a_missing_sign_off_is_noticed(engine: Engine, store: RecordStore) -> None:
    made = store.add(ME, record())
    signed = store.sign_off(ME, made, "differential", Decision.ACCEPT)
    with engine.begin() as connection:
        connection.execute(SIGN_OFFS.delete().where(SIGN_OFFS.c.id == signed.id))
    report = store.verify(ME)
    assert not report.ok
    assert (report.first_broken, report.reason) == (2, "the sign-off that it records is missing")


def test_an_override_needs_a_reason_and_the_right_to_it(store: RecordStore) -> None:
    made = store.add(ME, record())
    with pytest.raises(ValueError, match="needs its reason"):
        store.sign_off(ME, made, "differential", Decision.OVERRIDE, reason="  ")
    with pytest.raises(Forbidden, match="override"):
        store.sign_off(REVIEWER, made, "differential", Decision.OVERRIDE, reason="no")
    assert store.sign_offs(ME, made) == ()


def test_what_is_kept_beside_a_record_comes_back_by_kind(store: RecordStore) -> None:
    made = store.add(ME, record())
    assert store.kept(ME, made, "review", Opinion) is None
    store.keep(ME, made, "review", Opinion("first", 0.1), versions={"rare": "1"})
    store.keep(ME, made, "review", Opinion("second", 0.2))
    assert store.kept(REVIEWER, made, "review", Opinion) == Opinion("second", 0.2)
    assert store.kept(ME, made, "other", Opinion) is None
    with pytest.raises(ValueError, match="wanted"):
        store.kept(ME, made, "review", SignOff)


def test_an_export_holds_everything_in_plain_form(store: RecordStore) -> None:
    made = store.add(ME, record(), [("../../etc/passwd", b"x"), ("病历.txt", NOTE.encode())])
    store.keep(ME, made, "review", Opinion("words", 0.1))
    store.sign_off(ME, made, "differential", Decision.OVERRIDE, reason="because")
    with pytest.raises(Forbidden):
        store.export(REVIEWER, made)
    with zipfile.ZipFile(io.BytesIO(store.export(ADMINISTRATOR, made))) as archive:
        names = archive.namelist()
        held = {name: archive.read(name) for name in names}
    assert {name.split("-", 1)[-1] for name in names if name.startswith("files/")} == {
        "passwd", "病历.txt",
    }  # fmt: skip
    assert json.loads(held["record.json"])["identity"]["name"] == NAME
    assert json.loads(held["kept/review.json"]) == {"words": "words", "score": 0.1}
    assert json.loads(held["sign-offs.json"])[0]["reason"] == "because"
    log = [json.loads(line) for line in held["audit.jsonl"].splitlines()]
    assert log[-1]["entry"]["action"] == "export"
    assert set(json.loads(held["manifest.json"])) == set(names) - {"manifest.json"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../a.txt", "a.txt"),
        ("C:\\x\\b.csv", "b.csv"),
        ("..", "file"),
        ("a/\0b", "_b"),
        ("", "file"),
    ],
)
def test_names_in_an_archive_stay_in_their_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_sizes_are_capped_and_nothing_is_half_stored(engine: Engine, key: bytes) -> None:
    store = RecordStore(engine, Vault(key), max_file_bytes=2_000, max_patient_bytes=3_000)
    with pytest.raises(TooLarge, match=r"'big.pdf'"):
        store.add(ME, record(), [("big.pdf", b"x" * 2_001)])
    with pytest.raises(TooLarge, match="one patient"):
        store.add(ME, record(), [("a", b"x" * 1_600), ("b", b"y" * 1_600)])
    assert store.list(ME) == ()


def test_a_database_that_may_lose_commits_is_refused(path: Path, key: bytes) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with pytest.raises(ValueError, match="synchronous=FULL"):
        RecordStore(engine, Vault(key))
    engine.dispose()


def test_what_cannot_be_written_as_text_is_refused(store: RecordStore) -> None:
    with pytest.raises(ValueError, match="surrogates"):
        store.add(ME, record(name="\ud800"))


def _open_and_add(url: str, key: bytes, id: str) -> None:
    engine = open_database(url)
    RecordStore(engine, Vault(key)).add(ME, record(id))
    engine.dispose()


def test_processes_may_open_a_new_store_at_once(path: Path, key: bytes) -> None:
    context = multiprocessing.get_context("spawn")
    url = f"sqlite:///{path}"
    workers = [context.Process(target=_open_and_add, args=(url, key, str(n))) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    engine = open_database(url)
    store = RecordStore(engine, Vault(key))
    assert len(store.list(ME)) == 3
    assert store.verify(ME).ok
    engine.dispose()


def test_a_store_that_lost_its_audit_says_so(
    engine: Engine, store: RecordStore, key: bytes
) -> None:
    store.add(ME, record())
    with engine.begin() as connection:
        for table in ("medical_audit", "medical_audit_head"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
    again = RecordStore(engine, Vault(key))
    assert not again.audit.verify().ok
    with pytest.raises(RuntimeError, match="lost its head"):
        again.get(ME, "MRN-4711")


def test_every_permission_that_the_store_asks_for_exists() -> None:
    assert {Permission.VIEW, Permission.IMPORT, Permission.DELETE} <= ME.permissions
