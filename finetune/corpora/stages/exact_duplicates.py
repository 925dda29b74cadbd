"""Stage 6, exact duplicates: the same words, whatever the case, the white space and punctuation.

The first that comes stays. Held-out parts come first, so a copy of a test passage never trains.
"""

from __future__ import annotations

import hashlib

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, kept
from finetune.corpora.stages.words import tokens


class ExactDuplicates(Stage):
    name = "exact duplicates"

    def __init__(self) -> None:
        self.seen: set[bytes] = set()

    def remember(self, row: Row) -> None:
        self.seen.add(_key(row))

    def judge(self, row: Row) -> Outcome:
        key = _key(row)
        if key in self.seen:
            return dropped("seen before", row.text)
        self.seen.add(key)
        return kept(row)


def _key(row: Row) -> bytes:
    return hashlib.blake2b(" ".join(tokens(row.text)).encode("utf-8"), digest_size=16).digest()
