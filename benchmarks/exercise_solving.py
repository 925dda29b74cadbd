"""Solves exercises anew, apart from generator and prover, and says whether a key is right.

Equations in one unknown: exact interpolation and the roots of the polynomial, or a scan of the
line for other kinds; inequalities on a fine grid; linear systems by elimination, others from many
starts; expressions at random points. True, False, or None where this solver cannot tell.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

from apps.education.domain.exercise import Ask, Problem
from benchmarks.exercise_reading import (
    NoValue,
    Value,
    close,
    holds,
    number_of,
    relation_of,
    value_of,
)

_KNOWN = re.compile(r"[A-Za-z]\w*(?!\w*\()")
_RNG_SEED = 977


def is_right(problem: Problem, key: str) -> bool | None:
    """Whether the key answers the problem. None where this solver cannot tell."""
    try:
        return _CHECKS[problem.ask](problem, key)
    except NoValue:
        return False


def letters(*texts: str) -> list[str]:
    found = {name for text in texts for name in _KNOWN.findall(text)}
    return sorted(found - {"or", "and", "pi", "none", "all", "many"})


def _value(problem: Problem, key: str) -> bool:
    scope = _scope(problem.given[1:])
    return close(value_of(problem.given[0], scope), value_of(key))


def _scope(definitions: Sequence[str]) -> dict[str, object]:
    scope: dict[str, object] = {}
    for text in definitions:
        left, _, right = text.partition("=")
        match = re.fullmatch(r"\s*(\w+)\s*\(([^)]*)\)\s*", left)
        if match:
            scope[match[1]] = _function(match[2].split(","), right, scope)
        else:
            scope[left.strip()] = value_of(right, scope)
    return scope


def _function(
    parameters: Sequence[str], body: str, scope: dict[str, object]
) -> Callable[..., Value]:
    names = [name.strip() for name in parameters]

    def call(*values: Fraction | float) -> Value:
        return value_of(body, {**scope, **dict(zip(names, values, strict=True))})

    return call


def _order(problem: Problem, key: str) -> bool:
    given = sorted(number_of(text) for text in problem.given)
    values = [number_of(text) for text in key.split(",")]
    ordered = given[::-1] if problem.form == "descending" else given
    return len(values) == len(ordered) and all(map(close, values, ordered))


def _compare(problem: Problem, key: str) -> bool:
    left, right = map(number_of, problem.given)
    return key == ("=" if close(left, right) else "<" if left < right else ">")


def _choose(problem: Problem, key: str) -> bool:
    true = [text[0] for text in problem.given if _always(text.partition(":")[2])]
    return true == [key]


def _always(relation: str) -> bool:
    names = letters(relation)
    if not names:
        return holds(relation)
    return all(holds(relation, scope) for scope in _defined(relation, names))


def _defined(relation: str, names: Sequence[str], *, positive: bool = False) -> list[dict]:
    """Random values for which every side has a value."""
    sides, _ = relation_of(relation)
    rng = random.Random(_RNG_SEED)
    found: list[dict] = []
    for _ in range(400):
        scope = {name: Fraction(rng.randint(1, 90), rng.choice((1, 2, 7))) for name in names}
        if not positive and "sqrt" not in relation and "root" not in relation:
            scope = {name: v if rng.random() < 0.5 else -v for name, v in scope.items()}
        try:
            for side in sides:
                value_of(side, scope)
        except NoValue:
            continue
        found.append(scope)
        if len(found) == 20:
            break
    return found


def _solve(problem: Problem, key: str) -> bool | None:
    unknowns = problem.unknowns
    others = [name for name in letters(*problem.given) if name not in unknowns]
    if others:
        return _formula(problem, key, others)
    if len(unknowns) > 1:
        return _system(problem, key)
    return _line(problem, key)


def _alternatives(key: str) -> list[list[str]]:
    return [re.split(r",|\band\b", part) for part in re.split(r"\bor\b", key)]


def _key_holds(key: str, name: str, at: Fraction | float) -> bool:
    if key in ("all", "none", "many"):
        return key == "all"
    return any(all(holds(r, {name: at}) for r in both) for both in _alternatives(key))


def _line(problem: Problem, key: str) -> bool | None:
    """One unknown: its roots, then agreement along the line."""
    (name,) = problem.unknowns
    ends = _ends(key, name)
    reach = max([40.0, *(abs(float(end)) * 1.5 for end in ends)])
    marks: list[Fraction | float] = [*ends]
    for relation in (part for text in problem.given for part in re.split(r"\bor\b|\band\b", text)):
        sides, signs = relation_of(relation)
        if signs:
            for left, right in pairwise(sides):
                marks.extend(_roots(left, right, name, reach))
    tiny = Fraction(1, 997)
    near = [m + d for m in marks for d in ((0, tiny, -tiny) if isinstance(m, Fraction) else (0,))]
    step = max(Fraction(1, 4), Fraction(math.ceil(reach), 1000))
    steps = math.ceil(reach / step)
    points = [*near, *(k * step for k in range(-steps, steps + 1))]
    return all(
        all(holds(r, {name: at}) for r in problem.given) == _key_holds(key, name, at)
        for at in points
    )


def _ends(key: str, name: str) -> list[Fraction | float]:
    if key in ("all", "none", "many"):
        return []
    found: list[Fraction | float] = []
    for both in _alternatives(key):
        for relation in both:
            sides, _ = relation_of(relation)
            found.extend(number_of(side) for side in sides if side != name)
    return found


def _roots(left: str, right: str, name: str, reach: float) -> list[Fraction | float]:
    """Where two sides meet: of the interpolated polynomial, or by a scan for sign changes."""

    def gap(at: Fraction | float) -> Fraction | float | None:
        try:
            return number_of(left, {name: at}) - number_of(right, {name: at})
        except NoValue:
            return None

    polynomial = _interpolated(gap)
    if polynomial is not None:
        return _polynomial_roots(polynomial)
    found: list[Fraction | float] = []
    step = reach / 800
    before: tuple[float, float] | None = None
    for k in range(-800, 801):
        at = k * step + 0.000_013
        here = gap(at)
        if here is not None and before is not None and here * before[1] < 0:
            found.append(_bisected(gap, before[0], at))
        before = None if here is None else (at, float(here))
    return [_tidy(root) for root in found]


def _tidy(root: Fraction | float) -> Fraction | float:
    near = Fraction(root).limit_denominator(1_000)
    return near if abs(float(near) - float(root)) < 1e-9 else root


def _bisected(gap: Callable[[float], Fraction | float | None], low: float, high: float) -> float:
    sign = (gap(low) or 0) > 0
    for _ in range(80):
        middle = (low + high) / 2
        here = gap(middle)
        if here is None:
            return middle
        low, high = (middle, high) if (here > 0) == sign else (low, middle)
    return (low + high) / 2


def _interpolated(gap: Callable[[Fraction], Fraction | float | None]) -> list[Fraction] | None:
    """Exact coefficients, highest first, if the gap is a polynomial of degree 6 at most."""
    points = [Fraction(k, 1) for k in (-3, -2, -1, 0, 1, 2, 3)]
    values = [gap(point) for point in points]
    if not all(isinstance(value, Fraction) for value in values):
        return None
    rows = [
        [point**power for power in range(7)] + [value]
        for point, value in zip(points, values, strict=True)
    ]
    solved = eliminated(rows)  # pyright: ignore[reportArgumentType]
    if solved is None:
        return None
    for k in (Fraction(17, 2), Fraction(-31, 3), Fraction(11)):
        if gap(k) != sum(c * k**power for power, c in enumerate(solved)):
            return None
    return solved[::-1]


def _polynomial_roots(coefficients: list[Fraction]) -> list[Fraction | float]:
    while coefficients and coefficients[0] == 0:
        coefficients = coefficients[1:]
    if len(coefficients) < 2:
        return []
    roots = np.roots([float(c) for c in coefficients])
    real = [float(root.real) for root in roots if abs(root.imag) < 1e-5]
    found: list[Fraction | float] = []
    for root in real:
        near = Fraction(root).limit_denominator(10_000)
        exact = sum(c * near ** (len(coefficients) - 1 - i) for i, c in enumerate(coefficients))
        found.append(near if exact == 0 else root)
    return found


def eliminated(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """The one solution of a square linear system by Gauss; None where there is not just one."""
    size = len(rows)
    work = [row[:] for row in rows]
    for column in range(size):
        pivot = next((r for r in range(column, size) if work[r][column] != 0), None)
        if pivot is None:
            return None
        work[column], work[pivot] = work[pivot], work[column]
        for r in range(size):
            if r != column and work[r][column] != 0:
                factor = work[r][column] / work[column][column]
                work[r] = [a - factor * b for a, b in zip(work[r], work[column], strict=True)]
    return [work[i][-1] / work[i][i] for i in range(size)]


def _rank(rows: list[list[Fraction]]) -> int:
    work, rank = [row[:] for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((r for r in range(rank, len(work)) if work[r][column] != 0), None)
        if pivot is None:
            continue
        work[rank], work[pivot] = work[pivot], work[rank]
        for r in range(rank + 1, len(work)):
            factor = work[r][column] / work[rank][column]
            work[r] = [a - factor * b for a, b in zip(work[r], work[rank], strict=True)]
        rank += 1
    return rank


def _system(problem: Problem, key: str) -> bool | None:
    rows = _linear_rows(problem)
    if rows is None:
        return _curved_system(problem, key)
    names = problem.unknowns
    inner, full = _rank([row[:-1] for row in rows]), _rank(rows)
    if inner < full:
        return key == "none"
    if full < len(names):
        return key == "many"
    return key not in ("none", "all", "many") and _one_point(problem, key)


def _one_point(problem: Problem, key: str) -> bool:
    alternatives = _alternatives(key)
    return len(alternatives) == 1 and _is_met(problem, alternatives[0])


def _is_met(problem: Problem, both: Sequence[str]) -> bool:
    scope = {}
    for relation in both:
        name, _, value = relation.partition("=")
        scope[name.strip()] = number_of(value)
    complete = set(scope) == set(problem.unknowns)
    return complete and all(holds(relation, scope) for relation in problem.given)


def _linear_rows(problem: Problem) -> list[list[Fraction]] | None:
    names, rows = problem.unknowns, []
    rng = random.Random(_RNG_SEED)
    for relation in problem.given:
        sides, signs = relation_of(relation)
        if signs != ["="]:
            return None

        def gap(at: dict[str, Fraction], sides: list[str] = sides) -> Fraction | float:
            return number_of(sides[0], at) - number_of(sides[1], at)

        zero = dict.fromkeys(names, Fraction(0))
        try:
            base = gap(zero)
            slopes = [gap({**zero, name: Fraction(1)}) - base for name in names]
            for _ in range(4):
                at = {name: Fraction(rng.randint(-30, 30), 3) for name in names}
                told = base + sum(s * at[n] for s, n in zip(slopes, names, strict=True))
                if not close(gap(at), told):
                    return None
        except NoValue:
            return None
        rows.append([Fraction(value) for value in (*slopes, -base)])
    return rows


def _curved_system(problem: Problem, key: str) -> bool | None:
    """Solutions from many starts must be the key's, and each of the key's must be met."""
    from scipy.optimize import fsolve

    if key in ("none", "all", "many"):
        listed: list[list[str]] = []
    else:
        listed = _alternatives(key)
    if not all(_is_met(problem, both) for both in listed) or len(problem.given) != len(
        problem.unknowns
    ):
        return False if listed else None
    known = [
        [
            float(
                number_of(
                    next(r for r in both if r.partition("=")[0].strip() == n).partition("=")[2]
                )
            )
            for n in problem.unknowns
        ]
        for both in listed
    ]

    def gaps(at: Sequence[float]) -> list[float]:
        scope = dict(zip(problem.unknowns, map(float, at), strict=True))
        pairs = [relation_of(relation)[0] for relation in problem.given]
        return [float(number_of(a, scope)) - float(number_of(b, scope)) for a, b in pairs]

    rng = random.Random(_RNG_SEED)
    for _ in range(60):
        start = [rng.uniform(-20, 20) for _ in problem.unknowns]
        try:
            found, _, status, _ = fsolve(gaps, start, full_output=True)
        except NoValue:
            continue
        met = status == 1 and max(map(abs, gaps(found))) < 1e-8
        if met and not any(np.allclose(found, one, atol=1e-3) for one in known):
            return False
    return True


def _formula(problem: Problem, key: str, others: Sequence[str]) -> bool | None:
    (name,) = problem.unknowns
    left, _, right = key.partition("=")
    if left.strip() != name or name in letters(right):
        return False
    rng, tried = random.Random(_RNG_SEED), 0
    for _ in range(40):
        scope = {other: Fraction(rng.randint(1, 40), rng.choice((1, 3))) for other in others}
        try:
            at = number_of(right, scope)
        except NoValue:
            continue
        tried += 1
        if not all(holds(relation, {**scope, name: at}) for relation in problem.given):
            return False
    return tried > 5 or None


def _rewrite(problem: Problem, key: str) -> bool | None:
    given = problem.given[0]
    if "=" in given:
        return _same_line(given, key) and _fits(problem.form, key)
    names = letters(given, key)
    if not names:
        return close(value_of(given), value_of(key)) and _fits(problem.form, key)
    scopes = _defined(given, names)
    if len(scopes) < 6:
        return None
    equal = all(close(value_of(given, scope), value_of(key, scope)) for scope in scopes)
    return equal and _fits(problem.form, key)


def _same_line(given: str, key: str) -> bool:
    """Points of one equation, found for y at several x, must be on the other."""
    names = letters(given, key)
    if "=" not in key or len(names) != 2:
        return False
    checked = 0
    for one, other in ((given, key), (key, given)):
        (left, right), _ = relation_of(one)
        for k in range(-6, 7):
            for free, bound in (names, names[::-1]):
                at = Fraction(k, 2)
                base = _gap(left, right, {free: at, bound: Fraction(0)})
                slope = _gap(left, right, {free: at, bound: Fraction(1)}) - base
                if slope != 0:
                    checked += 1
                    if not holds(other, {free: at, bound: -base / slope}):
                        return False
    return checked > 6


def _gap(left: str, right: str, scope: dict[str, Fraction]) -> Fraction:
    return Fraction(number_of(left, scope)) - Fraction(number_of(right, scope))


def _fits(form: str, key: str) -> bool:
    bare = key.replace(" ", "")
    if form == "lowest_terms":
        match = re.fullmatch(r"-?\(?(\d+)(?:/(\d+))?\)?", bare)
        return match is not None and (match[2] is None or _coprime(match[1], match[2]))
    if form == "mixed":
        match = re.fullmatch(r"-?(\d+)(?: (\d+)/(\d+))?", key.strip())
        return match is not None and (
            match[2] is None or (_coprime(match[2], match[3]) and int(match[2]) < int(match[3]))
        )
    if form == "factored":
        return _highest_power(bare) or "(" in bare or "^" not in bare
    if form in _SHAPES:
        return re.fullmatch(_SHAPES[form], bare) is not None
    return True


def _highest_power(bare: str) -> bool:
    return "+" not in bare and "-" not in bare[1:]


def _coprime(top: str, bottom: str) -> bool:
    return math.gcd(int(top), int(bottom)) == 1


_SHAPES = {
    "improper": r"-?\(?\d+/\d+\)?",
    "decimal": r"-?\d+(\.\d+)?",
    "percent": r"-?\d+(\.\d+)?%",
    "scientific": r"-?[1-9](\.\d+)?\*10\^\(?-?\d+\)?",
    "prime_factors": r"\d+(\^\d+)?(\*\d+(\^\d+)?)*",
    "expanded": r"[^()]*",
    "slope_intercept": r"\w+=.*",
    "standard_form": r"-?\d*\*?[a-z]\w*([+-]\d*\*?[a-z]\w*)?=-?\d+",
}
_CHECKS: dict[Ask, Callable[[Problem, str], bool | None]] = {
    Ask.VALUE: _value,
    Ask.SOLVE: _solve,
    Ask.REWRITE: _rewrite,
    Ask.ORDER: _order,
    Ask.COMPARE: _compare,
    Ask.CHOOSE: _choose,
}
