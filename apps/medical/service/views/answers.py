"""Answers about a patient: where each citation lies, and by what the answer was found."""

from __future__ import annotations

from apps.medical.domain.record import PatientRecord
from apps.medical.service.ask import Answered, Stage
from apps.shared.places import Place
from apps.shared.shown_answers import RUNGS
from apps.shared.words import Words, mark
from rag.evidence import Citation

_STAGES = {
    "record": mark("Looking in the record…"),
    "search": mark("Searching notes and guidance…"),
    "compose": mark("Composing and checking…"),
}
_ID = 16


def stage_text(stage: Stage, t: Words) -> str:
    return t(_STAGES[stage.name])


def citation_ref(citation: Citation) -> str:
    return Place(citation.doc_id[:_ID], citation.span.start, citation.span.end).ref


def citation_place(answered: Answered, citation: Citation, t: Words) -> str:
    """The title of what is cited; of a corpus its collection too."""
    cited = answered.cited.get(citation.doc_id)
    if cited is None:
        return t("Passage")
    return f"{cited.title} ({cited.collection})" if cited.collection else cited.title


def made_by(answered: Answered, t: Words) -> str:
    """Which rung made the answer, or that the record itself did."""
    if answered.by == "record":
        return t("Read from the record; no model was asked")
    return t(RUNGS[answered.answer.rung])


def examples(record: PatientRecord, t: Words) -> tuple[str, ...]:
    """Questions to begin with: a value, the medications, guidance."""
    lines = [one for one in record.observations if one.category == "laboratory"]
    latest = max(lines, key=lambda one: str(one.taken), default=None)
    asked = [t("What medications does the patient take?")]
    if latest is not None:
        asked.append(t("What was the last {analyte}?", analyte=latest.concept.text))
    problems = [one for one in record.problems if one.clinical_status == "active"]
    if problems:
        asked.append(t("How is {problem} treated?", problem=problems[-1].concept.text))
    return tuple(asked)
