"""Number agreement in English: "1 circles are" is printed as "1 circle is".

Tasks are written for any count; this sets the few words right that follow a count of one. Knows
only the nouns of `countable.tsv` and the adjectives and verbs listed here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from apps.education.domain.drawing import Drawing

_TABLE = Path(__file__).with_name("countable.tsv")
_SINGULAR = dict(
    line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines()[1:] if line
)
_VERBS = {"are": "is", "were": "was", "have": "has", "do": "does", "go": "goes", "stand": "stands",
          "need": "needs", "make": "makes", "lie": "lies", "show": "shows", "cost": "costs",
          "weigh": "weighs", "fill": "fills", "belong": "belongs", "stay": "stays"}  # fmt: skip
_ADJECTIVES = (
    "blue|orange|red|green|white|black|yellow|more|fewer|half|whole|equal|square|cubic|unit|sea|"
    "decimal|such|full|empty|further|equally long|toy"
)
_PLURAL = "|".join(sorted(_SINGULAR, key=len, reverse=True))
_ONE = r"(?<![\w.,:/+×÷=−°-])(?<!\d [+×÷−] )(?<!\d and )(?<!\$ and )(\$?1\$?)"
_COUNTED = re.compile(rf"{_ONE} ((?:(?:{_ADJECTIVES}) )*)({_PLURAL})\b(?! per\b)")
_SUBJECT = re.compile(
    rf"((?:^|[.:?!,] |\n){_ONE} (?:(?:{_ADJECTIVES}) )*(?:[a-z]+ )?)({'|'.join(_VERBS)})\b"
)
_THERE = re.compile(r"\b([Tt]here) are (?=\$?1\$?(?:[.?!]| [a-z]))")
_SINGLE = "|".join(sorted(_SINGULAR.values(), key=len, reverse=True))
_EQUALS = re.compile(rf"\bare (?=\$?1\$? (?:{_SINGLE})\b)")


def agreed(text: str) -> str:
    """The same text with the words after a count of one in the singular."""
    if "1" not in text:
        return text
    text = _COUNTED.sub(lambda m: f"{m[1]} {m[2]}{_SINGULAR[m[3]]}", text)
    text = _SUBJECT.sub(lambda m: f"{m[1]}{_VERBS[m[3]]}", text)
    return _EQUALS.sub("is ", _THERE.sub(r"\1 is ", text))


def told_agreed(drawing: Drawing | None) -> Drawing | None:
    return None if drawing is None else replace(drawing, told_en=agreed(drawing.told_en))
