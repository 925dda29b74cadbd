"""Text that is safe in a spreadsheet: never taken for a formula, never an illegal character."""

from __future__ import annotations

import re

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_NUMBER = re.compile(r"[-+]?[\d.,\s]+%?")
_LONGEST = 32_000


def safe_text(text: str) -> str:
    """`text` with an apostrophe before what a spreadsheet would run (=, +, -, @, tab, return).

    Plain negative numbers stay as they are. Longer texts than a cell takes are cut.
    """
    clean = ILLEGAL_CHARACTERS_RE.sub(" ", text)
    start = clean.lstrip(" \u00a0\u3000")[:1]
    risky = start in ("=", "+", "-", "@", "＝", "＋", "－", "＠") or clean[:1] in (
        "\t",
        "\r",
        "\n",
        "|",
    )
    if risky and not _NUMBER.fullmatch(clean.strip()):
        clean = "'" + clean
    return clean[:_LONGEST]


def sheet_title(text: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 characters, none that Excel refuses, none twice."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    plain = re.sub(r"[\[\]:*?/\\'=+@]", " ", shown).strip(" -") or "Sheet"
    name, number = plain[:31].strip(), 2
    while name.lower() in taken:
        suffix = f" {number}"
        name = plain[: 31 - len(suffix)].strip() + suffix
        number += 1
    taken.add(name.lower())
    return name
