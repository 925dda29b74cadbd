# ruff: noqa: E501 (templates and tables read better unbroken)
"""Numbers, contacts and ages: which text is which entity, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.medical.domain.deidentify import checksum
from apps.medical.domain.deidentify.calendar_words import calendar_words_in
from apps.medical.domain.deidentify.contacts import contacts_in
from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.merged import merged
from apps.medical.domain.deidentify.numbers import numbers_in


def found(text: str) -> dict[str, Entity]:
    every = [*numbers_in(text), *contacts_in(text), *calendar_words_in(text)]
    return {text[one.start : one.end]: one.entity for one in merged(every, text)}


@pytest.mark.parametrize(
    ("text", "value", "entity"),
    [
        ("MRN: 00-4471", "00-4471", Entity.RECORD_NUMBER),
        ("Medical record number is A1234567", "A1234567", Entity.RECORD_NUMBER),
        ("住院号：ZY2021001", "ZY2021001", Entity.RECORD_NUMBER),
        ("门诊号202103120045", "202103120045", Entity.RECORD_NUMBER),
        ("病案号: 778812", "778812", Entity.RECORD_NUMBER),
        ("医保号：3205012345", "3205012345", Entity.INSURANCE_NUMBER),
        ("Member ID: XYZ12345678", "XYZ12345678", Entity.INSURANCE_NUMBER),
        ("account no. 99887766", "99887766", Entity.ACCOUNT_NUMBER),
        ("SSN 512-44-9871", "512-44-9871", Entity.SSN),
        ("NPI: 1234567893", "1234567893", Entity.NPI),
        ("DEA AB1234563", "AB1234563", Entity.DEA),
        ("身份证11010519491231002X", "11010519491231002X", Entity.CN_ID_CARD),
        ("号码110105491231002", "110105491231002", Entity.CN_ID_CARD),
        ("passport 512345678", "512345678", Entity.PASSPORT),
        ("护照号：E12345678", "E12345678", Entity.PASSPORT),
        ("pay GB82WEST12345698765432", "GB82WEST12345698765432", Entity.IBAN),
        ("card 4539 5787 6362 1486", "4539 5787 6362 1486", Entity.CREDIT_CARD),
        ("driver's license D1234567", "D1234567", Entity.LICENCE),
        ("车牌苏E12A45", "苏E12A45", Entity.VEHICLE_PLATE),
        ("VIN 1HGCM82633A004352", "1HGCM82633A004352", Entity.VEHICLE_PLATE),
        ("serial number PM-88213", "PM-88213", Entity.DEVICE),
        ("MAC 00:1B:44:11:3A:B7", "00:1B:44:11:3A:B7", Entity.DEVICE),
        ("zip code 44113", "44113", Entity.POSTCODE),
        ("Cleveland, OH 44113", "44113", Entity.POSTCODE),
        ("邮编：215006", "215006", Entity.POSTCODE),
        ("电话13812345678，", "13812345678", Entity.PHONE),
        ("座机0512-65881234", "0512-65881234", Entity.PHONE),
        ("(415) 555-0134 x22", "(415) 555-0134 x22", Entity.PHONE),
        ("fax 415.555.0134", "415.555.0134", Entity.PHONE),
        ("+44 20 7946 0018", "+44 20 7946 0018", Entity.PHONE),
        ("邮箱a.b@mail.example.cn。", "a.b@mail.example.cn", Entity.EMAIL),
        ("see https://x.example.org/a?b=1.", "https://x.example.org/a?b=1", Entity.URL),
        ("from 192.168.4.77", "192.168.4.77", Entity.IP_ADDRESS),
        ("from 2001:db8::8a2e:370:7334", "2001:db8::8a2e:370:7334", Entity.IP_ADDRESS),
        ("a 93-year-old man", "93", Entity.AGE_OVER_89),
        ("患者，93岁", "93", Entity.AGE_OVER_89),
    ],
)
def test_a_number_is_named_for_what_it_is(text: str, value: str, entity: Entity) -> None:
    assert found(text) == {value: entity}


@pytest.mark.parametrize(
    "text",
    ["WBC 12.3×10^9/L", "HBV-DNA 123456789 copies/mL", "a 89-year-old man", "for 92 years", "SpO2 97%",
     "pulse 104, BP 132/76", "血钾3.6mmol/L", "99天", "at 14:35", "L4-L5 and C5-C6", "PHQ-9 of 17",
     "25/100 three times", "ABG 7.38/44/62", "platelets 250000"],
)  # fmt: skip
def test_clinical_values_are_no_identifiers(text: str) -> None:
    assert found(text) == {}


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.text("0123456789", min_size=14, max_size=14))
def test_a_card_with_its_check_digit_always_goes(body: str) -> None:
    digits = "4" + body
    number = next(digits + str(last) for last in range(10) if checksum.luhn(digits + str(last)))
    assert number in found(f"It was {number} then.")


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (checksum.luhn, "4539578763621486", "4539578763621487"),
        (checksum.iban, "GB82WEST12345698765432", "GB83WEST12345698765432"),
        (checksum.npi, "1234567893", "1234567894"),
        (checksum.dea, "AB1234563", "AB1234564"),
        (checksum.cn_id, "11010519491231002X", "110105194912310021"),
        (checksum.vin, "1HGCM82633A004352", "1HGCM82633A004353"),
    ],
)
def test_check_digits(check, right: str, wrong: str) -> None:
    assert check(right)
    assert not check(wrong)
