"""Stage 8, toxicity: slurs, obscenity, threats, and insults aimed at somebody.

The words stand in `toxic_words.json` as fingerprints with a weight, so that nobody has to read
them: 3 a slur, 2 an obscenity, 1 a word that insults only when it is aimed ("you ..."). Spelling
that hides a word (stars, digits, stretched or spaced letters) is undone first. A sentence is toxic
from weight 2. What no word betrays, irony and veiled contempt, is not found.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, kept, repaired
from finetune.corpora.stages.words import sentences

TOXIC = 2
DROPPED_SHARE = 0.25
_WORDS = Path(__file__).with_name("toxic_words.json")
_TOKEN = re.compile(r"[^\W_][\w@$!*#+-]*[^\W_]|[^\W_]")
_SPACED = re.compile(r"\b(?:[A-Za-z][ .\-_*]){2,}[A-Za-z]\b")
_STRETCHED = re.compile(r"(.)\1{2,}")
_DISGUISE = str.maketrans("013457@$!|+", "oieastasiit")
_GROUPS = (
    "people|immigrants|foreigners|jews|muslims|christians|blacks|whites|gays|women|men|refugees"
    "|arabs|asians"
)
_DEATHS = "die|hang|burn|be (?:shot|hanged|killed|raped|gassed|lynched|exterminated)"
_HARM = "kill|murder|shoot|stab|rape|lynch|hang|burn|gut"
_BELITTLED = "vermin|animals|subhuman|parasites|a disease|filth|scum|inferior"
_THREAT = re.compile(
    rf"(?i)\b(?:i|we|i'll|we'll|somebody|someone)\b[^.!?]{{0,24}}\b(?:{_HARM})\b"
    r"[^.!?]{0,12}\b(?:you|him|her|them|your)\b"
    r"|\b(?:kill|hang|cut|off) (?:yourself|urself)\b"
    r"|\b(?:you|they|he|she)\b[^.!?]{0,16}\b(?:deserves? to|should(?: all)?|ought to|must)"
    rf"(?: just)? (?:{_DEATHS})\b"
    r"|\b(?:hope|wish)\b[^.!?]{0,24}\b(?:you|they|he|she)\b[^.!?]{0,24}"
    r"\b(?:dies?|get (?:cancer|raped|shot)|rots?)\b"
    r"|\b(?:exterminate|gas|wipe out|get rid of)\b[^.!?]{0,12}\b(?:all|these|those|every)\b"
    rf"[^.!?]{{0,24}}\b(?:{_GROUPS})\b"
    rf"|\b(?:{_GROUPS})\b[^.!?]{{0,24}}\b(?:are|is)\b[^.!?]{{0,24}}\b(?:{_BELITTLED})\b"
)
_THREATENING = re.compile(
    rf"(?i)\b(?:{_HARM}|cut|die|dies|rots?|exterminate|gas|wipe|get rid|cancer|animals|disease"
    r"|vermin|subhuman|parasites|filth|scum|inferior|shot|deserves?)\b"
)


class Toxicity(Stage):
    name = "toxicity"

    def judge(self, row: Row) -> Outcome:
        if not _suspect(row.text):
            return kept(row)
        toxic = [one for one in sentences(row.text) if toxic_weight(one) >= TOXIC]
        if not toxic:
            return kept(row)
        if sum(map(len, toxic)) >= DROPPED_SHARE * len(row.text):
            return dropped("toxic")
        text = row.text
        for one in toxic:
            text = text.replace(one, "")
        return repaired(row, re.sub(r"  +", " ", text).strip(), ["toxic sentence"])


def _suspect(text: str) -> bool:
    """A quick look at the whole text: most rows need no second one."""
    return bool(_THREATENING.search(text)) or any(_weight(word) for word in set(_spelled(text)))


def toxic_weight(sentence: str) -> int:
    """3 a slur or threat, 2 an obscenity or an aimed insult, 0 otherwise."""
    if _THREAT.search(sentence):
        return 3
    told = max((_weight(word) for word in _spelled(sentence)), default=0)
    if told == 1:
        return TOXIC if _insulted(sentence) else 0
    return told


def fingerprint(word: str) -> str:
    """How a word stands in the list."""
    return hashlib.sha256(word.lower().encode("utf-8")).hexdigest()[:12]


def _insulted(sentence: str) -> bool:
    """An insult within a few words of the one it is aimed at: "you are an ...", "those ..."."""
    found = _TOKEN.findall(sentence)
    marks = [at for at, word in enumerate(found) if _weight(word.lower()) == 1]
    second = re.compile(r"(?i)you|you're|youre|ur|yourself$")
    aims = [at for at, word in enumerate(found) if second.fullmatch(word)]
    return any(0 < mark - aim <= 6 for mark in marks for aim in aims)


def _spelled(sentence: str) -> list[str]:
    """Each word as written, and as it reads with its disguise undone."""
    plain = _SPACED.sub(lambda found: re.sub(r"[^A-Za-z]", "", found[0]), sentence)
    found = []
    for word in _TOKEN.findall(plain):
        lower = word.lower()
        found.append(lower)
        if not lower.isalpha() or _STRETCHED.search(lower):
            found += _undisguised(lower)
    return found


def _undisguised(word: str) -> list[str]:
    if not any(map(str.isalpha, word)) or word.count("*") > 2:
        return []
    stars = [word]
    if "*" in word or "#" in word:
        holes = re.split(r"[*#]", word)
        fills = product("aeiou", repeat=len(holes) - 1)
        stars = ["".join(map("".join, zip(holes, [*fill, ""], strict=True))) for fill in fills]
    read = [re.sub(r"[^a-z]", "", one.translate(_DISGUISE)) for one in stars]
    return [
        form for one in read for form in {_STRETCHED.sub(r"\1", one), _STRETCHED.sub(r"\1\1", one)}
    ]


@lru_cache(maxsize=200_000)
def _weight(word: str) -> int:
    return _listed().get(fingerprint(word), 0)


@cache
def _listed() -> dict[str, int]:
    return json.loads(_WORDS.read_text(encoding="utf-8"))
