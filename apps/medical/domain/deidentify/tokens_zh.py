# ruff: noqa: E501 (patterns and tables read better unbroken)
"""Characters of a Chinese text and the features by which the tagger of names knows them.

Chinese has no spaces: every character is a token, a run of letters, digits or spaces is one. Knows no
weights.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final
from zlib import crc32

from apps.medical.domain.deidentify.lexicon import words

BITS: Final = 18
_MASK: Final = (1 << BITS) - 1
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+|[^\w\s]|\n|[ \t]{2,}|_")
_KINDS: Final = ("label", "kin", "role", "after")
_LONGEST: Final = 8


def tokens(text: str) -> list[tuple[int, int]]:
    return [at.span() for at in _TOKEN.finditer(text)]


@cache
def _kinds() -> dict[str, str]:
    """Which of the lists around names hold a word."""
    found: dict[str, str] = {}
    for kind in _KINDS:
        for word in words("names_zh", kind):
            found[word] = found.get(word, "") + kind[0]
    return found


@cache
def _ends() -> tuple[frozenset[str], frozenset[str]]:
    """The first and the last characters of those words."""
    return frozenset(word[0] for word in _kinds()), frozenset(word[-1] for word in _kinds())


@lru_cache(50_000)
def _flags(sign: str) -> str:
    """What a character may be in a name."""
    if sign.isspace():
        return "/"
    if not "\u3400" <= sign[0] <= "\u9fff":
        return "a" if sign[0].isalpha() else "d" if sign[0].isdigit() else sign
    kinds = ("surname", "weak_surname", "given", "not_given")
    return "h" + "".join(
        str(at) for at, kind in enumerate(kinds) if sign in words("names_zh", kind)
    )


@cache
def _starts() -> frozenset[str]:
    return frozenset(word[:2] for word in words("names_zh", "common"))


def _around(text: str, at: int, step: int) -> str:
    """The kinds of the longest listed word that ends (step -1) or begins (step 1) at an offset."""
    firsts, lasts = _ends()
    if step < 0 and (at == 0 or text[at - 1] not in lasts):
        return ""
    if step > 0 and text[at : at + 1] not in firsts:
        return ""
    for length in range(_LONGEST, 0, -1):
        if step < 0:
            word = text[max(0, at - length) : at]
        else:
            word = text[at : at + length]
        if len(word) == length and (kinds := _kinds().get(word)):
            return f"{kinds}{min(length, 2)}"
    return ""


def features(text: str, spans: list[tuple[int, int]], lexical: list[bool]) -> list[list[int]]:
    """Hashes for every token; a character's own identity only where `lexical`."""
    signs = ["<", "<", "<", *(text[start:end] for start, end in spans), ">", ">", ">"]
    flags = [_flags(sign) for sign in signs]
    before = ["", "", *(_around(text, start, -1) for start, _ in spans)]
    after = [*(_around(text, end, 1) for _, end in spans), "", ""]
    pairs = words("names_zh", "compound_surname")
    found = []
    for i, keep in enumerate(lexical):
        c3, c2, c1, me, n1, n2, n3 = signs[i : i + 7]
        f3, f2, f1, mine, g1, g2, g3 = flags[i : i + 7]
        common = f"{me + n1 in _starts()}{c1 + me in _starts()}{me + n1 in pairs}{c1 + me in pairs}"
        b0, b1, b2, a0, a1, a2 = before[i + 2], before[i + 1], before[i], *after[i : i + 3]
        rows = [
            f"f={mine}", f"co={common}&{mine}", f"f={f1}{mine}", f"f={mine}{g1}",
            f"f={f1}{mine}{g1}", f"f={f2}{f1}{mine}", f"f={mine}{g1}{g2}", f"f={f2}{f1}{mine}{g1}{g2}",
            f"f={f3}{f2}{f1}{mine}", f"f={mine}{g1}{g2}{g3}",
            f"b0={b0}&{mine}", f"b1={b1}&{f1}{mine}", f"b2={b2}&{f2}{f1}{mine}", f"b0={b0}&{mine}{g1}",
            f"a0={a0}&{mine}", f"a1={a1}&{mine}{g1}", f"a2={a2}&{mine}{g1}{g2}", f"a0={a0}&{f1}{mine}",
            f"ba={b0}&{a0}&{mine}", f"ba={b0}&{a1}&{mine}{g1}", f"ba={b0}&{a2}&{mine}{g1}{g2}",
            f"ba={b1}&{a0}&{f1}{mine}", f"ba={b1}&{a1}&{f1}{mine}{g1}", f"ba={b2}&{a0}&{f2}{f1}{mine}",
            f"-1={c1}&{mine}", f"-2={c2}&{f1}{mine}", f"+1={n1}&{mine}", f"+2={n2}&{mine}{g1}",
            f"-12={c2}{c1}&{mine}", f"+12={n1}{n2}&{mine}", f"-123={c3}{c2}{c1}", f"+23={n2}{n3}&{mine}{g1}",
            f"-23={c3}{c2}&{f1}{mine}", f"-1+1={c1}{n1}&{mine}", "bias",
        ]  # fmt: skip
        if keep:
            rows += [f"w={me}", f"w={c1}{me}", f"w={me}{n1}", f"w={c1}{me}{n1}"]
        found.append([_hash(row) for row in rows])
    return found


@lru_cache(400_000)
def _hash(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass")) & _MASK
