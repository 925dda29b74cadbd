"""Reads the values of single cells: right or wrong, scores, times taken, counts, point names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from apps.education.domain.intake.refused import Reason
from apps.education.domain.intake.word_lists import words

NAME_CHARACTERS: Final = 200
_WORDS: Final = words("cell_words.tsv")
_RIGHT: Final = frozenset(word for word, means in _WORDS if means == "right")
_WRONG: Final = frozenset(word for word, means in _WORDS if means == "wrong")
"""`hint` is among them: by the convention of DataShop, asking for the answer is not knowing it."""
_BLANK: Final = frozenset(("", *(word for word, means in _WORDS if means == "blank")))
_DURATION: Final = re.compile(
    r"P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_CLOCK: Final = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)")
_WORDED: Final = re.compile(
    r"(?:(\d+)\s*(?:小时|时|hours?|h))?\s*(?:(\d+)\s*(?:分钟|分|minutes?|mins?|m))?"
    r"\s*(?:(\d+(?:\.\d+)?)\s*(?:秒钟|秒|seconds?|secs?|s))?"
)


class Unreadable(ValueError):
    """A cell that cannot be read, with the reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def clean(text: str) -> str:
    """Without blanks around it and without characters that cannot be seen."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = [c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")]
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def plain(text: str) -> str:
    """For comparing words: folded case, full-width forms as usual ones."""
    return unicodedata.normalize("NFKC", clean(text)).casefold().strip()


def is_blank(text: str) -> bool:
    return plain(text) in _BLANK


class Correctness:
    """Reads right and wrong, remembering each spelling it met."""

    def __init__(
        self, pass_share: float | None, right: Iterable[str] = (), wrong: Iterable[str] = ()
    ) -> None:
        self._pass_share = pass_share
        self._right = _RIGHT | {plain(word) for word in right}
        self._wrong = (_WRONG | {plain(word) for word in wrong}) - {plain(word) for word in right}
        self._known: dict[str, bool | Reason] = {}

    def __call__(self, text: str) -> bool:
        """Raises Unreadable."""
        found = self._known.get(text)
        if found is None:
            found = self._read(text)
            if len(self._known) < 10_000:
                self._known[text] = found
        if isinstance(found, Reason):
            raise Unreadable(found)
        return found

    def score(self, text: str, full: str | float | None) -> bool:
        """Whether a score reaches the share of the full one that counts as right."""
        if is_blank(text):
            raise Unreadable(Reason.NOT_GRADED)
        if full is None or (isinstance(full, str) and is_blank(full)):
            raise Unreadable(Reason.NO_FULL_SCORE)
        score, most = number(text), number(full) if isinstance(full, str) else full
        if score is None or most is None or most <= 0 or not 0 <= score <= most:
            raise Unreadable(Reason.NOT_SCORE)
        return self._share(score / most)

    def _read(self, text: str) -> bool | Reason:
        word = plain(text)
        if word in self._right:
            return True
        if word in self._wrong:
            return False
        if word in _BLANK:
            return Reason.NOT_GRADED
        percent = word.endswith("%")
        value = number(word.removesuffix("%"))
        if value is None:
            return Reason.NOT_CORRECTNESS
        share = value / 100 if percent else value
        if not 0 <= share <= 1:
            return Reason.NOT_CORRECTNESS
        try:
            return self._share(share)
        except Unreadable as unreadable:
            return unreadable.reason

    def _share(self, share: float) -> bool:
        if share in (0.0, 1.0):
            return share == 1.0
        if self._pass_share is None:
            raise Unreadable(Reason.PARTLY_RIGHT)
        return share >= self._pass_share - 1e-9


def number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        value = float(plain(text))
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None


def seconds(text: str, per_unit: float = 1.0) -> float | None:
    """Time taken in seconds; None where the cell is blank. Raises Unreadable."""
    try:
        value = float(text) * per_unit
    except ValueError:
        if is_blank(text):
            return None
        value = _worded_seconds(plain(text))
    if value != value or abs(value) > 1e9:
        if is_blank(text):
            return None
        raise Unreadable(Reason.NOT_SECONDS)
    if value < 0:
        raise Unreadable(Reason.NEGATIVE_SECONDS)
    return value


def _worded_seconds(text: str) -> float:
    if (found := _CLOCK.fullmatch(text)) is not None:
        return _total((None, *found.groups()))
    if text and (found := _WORDED.fullmatch(text)) is not None and any(found.groups()):
        return _total((None, *found.groups()))
    if (found := _DURATION.fullmatch(text.upper())) is not None and any(found.groups()):
        return _total(found.groups())
    raise Unreadable(Reason.NOT_SECONDS)


def _total(parts: tuple[str | None, ...]) -> float:
    return sum(
        float(part) * unit
        for part, unit in zip(parts, (86_400, 3_600, 60, 1), strict=True)
        if part is not None
    )


def count(text: str, least: int) -> int | None:
    """A whole number of at least `least`; None where the cell is blank. Raises Unreadable."""
    if text.isascii() and text.isdigit() and len(text) < 6:
        value: float | None = int(text)
    elif is_blank(text):
        return None
    else:
        value = number(text)
    if value is None or value != int(value) or value < least:
        raise Unreadable(Reason.NOT_COUNT)
    return int(value)


def order(text: str) -> int | None:
    """A whole number; None where the cell is blank. Raises Unreadable."""
    try:
        value = int(text)
    except ValueError:
        if is_blank(text):
            return None
        found = number(text)
        if found is None or found != int(found):
            raise Unreadable(Reason.NOT_ORDER) from None
        value = int(found)
    if abs(value) >= 1 << 62:
        raise Unreadable(Reason.NOT_ORDER)
    return value


def split_points(text: str, separator: str | None) -> list[str]:
    """The points of a cell, each once, in order."""
    text = text.strip()
    if text[:1] in "[{(" and text[-1:] in "]})" and len(text) > 1:
        text = text[1:-1]
    parts = [text] if separator is None else text.split(separator)
    cleaned = (clean(part).strip("\"'") for part in parts)
    return list(dict.fromkeys(part for part in cleaned if part and part.lower() not in _BLANK))
