"""Stage 11, consistency across modalities: the text bears out the record that came with it.

A tagged figure stands in the text, at the scale its tag names; a recorded calculation is right and
its result is printed; the subject of a record is named. Works on the claims of a row and knows
nothing of the collection that made them.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from fractions import Fraction

from finetune.corpora.rows import Claim, Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, kept
from finetune.corpora.stages.words import tokens

_SCALES = {
    "trillion": 12,
    "billion": 9,
    "million": 6,
    "thousand": 3,
    "hundred": 2,
    "%": -2,
    "percent": -2,
}
_NAMED = re.compile(r"[\s)]{0,3}(trillion|billion|million|thousand|hundred|percent|%)", re.I)
_OPERATIONS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
LONGEST = 120
DIGITS = 18
STEM = 5


class Consistency(Stage):
    name = "consistency"

    def judge(self, row: Row) -> Outcome:
        for claim in row.claims:
            fault = _CHECKS[claim.kind](claim, row.text)
            if fault:
                return dropped(fault, f"{claim.kind} {claim.printed!r} {claim.value!r}")
        return kept(row)


def _figure(claim: Claim, text: str) -> str:
    """The printed figure is there, and no place names another scale than the tag's."""
    places = [
        at.end()
        for at in re.finditer(rf"(?<![\d.,]){re.escape(claim.printed)}(?![\d]|[.,]\d)", text)
    ]
    if not places:
        return "a tagged figure is not in the text"
    scale = int(claim.value.removeprefix("e") or 0)
    named = [_SCALES[found[1].lower()] for end in places if (found := _NAMED.match(text, end))]
    if named and len(named) == len(places) and scale not in named and scale != 0:
        return "a tagged figure at another scale"
    return ""


def _equation(claim: Claim, text: str) -> str:
    result = evaluated(claim.printed)
    stated = evaluated(claim.value)
    if result is None or stated is None:
        return "" if result is None else "a result that is no number"
    if not _same(result, stated, claim.value):
        return "a calculation that is wrong"
    printed = {value for one in tokens(text) if (value := evaluated(one)) is not None}
    bare = evaluated(claim.value.replace(",", ""))
    if (
        printed
        and bare is not None
        and not any(_same(bare, value, claim.value) for value in printed)
    ):
        return "a result that is not in the text"
    return ""


def _mention(claim: Claim, text: str) -> str:
    """Any word of the subject, by its first letters, since subjects are inflected."""
    named = [word for word in tokens(claim.printed) if len(word) > 3] or tokens(claim.printed)
    stems = {word[:STEM] for word in tokens(text)}
    return (
        ""
        if not named or any(word[:STEM] in stems for word in named)
        else "its subject is not named"
    )


_CHECKS: dict[str, Callable[[Claim, str], str]] = {
    "figure": _figure,
    "equation": _equation,
    "mention": _mention,
}


def _same(exact: Fraction, stated: Fraction, printed: str) -> bool:
    """Equal, or equal as far as the printed digits go: truncated or rounded in the last place."""
    places = len(printed.partition(".")[2])
    return abs(exact - stated) < Fraction(1, 10**places) if places else exact == stated


def evaluated(text: str) -> Fraction | None:
    """The exact value of an expression of + - * / and brackets; None where it is anything else."""
    plain = re.sub(r"[$,\s]|\.0+\b", "", text).replace("x", "*").replace("×", "*").replace("÷", "/")
    plain = re.sub(r"(\d(?:[\d.]*))%", r"(\1/100)", plain)
    plain = re.sub(r"\b0+(?=\d)", "", plain)
    if len(plain) > LONGEST or re.search(rf"[^\d.+*/()-]|\d{{{DIGITS},}}|\*\*|//", plain):
        return None
    try:
        return _value(ast.parse(plain, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError):
        return None


def _value(node: ast.expr) -> Fraction:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError(f"{ast.dump(node)} is no arithmetic")
