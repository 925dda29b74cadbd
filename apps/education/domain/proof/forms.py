"""Whether an expression has the form that was asked, judged by how it is written.

Says nothing about its value. Uses sympy only for polynomials (common factors, irreducibility).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import gcd

from apps.education.domain.proof.calls import is_prime
from apps.education.domain.proof.evaluate import evaluate, names_in
from apps.education.domain.proof.nodes import (
    Binary,
    Call,
    Expression,
    Name,
    Negative,
    Number,
    Relation,
)
from apps.education.domain.proof.polynomials import has_common_factor, is_irreducible
from apps.education.domain.proof.terms import (
    Monomial,
    Term,
    factors,
    is_sum,
    monomial,
    terms,
    whole,
)
from apps.education.domain.proof.verdict import Wrong


def check_form(form: str, key: Expression | Relation) -> str:
    """Says that the key has the form. Raises Wrong."""
    if isinstance(key, Relation):
        fits = form in _EQUATIONS and _EQUATIONS[form](key)
    else:
        fits = form in _EXPRESSIONS and _EXPRESSIONS[form](key)
    if not fits:
        raise Wrong(f"the key is not in the form {form}")
    return f"written as {form}"


def _unsigned(node: Expression) -> Expression:
    return node.of if isinstance(node, Negative) else node


def _lowest_terms(node: Expression) -> bool:
    match _unsigned(node):
        case Number(_, text):
            return text.isdigit()
        case Binary("/", top, bottom):
            a, b = whole(top), whole(bottom)
            return a is not None and b is not None and b > 1 and gcd(a, b) == 1
        case _:
            return False


def _mixed(node: Expression) -> bool:
    match _unsigned(node):
        case Number(_, text) if " " in text:
            top, bottom = map(int, text.split()[1].split("/"))
            return 0 < top < bottom and gcd(top, bottom) == 1
        case Number(_, text):
            return text.isdigit()
        case _:
            return False


def _improper(node: Expression) -> bool:
    match _unsigned(node):
        case Binary("/", top, bottom):
            a, b = whole(top), whole(bottom)
            return a is not None and b is not None and a >= b > 0
        case _:
            return False


def _decimal(node: Expression) -> bool:
    match _unsigned(node):
        case Number(_, text):
            return " " not in text and not text.endswith("%")
        case _:
            return False


def _percent(node: Expression) -> bool:
    match _unsigned(node):
        case Number(_, text):
            return text.endswith("%")
        case _:
            return False


def _scientific(node: Expression) -> bool:
    match _unsigned(node):
        case Binary("*", mantissa, Binary("^", ten, power)):
            size = _unsigned(mantissa)
            plain = isinstance(size, Number) and " " not in size.text and "%" not in size.text
            fits = plain and 1 <= _fraction(size) < 10
            return fits and whole(ten) == 10 and whole(power) is not None
        case _:
            return False


def _fraction(node: Expression) -> Fraction:
    """The value of a node known to be rational; 0 otherwise."""
    found = evaluate(node)
    return found if isinstance(found, Fraction) else Fraction(0)


def _place_value(node: Expression) -> bool:
    """Each term a digit times a power of ten, no power twice."""
    places: list[int] = []
    for term in terms(node):
        if term.negative or any(map(is_sum, (*term.top, *term.bottom))):
            return False
        value = Fraction(1)
        for factor in term.top:
            value *= _fraction(factor)
        for factor in term.bottom:
            value /= _fraction(factor)
        place = _place(value)
        if place is None or place in places:
            return False
        places.append(place)
    return True


def _place(value: Fraction) -> int | None:
    """3 for 4000, -2 for 0.07; None where more than one digit is not 0."""
    for place in range(-9, 13):
        digit = value / Fraction(10) ** place
        if digit.denominator == 1 and 1 <= digit <= 9:
            return place
    return None


def _prime_factors(node: Expression) -> bool:
    top, bottom = factors(node)
    return not bottom and all(map(_is_prime_power, top))


def _is_prime_power(node: Expression) -> bool:
    match node:
        case Binary("^", base, exponent):
            power, prime = whole(exponent), whole(base)
            return power is not None and power > 1 and prime is not None and is_prime(prime)
        case _:
            prime = whole(node)
            return prime is not None and is_prime(prime)


def _power(node: Expression) -> bool:
    match _unsigned(node):
        case Binary("^", base, exponent):
            base_is_bare = isinstance(_unsigned(base), Number | Name) or _lowest_terms(base)
            return base_is_bare and whole(exponent) is not None
        case Number() | Name():
            return True
        case _:
            return False


def _expanded(node: Expression) -> bool:
    found = [monomial(term) for term in terms(node)]
    return _like_terms_joined(found)


def _like_terms_joined(found: list[Monomial | None]) -> bool:
    known = [one for one in found if one is not None]
    kernels = {one.powers for one in known}
    no_zero = len(known) == 1 or all(one.coefficient != 0 for one in known)
    return len(known) == len(found) == len(kernels) and no_zero


def _factored(node: Expression) -> bool:
    """No factor can be factored further over the integers."""
    top, bottom = factors(_unsigned(node))
    return not bottom and all(map(_is_bare_factor, top))


def _is_bare_factor(node: Expression) -> bool:
    match node:
        case Number() | Name():
            return True
        case Binary("^", base, exponent):
            power = whole(exponent)
            return power is not None and power > 1 and _is_bare_factor(base)
        case _:
            return is_sum(node) and _expanded(node) and is_irreducible(node)


def _simplified(node: Expression) -> bool:
    """Like terms joined, fractions reduced, and at most one fraction with letters below."""
    found = terms(node)
    if any(_letters_below(term) for term in found):
        return len(found) == 1 and _is_reduced_fraction(found[0])
    if _expanded(node) or _radical(node):
        return True
    return len(found) == 1 and _factored_term(found[0])


def _letters_below(term: Term) -> bool:
    return any(names_in(factor) for factor in term.bottom)


def _factored_term(term: Term) -> bool:
    """`3(x + 1)^2/4`: one number, each base once."""
    if not all(map(_power_is_bare, term.top)):
        return False
    bases = [_base(factor) for factor in term.top]
    numbers = [base for base in bases if isinstance(base, Number)]
    plain = all(whole(factor) is not None for factor in term.bottom) and len(term.bottom) < 2
    return (
        plain
        and len(numbers) < 2
        and len(set(bases)) == len(bases)
        and all(map(_sum_is_neat, bases))
    )


def _power_is_bare(node: Expression) -> bool:
    """`x^2` and `(x + 1)^2`, not `(3x)^2` or `2^3`, in which something is left to work out."""
    base = _base(node)
    return base is node or isinstance(base, Name) or is_sum(base)


def _base(node: Expression) -> Expression:
    return node.left if isinstance(node, Binary) and node.op == "^" else node


def _sum_is_neat(node: Expression) -> bool:
    return _expanded(node) or _radical(node)


def _is_reduced_fraction(term: Term) -> bool:
    parts = [*term.top, *term.bottom]
    if monomial(term) is not None:
        return True
    if not all(map(_power_is_bare, parts)):
        return False
    if not all(_sum_is_neat(_base(part)) for part in parts):
        return False
    return len({_base(part) for part in parts}) == len(parts) and not has_common_factor(
        term.top, term.bottom
    )


def _radical(node: Expression) -> bool:
    """Rational multiples of different roots, each root as small as it can be."""
    kernels: list[tuple[Expression | None, frozenset[tuple[str, int]]]] = []
    for term in terms(node):
        roots = [factor for factor in term.top if isinstance(factor, Call)]
        if len(roots) > 1 or any(isinstance(factor, Call) for factor in term.bottom):
            return False
        rest = monomial(Term(term.negative, _without(term.top, roots), term.bottom))
        if rest is None or (roots and not _is_small_root(roots[0])):
            return False
        kernels.append((roots[0] if roots else None, rest.powers))
    return len(set(kernels)) == len(kernels)


def _without(nodes: tuple[Expression, ...], left_out: list[Call]) -> tuple[Expression, ...]:
    return tuple(node for node in nodes if node not in left_out)


def _is_small_root(root: Call) -> bool:
    if root.function not in ("sqrt", "root"):
        return False
    degree = 2 if root.function == "sqrt" else whole(root.arguments[1])
    inside, bottom = factors(root.arguments[0])
    if bottom or degree is None or degree < 2:
        return False
    return all(_is_without_power(factor, degree) for factor in inside)


def _is_without_power(factor: Expression, degree: int) -> bool:
    match factor:
        case Name():
            return True
        case Binary("^", Name(), exponent):
            power = whole(exponent)
            return power is not None and 1 < power < degree
        case _:
            value = whole(factor)
            return value is not None and value > 1 and not _holds_power(value, degree)


def _holds_power(value: int, degree: int) -> bool:
    return any(value % d**degree == 0 for d in range(2, value + 1) if d**degree <= value)


def _vertex(node: Expression) -> bool:
    """`a*(x - h)^2 + k`: one square, and a number at most."""
    squares = [term for term in terms(node) if _square_base(term) is not None]
    others = [term for term in terms(node) if _square_base(term) is None]
    if len(squares) != 1 or len(others) > 1:
        return False
    return all(not names_in((*term.top, *term.bottom)) for term in others)


def _square_base(term: Term) -> Expression | None:
    """x + 3 of 2(x + 3)^2: its leading coefficient must be 1."""
    bases = [
        f.left for f in term.top if isinstance(f, Binary) and f.op == "^" and whole(f.right) == 2
    ]
    rest = [f for f in term.top if not isinstance(f, Binary) or f.op != "^"]
    if len(bases) != 1 or names_in((*rest, *term.bottom)):
        return None
    found = [monomial(part) for part in terms(bases[0])]
    linear = [one for one in found if one is not None and one.powers]
    fits = len(linear) == 1 and linear[0].coefficient == 1
    return bases[0] if fits and _like_terms_joined(found) else None


def _slope_intercept(relation: Relation) -> bool:
    match relation:
        case Relation((Name(id), side), ("=",)):
            found = [monomial(term) for term in terms(side)]
            powers = [dict(one.powers) for one in found if one is not None]
            linear = all(sum(power.values()) in (0, 1) for power in powers)
            return id not in names_in(side) and linear and _like_terms_joined(found)
        case _:
            return False


def _standard_form(relation: Relation) -> bool:
    """`ax + by = c` in whole numbers without a common factor, the first above 0."""
    if relation.signs != ("=",) or names_in(relation.sides[1]):
        return False
    constant = whole(relation.sides[1])
    found = [monomial(term) for term in terms(relation.sides[0])]
    known = [one for one in found if one is not None and len(one.powers) == 1]
    if constant is None or len(known) != len(found) or not _like_terms_joined(found):
        return False
    if any(power != 1 for one in known for _, power in one.powers):
        return False
    coefficients = [one.coefficient for one in known]
    if any(value.denominator != 1 for value in coefficients):
        return False
    return coefficients[0] > 0 and gcd(constant, *(v.numerator for v in coefficients)) == 1


def _anything(_: object) -> bool:
    return True


_EXPRESSIONS: dict[str, Callable[[Expression], bool]] = {
    "lowest_terms": _lowest_terms,
    "mixed": _mixed,
    "improper": _improper,
    "decimal": _decimal,
    "percent": _percent,
    "scientific": _scientific,
    "place_value": _place_value,
    "prime_factors": _prime_factors,
    "power": _power,
    "expanded": _expanded,
    "factored": _factored,
    "simplified": _simplified,
    "radical": _radical,
    "vertex": _vertex,
    "equal": _anything,
}
_EQUATIONS: dict[str, Callable[[Relation], bool]] = {
    "slope_intercept": _slope_intercept,
    "standard_form": _standard_form,
    "equal": _anything,
}
