"""The kinds of identifier that are taken out, and where the law names them.

The list is HIPAA's Safe Harbor, 45 CFR 164.514(b)(2)(i), classes (A) to (R), with the numbers that
China's PIPL (art. 28) and GB/T 35273-2020, annex A, call personal. Knows no pattern of any of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final


class Entity(StrEnum):
    PERSON = "PERSON"
    ADDRESS = "ADDRESS"
    LOCATION = "LOCATION"
    POSTCODE = "POSTCODE"
    DATE = "DATE"
    AGE_OVER_89 = "AGE_OVER_89"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    SSN = "SSN"
    RECORD_NUMBER = "RECORD_NUMBER"
    INSURANCE_NUMBER = "INSURANCE_NUMBER"
    ACCOUNT_NUMBER = "ACCOUNT_NUMBER"
    IBAN = "IBAN"
    CREDIT_CARD = "CREDIT_CARD"
    LICENCE = "LICENCE"
    NPI = "NPI"
    DEA = "DEA"
    CN_ID_CARD = "CN_ID_CARD"
    PASSPORT = "PASSPORT"
    VEHICLE_PLATE = "VEHICLE_PLATE"
    DEVICE = "DEVICE"
    URL = "URL"
    IP_ADDRESS = "IP_ADDRESS"
    ORGANISATION = "ORGANISATION"
    DENIED = "DENIED"


SAFE_HARBOR: Final[dict[Entity, str]] = {
    Entity.PERSON: "A",
    Entity.ADDRESS: "B",
    Entity.LOCATION: "B",
    Entity.POSTCODE: "B",
    Entity.DATE: "C",
    Entity.AGE_OVER_89: "C",
    Entity.PHONE: "D",  # and fax, class E
    Entity.EMAIL: "F",
    Entity.SSN: "G",
    Entity.RECORD_NUMBER: "H",
    Entity.INSURANCE_NUMBER: "I",
    Entity.ACCOUNT_NUMBER: "J",
    Entity.IBAN: "J",
    Entity.CREDIT_CARD: "J",
    Entity.LICENCE: "K",
    Entity.NPI: "K",
    Entity.DEA: "K",
    Entity.PASSPORT: "K",
    Entity.VEHICLE_PLATE: "L",
    Entity.DEVICE: "M",
    Entity.URL: "N",
    Entity.IP_ADDRESS: "O",
    Entity.CN_ID_CARD: "R",
    Entity.DENIED: "R",
}
"""The class of each entity. ORGANISATION has none: a hospital narrows down where a patient lives,
so it goes as a place would, but the rule does not name it."""


class UnknownEntity(ValueError):
    """An entity was asked for that nothing recognises in that language."""

    def __init__(self, asked: Iterable[str], language: str, supported: Collection[str]) -> None:
        names = ", ".join(repr(str(name)) for name in asked)
        super().__init__(
            f"nothing recognises {names} in language {language!r}; "
            f"supported are: {', '.join(sorted(map(str, supported)))}"
        )
