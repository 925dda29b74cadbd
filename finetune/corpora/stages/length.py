"""Stage 4, length: too short to teach anything, or so long that it is no passage but a dump."""

from __future__ import annotations

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, kept
from finetune.corpora.stages.words import tokens

MIN_TOKENS = 8
LONGEST_WORD = 200
MAX_CHARACTERS = 100_000


class Length(Stage):
    name = "length"

    def __init__(self, least: int = MIN_TOKENS, most: int = MAX_CHARACTERS) -> None:
        self.least, self.most = least, most

    def judge(self, row: Row) -> Outcome:
        count = len(tokens(row.text))
        if count < self.least:
            return dropped(f"under {self.least} words", row.text)
        if len(row.text) > self.most:
            return dropped(f"over {self.most} characters", row.text)
        if max(map(len, row.text.split())) > LONGEST_WORD:
            return dropped(f"a word of over {LONGEST_WORD} characters", row.text)
        return kept(row)
