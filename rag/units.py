"""Numbers, money units and scales as printed in English and Chinese.

The one table of currencies and powers of ten that retrieval and the desks share. Knows single
numbers and declarations (`单位：万元`, `in millions`); finding figures in running text is
`rag.figures`.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

POWERS: dict[str, int] = {
    "thousand": 3, "thousands": 3, "k": 3, "'000": 3, "000s": 3, "000's": 3,
    "million": 6, "millions": 6, "mn": 6, "mm": 6, "m": 6, "mil": 6,
    "billion": 9, "billions": 9, "bn": 9, "b": 9,
    "trillion": 12, "trillions": 12, "tn": 12,
    "十": 1, "百": 2, "千": 3, "仟": 3, "万": 4, "萬": 4, "十万": 5, "百万": 6, "百萬": 6,
    "佰万": 6, "千万": 7, "亿": 8, "億": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12, "兆": 12,
}  # fmt: skip
"""Scale words, lower-cased, with the power of ten each stands for (1 亿 = 10⁴ 万)."""

CURRENCIES: dict[str, str] = {
    "us$": "USD", "u.s.$": "USD", "usd": "USD", "u.s. dollars": "USD", "u.s. dollar": "USD",
    "us dollars": "USD", "dollars": "USD", "dollar": "USD", "美元": "USD", "美金": "USD",
    "$": "USD",
    "rmb": "CNY", "cny": "CNY", "renminbi": "CNY", "yuan": "CNY", "人民币": "CNY", "元": "CNY",
    "圆": "CNY", "¥": "CNY", "hk$": "HKD", "hkd": "HKD", "港元": "HKD", "港币": "HKD",
    "hong kong dollars": "HKD", "c$": "CAD", "cad": "CAD", "a$": "AUD", "aud": "AUD",
    "澳元": "AUD", "加元": "CAD", "s$": "SGD", "sgd": "SGD", "nt$": "TWD", "twd": "TWD",
    "新台币": "TWD", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR",
    "£": "GBP", "gbp": "GBP", "pounds sterling": "GBP", "英镑": "GBP", "jpy": "JPY", "yen": "JPY",
    "日元": "JPY", "chf": "CHF", "swiss francs": "CHF", "瑞士法郎": "CHF", "krw": "KRW",
    "韩元": "KRW",
}  # fmt: skip
"""Currency words and signs, lower-cased, with their ISO 4217 codes; longest match wins."""

_DASHES = str.maketrans(dict.fromkeys("−–—―‐‑‒﹣－", "-"))
_FOLD = {**_DASHES, **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}} | dict.fromkeys(
    (0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000), " "
)
_CURRENCY = "|".join(
    rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() and word[-1].isalpha()
    else re.escape(word)
    for word in sorted(CURRENCIES, key=len, reverse=True)
)  # fmt: skip
_NUMBER = re.compile(r"(?P<sign>[-+]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)")
_IN_ENGLISH = re.compile(
    r"(?<![a-z])(thousands?|millions?|billions?|trillions?)(?![a-z])|(?<!\d)(?:'000s?|000'?s)(?!\d)"
)
_DECLARED_ZH = re.compile(
    r"(?:人民币|港币|美元|港元|欧元|日元|英镑)?"
    r"(万亿|千亿|百亿|十亿|千万|百万|佰万|百萬|十万|亿|億|万|萬|千|仟|百)?"
    r"(美元|港元|欧元|日元|英镑|澳元|加元|韩元|元|圆)"
)


class Scale(NamedTuple):
    """A money unit: ISO currency code (None where not said) and power of ten."""

    currency: str | None
    power: int


def normal(text: str) -> str:
    """Text in NFKC with every dash and minus as `-`. May change length: not for offsets."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def fold(text: str) -> str:
    """Full-width forms to ASCII, dashes to `-`, odd blanks to a blank; offsets stay valid."""
    return text.translate(_FOLD)


def parse_number(raw: str) -> Decimal | None:
    """One printed number, or None where `raw` is blank, a dash, or not just one number.

    Takes full-width digits and punctuation, thousands separators (also wrong blanks after them),
    parentheses and every kind of minus for negatives, a currency sign or code, and a trailing
    percent sign, which is not applied: `12.5%` is 12.5. No scale word is applied either.
    """
    text = normal(raw).strip().lower()
    text = re.sub(_CURRENCY, " ", text).replace("%", " ").strip()
    negative = bool(re.fullmatch(r"\(.*\)?|.*\)", text)) and "(" in text
    text = re.sub(r"\s*,\s*", ",", text.replace("(", " ").replace(")", " ").strip())
    text = re.sub(r"(?<=[-+])\s+", "", text)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    value = Decimal(match["digits"].replace(",", ""))
    if match["sign"] == "-" and negative:
        return None
    return -value if negative or match["sign"] == "-" else value


def decimals_of(raw: str) -> int:
    """Digits printed behind the decimal point: the stated precision before any scale."""
    match = re.search(r"\.(\d+)", normal(raw))
    return len(match[1]) if match else 0


def currency_of(text: str) -> str | None:
    """The ISO code of the first currency named in `text`, or None."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    match = re.search(_CURRENCY, lowered)
    return CURRENCIES[match[0]] if match else None


def power_of(word: str) -> int | None:
    """The power of ten of one scale word (`million`, `亿`, `万`), or None if it is none."""
    return POWERS.get(normal(word).strip().lower())


def money_scale(text: str) -> Scale | None:
    """The money unit that a declaration states, or None where it states none.

    `单位：人民币万元` is (CNY, 4), `(Dollars in millions, except per share data)` (USD, 6),
    `in thousands` (None, 3), `单位：元` (CNY, 0), `U.S. dollars` (USD, 0). Meant for a caption or
    header cell, not for running prose, where `元` and `million` are everywhere.
    """
    lowered = normal(text).lower()
    chinese = _declared_chinese(lowered)
    if chinese is not None:
        return chinese
    head = re.split(r"except|other than", lowered, maxsplit=1)[0]
    match = _IN_ENGLISH.search(head)
    currency = currency_of(head)
    if match is not None:
        return Scale(currency, POWERS.get(match[0], 3))
    return Scale(currency, 0) if currency else None


def _declared_chinese(text: str) -> Scale | None:
    """(currency, power) of a Chinese declaration, spelled with or without 人民币 before it."""
    joined = re.sub(r"\s+", "", text)
    match = _DECLARED_ZH.search(joined)
    if match is None:
        return None
    named = currency_of(match[2])
    before = re.search(r"美元|港币|港元|欧元|日元|英镑", joined[: match.end()])
    currency = CURRENCIES[before[0]] if match[2] in "元圆" and before else named
    return Scale(currency, POWERS[match[1]] if match[1] else 0)
