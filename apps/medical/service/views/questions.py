"""The questions of a differential that yes or no answers, each as the concept it is kept under."""

from __future__ import annotations

from apps.medical.domain.common.child_cases import child_words
from apps.medical.domain.common.vocabulary import packaged
from apps.medical.domain.concept import HPO, ICD10CM, Coding, Concept
from apps.medical.domain.differential import Differential, NextQuestion
from apps.medical.domain.source import TextLanguage

DDXPLUS = "https://github.com/mila-iqia/ddxplus"
DXY = "https://github.com/lemuria-wchen/imcs21"
_PREFIX, _CHILD = "DDXPlus:", "DXY:"


def answerable(of: Differential, limit: int = 5) -> list[NextQuestion]:
    """Those that yes or no answers; the others are for the reader to think of only."""
    return [one for one in of.next_questions if is_yes_or_no(one)][:limit]


def is_yes_or_no(question: NextQuestion) -> bool:
    if not question.code.startswith(_PREFIX):
        return True
    return not packaged().questions[question.code.removeprefix(_PREFIX)].scale


def concept_of(question: NextQuestion, language: TextLanguage) -> Concept:
    """What a yes affirms. The first coding is the question's own, which finds its answer again."""
    if question.code.startswith("HP:"):
        return Concept(question.text, (Coding(HPO, question.code, question.text),))
    if question.code.startswith(_CHILD):
        return _symptom(question, language)
    known = packaged().questions[question.code.removeprefix(_PREFIX)]
    label = known.label.in_(language)
    codings = [Coding(DDXPLUS, question.code, label)]
    codings += [Coding(HPO, id, label) for id in known.hpo[:1]]
    codings += [Coding(ICD10CM, code, label) for code in known.icd10[:1]]
    return Concept(label, tuple(codings))


def _symptom(question: NextQuestion, language: TextLanguage) -> Concept:
    name = question.code.removeprefix(_CHILD)
    known = next(one for one in child_words().symptoms if one.name == name)
    label = known.label.in_(language)
    codings = [Coding(DXY, question.code, label), *(Coding(HPO, id, label) for id in known.hpo[:1])]
    return Concept(label, tuple(codings))
