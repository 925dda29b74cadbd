"""What speaks against a drug in one patient: `cautions`, each with the lines it follows from.

The rules are the `.tsv` tables beside this module. That nothing is said of a drug means that no
rule of these tables fits, never that it is safe. Knows nothing of doses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from apps.medical.domain.concept import Concept
from apps.medical.domain.option import Caution, CautionKind
from apps.medical.domain.record import Allergy, PatientRecord, Problem, Verification
from apps.medical.domain.source import Severity, Source
from apps.medical.domain.treatment import icd, tables
from apps.medical.domain.treatment.drugs import Drug, drug_book
from apps.medical.domain.treatment.patient import Patient
from apps.medical.domain.treatment.references import reference
from apps.medical.domain.treatment.wording import folded

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFORMATION: 2}
_DAYS_A_YEAR = 365.25
_TOGETHER = (
    "insulin corticosteroid vitamin vitamin-d mineral antimetabolite alkylating-agent platinum "
    "anticonvulsant nucleoside-rt-inhibitor antimycobacterial immunosuppressant dmard "
    "antineoplastic rehydration metabolic-agent clotting-factor"
)
_NO_DUPLICATE = frozenset(_TOGETHER.split())
"""Classes whose members are meant to be given together."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a table: what it is about, when it holds, and what it says."""

    target: str
    when: str
    severity: Severity
    text: str
    zh: str
    source: str


def cautions(drug: Concept, record: PatientRecord) -> tuple[Caution, ...]:
    """All cautions of the drugs that the words name, gravest first. Empty for an unknown drug."""
    book = drug_book()
    patient = Patient(record, book)
    return cautions_of(book.find(drug), patient, named=drug.text)


def cautions_of(drugs: Sequence[Drug], patient: Patient, *, named: str = "") -> tuple[Caution, ...]:
    """As `cautions`, for drugs and a patient that have been made already."""
    found: dict[tuple[object, ...], Caution] = {}
    for drug in drugs:
        for caution in _all(drug, patient):
            found.setdefault((caution.kind, caution.text, caution.because), caution)
    if not drugs and named:
        for caution in _allergy_by_words(named, patient):
            found[caution.kind, caution.text, caution.because] = caution
    return tuple(sorted(found.values(), key=lambda c: (_ORDER[c.severity], c.kind, c.text)))


def _all(drug: Drug, patient: Patient) -> Iterator[Caution]:
    yield from _allergy(drug, patient)
    yield from _duplicate(drug, patient)
    yield from _interaction(drug, patient)
    yield from _pregnancy(drug, patient)
    yield from _renal(drug, patient)
    yield from _age(drug, patient)
    yield from _condition(drug, patient)


@lru_cache(maxsize=16)
def _rules(table: str, target: str, when: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            line[target], line[when], Severity(line["severity"]), line["text"], line["zh"],
            line["source"],
        )
        for line in tables.rows(table)
    )  # fmt: skip


def _said(
    kind: CautionKind, rule: Rule, because: Sequence[Source], *, lead: str = "", lead_zh: str = ""
) -> Caution:
    text, zh = f"{lead}{rule.text}", f"{lead_zh}{rule.zh}"
    return Caution(kind, rule.severity, text, tuple(because), reference(rule.source), zh)


def _allergy(drug: Drug, patient: Patient) -> Iterator[Caution]:
    for allergy in _allergies(patient):
        words = f" {folded(allergy.substance.text)} "
        own = {known.name for known in drug_book().find(allergy.substance)}
        if drug.name in own:
            yield _same_substance(drug, allergy)
        for line in _allergy_lines():
            if line["target"] in drug.keys and _mentions(words, allergy.substance.text, line):
                rule = Rule(line["target"], "", Severity(line["severity"]), line["text"],
                            line["zh"], line["source"])  # fmt: skip
                if drug.name not in own:
                    yield _said(CautionKind.ALLERGY, rule, [allergy.source])


def _allergies(patient: Patient) -> Iterator[Allergy]:
    for allergy in patient.record.allergies:
        if allergy.verification is not Verification.REFUTED:
            yield allergy


def _same_substance(drug: Drug, allergy: Allergy) -> Caution:
    reaction = f" ({allergy.reaction})" if allergy.reaction else ""
    return Caution(
        CautionKind.ALLERGY,
        Severity.ERROR,
        f"An allergy to {drug.name} is recorded{reaction}.",
        (allergy.source,),
        reference("The record's own allergy list", "what was recorded, as it was worded"),
        f"记录有{drug.zh}过敏{reaction}。",
    )


@lru_cache(maxsize=1)
def _allergy_lines() -> tuple[dict[str, str], ...]:
    return tuple(tables.rows("allergies"))


def _mentions(words: str, text: str, line: dict[str, str]) -> bool:
    for name in tables.listed(line["words"]):
        if (key := folded(name)) and (f" {key} " in words or (not key.isascii() and name in text)):
            return True
    return False


