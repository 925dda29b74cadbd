"""The tables of the audit log, and the triggers that let nobody change or remove an entry."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, event
from sqlalchemy.engine import Connection

AUDIT_METADATA: Final = MetaData()

ENTRIES: Final = Table(
    "medical_audit",
    AUDIT_METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("tenant", Text, nullable=False),
    Column("at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", String(40), nullable=False),
    Column("action", String(80), nullable=False),
    Column("patient", String(40), nullable=False),
    Column("objects", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("mac", String(64), nullable=False),
    Index("medical_audit_patient", "tenant", "patient", "seq"),
)
HEAD: Final = Table(
    "medical_audit_head",
    AUDIT_METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("length", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("mac", String(64), nullable=False),
)

_REFUSAL: Final = "entries of the audit log are never changed or removed"


def forbid(table: Table, *deeds: str, refusal: str) -> None:
    """Make the database itself refuse UPDATE or DELETE on a table, once it is created."""

    def after(_table: Table, connection: Connection, **_given: Any) -> None:
        for statement in _statements(table.name, deeds, connection.dialect.name, refusal):
            connection.exec_driver_sql(statement)

    event.listen(table, "after_create", after)


def _statements(table: str, deeds: tuple[str, ...], dialect: str, refusal: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            for deed in deeds
        ]
    function = (
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"'BEGIN RAISE EXCEPTION ''{refusal}''; END'"
    )
    whole = [*deeds, "TRUNCATE"] if "DELETE" in deeds else list(deeds)
    return [
        function,
        *(
            f"CREATE OR REPLACE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
            for deed in whole
        ),
    ]


forbid(ENTRIES, "UPDATE", "DELETE", refusal=_REFUSAL)
