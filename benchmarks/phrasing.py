"""Words for claims built from printed rows, in several phrasings.

Knows strings only; nothing of `rag`.
"""

from __future__ import annotations

import re
from decimal import Decimal

WORDS = {"thousands": "thousand", "millions": "million", "billions": "billion"}
"""Units as captions print them, and as sentences say them."""


def phrase(
    company: str, year: int, value: str, row: str, unit: str, currency: str, style: int
) -> str:
    digits, label = size(value), lower(row)
    money = f"{currency}{digits} {WORDS[unit]}"
    if value.startswith("(") and not re.search(
        r"purchase|payment|paid|expenditure|loss|expense|cost|used|repurchase|dividend|depreciation",
        label,
        re.I,
    ):
        money = f"-{money}"
    elif style == 2 and unit == "millions" and len(digits.replace(",", "")) >= 5:
        billions = (Decimal(digits.replace(",", "")) / 1000).quantize(Decimal("0.01"))
        money = f"{currency}{billions} billion"
    return (
        f"{company}'s {label} was {money} in {year}.",
        f"In fiscal {year}, {company} reported {label} of {money}.",
        f"{company}: {label} amounted to {money} in FY{year}.",
        f"For {year}, the {label} of {company} came to {money}.",
        f"{row} of {company} totaled {money} for the year {year}.",
    )[style]


def size(value: str) -> str:
    return re.sub(r"[()$-]", "", value)


def lower(label: str) -> str:
    """Lower case, but for words that are capitals throughout."""
    return " ".join(
        w if w.isupper() and len(w) > 1 else w[0].lower() + w[1:] for w in label.split()
    )
