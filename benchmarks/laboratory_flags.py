"""Units and flags of laboratory values: printed rows, and what must be said of each.

The cases lie beside this module and were written for it from the published tables: a patient, a
row as a laboratory prints it, the value in the canonical unit (four significant digits), the flag
(`-` for not judged, `A` for an abnormal answer in words) and the traps to be named. The baseline
compares the printed number with the interval for adults as if it were in the canonical unit.

    python -m benchmarks.laboratory_flags
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from apps.medical.domain.concept import LOINC, Coding, Concept
from apps.medical.domain.laboratory.analytes import named
from apps.medical.domain.laboratory.assess import assess
from apps.medical.domain.laboratory.assessed import Assessed
from apps.medical.domain.laboratory.choice import intervals
from apps.medical.domain.laboratory.judge import flag_of
from apps.medical.domain.laboratory.person import Person
from apps.medical.domain.record import (
    Identity,
    Observation,
    PatientRecord,
    Problem,
    Sex,
    Verification,
)
from apps.medical.domain.source import DocumentKind, Source, SourceDocument
from apps.medical.domain.when import When

CASES: Final = Path(__file__).with_suffix(".tsv")
_CODE: Final = re.compile(r"\d+-\d")
_TAKEN: Final = When.parse("2024-05-01")
_PATIENTS: Final[dict[str, tuple[Sex, str | None, str]]] = {
    "F40": ("female", "1984-01-01", ""),
    "M40": ("male", "1984-01-01", ""),
    "F40c": ("female", "1984-01-01", ""),
    "M40c": ("male", "1984-01-01", ""),
    "M70": ("male", "1954-01-01", ""),
    "F30P": ("female", "1994-01-01", "Pregnancy"),
    "F30P2": ("female", "1994-01-01", "Pregnancy, second trimester"),
    "C1": ("male", "2023-04-01", ""),
    "C3": ("female", "2021-01-01", ""),
    "C8": ("male", "2016-01-01", ""),
    "N2": ("female", "2024-04-29", ""),
    "N5": ("male", "2024-04-26", ""),
    "U40": ("unknown", "1984-01-01", ""),
    "M2006": ("male", "2006", ""),
    "X": ("male", None, ""),
}
"""Sex, date of birth and problem of each patient; values are taken on 2024-05-01.

Those whose names end in c have Chinese sheets.
"""


@dataclass(frozen=True, slots=True)
class Case:
    patient: str
    test: str
    value: str
    unit: str
    low: str
    high: str
    given: str
    canonical: str
    flag: str
    traps: str
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said of a case, in the words of the table; `naive` is the baseline's flag."""

    case: Case
    canonical: str
    flag: str
    traps: str
    naive: str

    @property
    def right(self) -> bool:
        case = self.case
        expected = (_shortened(case.canonical), case.flag, case.traps)
        return (self.canonical, self.flag, self.traps) == expected


def cases() -> list[Case]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return [Case(**row) for row in csv.DictReader(lines, delimiter="\t")]


def outcome(case: Case) -> Outcome:
    observation = _observation(case)
    (one,) = assess(_record(case, observation))
    canonical = "" if one.value is None else _shortened(str(one.value))
    traps = ",".join(sorted({trap.kind for trap in one.traps}))
    return Outcome(case, canonical, _flag(one), traps, _naive(observation))


def _flag(one: Assessed) -> str:
    if not one.judged:
        return "-"
    return one.flag or ("A" if one.abnormal else "")


def _shortened(text: str) -> str:
    return f"{Decimal(f'{Decimal(text):.4g}').normalize():f}" if text else ""


def _observation(case: Case) -> Observation:
    plain = case.value.isascii() and case.value.replace(".", "").isdigit()
    coded = _CODE.fullmatch(case.test) is not None
    return Observation(
        id="row",
        category="laboratory",
        concept=Concept(case.test, (Coding(LOINC, case.test),) if coded else ()),
        value=Decimal(case.value) if plain else None,
        unit=case.unit,
        text="" if plain else case.value,
        taken=_TAKEN,
        source=Source("document", 0, 1),
        low=Decimal(case.low) if case.low else None,
        high=Decimal(case.high) if case.high else None,
        interpretation=case.given,
    )


def _record(case: Case, observation: Observation) -> PatientRecord:
    sex, birth, problem = _PATIENTS[case.patient]
    identity = Identity("Test", sex, When.parse(birth) if birth else None, synthetic=True)
    problems = ()
    if problem:
        source = Source("document", 0, 1)
        onset = When.parse("2024-01-15")
        confirmed = Verification.CONFIRMED
        problems = (Problem("problem", Concept(problem), "active", confirmed, onset, None, source),)
    language = "zh" if case.patient.endswith("c") else "en"
    sheet = SourceDocument("document", DocumentKind.LABORATORY, "sheet", "x", language, "sheet.csv")
    return PatientRecord("test", identity, (sheet,), problems=problems, observations=(observation,))


def _naive(observation: Observation) -> str:
    """The number against the interval for a man of 40, in whatever unit it is."""
    known = named(observation.concept)
    if observation.value is None or not known:
        return "-"
    adult = Person((14_600, 14_600), ("male",), frozenset())
    ours = intervals(known[0], adult)
    return (flag_of(observation.value, None, ours[0], converted=False) or "") if ours else "-"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="not needed: the cases lie beside the module")
    parser.parse_args(arguments)
    outcomes = [outcome(case) for case in cases()]
    for one in outcomes:
        if not one.right:
            case = one.case
            print(f"wrong: {case.patient} {case.test} {case.value} {case.unit} ({case.why})")
            print(f"  expected {_shortened(case.canonical)!r} {case.flag!r} {case.traps!r}")
            print(f"  got      {one.canonical!r} {one.flag!r} {one.traps!r}")
    right = sum(one.right for one in outcomes)
    naive = sum(one.naive == one.case.flag for one in outcomes)
    print(f"{'':28}{'cases':>8}{'right':>8}{'share':>9}")
    for name, count in (("value, flag and traps", right), ("number as printed (flag)", naive)):
        print(f"{name:28}{len(outcomes):>8}{count:>8}{count / len(outcomes):>9.1%}")
    print(
        json.dumps(
            {
                "cases": len(outcomes),
                "accuracy": right / len(outcomes),
                "naive_flag_accuracy": naive / len(outcomes),
            }
        )
    )


if __name__ == "__main__":
    main()
