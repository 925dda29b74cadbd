from dataclasses import replace
from decimal import Decimal

import pytest

from apps.medical.domain.concept import Concept
from apps.medical.domain.laboratory.analytes import analyte
from apps.medical.domain.laboratory.assessed import Derived, Trend
from apps.medical.domain.laboratory.trends import reference_change, trends
from apps.medical.domain.record import (
    Identity,
    Observation,
    PatientRecord,
    Problem,
    Sex,
    Verification,
)
from apps.medical.domain.source import Source
from apps.medical.domain.when import When


def row(test: str, value: str, unit: str = "", taken: str = "2024-05-01") -> Observation:
    return Observation(
        id=f"{test}-{taken}-{value}",
        category="laboratory",
        concept=Concept(test),
        value=Decimal(value),
        unit=unit,
        text="",
        taken=When.parse(taken),
        source=Source("sheet", 0, 1),
    )


def patient(*rows: Observation, birth: str = "1974-05-01", sex: Sex = "female") -> PatientRecord:
    identity = Identity("Test", sex, When.parse(birth), synthetic=True)
    return PatientRecord("p", identity, (), observations=rows)


def trend(record: PatientRecord, name: str) -> Trend:
    (found,) = [item for item in trends(record) if item.name == name]
    return found


def figure(record: PatientRecord, name: str) -> Derived | None:
    made = [item for found in trends(record) for item in found.derived if item.name == name]
    assert len(made) < 2
    return made[0] if made else None


def test_points_are_in_one_unit_and_in_order_with_the_band_of_their_moment() -> None:
    record = patient(
        row("Hb", "12.9", "g/dL", "2024-03-01"),
        row("Hb", "115", "g/L", "2024-01-01"),
        row("Hb", "90", "g/L", "2024-05-01"),
    )
    found = trend(record, "Haemoglobin")
    assert [(str(point.when), point.value, point.flag) for point in found.points] == [
        ("2024-01-01", Decimal(115), "L"),
        ("2024-03-01", Decimal("129"), ""),
        ("2024-05-01", Decimal(90), "L"),
    ]
    assert found.unit == "g/L"
    assert all(point.band is not None and point.band.low == 120 for point in found.points)
    assert found.relative_change == (Decimal(90) - 115) / 115


def test_a_band_changes_with_age() -> None:
    record = patient(
        row("Hb", "118", "g/L", "2024-01-01"),
        row("Hb", "118", "g/L", "2027-01-01"),
        birth="2020-01-01",
    )
    lows = [point.band.low for point in trend(record, "Haemoglobin").points if point.band]
    assert lows == [110, 115]


def test_the_reference_change_follows_harris_and_yasaka() -> None:
    """Creatinine: CV 5.95% within a person, 2.975% analytical: 2^0.5 x 1.96 x 6.652% = 18.4%."""
    limit = reference_change(analyte("creatinine"))
    assert limit is not None
    assert limit.quantize(Decimal("0.001")) == Decimal("0.184")
    small = patient(row("Crea", "60", "umol/L", "2024-01-01"), row("Crea", "70", "umol/L"))
    large = patient(row("Crea", "60", "umol/L", "2024-01-01"), row("Crea", "72", "umol/L"))
    assert not trend(small, "Creatinine").notable
    assert trend(large, "Creatinine").notable
    assert reference_change(analyte("ammonia")) is None


def test_the_slope_is_that_of_least_squares() -> None:
    rows = [row("Crea", str(60 + step), "umol/L", f"{2020 + step}-01-01") for step in (0, 1, 2, 3)]
    slope = trend(patient(*rows), "Creatinine").per_year
    assert slope is not None
    assert abs(slope - 1) < Decimal("0.001")
    assert trend(patient(*rows[:2]), "Creatinine").per_year is None


def test_what_is_blocked_is_left_out_and_shown_as_such() -> None:
    record = patient(row("K", "4.5", "mmol/L"), row("K", "45", "mmol/L", "2024-06-01"))
    found = trend(record, "Potassium")
    assert [point.value for point in found.points] == [Decimal("4.5")]
    assert [one.value for one in found.left_out] == [Decimal(45)]


