from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.medical.domain.intake.header import header_of
from apps.medical.domain.intake.matching import Verdict, choose, compare
from apps.medical.domain.record import Identifier, Identity
from apps.medical.domain.when import When

_JANE = Identity("Jane Ann Doe", "female", When.parse("1980-01-01"), (Identifier("s", "MRN-77"),))
_WANG = Identity("王小明", "male", When.parse("2019-03-05"), (Identifier("s", "0042"),))


@pytest.mark.parametrize(
    ("text", "person", "verdict"),
    [
        ("Name: Jane Ann Doe", _JANE, Verdict.SAME),
        ("Name: DOE, Jane", _JANE, Verdict.SAME),
        ("Name: J. Doe   DOB: 1980-01-01", _JANE, Verdict.SAME),
        ("Name: Jané Doe", _JANE, Verdict.SAME),
        ("Name: John Doe", _JANE, Verdict.OTHER),
        ("Name: Jane Doe   DOB: 1981-01-01", _JANE, Verdict.OTHER),
        ("Name: Jane Doe   Sex: male", _JANE, Verdict.OTHER),
        ("Name: Jane Doe   MRN: 99", _JANE, Verdict.OTHER),
        ("Name: Jane Doe   MRN: 99   DOB: 1980-01-01", _JANE, Verdict.SAME),
        ("MRN: mrn77", _JANE, Verdict.SAME),
        ("Name: John Smith   MRN: MRN-77", _JANE, Verdict.OTHER),
        ("MRN: 99", _JANE, Verdict.OTHER),
        ("Cough for two days.", _JANE, Verdict.UNNAMED),
        ("Sex: male", _JANE, Verdict.OTHER),
        ("姓名：王小明  性别：男  年龄：5岁  就诊日期：2024-05-06", _WANG, Verdict.SAME),
        ("姓名：王晓明  性别：男", _WANG, Verdict.OTHER),
        ("姓名：王小明  年龄：45岁  就诊日期：2024-05-06", _WANG, Verdict.OTHER),
        ("姓名：王某某  病案号：0042", _WANG, Verdict.SAME),
        ("患者姓名：王小明，男", _WANG, Verdict.SAME),
    ],
)
def test_who_a_header_is_about(text: str, person: Identity, verdict: Verdict) -> None:
    assert compare(header_of(text), person).verdict is verdict


def test_a_number_with_two_contradictions_is_another_person() -> None:
    text = "MRN: MRN-77   Sex: male   DOB: 1950-05-05"
    assert compare(header_of(text), _JANE).verdict is Verdict.OTHER
    doubtful = compare(header_of("MRN: MRN-77   DOB: 1950-05-05"), _JANE)
    assert doubtful.verdict is Verdict.SAME
    assert "1950-05-05" in doubtful.problem


def test_choosing_among_patients() -> None:
    people = [_JANE, _WANG]
    assert choose(header_of("姓名：王小明"), people)[0] == 1
    assert choose(header_of("Name: Ada Vale"), people)[0] is None
    assert choose(header_of("cough"), people)[0] is None
    twins = [_WANG, _WANG]
    assert "2 patients" in choose(header_of("姓名：王小明"), twins)[1].problem


def test_a_header_in_full() -> None:
    found = header_of(
        "Patient: Ada Vale    Sex: F    DOB: 3 May 1990    MRN: 77\n"
        "Date of visit: 2024-05-06 10:30\nAddress: 4 Mill Lane\nPhone: (555) 555-0100"
    )
    assert (found.name, found.sex, str(found.birth), found.numbers) == (
        "Ada Vale",
        "female",
        "1990-05-03",
        ("77",),
    )
    assert (found.address, found.phone) == ("4 Mill Lane", "(555) 555-0100")
    assert str(found.written) == "2024-05-06T10:30:00"


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("年龄：5岁  就诊日期：2024-12-31", "2019"),
        ("年龄：13个月  就诊日期：2025-12-08", "2024"),
        ("Age: 40   Date: 2024-06-30", "1983"),
        ("Age: 40", "None"),
    ],
)
def test_a_birth_year_from_an_age(text: str, birth: str) -> None:
    assert str(header_of(f"Name: A B   {text}").identity().birth) == birth


def test_an_impossible_date_of_a_header_is_told() -> None:
    found = header_of("Name: Ada Vale   DOB: 1990-02-30")
    assert found.birth is None
    assert "1990-02-30" in found.problems[0]


@given(
    st.lists(
        st.sampled_from(
            [
                "Name:",
                "姓名：",
                "Age:",
                "年龄：",
                "Date:",
                "DOB:",
                "MRN:",
                "Sex:",
                " ",
                "  ",
                "\n",
                ",",
            ]
        )
        | st.text(max_size=6)
        | st.integers(min_value=0, max_value=99_999).map(str)
        | st.dates().map(str),
        max_size=14,
    )
)
def test_random_headers_are_read(parts: list[str]) -> None:
    found = header_of("".join(parts))
    assert found.identity().name == found.name
    assert compare(found, _JANE).verdict in Verdict


def test_running_text_names_nobody() -> None:
    found = header_of("The patient said: it hurts. Her daughter's phone: 555.")
    assert not found.names_somebody or found.name == ""
    assert found.phone == ""
