"""Reaches the answer anew by computer algebra, and compares it with the key.

Runs in the worker: sympy may be slow or hungry. Source of the algebra: sympy 1.14.
"""

from __future__ import annotations

from itertools import pairwise

from apps.education.domain.proof.equality import rooted
from apps.education.domain.proof.evaluate import names_in
from apps.education.domain.proof.nodes import (
    Both,
    Call,
    Either,
    Expression,
    Name,
    Relation,
    Whole,
)
from apps.education.domain.proof.symbols import Builder, Symbolic
from apps.education.domain.proof.task import (
    ChooseTask,
    CompareTask,
    OrderTask,
    RewriteTask,
    SolveTask,
    Task,
    ValueTask,
)
from apps.education.domain.proof.values import Undefined
from apps.education.domain.proof.verdict import Undecided, Wrong


def symbolically(task: Task) -> str:
    """Says what was solved or simplified. Raises Wrong or Undecided."""
    try:
        match task:
            case ValueTask():
                return _value(task)
            case SolveTask():
                return _solve(task)
            case RewriteTask():
                return _rewrite(task)
            case OrderTask():
                return _order(task)
            case CompareTask():
                return _compare(task)
            case ChooseTask():
                return _choose(task)
    except Undefined as problem:
        raise Wrong(f"no value: {problem}") from problem


def _value(task: ValueTask) -> str:
    builder = Builder(functions=task.names.functions)
    found, key = builder.build(task.given), builder.build(task.key)
    if not _equal(found, key):
        raise Wrong(f"the expression is {found}, the key {key}")
    return f"worked out to {found}"


def _equal(left: Symbolic, right: Symbolic) -> bool:
    import sympy

    if left == right:
        return True
    if isinstance(left, sympy.Tuple) and isinstance(right, sympy.Tuple):
        return len(left) == len(right) and all(map(_equal, left, right))
    if isinstance(left, sympy.Set | sympy.Tuple) or isinstance(right, sympy.Set | sympy.Tuple):
        return False
    if left.is_Rational and right.is_Rational:
        return False
    return sympy.simplify(left - right) == 0


def _sign(left: Symbolic, right: Symbolic) -> int:
    import sympy

    gap = left - right
    if _equal(left, right):
        return 0
    if (found := sympy.sign(gap)) in (-1, 1):
        return int(found)
    raise Undecided("the sign of a difference is not known")


def _order(task: OrderTask) -> str:
    values = [Builder().build(node) for node in task.key]
    wanted = 1 if task.descending else -1
    if any(_sign(a, b) != wanted for a, b in pairwise(values)):
        raise Wrong("the key is not in order")
    return "the sign of every difference is as it should be"


def _compare(task: CompareTask) -> str:
    builder = Builder()
    sign = {-1: "<", 0: "=", 1: ">"}[_sign(builder.build(task.left), builder.build(task.right))]
    if sign != task.key:
        raise Wrong(f"the sign of the difference says {sign}")
    return f"the sign of the difference says {sign}"


def _choose(task: ChooseTask) -> str:
    found = [label for label, relation in task.given if _always(relation)]
    if found != [task.key]:
        raise Wrong(f"true are {found}, the key is {task.key}")
    return f"only {task.key} simplifies to true"


def _always(relation: Relation) -> bool:
    match relation:
        case Relation((Call(function, arguments),), ()):
            return _predicate(function, [Builder().build(argument) for argument in arguments])
    builder = Builder(positive=rooted(relation))
    try:
        sides = [builder.build(side) for side in relation.sides]
    except Undefined:
        return False
    return all(
        _related(left, sign, right)
        for (left, right), sign in zip(pairwise(sides), relation.signs, strict=True)
    )


def _related(left: Symbolic, sign: str, right: Symbolic) -> bool:
    if sign == "=":
        return _equal(left, right)
    if left.free_symbols or right.free_symbols:
        raise Undecided(f"whether {left} {sign} {right} whatever the letters are")
    order = _sign(left, right)
    return {"!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0}.get(
        sign, order >= 0
    )


