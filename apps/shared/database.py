"""Opens the database that one URL names, the same way everywhere.

SQLite by default, with write-ahead logging and a full sync at each commit; PostgreSQL by URL.
Knows no tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_BUSY_SECONDS = 20
_REMEDY = "set CONSILIUM_DATABASE_URL to a URL of sqlite or postgresql, or leave it out"


class UnusableDatabase(ValueError):
    """A database URL that cannot be used; the message says why and what to set."""


def open_database(url: str) -> Engine:
    """An engine with its pool. Raises UnusableDatabase."""
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise UnusableDatabase(f"the database URL is not one; {_REMEDY}") from problem
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    if parsed.get_backend_name() != "sqlite":
        raise UnusableDatabase(
            f"{parsed.render_as_string()!r}: only sqlite and postgresql are supported; {_REMEDY}"
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _settle)
    return engine


def _postgresql(url: URL) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    try:
        return create_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError as missing:
        raise UnusableDatabase(
            f"{url.render_as_string()!r} needs the package {missing.name!r}; "
            "pip install 'psycopg[binary]'"
        ) from missing


def _settle(connection: Any, _record: Any) -> None:
    """Durable commits, readers beside one writer, and foreign keys that hold."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
