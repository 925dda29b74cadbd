"""Sentences of real filings whose tone a closed rule tells, to be learned beside the grammar's.

What names a figure, its move and a comparison is good or bad news as the figure is; what says
nothing of moves, chances or dangers is neutral, and of that filings are full. All other sentences
are left alone. Reads a corpus as JSON lines; only its training part. Knows nothing of heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from finetune.heads.tone.sentences import TONES, Told, Tone
from finetune.runs.rows import read_rows

SHORTEST, LONGEST = 30, 260
"""Characters of a sentence."""
NEUTRAL_FOR_EACH = 1.0
"""Neutral sentences kept for each of those that say something, and at least `LEAST_NEUTRAL`."""
LEAST_NEUTRAL = 2_000
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_UP = re.compile(r"\b(?:increased|rose|grew|improved|higher|growth|increase)\b", re.IGNORECASE)
_DOWN = re.compile(r"\b(?:decreased|declined|fell|dropped|lower|decline|decrease)\b", re.IGNORECASE)
_BEGINS = r"(?:\w+[ ,]+){0,5}"
_GOOD = re.compile(
    rf"{_BEGINS}(?:net sales|revenues?|sales|income|profit|earnings|gross margin|cash provided|"
    r"margin|volumes?|ebitda)\b",
    re.IGNORECASE,
)
_BAD = re.compile(
    rf"{_BEGINS}(?:expenses?|costs?|net loss|losses|debt|impairments?|charges)\b", re.IGNORECASE
)
_COMPARES = re.compile(r"compared|from \$|%|prior|20\d\d")
_SAYS_SOMETHING = re.compile(
    r"increas|decreas|ris|rose|grew|grow|declin|fell|fall|lower|higher|loss|adverse|risk|fail|"
    r"improv|strong|weak|gain|better|harm|negative|positive|benefit|litigat|default|impair|reduc|"
    r"uncertain|may |could ",
    re.IGNORECASE,
)


def observed(file: Path, most: int, seed: int) -> list[Told]:
    """At most `most` sentences of the training part. Raises BrokenRow, OSError."""
    by_tone: dict[Tone, list[str]] = {tone: [] for tone in TONES}
    for text in _sentences(row["text"] for row in read_rows(file) if row["part"] == "train"):
        tone = tone_of(text)
        if tone is not None:
            by_tone[tone].append(text)
    rng = Random(seed)  # noqa: S311
    told = {tone: sorted(set(texts)) for tone, texts in by_tone.items()}
    for texts in told.values():
        rng.shuffle(texts)
    speaking = len(told["positive"]) + len(told["negative"])
    neutral = max(LEAST_NEUTRAL, round(NEUTRAL_FOR_EACH * speaking))
    told["neutral"] = told["neutral"][:neutral]
    made = [Told(text, tone) for tone in TONES for text in told[tone]]
    rng.shuffle(made)
    return made[:most]


def tone_of(sentence: str) -> Tone | None:
    """The tone where the rule tells it, else None."""
    up, down = bool(_UP.search(sentence)), bool(_DOWN.search(sentence))
    if not up and not down:
        return None if _SAYS_SOMETHING.search(sentence) else "neutral"
    good, bad = bool(_GOOD.match(sentence)), bool(_BAD.match(sentence))
    if up == down or good == bad or not _COMPARES.search(sentence):
        return None
    return "positive" if up == good else "negative"


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for piece in _END.split(text):
            sentence = " ".join(piece.split())
            if SHORTEST <= len(sentence) <= LONGEST:
                yield sentence
