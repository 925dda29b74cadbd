"""The tables of the records. Everything of a patient is sealed; only pseudonyms, times and sizes
lie open."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from apps.medical.service.audit_tables import forbid

RECORD_METADATA: Final = MetaData()

SECRETS: Final = Table(
    "medical_secrets",
    RECORD_METADATA,
    Column("name", String(40), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
PATIENTS: Final = Table(
    "medical_patients",
    RECORD_METADATA,
    Column("tenant", String(200), primary_key=True),
    Column("patient", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("summary", LargeBinary, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("added_at", String(40), nullable=False),
    Column("changed_at", String(40), nullable=False),
)
_OF_A_PATIENT: Final = ("tenant", "patient")


def _owned() -> ForeignKeyConstraint:
    columns = [f"medical_patients.{name}" for name in _OF_A_PATIENT]
    return ForeignKeyConstraint(_OF_A_PATIENT, columns, ondelete="CASCADE")


FILES: Final = Table(
    "medical_files",
    RECORD_METADATA,
    Column("tenant", String(200), primary_key=True),
    Column("patient", String(40), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("added_at", String(40), nullable=False),
    _owned(),
)
ITEMS: Final = Table(
    "medical_items",
    RECORD_METADATA,
    Column("tenant", String(200), primary_key=True),
    Column("patient", String(40), primary_key=True),
    Column("kind", String(80), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("changed_at", String(40), nullable=False),
    _owned(),
)
SIGN_OFFS: Final = Table(
    "medical_sign_offs",
    RECORD_METADATA,
    Column("tenant", String(200), primary_key=True),
    Column("patient", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Text, nullable=False),
    _owned(),
)
forbid(SIGN_OFFS, "UPDATE", refusal="sign-offs are never edited; add one that supersedes it")
