"""Treatment options and cautions for a chart: looked up on request, each look-up audited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.medical.domain.concept import Concept
from apps.medical.domain.option import Caution, Option
from apps.medical.domain.record import Verification
from apps.medical.domain.source import TextLanguage
from apps.medical.domain.treatment.cautions import cautions
from apps.medical.domain.treatment.drugs import drug_book
from apps.medical.domain.treatment.options import options
from apps.medical.service.candidates import disease_of, leading
from apps.medical.service.desk import Chart
from apps.medical.service.ledger import Ledger, digest
from apps.medical.service.roles import Permission, User, require
from apps.medical.service.signing import accepted_diagnoses

_OVER = frozenset({"resolved", "inactive", "remission"})
_MOST = 30


@dataclass(frozen=True, slots=True)
class Checked:
    """What a drug means for this patient; nothing was checked where it is not `known`."""

    name: str
    known: bool
    cautions: tuple[Caution, ...]


class Treating:
    """Options and cautions, asked for one by one."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def diseases(self, chart: Chart, language: TextLanguage = "en") -> list[str]:
        """What options may be wanted for: diagnoses settled on, leading ones, problems."""
        problems = sorted(
            (
                one
                for one in chart.record.problems
                if one.clinical_status not in _OVER and one.verification is not Verification.REFUTED
            ),
            key=lambda one: one.onset.first if one.onset else date.min,
            reverse=True,
        )
        names = [*accepted_diagnoses(chart.decisions), *_leading(chart, language)]
        names += [one.concept.text for one in problems]
        return list(dict.fromkeys(names))[:_MOST]

    def options_for(self, user: User, chart: Chart, disease: str) -> tuple[Option, ...]:
        """What has been used for a disease, with cautions for this patient. Raises Forbidden."""
        require(user, Permission.VIEW)
        self._ledger.note(user, "options", chart.id, objects=[digest(disease)])
        return options(_concept(chart, disease), chart.record)

    def check_drug(self, user: User, chart: Chart, drug: str) -> Checked:
        """Cautions of any drug in this patient. Raises Forbidden."""
        require(user, Permission.VIEW)
        found = drug_book().find(Concept(drug.strip()))
        self._ledger.note(user, "check-drug", chart.id, objects=[digest(drug)])
        if not found:
            return Checked(drug, False, ())
        name = " + ".join(one.name for one in found)
        told = tuple(each for one in found for each in cautions(one.concept, chart.record))
        return Checked(name, True, told)


def _leading(chart: Chart, language: TextLanguage) -> list[str]:
    """The first candidates, where they outweigh `none of these`."""
    if chart.review is None:
        return []
    review = chart.review
    found = (review.differential(panel, language) for panel in review.panels())
    return [first.name for one in found if (first := leading(one)) is not None]


def _concept(chart: Chart, disease: str) -> Concept:
    """The disease with the codes that the record or a differential has for it."""
    for problem in chart.record.problems:
        if problem.concept.text == disease:
            return problem.concept
    ranked = chart.review.ranked if chart.review else ()
    for one in ranked:
        for candidate in one.differential.candidates:
            if candidate.name == disease:
                return disease_of(candidate)
    return Concept(disease)
