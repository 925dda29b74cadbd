"""Sections, sentences and cleaning of notes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.medical.domain.source import TextLanguage
from apps.medical.domain.text.clean import cleaned
from apps.medical.domain.text.sections import SectionKind, sections_of
from apps.medical.domain.text.sentences import sentences_of

ENGLISH = """CHIEF COMPLAINT: cough
HISTORY OF PRESENT ILLNESS
Two days of cough.
PMH: asthma. FAMILY HISTORY: Mother had a stroke.
HEENT: clear.
PHYSICAL EXAM:
LUNGS: wheezes.
PLAN: inhaler."""
CHINESE = """主诉：咳嗽2天。
【现病史】患者2天前咳嗽。
既往史：体健。家族史：父亲高血压。
查体：无异常。
初步诊断：感冒。"""


def kinds(text: str, language: TextLanguage) -> list[str]:
    return [section.kind.value for section in sections_of(text, language)]


def test_english_headings_on_a_line_alone_and_within_it() -> None:
    assert kinds(ENGLISH, "en") == [
        "complaint",
        "history",
        "past",
        "family",
        "other",
        "exam",
        "exam",
        "plan",
    ]


def test_chinese_headings_with_colons_and_in_brackets() -> None:
    assert kinds(CHINESE, "zh") == ["complaint", "history", "past", "family", "exam", "assessment"]


def test_a_capital_line_of_unknown_name_ends_a_family_history() -> None:
    family = "FAMILY HISTORY: none.\nADVANCE DIRECTIVES: asthma action plan."
    assert kinds(family, "en") == ["family", "other"]


def test_a_sentence_is_no_heading() -> None:
    assert kinds("The plan: rest. Her family history is unknown.", "en") == ["other"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Seen by Dr. Smith. No fever.", ["Seen by Dr. Smith.", "No fever."]),
        ("Fever.No cough.", ["Fever.", "No cough."]),
        ("WBC 12.5 today. Better.", ["WBC 12.5 today.", "Better."]),
        ("1. Asthma\n2. Gout", ["1. Asthma", "2. Gout"]),
        ("- fever\n- cough", ["- fever", "- cough"]),
        ("No fever, chills\nor cough.", ["No fever, chills\nor cough."]),
        ("He denies pain vs. cramps.", ["He denies pain vs. cramps."]),
    ],
)
def test_english_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences_of(text, "en")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("无发热；有咳嗽。好转", ["无发热；", "有咳嗽。", "好转"]),
        ("体温38.5℃。咳嗽", ["体温38.5℃。", "咳嗽"]),
        ("诊断：1.肺炎 2.哮喘待排", ["诊断：", "1.肺炎", "2.哮喘待排"]),
    ],
)
def test_chinese_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences_of(text, "zh")] == expected


@given(st.text(), st.sampled_from(["en", "zh"]))
def test_sections_cover_the_text_in_order(text: str, language: TextLanguage) -> None:
    found = sections_of(text, language)
    assert "".join(text[section.start : section.end] for section in found) == text
    assert all(s.start <= s.body <= s.end and isinstance(s.kind, SectionKind) for s in found)


@given(st.text(), st.sampled_from(["en", "zh"]))
def test_sentences_keep_every_word_once(text: str, language: TextLanguage) -> None:
    spans = list(sentences_of(text, language))
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


@given(st.text(alphabet="fe ver\u200b\u202e\u0007发Ａ１\ufeff", min_size=1))
def test_cleaning_knows_where_each_character_stood(text: str) -> None:
    clean = cleaned(text)
    for i in range(len(clean.text)):
        start, end = clean.span(i, i + 1)
        assert end == start + 1
        assert clean.text[i] == " " or clean.text[i] in (text[start], "A", "1")


def test_hidden_characters_do_not_hide_a_word() -> None:
    assert cleaned("fe\u200bver").text == "fever"
    assert cleaned("fe\u200bver").span(0, 5) == (0, 6)
