"""Questions that a sentence of a document answers, found by the shape of the sentence.

Closed patterns over English prose: definitions, amounts, changes and their reasons, dates, lists,
conditions, expectations. Each gives a question whose answer is the sentence itself, whole or
shortened. Knows no desk and draws nothing at random but the wording.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from apps.shared.lessons.events_asked import MAKERS as EVENTS
from apps.shared.lessons.sentence_words import Asked
from apps.shared.lessons.statements_asked import MAKERS as STATEMENTS
from rag.terms import content

SHORTEST, LONGEST = 30, 330
"""Characters of a sentence that may be an answer."""
_VAGUE = re.compile(
    r"^(?:it|they|this|that|these|those|he|she|such|there|here|in addition|however|also|further|"
    r"furthermore|moreover|therefore|thus|as a result|as such|similarly|likewise|for example|"
    r"other|another|both|each|and|but|or|so|see|refer|accordingly|additionally|if so|to do so|"
    r"the following|as (?:described|discussed|noted)|for (?:more|additional|further))\b",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:the|our|of|for|in|on|its|their|an?|with|through|against|by) "
    r"((?:[a-z][a-z’'-]+ ){1,3}?[a-z][a-z’'-]{3,})"
    r"(?=[,.;]| (?:of|in|for|that|which|to|is|are|was|were|and|with|by|from|as|may|could|will|can|"
    r"have|has|or|on|at|under|over|we|during)\b)"
)
_NO_TOPIC = re.compile(
    r"\b(?:that|which|these?|this|those|have|been|will|were|into|such|than|their|our|its|other|and|"
    r"could|would|when|also|more|certain|each|both|including|between|they|does|during|the|an?|any|"
    r"all|some|many|most|one|two|three|first|second|same|own|of|in|to|for|not|due|based|respect|"
    r"addition|order|result|number|terms?|extent|event|case|following|is|are|be|may|it|we|as|or|"
    r"existing|\w+ly)\b"
)


def questions(sentence: str, rng: random.Random, *, speaker: str = "the company") -> list[Asked]:
    """All questions the patterns find; empty where the sentence leans on what stands before it.

    `speaker` is who `we` is.
    """
    flat = " ".join(sentence.split())
    if not SHORTEST <= len(flat) <= LONGEST or _VAGUE.match(flat) or not flat[:1].isupper():
        return []
    if not flat.endswith(".") or flat.count("(") != flat.count(")") or len(content(flat)) < 4:
        return []
    found = [asked for make in (*STATEMENTS, *EVENTS) for asked in make(flat, rng, speaker)]
    return found or list(_about(flat, rng, speaker))


def _about(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    """Where no pattern fits closer: what the documents say about a group of words in it."""
    found = _GROUP.findall(sentence)
    runs = [run.strip() for run in found if not _NO_TOPIC.search(run) and len(content(run)) >= 2]
    if not runs:
        return
    topic = max(runs, key=len)
    asks = (
        f"What is said about {topic}?",
        f"What do the documents say about {topic}?",
        f"Is there anything about {topic}?",
        f"Summarise what is stated on {topic}.",
        f"{topic[:1].upper()}{topic[1:]}?",
    )
    yield Asked(rng.choice(asks), sentence, "about")
