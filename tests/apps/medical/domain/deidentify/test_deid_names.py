# ruff: noqa: E501 (templates and tables read better unbroken)
"""Names and places in both languages: what is one, and what only looks like one."""

from __future__ import annotations

import re

import numpy as np
import pytest

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.merged import merged
from apps.medical.domain.deidentify.names_en import names_in as english
from apps.medical.domain.deidentify.names_zh import names_in as chinese
from apps.medical.domain.deidentify.places_zh import places_in
from apps.medical.domain.deidentify.tagger import Tagger


def names(text: str) -> set[str]:
    found = merged([*english(text), *chinese(text)], text)
    return {text[one.start : one.end] for one in found if one.entity is Entity.PERSON}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My name is Xiomara Trevithick and I feel dizzy.", "Xiomara Trevithick"),
        ("Dear Dr. Oyelaran,\nthank you.", "Oyelaran"),
        ("Signed by Kwabena Lundgren, RN", "Kwabena Lundgren"),
        ("Attending: McAllister, Rhiannon", "McAllister, Rhiannon"),
        ("Mr. Wilson has Wilson disease.", "Wilson"),
        ("患者于淑珍因头晕3天入院。", "于淑珍"),
        ("主治医师：欧阳娜", "欧阳娜"),
        ("由同事段海燕送来我院。", "段海燕"),
        ("请石教授会诊。", "石"),
        ("姓名 阿依古丽·买买提 女", "阿依古丽·买买提"),
    ],
)
def test_a_name_is_found_whole(text: str, name: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "Parkinson disease, Crohn's disease, Down syndrome and Graves disease were excluded.",
        "Babinski sign negative, Romberg negative, Glasgow Coma Scale 15, Foley catheter in place.",
        "Continue metformin, Lipitor, Zoloft and Lasix.",
        "患者于昨日出现发热，方案同前，全身无水肿，平素健康。",
        "诊断为帕金森病、克罗恩病、马尔芬综合征。",
        "主任医师查房，管床医生已查看患者。",
        "安静卧床，时有咳嗽，常规消毒，石膏固定。",
    ],
)
def test_medicine_is_no_name(text: str) -> None:
    assert names(text) == set()


@pytest.mark.parametrize(
    ("text", "place", "entity"),
    [
        ("家住江苏省苏州市姑苏区人民路128号3栋2单元501室。", "江苏省苏州市姑苏区人民路128号3栋2单元501室", Entity.ADDRESS),
        ("住址：河南省周口市太康县青龙镇和平村3组", "河南省周口市太康县青龙镇和平村3组", Entity.ADDRESS),
        ("曾就诊于苏州市第一人民医院。", "苏州市第一人民医院", Entity.ORGANISATION),
        ("长期在绵阳打工。", "绵阳", Entity.LOCATION),
    ],
)  # fmt: skip
def test_chinese_places(text: str, place: str, entity: Entity) -> None:
    found = {text[one.start : one.end]: one.entity for one in merged(places_in(text), text)}
    assert found == {place: entity}


@pytest.mark.parametrize(
    "text", ["建议到上级医院就诊。", "右下腹压痛，心前区不适。", "江苏人，在我院住院。"]
)
def test_general_words_are_no_places(text: str) -> None:
    assert list(places_in(text)) == []


def test_countries_stay_and_towns_go() -> None:
    text = "She moved from Norway to Gainesville last year."
    kept = {text[one.start : one.end] for one in merged(english(text), text)}
    assert kept == {"Gainesville"}


@pytest.mark.parametrize(
    "text",
    [
        "We meet at the corner of Bahnhofweg 12 and Quarry Mews.",
        "She waited on the corner of Tannery Lane and Fifth.",
    ],
)
def test_two_streets_that_meet_are_one_address(text: str) -> None:
    said = [
        text[f.start : f.end] for f in merged(english(text), text) if f.entity is Entity.ADDRESS
    ]
    assert len(said) == 1
    assert "corner of" in said[0]
    assert said[0].endswith(("Mews", "Fifth"))


def test_a_corner_of_the_body_is_no_address() -> None:
    text = "Ulcer at the corner of the mouth and erythema."
    assert not [one for one in english(text) if one.entity is Entity.ADDRESS]


def test_what_stands_beside_a_find_needs_less() -> None:
    weights = np.array([[2.0, 0.0], [0.0, 3.0]], np.float32)
    tagger = Tagger(
        ("O", "PERSON"), weights, np.zeros((2, 2), np.float32),
        lambda text: ([at.span() for at in re.finditer(r"\w+", text)], [[int(w[0].isupper())] for w in text.split()]),
    )  # fmt: skip
    assert tagger.tags("Ada low") == [("PERSON", 0, 3)]
    assert tagger.tags("Ada low", beside=2.5, whole=("PERSON",)) == [("PERSON", 0, 7)]
    assert tagger.tags("Ada\nlow", beside=2.5, whole=("PERSON",)) == [("PERSON", 0, 3)]
