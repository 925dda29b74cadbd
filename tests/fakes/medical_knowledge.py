"""Rankers that decide at once: two diseases told apart by one sign, so that an answer re-ranks."""

from __future__ import annotations

from collections.abc import Sequence

from apps.medical.domain.differential import (
    Candidate,
    Differential,
    Knowledge,
    NextQuestion,
    Reference,
    Weighed,
)
from apps.medical.domain.finding import Assertion, Finding
from apps.medical.domain.record import Sex
from apps.medical.domain.source import TextLanguage

SIGN = "HP:0001083"
WITH, WITHOUT = "Disease with the sign", "Disease without the sign"
REFERENCE = Reference("A table of the test", "https://example.org/table", "row 1")


class FakeRanker:
    """More probable is `WITH` where the sign is present, `WITHOUT` where it is not."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge: Knowledge = knowledge

    def __call__(
        self,
        findings: Sequence[Finding],
        *,
        sex: Sex,
        age_years: float | None,
        language: TextLanguage,
    ) -> Differential:
        said = next((one for one in findings if one.hpo == SIGN), None)
        present = said is not None and said.assertion is Assertion.PRESENT
        used = tuple(one for one in findings if one.hpo)[:3]
        likely, other = (WITH, WITHOUT) if present else (WITHOUT, WITH)
        weighed = tuple(_weighed(one) for one in used)
        asked = () if said else (NextQuestion(SIGN, "Is the lens displaced?", 0.9, "yes: 90%"),)
        return Differential(
            self.knowledge,
            (
                Candidate("OMIM:1", likely, 0.6, weighed, (), (REFERENCE,)),
                Candidate("OMIM:2", other, 0.2, (), weighed),
            ),
            0.15,
            0.05,
            asked,
            used,
            (),
            "fake 1",
            f"{language} 1",
        )


def _weighed(finding: Finding) -> Weighed:
    return Weighed(finding.concept.text, 2.5, finding, REFERENCE, "seen in 80%")


FAKE_KNOWLEDGE = {"common": FakeRanker("common"), "rare": FakeRanker("rare")}
