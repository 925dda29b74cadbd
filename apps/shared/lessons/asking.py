"""Questions that a sentence of a document answers, found by the shape of the sentence.

Closed patterns over English prose: definitions, amounts, changes and their reasons, dates, lists,
conditions, expectations. Each gives a question whose answer is the sentence itself, whole or
shortened. Knows no desk and draws nothing at random but the wording.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.periods import find_periods
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
_NP = (
    r"(?!(?:Because|Although|While|Since|When|Once|After|Before|Sometimes|If|As|For|In|On|At|By|To|"
    r"With|Under|Through|From|During|Where|Unlike|Despite|Given|Until|Not|No)\b)(?:[Tt]he |[Aa]n? |[Oo]ur |[Tt]otal |[Nn]et )?[A-Za-z][\w’'&/-]*(?: (?!(?:is|are|was|were|that|which|who|we|it|to|can|may|could|might|will|should|would|"
    r"has|have|had|also|but|not|do|does|did|if|when|where)\b)[\w’'&/-]+){0,6}?"
)
_MONEY = (
    r"(?:approximately |about |nearly |over )?[$€£]\s?\d[\d,.]*(?: (?:million|billion|thousand))?"
)
_AMOUNT = rf"(?:{_MONEY}|(?:approximately |about |nearly )?\d[\d,.]*\s?(?:%|percent|percentage points|basis points|million|billion|thousand|years|months|days|employees|shares|people|countries|stores|hours|weeks|mg|kg|cm|mm))"
_UP = "increased|rose|grew|improved|climbed|expanded"
_DOWN = "decreased|declined|fell|dropped|reduced"
_BASE = {
    "increased": "increase", "rose": "rise", "grew": "grow", "improved": "improve",
    "climbed": "climb", "expanded": "expand", "decreased": "decrease", "declined": "decline",
    "fell": "fall", "dropped": "drop", "reduced": "fall",
}  # fmt: skip
_DID = {
    "acquired": "acquire", "announced": "announce", "issued": "issue", "entered into": "enter into",
    "completed": "complete", "adopted": "adopt", "sold": "sell", "repaid": "repay",
    "received": "receive", "filed": "file", "approved": "approve", "authorized": "authorize",
    "established": "establish", "amended": "amend", "launched": "launch", "opened": "open",
    "closed": "close", "terminated": "terminate", "declared": "declare", "recognized": "recognize",
    "recorded": "record", "settled": "settle", "purchased": "purchase", "agreed to": "agree to",
    "began": "begin", "started": "start", "paid": "pay", "redeemed": "redeem",
    "formed": "form", "signed": "sign", "appointed": "appoint", "borrowed": "borrow",
}  # fmt: skip
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the sentence that answers it; `kind` names the pattern."""

    question: str
    answer: str
    kind: str


Maker = Callable[[str, random.Random, str], Iterator[Asked]]


def questions(sentence: str, rng: random.Random, *, speaker: str = "the company") -> list[Asked]:
    """All questions the patterns find; empty where the sentence leans on what stands before it.

    `speaker` is who `we` is.
    """
    flat = " ".join(sentence.split())
    if not SHORTEST <= len(flat) <= LONGEST or _VAGUE.match(flat) or not flat[:1].isupper():
        return []
    if not flat.endswith(".") or flat.count("(") != flat.count(")") or len(content(flat)) < 4:
        return []
    found = [asked for make in _MAKERS for asked in make(flat, rng, speaker)]
    return found or list(_about(flat, rng, speaker))


def _definition(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        r"((?:(?:An?|The) )?[A-Z]?[\w’'-]+(?: (?!is|are|was|were)[\w’'-]+){0,4}) (is|are) "
        r"((?:an?|the|any|one|defined|called|considered|known)\b.+)\.$",
        sentence,
    )
    if not match or re.search(r"\b(?:we|our|not|following|it|they)\b", match[1], re.IGNORECASE):
        return
    term = _lowered(re.sub(r"^(?:An?|The) ", "", match[1]))
    if not 1 <= len(content(term)) <= 5:
        return
    verb = match[2]
    asks = (
        f"What {verb} {_article(match[1])}{term}?", f"What does {term} mean?",
        f"How {verb} {_article(match[1])}{term} defined?",
        f"Can you explain what {_article(match[1])}{term} {verb}?", f"Define {term}.",
        f"What do the documents say {_article(match[1])}{term} {verb}?",
    )  # fmt: skip
    yield Asked(rng.choice(asks), sentence, "definition")


