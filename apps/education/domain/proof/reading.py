"""Reads a text of the grammar whatever it is: a value, a relation, or several with commas."""

from __future__ import annotations

from apps.education.domain.proof.grammar import Reader
from apps.education.domain.proof.nodes import Expression, Relation


def anything(text: str) -> tuple[Expression | Relation, ...]:
    """Parts between commas; a part without a sign is an expression. Raises NotInGrammar."""
    reader = Reader(text)
    parts = [_plain(reader.relation(needs_sign=False))]
    while reader.take(","):
        parts.append(_plain(reader.relation(needs_sign=False)))
    reader.finish()
    return tuple(parts)


def _plain(found: Relation) -> Expression | Relation:
    return found if found.signs else found.sides[0]
