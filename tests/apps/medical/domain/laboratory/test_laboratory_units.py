from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.medical.domain.laboratory.analytes import analyte, analytes
from apps.medical.domain.laboratory.quantity import to_canonical, unit_of
from apps.medical.domain.laboratory.unit_words import readings
from apps.medical.domain.laboratory.units import (
    Inconvertible,
    UnknownUnit,
    as_decimal,
    convert,
    parse_unit,
)

_ATOMS = ["g", "mg", "ug", "L", "dL", "mL", "mol", "mmol", "s", "min", "h", "m", "U", "[iU]", "eq"]
_UNITS = [analyte.unit for analyte in analytes() if analyte.unit]

atoms = st.sampled_from(_ATOMS)
products = st.lists(st.tuples(st.sampled_from("./"), atoms), max_size=3).map(
    lambda parts: "".join(sign + atom for sign, atom in parts)
)
expressions = st.builds(lambda first, rest: first + rest, atoms, products)
values = st.decimals(min_value=-10_000, max_value=10_000, places=4)


@pytest.mark.parametrize(
    ("value", "given", "wanted", "expected"),
    [
        ("1", "mg/dL", "g/L", "0.01"),
        ("1", "10*3/uL", "10*9/L", "1"),
        ("1", "10*6/uL", "10*12/L", "1"),
        ("4500", "/uL", "10*9/L", "4.5"),
        ("1", "U/L", "nkat/L", "16.66666666666666666666666667"),
        ("1", "u[iU]/mL", "m[iU]/L", "1"),
        ("760", "mm[Hg]", "kPa", "101.32472"),
        ("37", "Cel", "[degF]", "98.6"),
        ("212", "[degF]", "Cel", "100"),
        ("310.15", "K", "Cel", "37"),
        ("1", "[lb_av]", "kg", "0.45359237"),
        ("24", "h", "d", "1"),
        ("1", "mL/min/{1.73_m2}", "mL/min", "1"),
        ("50", "%", "1", "0.5"),
        ("1", "mg/mmol", "g/mol", "1"),
        ("1", "(mg/L)/(ug/mL)", "1", "1"),
        ("3", "/[HPF]", "{cells}/[HPF]", "3"),
    ],
)
def test_units_convert_exactly(value: str, given: str, wanted: str, expected: str) -> None:
    assert convert(Decimal(value), parse_unit(given), parse_unit(wanted)) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    ["", "foo", "mg//dL", "mg/", "(mg/L", "mg)", "0", "10*", "{open", "mg dL", "g0", "x" * 61],
)
def test_what_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(UnknownUnit):
        parse_unit(text)


def test_units_of_different_things_do_not_convert() -> None:
    with pytest.raises(Inconvertible, match="measure different things"):
        convert(Decimal(1), parse_unit("mg/dL"), parse_unit("mmol/L"))


@given(values, st.sampled_from(_UNITS), st.sampled_from(_UNITS))
def test_conversion_there_and_back_changes_nothing(value: Decimal, one: str, other: str) -> None:
    first, second = parse_unit(one), parse_unit(other)
    if first.dimension != second.dimension:
        return
    back = convert(convert(value, first, second), second, first)
    assert abs(back - value) <= abs(value) * Decimal("1e-20")


@given(expressions)
def test_a_quotient_with_itself_is_one(text: str) -> None:
    unit = parse_unit(f"({text})/({text})")
    assert unit.factor == 1
    assert unit.dimension == ()


@given(st.text(max_size=30))
def test_any_text_is_a_unit_or_refused(text: str) -> None:
    try:
        found = readings(text)
    except UnknownUnit:
        return
    assert found
    assert all(unit.factor > 0 for unit in found)


@given(st.fractions(max_denominator=10**6))
def test_fractions_become_the_nearest_decimal(fraction: Fraction) -> None:
    got = Fraction(as_decimal(fraction))
    assert abs(got - fraction) <= abs(fraction) * Fraction(1, 10**26)


