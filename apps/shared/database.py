"""Opens the database that one URL names, the same way everywhere.

SQLite by default, with write-ahead logging and a full sync at each commit; PostgreSQL by URL.
Knows no tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

_BUSY_SECONDS = 20


def open_database(url: str) -> Engine:
    """An engine with its pool. Raises ValueError where the URL names no database we support."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.get_backend_name() != "sqlite":
        raise ValueError(
            f"{parsed.render_as_string()!r}: only sqlite and postgresql are supported; "
            "set CONSILIUM_DATABASE_URL to one of them, or leave it out"
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _settle)
    return engine


def _settle(connection: Any, _record: Any) -> None:
    """Durable commits, readers beside one writer, and foreign keys that hold."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
