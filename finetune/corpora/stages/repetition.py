"""Stage 5, repetition: text that says the same over and over.

Sentences that repeat, a few words that fill the text, runs of one character, and text that shrinks
to nothing when compressed. The first two follow Rae et al. 2021 (Gopher), table A1; the
limits are wider for worked mathematics, which repeats itself with purpose.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, kept, repaired
from finetune.corpora.stages.words import sentences, tokens

REPEATED_SHARE = 0.3
TOP_SHARES = {2: 0.25, 3: 0.25, 4: 0.25}
TIMES = 5
SUSPECT = 0.3
LEAST_TOKENS = 24
COMPRESSED = 0.12
COMPRESSED_BYTES = 600
_CHARACTERS = re.compile(r"([^\s\d.\-_=*#])\1{9,}")
_SENTENCE_CHARACTERS = 20


class Repetition(Stage):
    name = "repetition"

    def judge(self, row: Row) -> Outcome:
        if _CHARACTERS.search(row.text):
            return dropped("runs of one character", row.text)
        once, lost = _once(row.text)
        if lost > REPEATED_SHARE * (2 if row.domain == "education" else 1):
            return dropped("the same sentences again", row.text)
        reason = _filled(row.text)
        if reason:
            return dropped(reason, row.text)
        return repaired(row, once, ["a sentence twice in a row"], row.text) if once else kept(row)


def _once(text: str) -> tuple[str, float]:
    """The text with sentences that stand twice in a row said once (empty where there are none), and
    the share of its characters in sentences that came before."""
    seen: set[str] = set()
    again, last, doubled = 0, "", []
    for one in sentences(text):
        key = one.lower()
        if len(one) < _SENTENCE_CHARACTERS:
            last = ""
            continue
        if key in seen:
            again += len(one)
        if key == last:
            doubled.append(one)
        seen.add(key)
        last = key
    for one in doubled:
        text = re.sub(rf"({re.escape(one)})(\s+){re.escape(one)}(?=\s|$)", r"\1", text, count=1)
    return (text if doubled else ""), again / max(1, len(text))


def _filled(text: str) -> str:
    raw = text.encode("utf-8")
    shrunk = len(zlib.compress(raw, 1)) / len(raw)
    if len(raw) > COMPRESSED_BYTES and shrunk < COMPRESSED:
        return "shrinks to nothing"
    found = tokens(text) if shrunk < SUSPECT else []
    if len(found) < LEAST_TOKENS:
        return ""
    for size, share in TOP_SHARES.items():
        runs = Counter(zip(*(found[at:] for at in range(size)), strict=False))
        run, times = runs.most_common(1)[0]
        if times > TIMES and times * sum(map(len, run)) > share * sum(map(len, found)):
            return "a few words fill it"
    return ""
