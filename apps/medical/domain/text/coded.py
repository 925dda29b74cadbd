"""Findings from what came coded: problems, family-history resources, observed answers.

A problem keeps its own codes and gains an HPO id where its words name a phenotype. Laboratory
values are judged by the laboratory's own part, not here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from apps.medical.domain.concept import HPO, ICD10CM, Coding, Concept
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.record import Event, Observation, PatientRecord, Problem, Verification
from apps.medical.domain.source import TextLanguage
from apps.medical.domain.text import icd, ontology
from apps.medical.domain.text.vocabulary import codes_of

_DOUBTED = (Verification.PROVISIONAL, Verification.DIFFERENTIAL, Verification.UNCONFIRMED)
_OVER = frozenset(("resolved", "inactive", "remission"))
_TAGS = (
    "(finding)",
    "(disorder)",
    "(situation)",
    "(morphologic abnormality)",
    "(observable entity)",
)
"""What SNOMED CT writes behind its names."""
_YES = frozenset(("yes", "true", "present", "positive", "pos", "detected", "是", "有", "阳性"))
_NO = frozenset(("no", "false", "absent", "negative", "neg", "not detected", "否", "无", "阴性"))


def _language(text: str) -> TextLanguage:
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"


def _plain(text: str) -> str:
    for tag in _TAGS:
        text = text.removesuffix(tag)
    return text.strip()


def mapped(concept: Concept) -> Concept:
    """The concept with HPO and ICD-10-CM codes added where its wordings name a known finding."""
    added = list(concept.codings)
    wordings = [_plain(concept.text), *(_plain(coding.display) for coding in concept.codings)]
    for wording in dict.fromkeys(filter(None, wordings)):
        codes = codes_of(wording, _language(wording))
        known = {coding.system for coding in added}
        if codes.hpo and HPO not in known:
            added.append(Coding(HPO, codes.hpo, ontology.terms()[codes.hpo].label))
        if codes.icd10 and ICD10CM not in known:
            added.append(Coding(ICD10CM, codes.icd10, icd.entries()[codes.icd10].title))
    return replace(concept, codings=tuple(added))


def _of_problem(problem: Problem) -> Finding | None:
    if problem.verification is Verification.REFUTED:
        assertion = Assertion.ABSENT
    elif problem.verification in _DOUBTED:
        assertion = Assertion.POSSIBLE
    elif problem.clinical_status in _OVER or problem.abated is not None:
        assertion = Assertion.HISTORICAL
    else:
        assertion = Assertion.PRESENT
    concept = mapped(problem.concept)
    return Finding(concept, assertion, Origin.CODED, problem.source, problem.onset)


def _of_observation(observation: Observation) -> Finding | None:
    """An answer of yes or no to a finding; numbers are left to the laboratory."""
    if observation.category == "laboratory" or observation.value is not None:
        return None
    answer = observation.text.strip().lower()
    concept = mapped(observation.concept)
    if answer in _YES | _NO and concept.code(HPO) is not None:
        assertion = Assertion.PRESENT if answer in _YES else Assertion.ABSENT
        return Finding(concept, assertion, Origin.CODED, observation.source, observation.taken)
    said = mapped(Concept(observation.text.strip()))
    if said.code(HPO) is None:
        return None
    return Finding(said, Assertion.PRESENT, Origin.CODED, observation.source, observation.taken)


def _of_family(event: Event, text: str) -> Iterator[Finding]:
    """The conditions of a FamilyMemberHistory resource, from its JSON text."""
    try:
        resource = json.loads(text)
    except json.JSONDecodeError:
        return
    conditions = resource.get("condition", []) if isinstance(resource, dict) else []
    for condition in conditions if isinstance(conditions, list) else []:
        code = condition.get("code", {}) if isinstance(condition, dict) else {}
        words = _words_of(code)
        if words:
            concept = mapped(Concept(words))
            yield Finding(concept, Assertion.FAMILY, Origin.CODED, event.source, event.start)


def _words_of(code: object) -> str:
    """The text of a CodeableConcept, or its first display."""
    if not isinstance(code, dict):
        return ""
    codings = code.get("coding") or [{}]
    first = codings[0] if isinstance(codings, list) and isinstance(codings[0], dict) else {}
    return str(code.get("text") or first.get("display") or "")


def coded_findings(record: PatientRecord) -> tuple[Finding, ...]:
    """Findings of the record's problems, yes-or-no observations and family-history resources."""
    found: list[Finding | None] = [_of_problem(problem) for problem in record.problems]
    found += [_of_observation(observation) for observation in record.observations]
    for event in record.events:
        if event.kind == "FamilyMemberHistory":
            found += _of_family(event, record.quote(event.source))
    return tuple(finding for finding in found if finding is not None)
