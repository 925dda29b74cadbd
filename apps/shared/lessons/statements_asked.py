"""Questions that sentences answer which say what something is, has, needs or may do."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from apps.shared.lessons.sentence_words import (
    NP,
    Asked,
    Maker,
    article,
    lowered,
    ours,
    subject,
)
from rag.terms import content


def _definition(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        r"((?:(?:An?|The) )?[A-Z]?[\w’'-]+(?: (?!is|are|was|were)[\w’'-]+){0,4}) (is|are) "
        r"((?:an?|the|any|one|defined|called|considered|known)\b.+)\.$",
        sentence,
    )
    if not match or re.search(r"\b(?:we|our|not|following|it|they)\b", match[1], re.IGNORECASE):
        return
    term = lowered(re.sub(r"^(?:An?|The) ", "", match[1]))
    if not 1 <= len(content(term)) <= 5:
        return
    verb = match[2]
    asks = (
        f"What {verb} {article(match[1])}{term}?",
        f"What does {term} mean?",
        f"How {verb} {article(match[1])}{term} defined?",
        f"Can you explain what {article(match[1])}{term} {verb}?",
        f"Define {term}.",
        f"What do the documents say {article(match[1])}{term} {verb}?",
    )
    yield Asked(rng.choice(asks), sentence, "definition")


def _listed(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        rf"(?P<what>{NP}) (?P<verb>includes?|consists? of|consisted of|comprises?|contains?|"
        r"depends? on|requires?|causes?|affects?|helps?|means?|involves?|represents?|provides?|"
        r"allows?|prevents?|controls?|produces?|leads? to|refers? to|measures?) (?P<rest>.+)\.$",
        sentence,
    )
    if not match:
        return
    what, verb = subject(match["what"], speaker), match["verb"]
    if not content(what) or len(what) > 70:
        return
    does = "does" if re.match(r"\w+s\b", verb) and verb != "consisted of" else "do"
    bare = _bare(verb)
    if verb == "consisted of":
        does, bare = "did", "consist of"
    asks = [f"What {does} {what} {bare}?"]
    if bare == "include":
        asks += [f"What is included in {what}?", f"What are examples of {what}?"]
    if bare == "cause":
        asks += [f"What can {what} cause?"]
    if bare in ("help", "prevent", "control"):
        asks += [f"What is {what} for?", f"What {does} {what} do?"]
    yield Asked(rng.choice(asks), sentence, "list")


def _bare(verb: str) -> str:
    head, _, tail = verb.partition(" ")
    base = head[:-1] if head.endswith("s") else head
    return f"{base} {tail}".strip()


def _condition(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(r"If (?P<if>[^,]{12,140}), (?P<then>.+)\.$", sentence)
    if not match:
        return
    clause = ours(match["if"], speaker)
    asks = (
        f"What happens if {clause}?",
        f"What if {clause}?",
        f"What could follow if {clause}?",
        f"What is said about the case that {clause}?",
    )
    yield Asked(rng.choice(asks), sentence, "condition")


def _effect(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        rf"(?P<what>{NP}) (?:could|may|might|can) (?P<rest>(?:\w+ly )?(?:affect|harm|impact|"
        r"reduce|increase|cause|result in|lead to|disrupt|damage|delay|limit|expose|impair|spread|"
        r"develop|occur|help|make|be ).+)\.$",
        sentence,
    )
    if not match:
        return
    what = subject(match["what"], speaker)
    if not content(what) or len(what) > 90:
        return
    asks = (
        f"What could {what} do?",
        f"How could {what} matter?",
        f"What effect may {what} have?",
        f"What can be the consequences of {what}?",
        f"What risk does {what} pose?",
    )
    yield Asked(rng.choice(asks), sentence, "effect")


def _used(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        rf"(?P<what>{NP}) (?P<be>is|are|was|were) (?P<how>used|caused|treated|diagnosed|measured|"
        r"recorded|"
        r"recognized|calculated|determined|based|reviewed|amortized|depreciated|tested|stated|"
        r"classified|accounted for|located|inherited|given|made|found|called|written|needed|"
        r"associated|characterized|designed|required) (?P<rest>.+)\.$",
        sentence,
    )
    if not match:
        return
    what, be, how = subject(match["what"], speaker), match["be"], match["how"]
    if not content(what) or len(what) > 80:
        return
    asks = {
        "used": [f"What {be} {what} used for?", f"How {be} {what} used?"],
        "caused": [f"What causes {what}?", f"What {be} {what} caused by?"],
        "based": [f"What {be} {what} based on?"],
        "located": [f"Where {be} {what} located?"],
        "found": [f"Where {be} {what} found?"],
        "called": [f"What {be} {what} called?"],
    }.get(how, [f"How {be} {what} {how}?"])
    yield Asked(rng.choice(asks), sentence, "manner")


MAKERS: tuple[Maker, ...] = (_definition, _listed, _condition, _effect, _used)
