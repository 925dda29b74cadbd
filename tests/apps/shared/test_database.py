"""One URL opens one database, durably, or says why not."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from sqlalchemy import text

from apps.shared.database import UnusableDatabase, open_database


def test_sqlite_is_durable_and_waits_its_turn(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/new/folder/a.db")
    with engine.connect() as connection:
        told = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert told == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
    }


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "nonsense", "oracle://u:secret@h"])
def test_other_databases_are_refused_without_their_password(url: str) -> None:
    with pytest.raises(UnusableDatabase, match="CONSILIUM_DATABASE_URL") as caught:
        open_database(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://u:secret@h/d", "postgresql+psycopg://u:secret@h/d"])
def test_postgresql_is_opened_or_names_its_driver(url: str) -> None:
    if importlib.util.find_spec("psycopg"):
        assert open_database(url).dialect.driver == "psycopg"
        return
    with pytest.raises(UnusableDatabase, match=r"psycopg\[binary\]") as caught:
        open_database(url)
    assert "secret" not in str(caught.value)
