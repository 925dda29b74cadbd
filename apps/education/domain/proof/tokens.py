"""Cuts a text of the grammar into tokens; anything that is not of the grammar is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LONGEST = 2_000
"""Characters of one text. No exercise for a school needs more."""

Kind = Literal["number", "name", "sign", "mark", "end"]
_TOKEN = re.compile(
    r"(?P<number>\d{1,40} +\d{1,20}/\d{1,20}(?![\d.])|\d{1,40}(?:\.\d{1,40})?%?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]{0,30})"
    r"|(?P<sign>!=|<=|>=|[=<>])"
    r"|(?P<mark>[-+*/^(){},])",
    re.ASCII,
)


class NotInGrammar(ValueError):
    """A text that is not of the grammar: says what was found where, and what to write."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    at: int
    spaced: bool
    """Whether a blank stands before it."""


def tokens(text: str) -> tuple[Token, ...]:
    """All tokens, then one of kind `end`. Raises NotInGrammar."""
    if len(text) > LONGEST:
        raise NotInGrammar(f"{text[:40]!r}...: longer than {LONGEST} characters; shorten it")
    found: list[Token] = []
    at = 0
    while at < len(text):
        start = at
        while at < len(text) and text[at] == " ":
            at += 1
        if at == len(text):
            break
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise NotInGrammar(f"{text!r}: {text[at]!r} at {at} is not of the grammar")
        kind: Kind = match.lastgroup  # pyright: ignore[reportAssignmentType]
        found.append(Token(kind, match.group(), at, at > start))
        at = match.end()
    return (*found, Token("end", "", len(text), True))