def _allergy_by_words(named: str, patient: Patient) -> Iterator[Caution]:
    """A drug that no table knows can still be what an allergy names."""
    asked = folded(named)
    for allergy in _allergies(patient):
        substance = folded(allergy.substance.text)
        if substance and f" {substance} " in f" {asked} ":
            unknown = Drug(named, named, (), "", "", frozenset(), "")
            yield _same_substance(unknown, allergy)


def _duplicate(drug: Drug, patient: Patient) -> Iterator[Caution]:
    for taken in patient.taken:
        for other in taken.drugs:
            same = other.name == drug.name
            if same or (other.kind == drug.kind and drug.kind not in _NO_DUPLICATE):
                yield Caution(
                    CautionKind.DUPLICATE,
                    Severity.WARNING,
                    f"{other.name} is already taken"
                    + ("." if same else f", of the same class ({drug.kind.replace('-', ' ')})."),
                    (taken.medication.source,),
                    reference("The record's own medication list", "class after the WHO ATC index"),
                    f"已在用{other.zh}{'。' if same else '，属同一类药物。'}",
                )


def _interaction(drug: Drug, patient: Patient) -> Iterator[Caution]:
    for taken in patient.taken:
        for other in taken.drugs:
            if other.name == drug.name:
                continue
            for rule in _rules("interactions", "a", "b"):
                there = rule.target in drug.keys and rule.when in other.keys
                if there or (rule.target in other.keys and rule.when in drug.keys):
                    yield _said(CautionKind.INTERACTION, rule, [taken.medication.source],
                                lead=f"With {other.name}: ", lead_zh=f"与{other.zh}：")  # fmt: skip


def _pregnancy(drug: Drug, patient: Patient) -> Iterator[Caution]:
    states = {"pregnancy": patient.pregnancy(), "lactation": patient.lactation()}
    leads = {"pregnancy": ("Pregnancy: ", "妊娠期："), "lactation": ("Lactation: ", "哺乳期：")}
    for rule in _rules("pregnancy", "target", "situation"):
        source = states[rule.when]
        if source is not None and rule.target in drug.keys:
            lead, lead_zh = leads[rule.when]
            yield _said(CautionKind.PREGNANCY, rule, [source], lead=lead, lead_zh=lead_zh)


def _renal(drug: Drug, patient: Patient) -> Iterator[Caution]:
    """The gravest rule that holds; where nothing is known of the kidney, that is said instead."""
    rules = [rule for rule in _rules("renal", "target", "egfr_below") if rule.target in drug.keys]
    if not rules:
        return
    kidney = patient.kidney()
    if kidney is None:
        text = "The record tells no kidney function; this drug's use depends on it."
        zh = "记录中没有肾功能；该药的使用取决于肾功能。"
        unknown = Rule("", "", Severity.INFORMATION, text, zh, rules[0].source)
        yield _said(CautionKind.RENAL, unknown, [])
        return
    holding = [rule for rule in rules if kidney.gfr < int(rule.when)]
    if holding:
        rule = min(holding, key=lambda r: (_ORDER[r.severity], int(r.when)))
        lead = f"{kidney.how} {kidney.gfr} mL/min/1.73 m²: "
        yield _said(CautionKind.RENAL, rule, [kidney.source], lead=lead,
                    lead_zh=f"{kidney.how} {kidney.gfr} mL/min/1.73 m²：")  # fmt: skip


def _age(drug: Drug, patient: Patient) -> Iterator[Caution]:
    days = patient.age_days
    if days is None:
        return
    for line in tables_of_ages():
        limit = float(line["years"]) * _DAYS_A_YEAR
        holds = days < limit if line["side"] == "below" else days >= limit
        if holds and line["target"] in drug.keys:
            rule = Rule(line["target"], "", Severity(line["severity"]), line["text"], line["zh"],
                        line["source"])  # fmt: skip
            below = line["side"] == "below"
            lead = f"{'Below' if below else 'From'} {line['years']} years: "
            lead_zh = f"{line['years']}岁{'以下' if below else '及以上'}："
            yield _said(CautionKind.AGE, rule, [], lead=lead, lead_zh=lead_zh)


@lru_cache(maxsize=1)
def tables_of_ages() -> tuple[dict[str, str], ...]:
    return tuple(tables.rows("ages"))


@lru_cache(maxsize=1)
def _conditions() -> tuple[dict[str, str], ...]:
    return tuple(tables.rows("conditions"))


def _condition(drug: Drug, patient: Patient) -> Iterator[Caution]:
    coded = [(problem, patient.codes(problem)) for problem in patient.problems]
    for line in _conditions():
        if line["target"] not in drug.keys:
            continue
        ranges = tables.listed(line["icd10cm"])
        for problem, codes in coded:
            if icd.any_within(codes, ranges):
                yield _about(problem, line)


def _about(problem: Problem, line: dict[str, str]) -> Caution:
    rule = Rule(line["target"], line["condition"], Severity(line["severity"]), line["text"],
                line["zh"], line["source"])  # fmt: skip
    said = problem.concept.text
    return _said(
        CautionKind.CONDITION, rule, [problem.source], lead=f"{said}: ", lead_zh=f"{said}："
    )