def _change(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        rf"(?:(?P<when>(?:In|During|For) [^,]{{4,40}}), )?(?P<what>{_NP}) "
        rf"(?P<verb>{_UP}|{_DOWN})\b(?P<rest>.*)\.$",
        sentence,
    )
    if not match:
        return
    what, base = _subject(match["what"], speaker), _BASE[match["verb"]]
    if not content(what) or re.search(r"\b(?:which|that|and if)\b", what):
        return
    when = _when(sentence)
    cause = re.search(
        r"\b(?:due to|because|driven by|as a result of|reflecting|resulting from|attributable to|"
        r"owing to|caused by|on account of)\b",
        match["rest"],
    )
    if cause:
        asks = (
            f"Why did {what} {base}{when}?", f"What drove the change in {what}{when}?",
            f"What explains why {what} {match['verb']}{when}?",
            f"What was the reason that {what} {match['verb']}{when}?",
        )  # fmt: skip
        yield Asked(rng.choice(asks), sentence, "reason")
    if re.search(_AMOUNT, match["rest"]):
        asks = (
            f"How much did {what} {base}{when}?", f"By how much did {what} {base}{when}?",
            f"How did {what} change{when}?", f"What was the change in {what}{when}?",
        )  # fmt: skip
        answer = sentence
        if cause and rng.random() < 0.5:
            answer = _cut(sentence, match.start("rest") + cause.start())
        yield Asked(rng.choice(asks), answer, "change")


def _amount(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        rf"(?:(?:As of|At|In|For|During|On) [^,]{{4,30}}(?:, \d{{4}})?, )?(?P<what>{_NP}) "
        rf"(?P<verb>was|were|is|are|totaled|totalled|amounted to|came to|averages?|equals?)"
        rf" (?P<rest>(?:\w+ ){{0,2}}?{_AMOUNT}.*)\.$",
        sentence,
    )
    if not match or re.match(r"(?:not|no|used|based)\b", match["rest"]):
        return
    what = _subject(match["what"], speaker)
    if not content(what) or len(what) > 80:
        return
    when = _when(sentence)
    be = "were" if what.endswith("s") and not what.endswith(("ss", "us")) else "was"
    if match["verb"] in ("is", "are"):
        be = match["verb"]
    asks = (
        f"What {be} {what}{when}?", f"How much {be} {what}{when}?",
        f"What amount is given for {what}{when}?", f"Tell me {what}{when}.",
        f"{what[:1].upper()}{what[1:]}{when}?",
    )  # fmt: skip
    yield Asked(rng.choice(asks), sentence, "amount")


