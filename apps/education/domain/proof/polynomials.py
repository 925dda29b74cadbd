"""What must be known of polynomials to judge a form: common factors, and whether one factors.

Imports sympy when first used.
"""

from __future__ import annotations

from apps.education.domain.proof.nodes import Expression
from apps.education.domain.proof.symbols import Builder, Symbolic


def is_irreducible(node: Expression) -> bool:
    """Over the integers, its coefficients without a common factor. False if no polynomial."""
    import sympy

    built = Builder().build(node)
    if not built.free_symbols or not built.is_polynomial():
        return False
    factored: Symbolic = sympy.factor_list(built)
    content, found = factored
    return abs(content) == 1 and len(found) == 1 and found[0][1] == 1


def has_common_factor(top: tuple[Expression, ...], bottom: tuple[Expression, ...]) -> bool:
    """Whether a fraction can be reduced."""
    import sympy

    above, below = _product(top), _product(bottom)
    if not above.is_polynomial() or not below.is_polynomial():
        return False
    return abs(sympy.gcd(above, below)) != 1


def _product(nodes: tuple[Expression, ...]) -> Symbolic:
    import sympy

    return sympy.prod([Builder().build(node) for node in nodes])
