"""One look at a whole record: findings, laboratory, red flags, differentials, options, cautions.

A pure composition: it reads the record and the knowledge it is given, decides nothing and stores
nothing. What it knows of a document that has not changed it takes from the review before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, get_args

from apps.medical.domain.concept import Concept
from apps.medical.domain.differential import Differential
from apps.medical.domain.finding import Finding
from apps.medical.domain.laboratory.assess import assess, laboratory_findings
from apps.medical.domain.laboratory.assessed import Assessed, Trend
from apps.medical.domain.laboratory.trends import trends
from apps.medical.domain.option import Caution, CautionKind, Option
from apps.medical.domain.record import Medication, PatientRecord, Sex
from apps.medical.domain.redflags.flags import RedFlag, red_flags
from apps.medical.domain.source import DocumentKind, SourceDocument, TextLanguage
from apps.medical.domain.text.coded import coded_findings
from apps.medical.domain.text.findings import findings_in
from apps.medical.domain.treatment.cautions import cautions
from apps.medical.domain.treatment.options import options
from apps.medical.domain.treatment.patient import newest_date
from apps.medical.service.candidates import disease_of, leading
from apps.medical.service.codec import as_json
from apps.medical.service.entered import entered_findings, is_entered

Panel = Literal["common", "rare", "child"]
"""Common presentations, rare disease, and the common diseases of Chinese children."""

CHILD_YEARS = 14.0
_DAYS_OF_A_YEAR = 365.25
_READ = frozenset({DocumentKind.NOTE, DocumentKind.IMAGING})
_IN_USE = frozenset({"", "active", "completed", "on-hold", "intended", "unknown"})

Progress = Callable[[str, float], None]
"""Told the stage and the share of the whole review done (0..1)."""


class Ranker(Protocol):
    """Ranks diagnoses by what was found; names and questions come in the language asked for."""

    def __call__(
        self,
        findings: Sequence[Finding],
        *,
        sex: Sex,
        age_years: float | None,
        language: TextLanguage,
    ) -> Differential: ...


Knowledge = Mapping[Panel, Ranker]
"""The rankers by panel; one that was not used yet may take seconds to load."""


@dataclass(frozen=True, slots=True)
class Ranked:
    panel: Panel
    language: TextLanguage
    differential: Differential


@dataclass(frozen=True, slots=True)
class Offered:
    """Treatment options for one disease; empty where nothing is known of it."""

    disease: Concept
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Cautioned:
    """A medication that the patient takes, and why it needs thought."""

    medication: Medication
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """`record_hash` names what was looked at; `versions` what it was looked at with."""

    record_hash: str
    on: date
    findings: tuple[Finding, ...]
    assessed: tuple[Assessed, ...]
    trends: tuple[Trend, ...]
    red_flags: tuple[RedFlag, ...]
    ranked: tuple[Ranked, ...]
    offered: tuple[Offered, ...]
    cautioned: tuple[Cautioned, ...]
    versions: tuple[tuple[str, str], ...]

    def panels(self) -> tuple[Panel, ...]:
        """The one that explains most first."""
        doubt: dict[Panel, float] = {
            one.panel: one.differential.none_of_these for one in self.ranked
        }
        return tuple(sorted(doubt, key=lambda panel: doubt[panel]))

    def differential(self, panel: Panel, language: TextLanguage) -> Differential:
        """Raises KeyError where the panel was not ranked."""
        for one in self.ranked:
            if (one.panel, one.language) == (panel, language):
                return one.differential
        raise KeyError(f"{panel!r} was not ranked in {language!r}")


def record_hash(record: PatientRecord) -> str:
    """SHA-256 of everything that the record says."""
    return hashlib.sha256(as_json(record).encode()).hexdigest()


def review(
    record: PatientRecord,
    knowledge: Knowledge,
    *,
    on: date,
    before: Review | None = None,
    progress: Progress | None = None,
) -> Review:
    """Look at the whole record. Ages are taken for its newest day, or `on` where that is earlier.

    `before` is an earlier review of the same patient: its findings of unchanged texts are kept.
    """
    tell = progress or _silent
    tell("findings", 0.05)
    newest = newest_date(record)
    on = on if newest is None else min(on, newest)
    assessed = assess(record)
    findings = (
        *entered_findings(record),
        *_text_findings(record, before, tell),
        *(one for one in coded_findings(record) if not is_entered(record, one.source)),
        *laboratory_findings(record),
    )
    tell("flags", 0.55)
    flags = red_flags(findings, record)
    ranked = tuple(_ranked(record, findings, knowledge, on, tell))
    tell("options", 0.9)
    return Review(
        record_hash(record),
        on,
        findings,
        assessed,
        trends(record),
        flags,
        ranked,
        tuple(Offered(disease, options(disease, record)) for disease in _leading(ranked)),
        tuple(_cautioned(record)),
        _versions(ranked),
    )


def _silent(stage: str, done: float) -> None:
    """Nobody asked how far it is."""


def _text_findings(
    record: PatientRecord, before: Review | None, tell: Progress
) -> Iterable[Finding]:
    known = _by_document(before)
    texts = [document for document in record.documents if document.kind in _READ]
    for number, document in enumerate(texts):
        tell("findings", 0.1 + 0.4 * number / len(texts))
        yield from known[document.id] if document.id in known else findings_in(document)


def _by_document(before: Review | None) -> dict[str, list[Finding]]:
    """The text findings of the last review; documents are named by their content."""
    found: dict[str, list[Finding]] = {}
    for finding in before.findings if before else ():
        if finding.origin == "text":
            found.setdefault(finding.source.document_id, []).append(finding)
    return found


def panels(record: PatientRecord, on: date) -> tuple[Panel, ...]:
    """The panels that fit the patient's age; that of children where the notes are Chinese."""
    years = age_in_years(record, on)
    child = years is not None and years < CHILD_YEARS
    if child and any(is_chinese_note(document) for document in record.documents):
        return ("common", "rare", "child")
    return ("common", "rare")


