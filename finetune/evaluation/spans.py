"""Whether an answer says the span that was asked for: exact match and F1 over words.

The measure of SQuAD (Rajpurkar et al. 2016, section 6) with figures read as numbers, as for TAT-QA
(Zhu et al. 2021). A desk answers in sentences, the gold answer is a span: `stripped` takes out what
only repeats the question, alike for every model. Works on strings; knows no model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_MARKS = re.compile(r"\[\s*\d{1,2}(?:\s*,\s*\d{1,2})*\s*\]")
_WORD = re.compile(r"\(?-?\$?\d[\d,]*(?:\.\d+)?\)?|[^\W\d_]+(?:['’]s\b)?|\d+")
_ARTICLES = {"a", "an", "the"}
_SCALES = {"thousand", "thousands", "million", "millions", "billion", "billions"}
_GLUE = (
    _ARTICLES
    | _SCALES
    | {"is", "was", "are", "were", "be", "been", "has", "have", "had", "did", "do", "does"}
    | {"in", "of", "for", "to", "at", "by", "on", "as", "and", "or", "with", "from", "that"}
    | {"it", "its", "their", "this", "these", "which", "amounted", "total", "totaled", "reported"}
)


def words(text: str) -> list[str]:
    """Lower-case words and numbers; numbers without signs of money and grouping, (5) as -5."""
    return [_word(found) for found in _WORD.findall(_MARKS.sub(" ", text).lower())]


def stripped(answer: str, question: str) -> str:
    """The answer's words that the question does not say already, without the glue between them.

    The whole answer where nothing would be left.
    """
    said = set(words(question)) | _GLUE
    kept = [word for word in words(answer) if word not in said]
    return " ".join(kept) if kept else " ".join(words(answer))


def f1(answer: str, gold: str) -> float:
    """Harmonic mean of precision and recall over words without articles, 0 to 1."""
    got, wanted = _content(answer), _content(gold)
    shared = sum((Counter(got) & Counter(wanted)).values())
    if not got or not wanted or not shared:
        return float(got == wanted)
    return 2 * shared / (len(got) + len(wanted))


def exact(answer: str, gold: str) -> bool:
    """The same words in the same order, articles and scale words aside."""
    return _content(answer) == _content(gold)


def says(answer: str, gold: str) -> bool:
    """The gold span stands in the answer, word for word."""
    got, wanted = _content(answer), _content(gold)
    width = len(wanted)
    return bool(width) and any(got[at : at + width] == wanted for at in range(len(got) - width + 1))


def best_f1(answer: str, question: str, golds: Sequence[str]) -> float:
    """The best F1 over the accepted spans, of what the answer adds to the question."""
    return max(f1(stripped(answer, question), " ".join(_added(gold, question))) for gold in golds)


def _added(gold: str, question: str) -> list[str]:
    """The gold span by the same rule as the answer, so that neither side gains by it."""
    return stripped(gold, question).split()


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word not in _ARTICLES | _SCALES]


def _word(found: str) -> str:
    if not any(character.isdigit() for character in found):
        return found.removesuffix("'s").removesuffix("’s")
    sign = "-" if found.startswith(("-", "(-")) or (found[0] == "(" and found[-1] == ")") else ""
    digits = re.sub(r"[^\d.]", "", found)
    whole, _, fraction = digits.partition(".")
    fraction = fraction.rstrip("0")
    number = whole.lstrip("0") or "0"
    return sign + (f"{number}.{fraction}" if fraction else number)