@pytest.mark.parametrize(
    ("printed", "ucum"),
    [
        (text, "10*9/L")
        for text in (
            "10*9/L", "10^9/L", "10**9/L", "10⁹/L", "×10^9/L", "x10⁹/L", "X10E9/L", "10e9/l",
            "10(9)/L", "×109/L", "10 9/L", "１０＾９／Ｌ", "*10^9/L", "G/L", "Giga/L",
        )
    ]
    + [(text, "10*3/uL") for text in ("K/uL", "k/µL", "K/mcL", "10³/μL", "x10E3/uL", "thou/uL")]
    + [(text, "/uL") for text in ("/uL", "cells/mcL", "/mm3", "/mm³", "个/μL")]
    + [(text, "umol/L") for text in ("μmol/L", "µmol/l", "umol/L", "微摩尔/升", "mcmol/L")]
    + [(text, "mg/dL") for text in ("mg/dl", "MG/DL", "mg%", "毫克/分升", "ｍｇ／ｄＬ")]
    + [(text, "m[iU]/L") for text in ("mIU/L", "miu/l", "m[IU]/L", "毫国际单位/升")]
    + [(text, "mL/min/{1.73_m2}") for text in ("ml/min/1.73m2", "mL/min/1.73 m²")]
    + [("ml/(min·1.73m2)", "mL/min/{1.73_m2}")]
    + [("mOsm/kg H2O", "mosm/kg"), ("mm/hr", "mm/h"), ("mmHg", "mm[Hg]"), ("mm Hg", "mm[Hg]")]
    + [("℃", "Cel"), ("°F", "[degF]"), ("次/分", "/min"), ("bpm", "/min"), ("％", "%")]
    + [("g/24h", "g/d"), ("克/升", "g/L"), ("/HP", "/[HPF]"), ("ug/mL FEU", "ug/mL")],
)  # fmt: skip
def test_printed_units_are_read(printed: str, ucum: str) -> None:
    wanted = parse_unit(ucum)
    first = readings(printed)[0]
    assert (first.factor, first.dimension, first.offset) == (
        wanted.factor, wanted.dimension, wanted.offset,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("id", "value", "unit", "expected"),
    [
        ("glucose", "180.156", "mg/dL", "10"),
        ("creatinine", "1", "mg/dL", "88.40"),
        ("cholesterol", "38.665", "mg/dL", "1"),
        ("triglycerides", "88.54", "mg/dL", "1"),
        ("calcium", "2", "meq/L", "1"),
        ("calcium", "4.0078", "mg/dL", "1"),
        ("bilirubin-total", "1", "mg/dL", "17.10"),
        ("hba1c", "53", "mmol/mol", "7.000"),
        ("hba1c", "7", "%", "7"),
        ("alt", "60", "IU/L", "60"),
        ("tsh", "3", "mU/L", "3"),
        ("urine-acr", "1", "mg/mmol", "8.840"),
        ("temperature", "104", "°F", "40"),
        ("wbc", "5", "G/L", "5"),
        ("total-protein", "70", "G/L", "70"),
        ("ph", "7.4", "1", "7.4"),
    ],
)
def test_analytes_convert_through_mass_valence_and_equation(
    id: str, value: str, unit: str, expected: str
) -> None:
    item = analyte(id)
    got = to_canonical(item, Decimal(value), unit_of(item, unit))
    assert abs(got - Decimal(expected)) <= abs(Decimal(expected)) * Decimal("0.0005")


def test_a_unit_of_something_else_does_not_fit_an_analyte() -> None:
    with pytest.raises(Inconvertible, match="no unit of Potassium"):
        unit_of(analyte("potassium"), "U/L")


def test_dimer_units_are_no_fibrinogen_equivalents() -> None:
    with pytest.raises(Inconvertible):
        unit_of(analyte("d-dimer"), "mg/L DDU")
