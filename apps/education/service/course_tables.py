"""The tables of the courses. Students appear by pseudonym only; the roster lies in another file."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

COURSE_METADATA: Final = MetaData()
_NAME: Final = 800


def _course() -> Column[str]:
    owner = ForeignKey("education_courses.id", ondelete="CASCADE")
    return Column("course", String(40), owner, primary_key=True)


COURSES: Final = Table(
    "education_courses",
    COURSE_METADATA,
    Column("id", String(40), primary_key=True),
    Column("title", Text, nullable=False),
    Column("time_zone", String(80), nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("retention_days", Integer),
    Column("revision", Integer, nullable=False),
)
NAMES: Final = Table(
    "education_names",
    COURSE_METADATA,
    _course(),
    Column("kind", String(12), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("course", "kind", "name"),
)
"""Students, items, sets of points, activities and files, each by number. A set of points is its
points with the separator `\\x1f` between them."""

RESPONSES: Final = Table(
    "education_responses",
    COURSE_METADATA,
    _course(),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("student", Integer, nullable=False),
    Column("item", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("correct", SmallInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("order", BigInteger, nullable=False),
    Column("seconds", Double),
    Column("hints", SmallInteger, nullable=False),
    Column("attempt", SmallInteger, nullable=False),
    Column("activity", Integer, nullable=False),
    Column("file", Integer, nullable=False),
    Column("row", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("added", BigInteger, nullable=False),
    Index("education_responses_by_student", "course", "student"),
    sqlite_with_rowid=False,
)
"""One row per response; unknown values as in `ResponseLog`. `key` tells it from others however
often it is imported; `added` is when, in milliseconds since 1970 UTC."""

IMPORTS: Final = Table(
    "education_imports",
    COURSE_METADATA,
    _course(),
    Column("digest", String(64), primary_key=True),
    Column("name", String(_NAME), nullable=False),
    Column("at", String(40), nullable=False),
    Column("who", String(200), nullable=False),
    Column("added", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
)
ITEMS: Final = Table(
    "education_items",
    COURSE_METADATA,
    _course(),
    Column("item", String(_NAME), primary_key=True),
    Column("title", Text),
    Column("points", Text),
)
"""What is known of items beside their answers; `points` (JSON) where the teacher assigned them."""

GRAPHS: Final = Table(
    "education_graphs",
    COURSE_METADATA,
    _course(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("who", String(200), nullable=False),
    Column("at", String(40), nullable=False),
)
CHOICES: Final = Table(
    "education_choices",
    COURSE_METADATA,
    _course(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),
    Column("student", String(40), nullable=False),
    Column("point", String(_NAME), nullable=False),
    Column("value", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", String(200), nullable=False),
    Column("at", String(40), nullable=False),
    Column("ended_at", String(40)),
    Column("ended_by", String(200)),
)
"""What the teacher said: overrides, pins, skips, links. Nothing is edited; it ends."""

SHEETS: Final = Table(
    "education_sheets",
    COURSE_METADATA,
    _course(),
    Column("id", String(80), primary_key=True),
    Column("student", String(40), nullable=False),
    Column("batch", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("content", Text, nullable=False),
)
BANK: Final = Table(
    "education_bank",
    COURSE_METADATA,
    _course(),
    Column("id", String(40), primary_key=True),
    Column("point", String(_NAME), nullable=False),
    Column("file", String(_NAME), nullable=False),
    Column("item", String(_NAME), nullable=False),
    Column("content", Text, nullable=False),
    Column("who", String(200), nullable=False),
    Column("at", String(40), nullable=False),
)
"""Exercises that a teacher imported; `content` is a `BankItem`, `item` its id in `file`."""

DEEDS: Final = Table(
    "education_deeds",
    COURSE_METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("course", String(40), nullable=False),
    Column("at", String(40), nullable=False),
    Column("who", String(200), nullable=False),
    Column("deed", String(40), nullable=False),
    Column("about", Text, nullable=False),
)
"""Who imported, exported and deleted what. Outlives a course; names no student."""
