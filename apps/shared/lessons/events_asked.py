"""Questions that sentences answer which tell amounts, changes, dates and expectations."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from apps.shared.lessons.sentence_words import (
    AMOUNT,
    BASE,
    DID,
    DOWN,
    NP,
    UP,
    Asked,
    Maker,
    cut,
    ours,
    subject,
    told_when,
)
from rag.terms import content


def _change(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        rf"(?:(?P<when>(?:In|During|For) [^,]{{4,40}}), )?(?P<what>{NP}) "
        rf"(?P<verb>{UP}|{DOWN})\b(?P<rest>.*)\.$",
        sentence,
    )
    if not match:
        return
    what, base = subject(match["what"], speaker), BASE[match["verb"]]
    if not content(what) or re.search(r"\b(?:which|that|and if)\b", what):
        return
    when = told_when(sentence)
    cause = re.search(
        r"\b(?:due to|because|driven by|as a result of|reflecting|resulting from|attributable to|"
        r"owing to|caused by|on account of)\b",
        match["rest"],
    )
    if cause:
        asks = (
            f"Why did {what} {base}{when}?",
            f"What drove the change in {what}{when}?",
            f"What explains why {what} {match['verb']}{when}?",
            f"What was the reason that {what} {match['verb']}{when}?",
        )
        yield Asked(rng.choice(asks), sentence, "reason")
    if re.search(AMOUNT, match["rest"]):
        asks = (
            f"How much did {what} {base}{when}?",
            f"By how much did {what} {base}{when}?",
            f"How did {what} change{when}?",
            f"What was the change in {what}{when}?",
        )
        answer = sentence
        if cause and rng.random() < 0.5:
            answer = cut(sentence, match.start("rest") + cause.start())
        yield Asked(rng.choice(asks), answer, "change")


def _amount(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        rf"(?:(?:As of|At|In|For|During|On) [^,]{{4,30}}(?:, \d{{4}})?, )?(?P<what>{NP}) "
        rf"(?P<verb>was|were|is|are|totaled|totalled|amounted to|came to|averages?|equals?)"
        rf" (?P<rest>(?:\w+ ){{0,2}}?{AMOUNT}.*)\.$",
        sentence,
    )
    if not match or re.match(r"(?:not|no|used|based)\b", match["rest"]):
        return
    what = subject(match["what"], speaker)
    if not content(what) or len(what) > 80:
        return
    when = told_when(sentence)
    be = "were" if what.endswith("s") and not what.endswith(("ss", "us")) else "was"
    if match["verb"] in ("is", "are"):
        be = match["verb"]
    asks = (
        f"What {be} {what}{when}?",
        f"How much {be} {what}{when}?",
        f"What amount is given for {what}{when}?",
        f"Tell me {what}{when}.",
        f"{what[:1].upper()}{what[1:]}{when}?",
    )
    yield Asked(rng.choice(asks), sentence, "amount")


def _dated(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        r"(?:On|In) (?:[A-Z][a-z]+ (?:\d{1,2}, )?\d{4}|\d{4}|fiscal \d{4}), "
        rf"(?P<who>we|the Company|[A-Z][\w&.’' -]{{2,40}}?) (?P<verb>{'|'.join(DID)}) "
        r"(?P<rest>.+)\.$",
        sentence,
    )
    if not match:
        return
    what = re.split(
        r",| for | which | that | to | in exchange | with | pursuant | by ", match["rest"]
    )[0]
    if not content(what) or len(what) > 90:
        return
    who = speaker if match["who"] in ("we", "the Company") else match["who"]
    base = DID[match["verb"]]
    asks = (
        f"When did {who} {base} {ours(what, speaker)}?",
        f"On what date did {who} {base} {ours(what, speaker)}?",
        f"What did {who} {base}{told_when(sentence)}?",
    )
    yield Asked(rng.choice(asks), sentence, "date")


def _expected(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        r"(?:We|The Company|Management) (?:currently )?(?P<verb>expects?|anticipates?|believes?|"
        r"plans?|intends?|estimates?) (?:that )?(?P<rest>.+)\.$",
        sentence,
    )
    if not match:
        return
    base = re.sub(r"s$", "", match["verb"])
    topic = re.split(
        r"\b(?:will|would|to|are|is|may|could|have|has|can|should|was|were|as|in|for|of|from)\b",
        match["rest"],
    )[0].strip(" ,")
    topic = ours(topic, speaker)
    if not 1 <= len(content(topic)) <= 6:
        return
    asks = (
        f"What does {speaker} {base} about {topic}?",
        f"What does management {base} of {topic}?",
        f"What is the outlook for {topic}?",
        f"What are the expectations for {topic}?",
    )
    yield Asked(rng.choice(asks), sentence, "expectation")


MAKERS: tuple[Maker, ...] = (_change, _amount, _dated, _expected)
