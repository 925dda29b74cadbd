"""Marks the sums of a plain worked answer: `9 × 3 = 27` becomes `9 × 3 = <<9*3=27>>27`.

Only a sum that is right is marked. Knows arithmetic in running text.
"""

from __future__ import annotations

import re

from finetune.calculator import agrees
from finetune.expression import NotArithmetic, evaluate, parse

_SUM = re.compile(
    r"([\d.,()+\-−–*/×÷\s]*[+\-−–*/×÷][\d.,()+\-−–*/×÷\s]*\d\)?)\s*=\s*(\d[\d,]*\.?\d*)"
)
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", " ": None, ",": None})


def marked(line: str) -> str:
    """The line with its right sums marked; as it was where it has none."""
    return _SUM.sub(_mark, line)


def _mark(found: re.Match[str]) -> str:
    told, result = found[1], found[2].rstrip(".,")
    expression = told.translate(_SIGNS)
    try:
        right = agrees(result, evaluate(parse(expression)))
    except NotArithmetic:
        right = False
    if not right:
        return found[0]
    after = found[2][len(result) :]
    return f"{told.rstrip()} = <<{expression}={result.replace(',', '')}>>{result}{after}"
