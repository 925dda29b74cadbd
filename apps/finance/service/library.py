"""The library: every filing that was read, its card, its facts and the bytes it came from.

Records lie in the database, source bytes in a folder by content id. Knows nothing of indexes,
jobs or pages.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Double,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from apps.finance.domain.facts import Filing
from apps.finance.domain.identities import checks
from apps.finance.service import filing_json
from apps.shared.database import open_database
from apps.shared.sources import Sources
from rag.document import content_id

IndexState = Literal["waiting", "ready", "failed"]
"""Whether questions about a filing's text can be answered yet."""

_KEPT_IN_MEMORY = 8


@dataclass(frozen=True, slots=True)
class FilingCard:
    """What a list shows of a filing. `added_at` is in seconds since 1970, UTC."""

    id: str
    name: str
    company: str
    code: str
    form: str
    sector: str
    currency: str
    period_end: date | None
    fiscal_year: int | None
    fiscal_period: str
    language: str
    media_type: str
    pages: int
    facts: int
    statements: int
    failing_checks: int
    notices: int
    synthetic: bool
    size: int
    index_state: IndexState
    added_at: float


_METADATA = MetaData()
_FILINGS = Table(
    "filings",
    _METADATA,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("sector", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("period_end", Date),
    Column("fiscal_year", Integer),
    Column("fiscal_period", String(10), nullable=False),
    Column("language", String(10), nullable=False),
    Column("media_type", String(10), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("facts", Integer, nullable=False),
    Column("statements", Integer, nullable=False),
    Column("failing_checks", Integer, nullable=False),
    Column("notices", Integer, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("size", Integer, nullable=False),
    Column("index_state", String(10), nullable=False),
    Column("added_at", Double, nullable=False),
)
_CONTENTS = Table(
    "filing_contents",
    _METADATA,
    Column("id", String(16), ForeignKey("filings.id", ondelete="CASCADE"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)


class Library:
    """The filings of one installation. Safe to share among threads."""

    def __init__(
        self,
        database: str | Engine,
        home: Path,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._engine = open_database(database) if isinstance(database, str) else database
        self.sources = Sources(home / "sources")
        self._now = now
        self._lock = threading.Lock()
        self._loaded: OrderedDict[tuple[str, float], Filing] = OrderedDict()
        _METADATA.create_all(self._engine)

    def add(self, filing: Filing, data: bytes) -> FilingCard:
        """Store a filing with the bytes it was read from, in place of an earlier reading of them.

        Raises ValueError where the bytes are not those of the filing.
        """
        if content_id(data) != filing.id:
            raise ValueError(
                f"{filing.document.name!r}: the bytes have id {content_id(data)}, the filing "
                f"{filing.id}; give the bytes that it was read from"
            )
        self.sources.put(data)
        card = _card(filing, len(data), self._now())
        content = filing_json.encode(filing)
        with self._engine.begin() as connection:
            connection.execute(delete(_CONTENTS).where(_CONTENTS.c.id == filing.id))
            connection.execute(delete(_FILINGS).where(_FILINGS.c.id == filing.id))
            connection.execute(insert(_FILINGS).values(_values(card)))
            connection.execute(insert(_CONTENTS).values(id=filing.id, content=content))
        return card

    def cards(self) -> list[FilingCard]:
        """All filings, the last added first."""
        query = select(_FILINGS).order_by(_FILINGS.c.added_at.desc(), _FILINGS.c.id)
        with self._engine.connect() as connection:
            return [FilingCard(**row._mapping) for row in connection.execute(query)]

    def card(self, id: str) -> FilingCard:
        """Raises KeyError where there is no such filing."""
        with self._engine.connect() as connection:
            row = connection.execute(select(_FILINGS).where(_FILINGS.c.id == id)).one_or_none()
        if row is None:
            raise KeyError(f"no filing {id!r} in the library; it may have been removed")
        return FilingCard(**row._mapping)

    def __contains__(self, id: object) -> bool:
        with self._engine.connect() as connection:
            found = connection.execute(select(_FILINGS.c.id).where(_FILINGS.c.id == id))
            return found.one_or_none() is not None

    def load(self, id: str) -> Filing:
        """The whole filing; the last few stay in memory.

        Raises KeyError where there is none, ValueError where another version stored it.
        """
        key = (id, self.card(id).added_at)
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                return self._loaded[key]
        with self._engine.connect() as connection:
            query = select(_CONTENTS.c.content).where(_CONTENTS.c.id == id)
            content = connection.execute(query).scalar_one()
        filing = filing_json.decode(content)
        with self._lock:
            self._loaded[key] = filing
            while len(self._loaded) > _KEPT_IN_MEMORY:
                self._loaded.popitem(last=False)
        return filing

    def source(self, id: str) -> bytes:
        """The bytes that were added. Raises KeyError or DamagedSource."""
        return self.sources.get(id)

    def set_index_state(self, id: str, state: IndexState) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                update(_FILINGS).where(_FILINGS.c.id == id).values(index_state=state)
            )

    def remove(self, id: str) -> None:
        """Forget a filing and its bytes. Raises KeyError where there is no such filing."""
        self.card(id)
        with self._engine.begin() as connection:
            connection.execute(delete(_CONTENTS).where(_CONTENTS.c.id == id))
            connection.execute(delete(_FILINGS).where(_FILINGS.c.id == id))
        self.sources.remove(id)
        with self._lock:
            for key in [key for key in self._loaded if key[0] == id]:
                del self._loaded[key]


def _card(filing: Filing, size: int, now: float) -> FilingCard:
    return FilingCard(
        id=filing.id,
        name=_shown(filing.document.name),
        company=_shown(filing.company),
        code=_shown(filing.code),
        form=_shown(filing.form),
        sector=filing.sector,
        currency=filing.currency,
        period_end=filing.period_end,
        fiscal_year=filing.fiscal_year,
        fiscal_period=filing.fiscal_period,
        language=filing.document.language,
        media_type=filing.document.media_type,
        pages=len(filing.document.pages),
        facts=len(filing.facts),
        statements=len(filing.statements),
        failing_checks=sum(check.holds is False for check in checks(filing)),
        notices=sum(notice.level != "info" for notice in filing.notices),
        synthetic=filing.synthetic,
        size=size,
        index_state="waiting",
        added_at=now,
    )


def _shown(text: str) -> str:
    """Without the null characters that PostgreSQL refuses."""
    return text.replace("\0", "")


def _values(card: FilingCard) -> dict[str, Any]:
    return {field.name: getattr(card, field.name) for field in fields(card)}
