from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.medical.domain.intake.cells import rows_of
from apps.medical.domain.intake.files import read_files
from apps.medical.domain.intake.imported import Outcome
from apps.medical.domain.intake.interval import Interval, interval, measured
from apps.medical.domain.intake.laboratory_table import read_table
from rag.readers.errors import UnreadableFile
from tests.fakes.fhir_resources import bundle, observation, patient

_ENGLISH = """Patient: Ada Vale, MRN: 77
Test,LOINC,Result,Unit,Reference range,Flag,Collected
Creatinine,2160-0,1.31,mg/dL,0.7-1.3,H,2024-05-06
"Albumin, serum",1751-7,3.9 L,g/dL,3.5 - 5.0,,2024-05-06
TSH,3016-3,<0.01,m[IU]/L,0.27-4.2,L,2024-05-06
Urine culture,,no growth,,,,2024-05-06
Platelets,777-3,"1,250",10*9/L,125-350,HH,2024-05-06
"""
_CHINESE = """姓名：王小明;病案号：0042
项目;结果;单位;参考范围;提示;采样时间
白细胞计数;12,6;10*9/L;4,0～10,0;↑;2024/5/6
降钙素原;<0,05;ng/mL;<0,5;;2024/5/6
流感抗原;阴性;;阴性;;2024/5/6
"""


def observations(text: str) -> dict[str, object]:
    return {o.concept.text: o for sheet in read_table(text, "l.csv") for o in sheet.observations}


def test_english_table() -> None:
    found = observations(_ENGLISH)
    creatinine = found["Creatinine"]
    assert (creatinine.value, creatinine.unit, creatinine.low, creatinine.high) == (
        Decimal("1.31"),
        "mg/dL",
        Decimal("0.7"),
        Decimal("1.3"),
    )
    assert (creatinine.interpretation, str(creatinine.taken)) == ("H", "2024-05-06")
    assert creatinine.concept.code("http://loinc.org") == "2160-0"
    assert (found["Albumin, serum"].value, found["Albumin, serum"].interpretation) == (
        Decimal("3.9"),
        "L",
    )
    assert (found["TSH"].value, found["TSH"].comparator) == (Decimal("0.01"), "<")
    assert (found["Urine culture"].value, found["Urine culture"].text) == (None, "no growth")
    assert found["Platelets"].value == 1250


def test_chinese_table_with_decimal_commas() -> None:
    found = observations(_CHINESE)
    leukocytes = found["白细胞计数"]
    assert (leukocytes.value, leukocytes.low, leukocytes.high) == (
        Decimal("12.6"),
        Decimal("4.0"),
        Decimal("10.0"),
    )
    assert (leukocytes.interpretation, str(leukocytes.taken)) == ("H", "2024-05-06")
    assert (found["降钙素原"].comparator, found["降钙素原"].high) == ("<", Decimal("0.5"))
    assert found["流感抗原"].text == "阴性"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    text = (
        delimiter.join(["Analyte", "Value", "Unit"]) + "\n" + delimiter.join(["K", "4.1", "mmol/L"])
    )
    assert observations(text)["K"].value == Decimal("4.1")


def test_each_result_opens_at_its_row() -> None:
    record = read_files([("l.csv", _ENGLISH.encode())]).records[0]
    for line in record.observations:
        assert line.concept.text in record.quote(line.source)
    assert record.observations[0].source.path.startswith("row ")


def test_rows_that_cannot_be_read_are_accounted() -> None:
    text = "Test,Result,Unit\nHAEMATOLOGY,,\nHb,11,g/dL\nWBC,,10*9/L\n,5,g/L\nK,4,1,mmol/L\n"
    accounts = {a.id: (a.outcome, a.reason) for a in read_table(text, "l.csv")[0].accounts}
    assert accounts["row 2"][0] is Outcome.KEPT_ONLY
    assert accounts["row 3"][0] is Outcome.IMPORTED
    assert accounts["row 4"] == (Outcome.UNPARSED, "it has no result")
    assert accounts["row 5"] == (Outcome.UNPARSED, "it names no analyte")
    assert "shifted" in accounts["row 6"][1]


def test_dates_of_a_column_tell_their_order() -> None:
    text = "Test,Result,Date\nHb,11,03/04/2024\nHb,12,17/04/2024\n"
    days = [str(o.taken) for o in read_table(text, "l.csv")[0].observations]
    assert days == ["2024-04-03", "2024-04-17"]
    unclear = read_table("Test,Result,Date\nHb,11,03/04/2024\n", "l.csv")[0]
    assert unclear.observations[0].taken is None
    assert unclear.notices[0].kind == "unclear-date"
    impossible = read_table("Test,Result,Date\nHb,11,2024-02-30\n", "l.csv")[0]
    assert impossible.notices[0].kind == "impossible-date"


