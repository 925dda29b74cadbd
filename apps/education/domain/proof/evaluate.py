"""Works out what a tree is worth, and whether a relation holds, for given values of its names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from apps.education.domain.proof import arithmetic
from apps.education.domain.proof.calls import call, holds
from apps.education.domain.proof.functions import ARITY
from apps.education.domain.proof.nodes import (
    Binary,
    Both,
    Call,
    Either,
    Expression,
    Listing,
    Name,
    Negative,
    Number,
    Relation,
)
from apps.education.domain.proof.values import (
    Irrational,
    Scalar,
    Undefined,
    Value,
    compare,
    same,
)

_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494")
_DEEPEST_CALL = 30

Definition = tuple[tuple[str, ...], Expression]


@dataclass(frozen=True, slots=True)
class Names:
    """What names stand for: values, and functions defined by the problem itself."""

    values: Mapping[str, Value] = field(default_factory=dict)
    functions: Mapping[str, Definition] = field(default_factory=dict)
    depth: int = 0


def evaluate(node: Expression, names: Names | None = None) -> Value:
    """Exact where the value is rational, otherwise in 60 digits. Raises Undefined, TooLarge."""
    names = names or Names()
    try:
        return _value(node, names, exact=True)
    except Irrational:
        return _value(node, names, exact=False)


def number(node: Expression, names: Names | None = None) -> Scalar:
    """The same for a single number. Raises Undefined for a list."""
    found = evaluate(node, names)
    if isinstance(found, tuple | frozenset):
        raise Undefined("a list stands where a number is meant")
    return found


def true(part: Relation | Both | Either, names: Names | None = None) -> bool:
    """Whether it holds. Raises Undefined where a side has no value."""
    match part:
        case Either(alternatives):
            return any(true(both, names) for both in alternatives)
        case Both(relations):
            return all(true(relation, names) for relation in relations)
        case Relation((Call(function, arguments),), ()):
            return holds(function, [evaluate(argument, names) for argument in arguments])
        case Relation(sides, signs):
            values = [evaluate(side, names) for side in sides]
            pairs = zip(values, signs, values[1:], strict=False)
            return all(_related(left, sign, right) for left, sign, right in pairs)


def _related(left: Value, sign: str, right: Value) -> bool:
    if sign in ("=", "!="):
        return same(left, right) is (sign == "=")
    if isinstance(left, tuple | frozenset) or isinstance(right, tuple | frozenset):
        raise Undefined(f"{sign} between lists")
    order = compare(left, right)
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[sign]


def _value(node: Expression, names: Names, *, exact: bool) -> Value:
    match node:
        case Number(value, _):
            return value
        case Name(id):
            return _named(id, names, exact=exact)
        case Negative(of):
            return arithmetic.negate(_scalar(of, names, exact=exact))
        case Binary(op, left, right):
            first = _scalar(left, names, exact=exact)
            return _combined(op, first, _scalar(right, names, exact=exact), exact=exact)
        case Listing(items, ordered):
            values = [_value(item, names, exact=exact) for item in items]
            return tuple(values) if ordered else frozenset(values)
        case Call(function, arguments):
            values = [_value(argument, names, exact=exact) for argument in arguments]
            if function in ARITY:
                return call(function, values, exact=exact)
            return _defined(function, values, names, exact=exact)


def _scalar(node: Expression, names: Names, *, exact: bool) -> Scalar:
    found = _value(node, names, exact=exact)
    if isinstance(found, tuple | frozenset):
        raise Undefined("a list cannot be reckoned with")
    return found


def _combined(op: str, left: Scalar, right: Scalar, *, exact: bool) -> Scalar:
    match op:
        case "+":
            return arithmetic.add(left, right)
        case "-":
            return arithmetic.add(left, arithmetic.negate(right))
        case "*":
            return arithmetic.multiply(left, right)
        case "/":
            return arithmetic.divide(left, right)
        case _:
            return arithmetic.power(left, right, exact=exact)


def _named(id: str, names: Names, *, exact: bool) -> Value:
    if id in names.values:
        value = names.values[id]
        if exact and isinstance(value, Decimal):
            raise Irrational(id)
        return value
    if id == "pi":
        if exact:
            raise Irrational("pi")
        return _PI
    if id in names.functions and not names.functions[id][0]:
        return _defined(id, [], names, exact=exact)
    raise Undefined(f"{id!r} has no value")


def _defined(function: str, values: list[Value], names: Names, *, exact: bool) -> Value:
    if function not in names.functions:
        raise Undefined(f"{function!r} is no function known")
    parameters, body = names.functions[function]
    if len(parameters) != len(values) or names.depth >= _DEEPEST_CALL:
        raise Undefined(f"{function!r} cannot be worked out for {len(values)} values")
    inner = {**names.values, **dict(zip(parameters, values, strict=True))}
    return _value(body, Names(inner, names.functions, names.depth + 1), exact=exact)


def names_in(part: object) -> frozenset[str]:
    """Every free name of a tree; functions and pi left out."""
    match part:
        case Name("pi") | Number():
            return frozenset()
        case Name(id):
            return frozenset({id})
        case Negative(of):
            return names_in(of)
        case Binary(_, left, right):
            return names_in(left) | names_in(right)
        case Call(_, arguments):
            return names_in(arguments)
        case Listing(items, _):
            return names_in(items)
        case Relation(sides, _):
            return names_in(sides)
        case Both(relations):
            return names_in(relations)
        case Either(alternatives):
            return names_in(alternatives)
        case tuple():
            return frozenset().union(*map(names_in, part))
        case _:
            return frozenset()


def calls_in(part: object) -> frozenset[str]:
    """Every function called in a tree."""
    match part:
        case Negative(of):
            return calls_in(of)
        case Binary(_, left, right):
            return calls_in(left) | calls_in(right)
        case Call(function, arguments):
            return calls_in(arguments) | {function}
        case Listing(items, _):
            return calls_in(items)
        case Relation(sides, _):
            return calls_in(sides)
        case Both(relations):
            return calls_in(relations)
        case Either(alternatives):
            return calls_in(alternatives)
        case tuple():
            return frozenset().union(*map(calls_in, part))
        case _:
            return frozenset()
