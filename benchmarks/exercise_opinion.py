"""A second opinion on a key: math-verify, which is known to accept some wrong ones.

Only for the development extra `math-verify`; its verdict is counted, never relied upon.
"""

from __future__ import annotations

from apps.education.domain.proof.functions import ARITY
from apps.education.domain.proof.tokens import NotInGrammar, tokens
from apps.education.domain.proof.typeset import tex

_DRAWN = {"sqrt", "root"}


def opinion(given: str, key: str) -> str:
    """agrees, differs, or `not asked` where the expression has functions that TeX cannot say."""
    from math_verify import parse, verify

    try:
        names = {token.text for token in tokens(given) if token.kind == "name"}
        if names & (set(ARITY) - _DRAWN) or "=" in given:
            return "not asked"
        left, right = parse(f"${tex(given)}$"), parse(f"${tex(key)}$")
    except NotInGrammar:
        return "not asked"
    if not left or not right:
        return "not read"
    return "agrees" if verify(left, right) else "differs"
