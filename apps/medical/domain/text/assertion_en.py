"""Which English cues reach a mention: by clause, list, punctuation and the grammar around it.

A cue's reach ends at a new clause (`but`, a new subject, a finite verb behind a comma), not at
the comma of a list. Knows single sentences; the headings above them are the caller's concern.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from apps.medical.domain.text.around_en import Around, around_mention
from apps.medical.domain.text.context import Context, Span
from apps.medical.domain.text.cues_en import Cue, Role, Token
from apps.medical.domain.text.tables import words_of_class

_CONNECTORS: Final = frozenset((",", "and", "or", "nor", "/", "&"))
_PATIENT: Final = frozenset((";", "he", "patient", "pt", "child", "baby", "infant", "i"))
"""Words that turn from the family back to the patient."""
_FAR: Final = {"near": 2, "noun": 7, "verb": 9, "clause": 14, "predicate": 6}
"""Words that may lie between a cue and the mention since the last link of a list."""


def _is(name: str, token: Token) -> bool:
    return token.text in words_of_class(name)


def _segments(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Tokens split at commas."""
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.text == ",":
            found.append([])
        else:
            found[-1].append(token)
    return list(found)


def _tail(tokens: Sequence[Token]) -> list[Token]:
    """The words behind the mention up to the next mark."""
    found: list[Token] = []
    for token in tokens[:6]:
        if token.text in ",;:.()":
            break
        found.append(token)
    return found


def _own_predicate(segment: Sequence[Token], tail: Sequence[Token]) -> bool:
    """Whether the mention is the subject of a verb of its own: `..., cough is worse`."""
    if any(token.text in ("or", "nor") for token in segment):
        return False
    verb = next((i for i, token in enumerate(tail[:4]) if _is("finite", token)), None)
    if verb is None:
        return False
    return not any(_is("found", token) for token in tail[verb:])


def _opens_clause(segment: Sequence[Token]) -> bool:
    """Whether the words behind a comma begin a clause of their own, read up to the mention."""
    words = [token for token in segment if token.text not in ("and", "or", "also")]
    if not words:
        return False
    if _is("subject", words[0]) or words[0].text == "with":
        return True
    return any(_is("finite", token) for token in words)


def _too_far(tokens: Sequence[Token], most: int) -> bool:
    count = 0
    for token in tokens:
        count = 0 if token.text in _CONNECTORS else count + token.text[0].isalnum()
        if count > most:
            return True
    return False


def _barred(tokens: Sequence[Token]) -> bool:
    """A mark that no cue reaches across."""
    texts = [token.text for token in tokens]
    if ";" in texts or ":" in texts[1:]:
        return True
    return ")" in texts and "(" not in texts[: texts.index(")")]


def _reaches_forward(around: Around, cue: Cue, role: Role) -> bool:
    between = around.before[cue.behind :]
    later = [other for other in around.cues_before if other.first >= cue.behind]
    if any(other.role("stop", "before") for other in later):
        return False
    if _barred(between) or _too_far(between, _FAR[role.reach]):
        return False
    first, *others = _segments(between)
    if not _within(first, role):
        return False
    if not others:
        return not ("and" in (t.text for t in first) and _new_clause_behind_and(first, around))
    if any(_opens_clause(segment) for segment in others):
        return False
    if _own_predicate(others[-1], _tail(around.after)):
        return False
    comma = cue.behind + len(first)
    return not any(other.first > comma for other in _turning(later, role))


def _turning(later: Sequence[Cue], role: Role) -> Iterator[Cue]:
    """Later cues that begin something else than what `role` says."""
    for other in later:
        kinds = {r.kind for r in other.roles if r.side == "before"}
        if kinds and role.kind not in kinds and role.kind in ("negation", "historical"):
            yield other


def _within(first: Sequence[Token], role: Role) -> bool:
    """Whether the words up to the first comma stay in the cue's own phrase."""
    free = {"verb": 2, "clause": len(first)}.get(role.reach, 0)
    for i, token in enumerate(first):
        if _is("finite", token) and i >= free:
            return False
        if role.reach == "noun" and role.kind == "negation" and _is("subordinate", token):
            return False
    return True


def _new_clause_behind_and(first: Sequence[Token], around: Around) -> bool:
    at = max(i for i, token in enumerate(first) if token.text == "and")
    rest = first[at + 1 :]
    return _opens_clause(rest) or _own_predicate(rest, _tail(around.after))


