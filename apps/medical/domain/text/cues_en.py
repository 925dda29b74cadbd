"""The English cues of cues_en.tsv, found in a row of tokens: longest first, none within another.

In the table `a/b` are alternatives, a trailing `?` makes a word optional, `|` parts wordings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Final, NamedTuple

from apps.medical.domain.text.tables import rows_of

_WHOLE: Final = frozenset(("w/o", "h/o", "s/p", "r/o", "c/o", "(-)", "?"))
_TOKEN: Final = re.compile(
    r"(?:w/o|h/o|s/p|r/o|c/o)(?![a-z])|\(-\)|p\.r\.n\.?|[a-z]+(?:'[a-z]+)?|\d+(?:[./]\d+)*|[^\sa-z0-9]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A lower-cased word, number or mark with its span."""

    text: str
    start: int
    end: int


class Role(NamedTuple):
    """What a cue says (`kind`), of what follows or precedes it (`side`), and how far."""

    kind: str
    side: str
    reach: str


@dataclass(frozen=True, slots=True)
class Cue:
    """Tokens `[first, behind)` of a row, and the roles that their words may have."""

    first: int
    behind: int
    roles: tuple[Role, ...]

    def role(self, kind: str, side: str) -> Role | None:
        for role in self.roles:
            if role.kind == kind and role.side == side:
                return role
        return None


def tokens_of(text: str, offset: int = 0) -> list[Token]:
    """Tokens with spans shifted by `offset`."""
    return [
        Token(hit[0].lower(), offset + hit.start(), offset + hit.end())
        for hit in _TOKEN.finditer(text)
    ]


def _choices(word: str) -> tuple[str, ...]:
    if word in _WHOLE:
        return (word,)
    bare = word.removesuffix("?")
    alternatives = tuple(bare.split("/"))
    return (*alternatives, "") if bare != word else alternatives


def _wordings(row: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for wording in row["wordings"].split("|"):
        for words in product(*map(_choices, wording.split())):
            tokens = tuple(token.text for token in tokens_of(" ".join(filter(None, words))))
            if tokens:
                yield tokens


@cache
def _trie() -> dict[str, Any]:
    root: dict[str, Any] = {}
    for row in rows_of("cues_en.tsv"):
        role = Role(row["kind"], row["side"], row["reach"])
        for words in _wordings(row):
            node = root
            for word in words:
                node = node.setdefault(word, {})
            roles = node.setdefault("", [])
            if role not in roles:
                roles.append(role)
    return root


def _at(tokens: Sequence[Token], first: int) -> Cue | None:
    node: dict[str, Any] | None = _trie()
    found: Cue | None = None
    for i in range(first, len(tokens)):
        node = node.get(tokens[i].text) if node else None
        if node is None:
            break
        if "" in node:
            found = Cue(first, i + 1, tuple(node[""]))
    return found


def cues_of(tokens: Sequence[Token]) -> list[Cue]:
    """Cues from left to right."""
    found: list[Cue] = []
    i = 0
    while i < len(tokens):
        cue = _at(tokens, i)
        if cue is not None:
            found.append(cue)
        i = cue.behind if cue else i + 1
    return found