def _predicate(function: str, values: list[Symbolic]) -> bool:
    import sympy

    first = values[0]
    if function in ("rational", "integer"):
        found = sympy.simplify(first)
        told = found.is_rational if function == "rational" else found.is_integer
        if told is None:
            raise Undecided(f"whether {found} is {function}")
        return told
    if not all(value.is_integer for value in values):
        raise Undefined(f"{function!r} of what is not whole")
    match function:
        case "even" | "odd":
            return bool(first.is_even) is (function == "even")
        case "prime" | "composite":
            is_prime = bool(sympy.isprime(first))
            return is_prime if function == "prime" else first > 3 and not is_prime
        case _:
            return first != 0 and values[1] % first == 0


def _rewrite(task: RewriteTask) -> str:
    import sympy

    builder = Builder(positive=rooted(task.given, task.key))
    given, key = _difference(builder, task.given), _difference(builder, task.key)
    if isinstance(task.given, Relation):
        ratio = sympy.cancel(given / key)
        if not ratio.is_number or ratio.is_zero:
            raise Wrong("the two equations are not multiples of one another")
        return f"one equation is {ratio} times the other"
    if not _same_expression(given, key):
        raise Wrong("the difference does not simplify to 0")
    return "the difference simplifies to 0"


def _difference(builder: Builder, part: Expression | Relation) -> Symbolic:
    if not isinstance(part, Relation):
        return builder.build(part)
    left, right = (builder.build(side) for side in part.sides)
    return left - right


def _same_expression(left: Symbolic, right: Symbolic) -> bool:
    import sympy

    if left == right or sympy.expand(left - right) == 0:
        return True
    gap: Symbolic = sympy.together(left - right)
    return sympy.expand(gap.as_numer_denom()[0]) == 0 or sympy.simplify(gap) == 0


def _solve(task: SolveTask) -> str:
    letters = names_in(task.given) - set(task.unknowns)
    if letters:
        return _solve_formula(task)
    if len(task.unknowns) == 1:
        return _solve_one(task)
    return _solve_several(task)


def _solve_formula(task: SolveTask) -> str:
    import sympy

    builder = Builder(positive=True)
    (unknown,) = task.unknowns
    match task.key:
        case Either((Both((Relation((_, side), _),)),)):
            key = builder.build(side)
        case _:
            raise Undecided("one formula is meant")
    equations = [one for relation in _plain(task) for one in builder.related(relation)]
    found = sympy.solve(equations, [builder.symbol(unknown)], dict=True)
    answers = [one[builder.symbol(unknown)] for one in found]
    if len(answers) != 1 or not _same_expression(answers[0], key):
        raise Wrong(f"solving gives {answers}")
    return f"solved to {unknown} = {answers[0]}"


def _plain(task: SolveTask) -> list[Relation]:
    """What is given, where none of it is an alternative."""
    plain = [given for given in task.given if isinstance(given, Relation)]
    if len(plain) != len(task.given):
        raise Undecided("alternatives are solved for one unknown only")
    return plain


def _solve_one(task: SolveTask) -> str:
    import sympy

    builder = Builder()
    x = builder.symbol(task.unknowns[0])
    found: Symbolic = sympy.S.Reals
    for given in task.given:
        met = (
            _set_of(builder, given, x) if isinstance(given, Either) else _met_by(builder, given, x)
        )
        found = found.intersect(met)
    key = _set_of(builder, task.key, x)
    if not _same_set(found, key):
        raise Wrong(f"solving gives {found}")
    return f"solved to {found}"


def _met_by(builder: Builder, relation: Relation, x: Symbolic) -> Symbolic:
    import sympy

    match relation:
        case Relation((Call("integer", (Name(id),)),), ()) if id == x.name:
            return sympy.S.Integers
        case Relation((Call(function, arguments),), ()):
            raise Undecided(f"{function!r} of {len(arguments)} as a condition")
    found = sympy.S.Reals
    for one in builder.related(relation):
        found = found.intersect(_set_where(one, x))
    return found


