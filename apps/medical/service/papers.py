"""What leaves the desk of one chart: the signed summary and the FHIR bundle, each audited."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from apps.medical.domain.fhir.out import (
    SignedOff,
    clinical_impression,
    detected_issue,
    patient_bundle,
    provenance,
)
from apps.medical.service.desk import Chart
from apps.medical.service.ledger import Ledger
from apps.medical.service.review import Review
from apps.medical.service.roles import Permission, User, require
from apps.medical.service.signing import Decision, latest
from apps.medical.service.summary_pdf import to_summary
from apps.shared.words import Words

Json = dict[str, Any]


class Papers:
    """Makes documents of a chart. `now` gives the time with its offset."""

    def __init__(self, ledger: Ledger, *, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._now = now

    def summary_pdf(self, user: User, chart: Chart, t: Words) -> bytes:
        """Raises Forbidden, and NoFont where Chinese cannot be drawn."""
        require(user, Permission.EXPORT)
        made = to_summary(chart, t, at=self._now(), by=user.name)
        self._ledger.note(user, "export", chart.id, objects=["summary"])
        return made

    def bundle(self, user: User, chart: Chart) -> bytes:
        """The record with impressions, issues and provenance, as FHIR R4. Raises Forbidden."""
        require(user, Permission.EXPORT)
        made = to_bundle(chart, self._now())
        self._ledger.note(user, "export", chart.id, objects=["bundle"])
        return json.dumps(made, indent=2, ensure_ascii=False).encode()


def to_bundle(chart: Chart, at: datetime) -> Json:
    """The chart as a FHIR R4 bundle. `at` is the time with its offset."""
    if chart.review is None:
        return patient_bundle(chart.record, at=at)
    extra = [*_assessments(chart, chart.review, at), *_issues(chart, chart.review, at)]
    return patient_bundle(chart.record, chart.review.findings, at=at, extra=extra)


def _assessments(chart: Chart, review: Review, at: datetime) -> Iterator[Json]:
    """Each differential as an impression, and who decided about it."""
    held = latest(chart.decisions)
    for panel in review.panels():
        decision = held.get(("differential", panel))
        impression = clinical_impression(
            review.differential(panel, "en"),
            None if decision is None else _signed(decision),
            patient_id=chart.record.id,
            at=at,
        )
        yield impression
        if decision is not None:
            yield provenance(
                [f"ClinicalImpression/{impression['id']}"],
                at=decision.at,
                agent=f"{decision.by} ({decision.role})",
                activity=f"{decision.verdict}: {decision.chosen}".removesuffix(": "),
                versions=dict(decision.versions),
                sources=[f"record {decision.record_hash[:16]}"],
            )


def _signed(decision: Decision) -> SignedOff:
    settled = f"{decision.verdict}, settled on {decision.chosen}" if decision.chosen else ""
    return SignedOff(settled or decision.verdict, decision.by, decision.at, decision.reason)


def _issues(chart: Chart, review: Review, at: datetime) -> Iterator[Json]:
    issues: dict[str, Json] = {}
    for one in review.cautioned:
        for caution in one.cautions:
            made = detected_issue(caution, chart.record, drug=one.medication.drug, at=at)
            issues.setdefault(made["id"], made)
    yield from issues.values()