def test_an_unknown_test_has_a_trend_of_its_own() -> None:
    record = patient(row("NSE", "10", "ng/mL", "2024-01-01"), row("NSE", "12", "ng/mL"))
    found = trend(record, "NSE")
    assert found.analyte is None
    assert [point.value for point in found.points] == [10, 12]


@pytest.mark.parametrize(
    ("sex", "birth", "value", "unit", "expected"),
    [
        ("female", "1974-05-01", "0.7", "mg/dL", 105),
        ("female", "1974-05-01", "1.2", "mg/dL", 55),
        ("male", "1974-05-01", "1.2", "mg/dL", 74),
        ("male", "1944-05-01", "177", "umol/L", 33),
    ],
)
def test_egfr_is_that_of_ckd_epi_2021(
    sex: Sex, birth: str, value: str, unit: str, expected: int
) -> None:
    made = figure(patient(row("Crea", value, unit), birth=birth, sex=sex), "egfr")
    assert made is not None
    assert made.value == expected
    assert "CKD-EPI 2021" in made.formula
    assert [one.observation.value for one in made.inputs] == [Decimal(value)]


def test_egfr_of_a_child_needs_a_height_of_the_last_year() -> None:
    creatinine = row("Crea", "0.5", "mg/dL")
    height = row("身高", "110", "cm", "2024-02-01")
    made = figure(patient(creatinine, height, birth="2018-01-01"), "egfr")
    assert made is not None
    assert made.value == 91
    assert "90 days" in made.caution
    old = row("身高", "100", "cm", "2022-02-01")
    assert figure(patient(creatinine, old, birth="2018-01-01"), "egfr") is None
    assert figure(patient(creatinine, birth="2018-01-01"), "egfr") is None


def test_egfr_is_not_computed_without_a_sex() -> None:
    assert figure(patient(row("Crea", "80", "umol/L"), sex="unknown"), "egfr") is None


def test_anion_gap_corrected_calcium_and_osmolality() -> None:
    record = patient(
        row("Na", "140", "mmol/L"), row("Cl", "104", "mmol/L"), row("HCO3", "24", "mmol/L"),
        row("ALB", "20", "g/L"), row("Ca", "2.00", "mmol/L"), row("glucose", "90", "mg/dL"),
        row("BUN", "14", "mg/dL"),
    )  # fmt: skip
    expected = {
        "anion-gap": Decimal("17.0"), "calcium-corrected": Decimal("2.40"),
        "osmolality-calculated": Decimal(290),
    }  # fmt: skip
    for name, value in expected.items():
        made = figure(record, name)
        assert made is not None
        assert made.value == value
        assert made.reference.title


def test_values_of_different_days_or_beyond_belief_make_no_figure() -> None:
    apart = patient(
        row("Na", "140", "mmol/L"), row("Cl", "104", "mmol/L", "2024-05-02"),
        row("HCO3", "24", "mmol/L"),
    )  # fmt: skip
    year = patient(row("Ca", "2.0", "mmol/L", "2024"), row("ALB", "20", "g/L", "2024"))
    slip = patient(row("Ca", "20", "mmol/L"), row("ALB", "20", "g/L"))
    bound = replace(row("Ca", "2.0", "mmol/L"), comparator="<")
    for record in (apart, year, slip, patient(bound, row("ALB", "20", "g/L"))):
        assert figure(record, "anion-gap") is None
        assert figure(record, "calcium-corrected") is None


def test_meld_only_where_the_record_names_cirrhosis() -> None:
    rows = (
        row("TBIL", "2.0", "mg/dL"), row("Na", "130", "mmol/L"), row("INR", "1.5"),
        row("Crea", "1.5", "mg/dL"), row("ALB", "28", "g/L"),
    )  # fmt: skip
    record = patient(*rows, sex="male")
    assert figure(record, "meld-3.0") is None
    cirrhosis = Problem(
        "1", Concept("肝硬化"), "active", Verification.CONFIRMED, None, None, Source("n", 0, 1)
    )
    made = figure(replace(record, problems=(cirrhosis,)), "meld-3.0")
    assert made is not None
    assert made.value == 23
