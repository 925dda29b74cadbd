"""Words that tell what a sentence is about, and how a question says them again.

Closed lists and patterns over English prose. Knows no question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from rag.periods import find_periods

_NO_SUBJECT = (
    r"(?!(?:Because|Although|While|Since|When|Once|After|Before|Sometimes|If|As|For|In|On|At|By|To|"
    r"With|Under|Through|From|During|Where|Unlike|Despite|Given|Until|Not|No)\b)"
)
_NO_PART = (
    r"(?!(?:is|are|was|were|that|which|who|we|it|to|can|may|could|might|will|should|would|"
    r"has|have|had|also|but|not|do|does|did|if|when|where)\b)"
)
NP = (
    rf"{_NO_SUBJECT}(?:[Tt]he |[Aa]n? |[Oo]ur |[Tt]otal |[Nn]et )?[A-Za-z][\w’'&/-]*"
    rf"(?: {_NO_PART}[\w’'&/-]+){{0,6}}?"
)
"""A group of words that something is said of."""
MONEY = (
    r"(?:approximately |about |nearly |over )?[$€£]\s?\d[\d,.]*(?: (?:million|billion|thousand))?"
)
_UNITS = (
    r"%|percent|percentage points|basis points|million|billion|thousand|years|months|days|"
    r"employees|shares|people|countries|stores|hours|weeks|mg|kg|cm|mm"
)
AMOUNT = rf"(?:{MONEY}|(?:approximately |about |nearly )?\d[\d,.]*\s?(?:{_UNITS}))"
UP = "increased|rose|grew|improved|climbed|expanded"
DOWN = "decreased|declined|fell|dropped|reduced"
BASE = {
    "increased": "increase",
    "rose": "rise",
    "grew": "grow",
    "improved": "improve",
    "climbed": "climb",
    "expanded": "expand",
    "decreased": "decrease",
    "declined": "decline",
    "fell": "fall",
    "dropped": "drop",
    "reduced": "fall",
}
DID = {
    "acquired": "acquire",
    "announced": "announce",
    "issued": "issue",
    "entered into": "enter into",
    "completed": "complete",
    "adopted": "adopt",
    "sold": "sell",
    "repaid": "repay",
    "received": "receive",
    "filed": "file",
    "approved": "approve",
    "authorized": "authorize",
    "established": "establish",
    "amended": "amend",
    "launched": "launch",
    "opened": "open",
    "closed": "close",
    "terminated": "terminate",
    "declared": "declare",
    "recognized": "recognize",
    "recorded": "record",
    "settled": "settle",
    "purchased": "purchase",
    "agreed to": "agree to",
    "began": "begin",
    "started": "start",
    "paid": "pay",
    "redeemed": "redeem",
    "formed": "form",
    "signed": "sign",
    "appointed": "appoint",
    "borrowed": "borrow",
}
_VERBS = {"are": "is", "were": "was", "have": "has", "do": "does"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the sentence that answers it; `kind` names the pattern."""

    question: str
    answer: str
    kind: str


Maker = Callable[[str, Random, str], Iterator[Asked]]
"""From a sentence, chance and who `we` is to what it answers."""


def told_when(sentence: str) -> str:
    """The sentence's first period as a question would say it."""
    match = re.search(
        r"\b(?:in|for|during) ((?:the )?(?:fiscal |first |second |third |fourth )?(?:year |quarter "
        r"|quarter of |fiscal year )?(?:ended [A-Z][a-z]+ \d{1,2}, )?(?:19|20)\d\d)\b",
        sentence,
        re.IGNORECASE,
    )
    if match:
        return f" in {match[1]}"
    match = re.search(r"\b(?:as of|at) ([A-Z][a-z]+ \d{1,2}, (?:19|20)\d\d)", sentence, re.I)
    if match:
        return f" at {match[1]}"
    found = find_periods(sentence)
    return f" in {found[0].year}" if len(found) == 1 and found[0].year else ""


def subject(words: str, speaker: str) -> str:
    return ours(lowered(words.strip(" ,")), speaker)


def lowered(words: str) -> str:
    """Without the capital of a sentence's beginning, where the word is no name."""
    first, _, rest = words.partition(" ")
    plain = first[1:].islower() or first in ("A", "An", "The", "I")
    following = rest[:1].isupper()
    return f"{first.lower()} {rest}".strip() if plain and not following else words


def ours(words: str, speaker: str) -> str:
    """Told by somebody else: `we are` becomes `the company is`."""
    told = re.sub(
        r"\bwe (are|were|have|do)\b",
        lambda m: f"{speaker} {_VERBS[m[1].lower()]}",
        words,
        flags=re.IGNORECASE,
    )
    said = {"we": speaker, "our": f"{speaker}'s", "us": speaker}
    return re.sub(r"\b(we|our|us)\b", lambda m: said[m[1].lower()], told, flags=re.IGNORECASE)


def article(words: str) -> str:
    match = re.match(r"(An?|The) ", words)
    return f"{match[1].lower()} " if match else ""


def cut(sentence: str, at: int) -> str:
    """What stands before a reason, without the comma and the adverb that lead to it."""
    kept = re.sub(
        r"[,;]?\s*(?:primarily|mainly|largely|partly|partially|mostly)?\s*$", "", sentence[:at]
    )
    return f"{kept.rstrip(' ,;')}."