def _dated(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        r"(?:On|In) (?:[A-Z][a-z]+ (?:\d{1,2}, )?\d{4}|\d{4}|fiscal \d{4}), "
        rf"(?P<who>we|the Company|[A-Z][\w&.’' -]{{2,40}}?) (?P<verb>{'|'.join(_DID)}) "
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
    base = _DID[match["verb"]]
    asks = (
        f"When did {who} {base} {_ours(what, speaker)}?",
        f"On what date did {who} {base} {_ours(what, speaker)}?",
        f"What did {who} {base}{_when(sentence)}?",
    )  # fmt: skip
    yield Asked(rng.choice(asks), sentence, "date")


def _listed(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        rf"(?P<what>{_NP}) (?P<verb>includes?|consists? of|consisted of|comprises?|contains?|"
        r"depends? on|requires?|causes?|affects?|helps?|means?|involves?|represents?|provides?|"
        r"allows?|prevents?|controls?|produces?|leads? to|refers? to|measures?) (?P<rest>.+)\.$",
        sentence,
    )
    if not match:
        return
    what, verb = _subject(match["what"], speaker), match["verb"]
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
    clause = _ours(match["if"], speaker)
    asks = (
        f"What happens if {clause}?", f"What if {clause}?",
        f"What could follow if {clause}?", f"What is said about the case that {clause}?",
    )  # fmt: skip
    yield Asked(rng.choice(asks), sentence, "condition")


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
    topic = _ours(topic, speaker)
    if not 1 <= len(content(topic)) <= 6:
        return
    asks = (
        f"What does {speaker} {base} about {topic}?", f"What does management {base} of {topic}?",
        f"What is the outlook for {topic}?", f"What are the expectations for {topic}?",
    )  # fmt: skip
    yield Asked(rng.choice(asks), sentence, "expectation")


def _effect(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        rf"(?P<what>{_NP}) (?:could|may|might|can) (?P<rest>(?:\w+ly )?(?:affect|harm|impact|"
        r"reduce|increase|cause|result in|lead to|disrupt|damage|delay|limit|expose|impair|spread|"
        r"develop|occur|help|make|be ).+)\.$",
        sentence,
    )
    if not match:
        return
    what = _subject(match["what"], speaker)
    if not content(what) or len(what) > 90:
        return
    asks = (
        f"What could {what} do?", f"How could {what} matter?", f"What effect may {what} have?",
        f"What can be the consequences of {what}?", f"What risk does {what} pose?",
    )  # fmt: skip
    yield Asked(rng.choice(asks), sentence, "effect")


def _used(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    match = re.match(
        rf"(?P<what>{_NP}) (?P<be>is|are|was|were) (?P<how>used|caused|treated|diagnosed|measured|recorded|"
        r"recognized|calculated|determined|based|reviewed|amortized|depreciated|tested|stated|"
        r"classified|accounted for|located|inherited|given|made|found|called|written|needed|"
        r"associated|characterized|designed|required) (?P<rest>.+)\.$",
        sentence,
    )
    if not match:
        return
    what, be, how = _subject(match["what"], speaker), match["be"], match["how"]
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


def _about(sentence: str, rng: random.Random, speaker: str) -> Iterator[Asked]:
    """Where no pattern fits closer: what the documents say about a group of words in it."""
    found = _GROUP.findall(sentence)
    runs = [run.strip() for run in found if not _NO_TOPIC.search(run) and len(content(run)) >= 2]
    if not runs:
        return
    topic = max(runs, key=len)
    asks = (
        f"What is said about {topic}?", f"What do the documents say about {topic}?",
        f"Is there anything about {topic}?", f"Summarise what is stated on {topic}.",
        f"{topic[:1].upper()}{topic[1:]}?",
    )  # fmt: skip
    yield Asked(rng.choice(asks), sentence, "about")


_MAKERS: tuple[Maker, ...] = (
    _definition, _change, _amount, _dated, _listed, _condition, _expected, _effect, _used,
)  # fmt: skip


def _when(sentence: str) -> str:
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


def _subject(words: str, speaker: str) -> str:
    return _ours(_lowered(words.strip(" ,")), speaker)


def _lowered(words: str) -> str:
    """Without the capital of a sentence's beginning, where the word is no name."""
    first, _, rest = words.partition(" ")
    plain = first[1:].islower() or first in ("A", "An", "The", "I")
    following = rest[:1].isupper()
    return f"{first.lower()} {rest}".strip() if plain and not following else words


_VERBS = {"are": "is", "were": "was", "have": "has", "do": "does"}


def _ours(words: str, speaker: str) -> str:
    """Told by somebody else: `we are` becomes `the company is`."""
    told = re.sub(
        r"\bwe (are|were|have|do)\b",
        lambda m: f"{speaker} {_VERBS[m[1].lower()]}",
        words,
        flags=re.IGNORECASE,
    )
    said = {"we": speaker, "our": f"{speaker}'s", "us": speaker}
    return re.sub(r"\b(we|our|us)\b", lambda m: said[m[1].lower()], told, flags=re.IGNORECASE)


def _article(words: str) -> str:
    match = re.match(r"(An?|The) ", words)
    return f"{match[1].lower()} " if match else ""


def _cut(sentence: str, at: int) -> str:
    """What stands before a reason, without the comma and the adverb that lead to it."""
    kept = re.sub(
        r"[,;]?\s*(?:primarily|mainly|largely|partly|partially|mostly)?\s*$", "", sentence[:at]
    )
    return f"{kept.rstrip(' ,;')}."
