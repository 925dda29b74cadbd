# ruff: noqa: E501 (templates and tables read better unbroken)
"""De-identification of whole texts: what goes, what stays, and the way back."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.medical.domain.deidentify.checksum import cn_id_digit
from apps.medical.domain.deidentify.deidentifier import (
    MOST_CHARACTERS,
    Deidentifier,
    TextTooLong,
)
from apps.medical.domain.deidentify.entity import SAFE_HARBOR, Entity, UnknownEntity
from apps.medical.domain.deidentify.found import Recogniser
from apps.medical.domain.deidentify.replacement import Deidentified
from apps.medical.domain.deidentify.seal import WrongKey
from apps.medical.domain.deidentify.written_date import read_date
from apps.medical.domain.record import Identifier, Identity

KEY = bytes(range(32))
SLOW = settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
ENGLISH = """Patient: Marguerite Holloway   MRN: 4471-9920   DOB: 03/09/1951
Mrs. Holloway, seen by Dr. Adebayo on March 12th 2021, lives at 12 Harbor Street, Apt 4.
BP 120/80, strength 3/5, potassium 1.2-3.4, Parkinson disease, Crohn disease, metformin 500 mg.
Call (415) 555-0134 or m.holloway@example.org. SSN 512-44-9871. She is 93 years old."""
CHINESE = """姓名：李建国  性别：男  住院号：ZY20210045  身份证号：11010519491231002X
患者李建国因胸闷于2021年3月12日入院，血压120/80mmHg，诊断帕金森病，予阿司匹林100mg。
由王秀兰陪同，电话138 1234 5678，家住江苏省苏州市姑苏区人民路128号3栋501室。张主任查房。"""


@pytest.fixture(scope="module")
def tool() -> Deidentifier:
    return Deidentifier(KEY)


def gone(tool: Deidentifier, text: str, language: str = "en", **more: object) -> Deidentified:
    return tool.deidentify(text, language=language, patient_id="p1", **more)  # pyright: ignore


def test_an_english_note_loses_its_identifiers_and_keeps_its_medicine(tool: Deidentifier) -> None:
    new = gone(tool, ENGLISH).text
    for word in ("Marguerite", "Holloway", "Adebayo", "4471", "03/09/1951", "March 12th", "Harbor Street",
                 "555-0134", "example.org", "512-44", "93"):  # fmt: skip
        assert word not in new
    for word in ("BP 120/80, strength 3/5, potassium 1.2-3.4", "Parkinson disease, Crohn disease",
                 "metformin 500 mg", "90+ years old"):  # fmt: skip
        assert word in new


def test_a_chinese_note_loses_its_identifiers_and_keeps_its_medicine(tool: Deidentifier) -> None:
    new = gone(tool, CHINESE, "zh").text
    for word in (
        "李建国",
        "王秀兰",
        "张主任",
        "ZY2021",
        "1101051949",
        "3月12日",
        "138",
        "人民路",
        "501",
    ):
        assert word not in new
    for word in ("血压120/80mmHg，诊断帕金森病，予阿司匹林100mg", "因胸闷于", "主任查房"):
        assert word in new


def test_both_languages_in_one_note(tool: Deidentifier) -> None:
    text = "患者王建华于2021-03-12入院。Discussed with Dr. Gallagher, phone (415) 555-0134, in English."
    for language in ("en", "zh"):
        new = gone(tool, text, language).text
        assert "王建华" not in new
        assert "Gallagher" not in new
        assert "555-0134" not in new


def test_the_same_words_get_the_same_tag_within_a_patient_and_another_elsewhere(
    tool: Deidentifier,
) -> None:
    first = gone(tool, "Dr. Gallagher called.").replacements[0].surrogate
    again = gone(tool, "Seen by Dr. GALLAGHER today.").replacements[0].surrogate
    other = tool.deidentify("Dr. Gallagher called.", language="en", patient_id="p2")
    assert first == again
    assert other.replacements[0].surrogate != first


def test_intervals_between_dates_survive(tool: Deidentifier) -> None:
    replaced = gone(tool, "Seen 2021-03-12, then April 1, 2021, then 2021年4月11日.").replacements
    assert [one.entity for one in replaced] == [Entity.DATE] * 3
    days = [read_date(one.surrogate) for one in replaced]
    first, second, third = (date(d.year or 0, d.month, d.day or 0) for d in days if d is not None)
    assert ((second - first).days, (third - second).days) == (20, 10)
    assert first < date(2021, 3, 12)


def test_reidentification_needs_the_key_and_the_patient(tool: Deidentifier) -> None:
    result = gone(tool, ENGLISH)
    assert tool.reidentify(result.text, "p1", result.replacements) == ENGLISH
    for wrong, patient in ((Deidentifier(b"x" * 32), "p1"), (tool, "p2")):
        with pytest.raises(WrongKey):
            wrong.reidentify(result.text, patient, result.replacements)


def test_an_answer_that_quotes_surrogates_is_reidentified_by_its_words(tool: Deidentifier) -> None:
    result = gone(tool, "Dr. Gallagher saw her on 2021-03-12.")
    name, day = (one.surrogate for one in result.replacements)
    said = f"On {day}, {name} saw the patient; {day}5 is a number."
    back = tool.reidentify(said, "p1", result.replacements)
    assert back == f"On 2021-03-12, Gallagher saw the patient; {day}5 is a number."


def test_without_the_key_nothing_of_the_originals_shows(tool: Deidentifier) -> None:
    result = gone(tool, ENGLISH)
    shown = (repr(result) + str([one.original for one in result.replacements])).casefold()
    for word in ("holloway", "adebayo", "4471-9920", "512-44-9871", "harbor"):
        assert word not in shown


def test_what_is_known_of_the_patient_goes_in_any_case_and_spacing(tool: Deidentifier) -> None:
    identity = Identity(
        "Wei Bright", "female", None, (Identifier("mrn", "ZX-99-17"),), "9 Elm Row, Northtown",
        ("tel:+44 20 7946 0018",),
    )  # fmt: skip
    text = "WEI BRIGHT / bright, wei; zx 9917; elm row 9, 9 ELM ROW; 020 7946 0018 +442079460018. A bright red spot."
    new = gone(tool, text, identity=identity).text
    for word in ("WEI", "wei", "BRIGHT", "zx 9917", "9 ELM ROW", "+442079460018"):
        assert word not in new
    assert "bright red spot" in new


def test_known_identity_goes_even_where_only_dates_are_asked_for() -> None:
    tool = Deidentifier(KEY, entities={"DATE"})
    identity = Identity("王小明", "male", None)
    new = gone(tool, "小明于2021-03-12复诊，医生李强。", "zh", identity=identity).text
    assert "小明" not in new
    assert "李强" in new
    assert "2021-03-12" not in new


def test_denied_strings_go(tool: Deidentifier) -> None:
    assert "blue heron" not in gone(tool, "The blue heron project", deny={"Blue Heron"}).text


def test_an_entity_that_nothing_recognises_is_an_error() -> None:
    with pytest.raises(UnknownEntity, match=r"'BLOOD_TYPE'.*'en or zh'.*PERSON"):
        Deidentifier(KEY, entities={"BLOOD_TYPE", "PERSON"})


def test_an_entity_that_the_language_lacks_is_an_error() -> None:
    only = Recogniser("npi", (Entity.NPI,), ("en",), lambda text: ())
    tool = Deidentifier(KEY, entities={"NPI"}, using=[only])
    with pytest.raises(UnknownEntity, match=r"'NPI' in language 'zh'"):
        gone(tool, "text", "zh")


def test_every_entity_is_recognised_in_both_languages_and_has_its_class(tool: Deidentifier) -> None:
    assert tool.supported("en") == tool.supported("zh") == set(Entity)
    assert set(Entity) - set(SAFE_HARBOR) == {Entity.ORGANISATION}


@pytest.mark.parametrize("language", ["fr", ""])
def test_another_language_is_an_error(tool: Deidentifier, language: str) -> None:
    with pytest.raises(ValueError, match="no recogniser reads"):
        gone(tool, "texte", language)


def test_too_long_a_text_is_refused_with_the_cap(tool: Deidentifier) -> None:
    with pytest.raises(TextTooLong, match=f"{MOST_CHARACTERS:,}"):
        gone(tool, "a" * 50_000_000)


def test_short_keys_and_nameless_patients_are_refused(tool: Deidentifier) -> None:
    with pytest.raises(ValueError, match="32 random"):
        Deidentifier(b"short")
    with pytest.raises(ValueError, match="patient_id is empty"):
        tool.deidentify("text", language="en", patient_id="")


@pytest.mark.parametrize(
    "text", ["", " \n\t", "No acute distress.", "未见异常。", "BP 120/80, 3/5, 1.2-3.4 mmol/L"]
)
def test_a_text_without_identifiers_stays_as_it_is(tool: Deidentifier, text: str) -> None:
    assert gone(tool, text) == Deidentified(text, ())


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("SSN 512\u200b-44\u200d-9871.", "44"),
        ("身份证号：１１０１０５１９４９１２３１００２Ｘ。", "１９４９"),
        ("卡号 4539 5787\n6362 1486", "6362"),
        ("ID 110105 19491231\n002X end", "19491231"),
        ("Dr. Galla\u00adgher called", "gher"),
        ("mail jo.doe@\nexample.com now", "example"),
        ("2021\u20113\u201112 seen", "\u2011"),
    ],
)
def test_hidden_and_wide_characters_do_not_hide_identifiers(
    tool: Deidentifier, text: str, secret: str
) -> None:
    result = gone(tool, text)
    assert secret not in result.text
    assert tool.reidentify(result.text, "p1", result.replacements) == text


def test_a_long_note_is_seen_whole(tool: Deidentifier) -> None:
    text = (
        "The lungs were clear and the heart was regular. " * 300 + "Dr. Gallagher signed.\n"
    ) * 3
    result = gone(tool, text)
    assert len(result.replacements) == 3
    assert "Gallagher" not in result.text


def test_offsets_map_both_ways(tool: Deidentifier) -> None:
    result = gone(tool, ENGLISH)
    at = ENGLISH.index("metformin")
    assert result.text[result.to_deidentified(at) :].startswith("metformin 500 mg")
    inside = [range(one.start + 1, one.end) for one in result.replacements]
    for offset in range(len(ENGLISH) + 1):
        there = result.to_deidentified(offset)
        if not any(offset in span for span in inside):
            assert result.to_original(there) == offset
    with pytest.raises(ValueError, match="before the text"):
        result.to_original(-1)


PIECES = st.sampled_from(
    [
        "Dr. Gallagher ",
        "患者王建华，",
        "2021-03-12 ",
        "138 1234 5678\n",
        "pain ",
        "咳嗽。",
        "MRN: 445566 ",
        "[PERSON-AAAA] ",
        "\u200b",
        "ａ１",
        "a@b.example.com ",
        "🙂",
        "aged 93 ",
        "\ud800",
    ]
)


@SLOW
@given(
    st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join), st.sampled_from(["en", "zh"])
)
def test_there_and_back_is_the_identity(tool: Deidentifier, text: str, language: str) -> None:
    result = gone(tool, text, language)
    assert tool.reidentify(result.text, "p1", result.replacements) == text
    for one in result.replacements:
        assert result.to_original(one.new_start) == one.start
        assert result.to_deidentified(one.start) == one.new_start


@SLOW
@given(
    st.sampled_from(["110105", "320502", "440305"]),
    st.dates(date(1900, 1, 1), date(2020, 12, 31)),
    st.integers(0, 999),
    st.sampled_from(["号码", "id ", "，", "证件"]),
)
def test_a_valid_resident_number_always_goes(
    tool: Deidentifier, place: str, day, order: int, before: str
) -> None:
    body = f"{place}{day:%Y%m%d}{order:03}"
    number = body + cn_id_digit(body)
    result = gone(tool, f"{before}{number}。", "zh")
    assert [one.entity for one in result.replacements] == [Entity.CN_ID_CARD]
    assert body[6:14] not in result.text


def test_importing_it_loads_neither_torch_nor_presidio() -> None:
    script = (
        "import sys, pkgutil, importlib\n"
        "import apps.medical.domain.deidentify as package\n"
        "for one in pkgutil.iter_modules(package.__path__, package.__name__ + '.'):\n"
        "    importlib.import_module(one.name)\n"
        "bad = {'torch', 'presidio_analyzer', 'spacy', 'streamlit'} & set(sys.modules)\n"
        "assert not bad, bad\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
