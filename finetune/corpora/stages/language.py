"""Stage 2, language: keeps the languages wanted, by the row and by the long paragraph.

Short lines and mathematics say too little for a verdict and stay. An English text is known by its
function words, which costs little; what is left is judged by langid's classifier (Lui and Baldwin
2012).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, kept, repaired
from finetune.corpora.stages.words import english_share, words

ENOUGH_WORDS = 8
ENGLISH_SHARE = 0.2
SURE = 0.9
PROSE = 0.6
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_OTHER_SCRIPT = re.compile(
    r"[\u0400-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\uac00-\ud7af]"
)
_MATHEMATICS = re.compile(r"\\[a-z]+|[=+^_{}<>*/]|\d")


class Language(Stage):
    name = "language"

    def __init__(self, wanted: tuple[str, ...] = ("en",)) -> None:
        self.wanted = frozenset(wanted)

    def judge(self, row: Row) -> Outcome:
        paragraphs = row.text.split("\n\n")
        foreign = [tongue for part in paragraphs if (tongue := self._foreign(part))]
        if not foreign:
            tongue = self._foreign(row.text) if len(paragraphs) > 1 else ""
            return dropped(f"written in {tongue}", row.text) if tongue else kept(row)
        left = [part for part in paragraphs if not self._foreign(part)]
        if len("".join(left)) < len(row.text) / 2:
            return dropped(f"written in {foreign[0]}", row.text)
        return repaired(row, "\n\n".join(left), [f"paragraph in {foreign[0]}"], row.text)

    def _foreign(self, text: str) -> str:
        """The language of `text` where it is surely none of the wanted; otherwise empty."""
        letters = sum(map(str.isalpha, text))
        for script, name in ((_CHINESE, "zh"), (_OTHER_SCRIPT, "another script")):
            if name not in self.wanted and len(script.findall(text)) > max(8, letters / 3):
                return name
        found = words(text)
        if len(found) < ENOUGH_WORDS or letters < PROSE * len(text.replace(" ", "")):
            return ""
        if "en" in self.wanted and english_share(found) >= ENGLISH_SHARE:
            return ""
        tongue, sure = _identifier().classify(_MATHEMATICS.sub(" ", text)[:1000])
        return tongue if tongue not in self.wanted and sure >= SURE else ""


@cache
def _identifier() -> Any:
    from py3langid.langid import (
        MODEL_FILE,
        LanguageIdentifier,
    )  # its plain call gives no probability

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
