"""The words of the knowledge: conditions, questions and the answers to them, in both languages.

A token states one thing of a patient: `E_91` is a question answered with yes, `E_55@front` one of
the answers to a question that has several. Knows no probabilities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from apps.medical.domain.concept import ICD10CM, Coding
from apps.medical.domain.record import Sex
from apps.medical.domain.source import TextLanguage
from apps.medical.domain.text.tables import rows_of

About = Literal["present", "history", "family", "either"]
"""Whom and when a question is about: the patient now, the patient's past, or the family."""

PACKAGE: Final = "apps.medical.domain.common"


@dataclass(frozen=True, slots=True)
class Words:
    """One label in English and in Chinese."""

    en: str
    zh: str

    def in_(self, language: TextLanguage) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Condition:
    """`name` is the key of the data set; `icd10` a code or category of ICD-10-CM.

    `practice` is how many times as often as in the synthetic data a general practice or emergency
    room meets it: our rough estimate, by powers of ten rather than to the digit.
    """

    name: str
    icd10: str
    label: Words
    practice: float = 1.0

    @property
    def coding(self) -> Coding:
        return Coding(ICD10CM, self.icd10, self.label.en)


@dataclass(frozen=True, slots=True)
class Question:
    """`scale` names the list of its answers, empty for yes or no; `several` may be given at once.

    `parent` is the question that must be answered with yes before this one makes sense.
    """

    code: str
    scale: str
    several: bool
    parent: str
    antecedent: bool
    label: Words
    asked: Words
    about: About
    hpo: tuple[str, ...]
    icd10: tuple[str, ...]
    min_age: float | None
    max_age: float | None
    sex: Sex | None

    def applies(self, sex: Sex, age_years: float | None) -> bool:
        """Whether it can be asked of such a patient; an unknown age or sex excludes nothing."""
        if self.sex is not None and sex in ("female", "male") and sex != self.sex:
            return False
        if age_years is None:
            return True
        return (self.min_age is None or age_years >= self.min_age) and (
            self.max_age is None or age_years <= self.max_age
        )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything in a fixed order: arrays elsewhere count conditions and tokens by it."""

    conditions: tuple[Condition, ...]
    questions: Mapping[str, Question]
    answers: Mapping[tuple[str, str], Words]
    tokens: tuple[str, ...]
    number: Mapping[str, int]

    def question_of(self, token: str) -> Question:
        return self.questions[token.partition("@")[0]]

    def label(self, token: str, language: TextLanguage) -> str:
        """`fever`, or `site of the pain: forehead`."""
        question, answer = self.question_of(token), token.partition("@")[2]
        words = question.label.in_(language)
        if not answer:
            return words
        between = "：" if language == "zh" else ": "
        return words + between + self.answer(token, language)

    def answer(self, token: str, language: TextLanguage) -> str:
        return self.answers[self.question_of(token).scale, token.partition("@")[2]].in_(language)


def tokens_of(question: Question, answers: Mapping[tuple[str, str], Words]) -> tuple[str, ...]:
    if not question.scale:
        return (question.code,)
    return tuple(f"{question.code}@{name}" for scale, name in answers if scale == question.scale)


def vocabulary(
    conditions: tuple[Condition, ...],
    questions: tuple[Question, ...],
    answers: Mapping[tuple[str, str], Words],
) -> Vocabulary:
    """Numbers the tokens in the order of the questions."""
    tokens = tuple(token for each in questions for token in tokens_of(each, answers))
    return Vocabulary(
        conditions=conditions,
        questions={each.code: each for each in questions},
        answers=answers,
        tokens=tokens,
        number={token: n for n, token in enumerate(tokens)},
    )


@cache
def packaged() -> Vocabulary:
    """The vocabulary that ships with the project."""
    conditions = tuple(
        Condition(row["name"], row["icd10"], Words(row["en"], row["zh"]), float(row["practice"]))
        for row in rows_of("conditions.tsv", PACKAGE)
    )
    answers = {
        (row["scale"], row["answer"]): Words(row["en"], row["zh"])
        for row in rows_of("answers.tsv", PACKAGE)
    }
    questions = tuple(_question(row) for row in rows_of("evidences.tsv", PACKAGE))
    return vocabulary(conditions, questions, answers)


def _question(row: Mapping[str, str]) -> Question:
    about: Mapping[str, About] = {
        "present": "present", "history": "history", "family": "family", "either": "either",
    }  # fmt: skip
    return Question(
        code=row["code"],
        scale=row["scale"],
        several=row["several"] == "yes",
        parent=row["parent"],
        antecedent=row["antecedent"] == "yes",
        label=Words(row["en"], row["zh"]),
        asked=Words(
            row["question_en"] or f"Does the patient report {row['en']}?",
            row["question_zh"] or f"患者有无{row['zh']}？",
        ),
        about=about[row["about"]],
        hpo=tuple(filter(None, row["hpo"].split(";"))),
        icd10=tuple(filter(None, row["icd10"].split(";"))),
        min_age=float(row["min_age"]) if row["min_age"] else None,
        max_age=float(row["max_age"]) if row["max_age"] else None,
        sex="female" if row["sex"] == "female" else None,
    )


@cache
def implied() -> Mapping[str, tuple[str, ...]]:
    """Findings, by HPO id, that any one of several answers states: a headache, a sore throat."""
    return {row["hpo"]: tuple(row["tokens"].split(";")) for row in rows_of("details.tsv", PACKAGE)}
