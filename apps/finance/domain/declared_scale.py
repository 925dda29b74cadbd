"""The unit that an English statement declares: `(in millions, except share and per share data)`.

Separate powers of ten for money and for numbers of shares. What a declaration leaves unsaid is
None; whoever reads a whole filing decides what to inherit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.units import POWERS, currency_of, normal

_SCALE_WORD = r"(?:thousands?|millions?|billions?)"
_DECLARATION = re.compile(
    r"\b(?:in|of)\s+(?:(?:u\.?s\.?|us\$?|[a-z]+ian|euros?|dollars?|rmb|yen|pounds?|£|€|\$|\w{3})"
    r"\s+(?:dollars\s+)?)?"
    rf"(?P<word>{_SCALE_WORD})\b"
    r"|(?:\$|dollars?|amounts?|usd|us\$|€|£|rmb|eur)\s*(?:in\s+)?"
    rf"(?P<bare>{_SCALE_WORD}|mil(?:l)?\b|m\b)"
    rf"|(?P<noughts>'000s?\b|\b000'?s\b|\$\s?000\b|000s omitted)"
    rf"|^\W*(?P<alone>{_SCALE_WORD})\b(?:\s+of\s+(?:[\w.]+\s+)?(?:dollars|euros?|yen|pounds|yuan))?"
    r"(?=\W*(?:except|$))",
    re.IGNORECASE,
)
_SHARES_IN = re.compile(
    r"\bshares?\b(?:(?!\bexcept|\bdollars?|\bper\b)[^;.)]){0,60}?"
    rf"\b(?:in|as)\s+(?P<word>{_SCALE_WORD})",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:expressed|stated|presented|amounts?)\s+in\s+"
    r"(?:u\.?s\.?|united states|canadian|us)?\s*dollars\b",
    re.IGNORECASE,
)
_PER_SHARE = re.compile(
    r"\bper[\s-]+(?:\w+\s+)?(?:share|unit|ads)s?\b(?:\s+(?:amounts?|data|figures|information))?"
)


@dataclass(frozen=True, slots=True)
class Declared:
    """`money` and `shares` are powers of ten. `shares` is None where only money is declared."""

    money: int
    shares: int | None
    currency: str | None
    text: str


def declared_scale(texts: Iterable[str]) -> Declared | None:
    """The declaration nearest to the table among texts given nearest first, or None."""
    for text in texts:
        found = _declared(normal(text))
        if found is not None:
            return found
    return None


def _declared(text: str) -> Declared | None:
    if len(text) > 400:
        return None
    head, *rest = re.split(
        r"\b(?:except|other than|excluding)\b", text, maxsplit=1, flags=re.IGNORECASE
    )
    match = _DECLARATION.search(head)
    if match is None:
        return Declared(0, 0, currency_of(text) or "USD", text) if _WHOLE.search(text) else None
    word = next(part for part in match.groups() if part)
    power = (
        3
        if "0" in word
        else POWERS[word.lower().rstrip("l") if word.lower() == "mill" else word.lower()]
    )
    return Declared(power, _shares(text, rest[0] if rest else ""), currency_of(head), text)


def _shares(text: str, exception: str) -> int | None:
    """The scale of shares: said outright, printed in full where excepted, else unsaid."""
    said = _SHARES_IN.search(text)
    if said is not None:
        return POWERS[said["word"].lower()]
    rest = _PER_SHARE.sub(" ", exception.lower())
    return 0 if re.search(r"\bshares?\b", rest) else None


def row_scale(label: str) -> int | None:
    """The power of ten that a label or heading states for its own line: `Basic (in thousands)`."""
    match = re.search(
        rf"\((?:[^()]*\s)?in\s+(?P<word>{_SCALE_WORD})\b[^()]*\)|"
        rf",\s*in (?P<tail>{_SCALE_WORD})\b|(?P<noughts>\(0{{3}}'?s[^()]*\))",
        normal(label), re.IGNORECASE,
    )  # fmt: skip
    if match is None:
        return None
    word = match["word"] or match["tail"]
    return 3 if word is None else POWERS[word.lower()]