def is_chinese_note(document: SourceDocument) -> bool:
    return document.language == "zh" and document.kind in _READ


def age_in_years(record: PatientRecord, on: date) -> float | None:
    """In years with a fraction, from the first possible day of birth; None where unknown."""
    birth = record.identity.birth
    return None if birth is None else (on - birth.first).days / _DAYS_OF_A_YEAR


def _ranked(
    record: PatientRecord,
    findings: Sequence[Finding],
    knowledge: Knowledge,
    on: date,
    tell: Progress,
) -> Iterable[Ranked]:
    years = age_in_years(record, on)
    chosen: list[Panel] = [panel for panel in panels(record, on) if panel in knowledge]
    for number, panel in enumerate(chosen):
        tell(panel, 0.6 + 0.1 * number)
        for language in get_args(TextLanguage):
            found = knowledge[panel](
                findings, sex=record.identity.sex, age_years=years, language=language
            )
            yield Ranked(panel, language, found)


def _leading(ranked: Sequence[Ranked]) -> list[Concept]:
    """The first candidates, each once, where they outweigh `none of these`."""
    named = {
        one.id: disease_of(one)
        for found in ranked
        if found.language == "en" and (one := leading(found.differential)) is not None
    }
    return list(named.values())


def _cautioned(record: PatientRecord) -> Iterable[Cautioned]:
    for medication in record.medications:
        if medication.status in _IN_USE and medication.end is None:
            found = tuple(
                one for one in cautions(medication.drug, record) if not _of_itself(one, medication)
            )
            if found:
                yield Cautioned(medication, found)


def _of_itself(caution: Caution, medication: Medication) -> bool:
    """A drug that is taken doubles itself."""
    own = all(line.document_id == medication.source.document_id for line in caution.because)
    return caution.kind is CautionKind.DUPLICATE and own


def _versions(ranked: Sequence[Ranked]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.panel, f"{one.differential.model_version} · {one.differential.data_version}")
        for one in ranked
        if one.language == "en"
    )
