"""Whether something holds for given values, and how to say so."""

from __future__ import annotations

from fractions import Fraction

from apps.education.domain.proof.evaluate import Names, true
from apps.education.domain.proof.nodes import Both, Either, Relation
from apps.education.domain.proof.values import TooLarge, Undefined, Value


def met(part: Relation | Both | Either | tuple[Relation | Either, ...], names: Names) -> bool:
    """Whether it holds there; what has no value does not hold."""
    try:
        if isinstance(part, tuple):
            return all(true(relation, names) for relation in part)
        return true(part, names)
    except (Undefined, TooLarge):
        return False


def shown(value: Value) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(shown, value))})"
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(map(shown, value)))}}}"
    return str(value) if isinstance(value, Fraction) else f"{value:.12g}..."


def told(names: Names) -> str:
    return ", ".join(f"{name} = {shown(value)}" for name, value in names.values.items())
