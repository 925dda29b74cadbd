"""The names that the grammar knows, with how many arguments each takes."""

from __future__ import annotations

MANY = 64
"""No function takes more arguments than this."""

ARITY: dict[str, tuple[int, int]] = {
    "abs": (1, 1),
    "sqrt": (1, 1),
    "root": (2, 2),
    "min": (1, MANY),
    "max": (1, MANY),
    "sum": (1, MANY),
    "count": (1, MANY),
    "mean": (1, MANY),
    "median": (1, MANY),
    "mode": (1, MANY),
    "range": (1, MANY),
    "mad": (1, MANY),
    "q1": (2, MANY),
    "q3": (2, MANY),
    "iqr": (2, MANY),
    "gcd": (1, MANY),
    "lcm": (1, MANY),
    "quot": (2, 2),
    "rem": (2, 2),
    "mod": (2, 2),
    "floor": (1, 1),
    "ceil": (1, 1),
    "round": (2, 2),
    "digit": (2, 2),
    "clock": (2, 2),
    "fact": (1, 1),
    "choose": (2, 2),
    "perm": (2, 2),
    "factors": (1, 1),
    "multiples": (2, 2),
    "primes": (2, 2),
    "even": (1, 1),
    "odd": (1, 1),
    "prime": (1, 1),
    "composite": (1, 1),
    "divides": (2, 2),
    "integer": (1, 1),
    "rational": (1, 1),
}
PREDICATES = frozenset({"even", "odd", "prime", "composite", "divides", "integer", "rational"})
WORDS = frozenset({"or", "and", "none", "all", "many"})
TAKEN = frozenset(ARITY) | WORDS | {"pi"}