def _reaches_back(around: Around, cue: Cue, role: Role) -> bool:
    between = around.after[: cue.first]
    if role.reach == "mark":
        return _marks(around, cue, between)
    earlier = [other for other in around.cues_after if other.behind <= cue.first]
    if any(other.role("stop", "before") for other in earlier):
        return False
    if _barred(between) or ":" in (t.text for t in between) or _too_far(between, _FAR[role.reach]):
        return False
    if any(_is("finite", token) for token in between):
        return False
    if cue.behind - cue.first == 1 and not _lone(around, cue, between):
        return False
    crosses = any(token.text == "," for token in between)
    return not (crosses and _asserted_before(around))


def _lone(around: Around, cue: Cue, between: Sequence[Token]) -> bool:
    """A single word says something of the mention only right behind it and closing the phrase."""
    following = around.after[cue.behind] if cue.behind < len(around.after) else None
    closes = following is None or following.text in words_of_class("closing")
    return closes and len(between) <= 2 and "," not in (token.text for token in between)


def _asserted_before(around: Around) -> bool:
    clause: list[Token] = []
    for token in reversed(around.before):
        if token.text in ";:.":
            break
        clause.append(token)
    return any(_is("finite", token) or token.text == "with" for token in clause)


def _marks(around: Around, cue: Cue, between: Sequence[Token]) -> bool:
    mark = around.after[cue.first].text
    if mark in ("?", "(-)"):
        return not between
    if cue.behind < len(around.after) and around.after[cue.behind].text not in ",.;|)":
        return False
    return len(between) == 1 and between[0].text in (":", "-", "=")


def _span(tokens: Sequence[Token], cue: Cue) -> Span:
    return tokens[cue.first].start, tokens[cue.behind - 1].end


def _nearest(around: Around, kind: str) -> Span | None:
    for cue in reversed(around.cues_before):
        role = cue.role(kind, "before")
        if role is None or (kind == "historical" and _of_this_illness(around.before, cue)):
            continue
        if _reaches_forward(around, cue, role):
            return _span(around.before, cue)
    for cue in around.cues_after:
        role = cue.role(kind, "after")
        if role is not None and _reaches_back(around, cue, role):
            return _span(around.after, cue)
    return None


def _of_this_illness(tokens: Sequence[Token], cue: Cue) -> bool:
    """`a three-day history of` tells how long the present illness lasts."""
    earlier = [token.text for token in tokens[max(0, cue.first - 3) : cue.first]]
    units = ("day", "days", "week", "weeks", "hour", "hours", "month", "months", "year", "years")
    return any(text.split("'")[0] in units for text in earlier)


def _family(around: Around) -> Span | None:
    for cue in reversed(around.cues_before):
        if cue.role("family", "before") and not _patient_again(around.before[cue.behind :]):
            return _span(around.before, cue)
    kin = _nearest_kin(around.before)
    return kin or _nearest_family_behind(around)


def _nearest_kin(before: Sequence[Token]) -> Span | None:
    """The nearest relative of whom the words up to the mention are said."""
    for i in range(len(before) - 1, -1, -1):
        if _turns_back(before, i + 1):
            return None
        if _kin(before[i]) and _of_kin(before[i], before[i + 1 :]):
            return before[i].start, before[i].end
    return None


def _turns_back(tokens: Sequence[Token], i: int) -> bool:
    """Whether token `i` names the patient again, or a colon follows it."""
    again = i < len(tokens) and tokens[i].text in _PATIENT
    return again or (i + 1 < len(tokens) and tokens[i + 1].text == ":")


def _nearest_family_behind(around: Around) -> Span | None:
    for cue in around.cues_after:
        role = cue.role("family", "after")
        if role is not None and _reaches_back(around, cue, role):
            return _span(around.after, cue)
    return None


def _kin(token: Token) -> bool:
    return token.text.removesuffix("'s") in words_of_class("kin")


def _patient_again(tokens: Sequence[Token]) -> bool:
    """Whether the words turn back from the family to the patient."""
    return any(_turns_back(tokens, i) for i in range(len(tokens)))


def _of_kin(kin: Token, rest: Sequence[Token]) -> bool:
    """Whether what follows a relative is said of the relative, not by the relative."""
    if any(_is("reporter", token) for token in rest):
        return False
    if kin.text.endswith("'s"):
        return len(rest) <= 4
    following = next((t for t in rest if not _kin(t) and t.text not in ("and", "also")), None)
    return following is not None and following.text in words_of_class("kin_has") and len(rest) <= 25


def context_of(sentence: str, start: int, end: int) -> Context:
    """The cues that reach `sentence[start:end]`. The span is taken as checked."""
    around = around_mention(sentence, start, end)
    return Context(
        negated=_nearest(around, "negation"),
        possible=_nearest(around, "possible"),
        historical=_nearest(around, "historical"),
        hypothetical=_nearest(around, "hypothetical"),
        family=_family(around),
    )
