# ruff: noqa: E501 (patterns and tables read better unbroken)
"""Check digits of the numbers that carry one. Knows no text: takes a number's characters alone."""

from __future__ import annotations

from datetime import date


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iban(text: str) -> bool:
    """ISO 13616-1: the whole, its first four characters moved behind, is 1 modulo 97."""
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def npi(digits: str) -> bool:
    """US National Provider Identifier: ten digits, Luhn with the prefix 80840 (45 CFR 162.406)."""
    return len(digits) == 10 and luhn("80840" + digits)


def dea(text: str) -> bool:
    """US DEA registration: two letters, seven digits, the last from the others (21 CFR 1301)."""
    one = [int(sign) for sign in text[2:]]
    return (sum(one[0:6:2]) + 2 * sum(one[1:6:2])) % 10 == one[6]


def cn_id_digit(first_17: str) -> str:
    """The last character of a Chinese resident ID: ISO 7064 MOD 11-2 (GB 11643-1999)."""
    total = sum(int(sign) * (2 ** (17 - place) % 11) for place, sign in enumerate(first_17))
    return "10X98765432"[total % 11]


def cn_id(text: str) -> bool:
    """18 characters whose date exists and whose check character fits."""
    return cn_id_plausible(text) and cn_id_digit(text[:17]) == text[17].upper()


def cn_id_plausible(text: str) -> bool:
    """Province code and date of birth of an 18- or a 15-digit number are possible."""
    born = text[6:14] if len(text) == 18 else "19" + text[6:12]
    try:
        year = date(int(born[:4]), int(born[4:6]), int(born[6:])).year
    except ValueError:
        return False
    return text[0] in "1234568" and text[1] in "1234567" and 1850 <= year <= 2100


def vin(text: str) -> bool:
    """Vehicle identification number with its check digit (49 CFR 565.15)."""
    values = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))  # fmt: skip
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(
        (int(sign) if sign.isdigit() else values[sign]) * weight
        for sign, weight in zip(text.upper(), weights, strict=True)
    )
    return text[8].upper() == "0123456789X"[total % 11]
