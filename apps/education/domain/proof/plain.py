"""Whether an expression is a value already, as an answer must be, or still a calculation."""

from __future__ import annotations

from apps.education.domain.proof.evaluate import calls_in
from apps.education.domain.proof.nodes import (
    Binary,
    Call,
    Expression,
    Listing,
    Name,
    Negative,
    Number,
)

_ROOTS = frozenset({"sqrt", "root"})


def is_single_number(node: Expression) -> bool:
    """`7`, `-3 1/2`, `0.4`, or a list of such."""
    match node:
        case Number():
            return True
        case Negative(of):
            return is_single_number(of)
        case Listing(items, _):
            return all(map(is_single_number, items))
        case Binary("/", Number(), Number()) | Call("clock", (Number(), Number())):
            return True
        case _:
            return False


def is_plain(node: Expression) -> bool:
    """A number, a fraction, a root or multiple of pi, a power of ten, a list of such."""
    match node:
        case Listing(items, _):
            return all(map(is_plain, items))
        case Negative(of):
            return is_plain(of)
        case _ if is_single_number(node):
            return True
        case Binary("*", Number(), Binary("^", Number(), power)):
            return is_single_number(power)
        case Binary("^", Number(), power):
            return is_single_number(power)
        case Binary("+" | "-", left, right):
            return _is_irrational(node) and is_plain(left) and is_plain(right)
        case Binary("*" | "/", left, right):
            return _is_irrational(node) and is_plain(left) and is_plain(right)
        case Call(function, arguments):
            return function in _ROOTS and all(map(is_single_number, arguments))
        case _:
            return node == Name("pi")


def _is_irrational(node: Expression) -> bool:
    return bool(calls_in(node) & _ROOTS) or _has_pi(node)


def _has_pi(node: Expression) -> bool:
    match node:
        case Name("pi"):
            return True
        case Negative(of):
            return _has_pi(of)
        case Binary(_, left, right):
            return _has_pi(left) or _has_pi(right)
        case _:
            return False
