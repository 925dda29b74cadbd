"""Red flags as lines, each with the places of the record that raise it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.medical.domain.record import PatientRecord
from apps.medical.domain.redflags.flags import RedFlag
from apps.medical.service.views.findings import words_of
from apps.medical.service.views.sources import ref_of
from apps.shared.words import Words

_SHOWN = 4
_SOURCES = 3
_LABEL = 28


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """What `guideline` says of it is `why`; `url` opens it.

    `sources` are words of the record with the reference that opens them.
    """

    id: str
    title: str
    why: str
    guideline: str
    url: str
    sources: tuple[tuple[str, str], ...]


def shown_flags(flags: Sequence[RedFlag], record: PatientRecord, t: Words) -> tuple[ShownFlag, ...]:
    """Only the few most urgent."""
    return tuple(_shown(one, record, t) for one in flags[:_SHOWN])


def _shown(flag: RedFlag, record: PatientRecord, t: Words) -> ShownFlag:
    refs = {ref_of(one.source): words_of(record, one) for one in flag.findings}
    sources = tuple((_short(words), ref) for ref, words in list(refs.items())[:_SOURCES])
    chinese = t.language == "zh"
    title = flag.title_zh if chinese else flag.title
    why = flag.why_zh if chinese else flag.why
    guideline = flag.reference.title.split(",")[0]
    return ShownFlag(flag.id, title, why, guideline, flag.reference.url, sources)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _LABEL else f"{plain[:_LABEL]}…"