def _set_where(relation: Symbolic, x: Symbolic) -> Symbolic:
    """The real numbers that meet one relation. Raises Undecided."""
    import sympy

    if relation in (sympy.true, True):
        return sympy.S.Reals
    if relation in (sympy.false, False):
        return sympy.S.EmptySet
    if isinstance(relation, sympy.Ne):
        return sympy.Complement(sympy.S.Reals, _set_where(sympy.Eq(relation.lhs, relation.rhs), x))
    if isinstance(relation, sympy.Eq):
        left, right = _sides(relation)
        found = sympy.solveset(left - right, x, sympy.S.Reals)
    elif (bare := _bare(relation, x)) is not None:
        found = bare
    else:
        found = sympy.solve_univariate_inequality(relation, x, relational=False)
    if found.has(sympy.ConditionSet) or isinstance(found, sympy.Complement | sympy.Intersection):
        raise Undecided(f"sympy leaves {relation} open")
    return found


def _sides(relation: Symbolic) -> tuple[Symbolic, Symbolic]:
    return relation.lhs, relation.rhs


def _bare(relation: Symbolic, x: Symbolic) -> Symbolic | None:
    """`x < 3` needs no solver."""
    import sympy

    if relation.rhs == x and relation.lhs.is_number:
        relation = relation.reversed
    if relation.lhs != x or not relation.rhs.is_number:
        return None
    end, infinity = relation.rhs, sympy.oo
    return {
        sympy.StrictLessThan: sympy.Interval.open(-infinity, end),
        sympy.LessThan: sympy.Interval(-infinity, end),
        sympy.StrictGreaterThan: sympy.Interval.open(end, infinity),
        sympy.GreaterThan: sympy.Interval(end, infinity),
    }[type(relation)]


def _set_of(builder: Builder, key: Either | Whole, x: Symbolic) -> Symbolic:
    import sympy

    if isinstance(key, Whole):
        return sympy.S.Reals if key.word == "all" else sympy.S.EmptySet
    parts = []
    for both in key.alternatives:
        part = sympy.S.Reals
        for relation in both.relations:
            part = part.intersect(_met_by(builder, relation, x))
        parts.append(part)
    return sympy.Union(*parts)


def _same_set(found: Symbolic, key: Symbolic) -> bool:
    import sympy

    if found == key:
        return True
    if isinstance(found, sympy.FiniteSet) and isinstance(key, sympy.FiniteSet):
        return len(found) == len(key) and all(any(_equal(a, b) for b in key) for a in found)
    if isinstance(found, sympy.FiniteSet) or isinstance(key, sympy.FiniteSet):
        return isinstance(found, sympy.Range) and sympy.FiniteSet(*found) == key
    return all(gap.is_empty is True for gap in _gaps(found, key))


def _gaps(found: Symbolic, key: Symbolic) -> tuple[Symbolic, Symbolic]:
    return found - key, key - found


def _solve_several(task: SolveTask) -> str:
    import sympy

    builder = Builder()
    unknowns = [builder.symbol(name) for name in task.unknowns]
    given = _plain(task)
    if any(relation.signs != ("=",) for relation in given):
        raise Undecided("with several unknowns only equations are solved")
    equations = [one for relation in given for one in builder.related(relation)]
    found = [] if sympy.false in equations else _solutions(equations, unknowns)
    if isinstance(task.key, Whole):
        open_ended = any(set(unknowns) - set(one) for one in found)
        told = "none" if not found else "many" if open_ended else "listed"
        if told != task.key.word:
            raise Wrong(f"solving gives {found}")
        return f"solved: {told}"
    wanted = [_assigned(builder, both) for both in task.key.alternatives]
    if len(found) != len(wanted) or not all(any(_agree(a, b) for b in found) for a in wanted):
        raise Wrong(f"solving gives {found}")
    return f"solved to {found}"


def _solutions(
    equations: list[Symbolic], unknowns: list[Symbolic]
) -> list[dict[Symbolic, Symbolic]]:
    import sympy

    remaining = [one for one in equations if one is not sympy.true]
    if not remaining:
        return [{}]
    return sympy.solve(remaining, unknowns, dict=True)


def _assigned(builder: Builder, both: Both) -> dict[Symbolic, Symbolic]:
    return {builder.build(r.sides[0]): builder.build(r.sides[1]) for r in both.relations}


def _agree(key: dict[Symbolic, Symbolic], found: dict[Symbolic, Symbolic]) -> bool:
    return key.keys() == found.keys() and all(_equal(key[name], found[name]) for name in key)