def test_rows_of_several_patients_are_told_apart() -> None:
    text = "Patient name,MRN,Test,Result\nAda Vale,1,Hb,11\nBo Reed,2,Hb,15\n"
    found = read_files([("l.csv", text.encode())])
    assert {r.identity.name: r.observations[0].value for r in found.records} == {
        "Ada Vale": 11,
        "Bo Reed": 15,
    }


def test_sheets_of_one_file_are_held_and_confirmed_one_by_one() -> None:
    text = "Patient name,MRN,Test,Result\nAda Vale,1,Hb,11\nBo Reed,2,Hb,15\n"
    files = [("a.json", bundle(patient())), ("l.csv", text.encode())]
    held = read_files(files).held
    assert [one.origin for one in held] == ["l.csv › Ada Vale", "l.csv › Bo Reed"]
    found = read_files(files, confirm={"l.csv › Bo Reed": "p"})
    assert [o.value for o in found.records[0].observations] == [15]
    assert len(found.held) == 1


def test_a_long_table_is_read_in_proportion() -> None:
    rows = "".join(f"Analyte {n % 50},{n},mg/L,2024-01-{n % 28 + 1:02}\n" for n in range(6_000))
    started = time.process_time()
    found = read_files([("l.csv", f"Test,Result,Unit,Date\n{rows}".encode())])
    assert len(found.records[0].observations) == 6_000
    assert time.process_time() - started < 6


def test_a_result_that_the_record_has_is_a_duplicate() -> None:
    quantity = {"valueQuantity": {"value": 1.31, "unit": "mg/dL"}}
    taken = {"effectiveDateTime": "2024-05-06T08:00:00+01:00"}
    chart = bundle(patient(), observation(**quantity, **taken))
    sheet = _ENGLISH.replace("Ada Vale, MRN: 77", "Jane Doe, MRN: N-p")
    found = read_files([("a.json", chart), ("l.csv", sheet.encode())])
    outcomes = {a.id: a.outcome for a in found.accounts if a.resource_type == "laboratory row"}
    assert outcomes["row 3"] is Outcome.DUPLICATE
    assert len(found.records[0].observations) == 5


def test_a_pasted_table_is_no_note() -> None:
    text = "Test\tResult\tUnit\nHb\t11\tg/dL\n"
    assert read_files([("pasted.txt", text.encode())]).records[0].observations[0].value == 11


def test_another_patients_table_is_held_whole() -> None:
    found = read_files([("a.json", bundle(patient())), ("l.csv", _ENGLISH.encode())])
    assert found.records[0].observations == ()
    assert len(found.held[0].part.observations) == 5
    rows = [a for a in found.accounts if a.resource_type == "laboratory row"]
    assert {a.outcome for a in rows} == {Outcome.KEPT_ONLY}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3.5-5.0", "3.5", "5.0"),
        ("0,5 – 1,2", "0.5", "1.2"),
        ("3.9～6.1 mmol/L", "3.9", "6.1"),
        ("-2 to 2", "-2", "2"),
        ("< 5.2", None, "5.2"),
        ("≥60", "60", None),
        ("up to 40", None, "40"),
        ("不超过 8", None, "8"),
        ("4,000-10,000", "4000", "10000"),
    ],
)
def test_intervals(text: str, low: str | None, high: str | None) -> None:
    expected = Interval(low and Decimal(low), high and Decimal(high))
    assert interval(text) == expected


@pytest.mark.parametrize("text", ["negative", "", "5-3", "阴性"])
def test_no_interval(text: str) -> None:
    assert interval(text) is None


@pytest.mark.parametrize("text", ["1:160", "120/80", "3-5", "2024-05-06", "positive", "++"])
def test_words_are_no_measurement(text: str) -> None:
    assert measured(text) is None


@given(st.decimals(min_value=0, max_value=10_000, places=3, allow_nan=False))
def test_every_decimal_is_read_as_it_is_written(value: Decimal) -> None:
    assert measured(str(value)).value == value
    assert measured(f">{value} mg/L").comparator == ">"
    comma = str(value).replace(".", ",")
    assert measured(comma, decimal_comma=True).value == value


@given(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=4), max_size=5))
def test_cells_lie_where_they_say(rows: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in rows)
    for row in rows_of(text, ","):
        for cell in row.cells:
            assert cell.text.replace('"', "") in text[cell.start : cell.end].replace('"', "")


@given(st.text(alphabet=st.sampled_from('a1,;\t|\n" .-<'), max_size=120))
def test_random_tables_are_read_or_refused(text: str) -> None:
    headed = f"Test,Result\n{text}"
    try:
        sheets = read_table(headed, "l.csv")
    except UnreadableFile as problem:
        outcome = problem.kind
    else:
        outcome = "read" if all(sheet.accounts for sheet in sheets) else "unaccounted"
    assert outcome in {"read", "empty"}
