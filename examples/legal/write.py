"""Writes the example's rows: passages of the land's law, and questions that they answer.

Everything is invented and drawn by chance from the provisions of the TOML files beside this one;
the same seed gives the same rows. Knows nothing of training.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from examples.legal import land

HERE = Path(__file__).parent
NEAR = 0.85
"""Share of an answer's words that a passage must say for the answer to be in its words."""
_SENTENCE = re.compile(r"\S.*?[.?!](?= |$)")
_SLOT = re.compile(r"\{(\w+)\}")
_BEGINNING = re.compile(r"(?:^|[.?!] )[a-z]")
Row = dict[str, Any]


def rows(seed: int, statutes: int = 90, contracts: int = 90, judgments: int = 40) -> Iterator[Row]:
    """Passages and questions, each document's together, in an order that chance chose."""
    rng = Random(seed)  # noqa: S311
    makers = [statute] * statutes + [contract] * contracts + [judgment] * judgments
    rng.shuffle(makers)
    named: set[str] = set()
    for maker in makers:
        document, provisions, slots = maker(rng)
        while document in named:
            document, provisions, slots = maker(rng)
        named.add(document)
        yield from _document(document, provisions, slots, rng)


def statute(rng: Random) -> tuple[str, list[Row], dict[str, str]]:
    """A statute on one subject; what suits the subject is in it, and some of what suits any."""
    listed = provisions_of("statutes")
    subject = rng.choice(sorted({name for one in listed for name in one["subjects"]}))
    suited = [one for one in listed if subject in one["subjects"]]
    general = [one for one in listed if one.get("general") and one not in suited]
    others = rng.sample(general, 3)
    act = f"{subject} Act {rng.randint(1931, 2024)}"
    return act, [*suited, *others], {"act": act}


def contract(rng: Random) -> tuple[str, list[Row], dict[str, str]]:
    """A contract of two firms with some of the clauses that contracts have."""
    kind = rng.choice(sorted(land.NAMES["deals"]))
    a, b = land.NAMES["deals"][kind]
    one, other = land.firm(rng), land.firm(rng)
    title = f"{kind[0].upper()}{kind[1:]} between {one} and {other}"
    deal = f"the {kind} between {one} and {other}"
    return title, rng.sample(provisions_of("contracts"), 6), {"deal": deal, "a": a, "b": b}


def judgment(rng: Random) -> tuple[str, list[Row], dict[str, str]]:
    """The report of a case between two firms."""
    one, other = land.firm(rng), land.firm(rng)
    court = rng.choice(land.NAMES["courts"]).format(town=rng.choice(land.NAMES["towns"]))
    case = f"{one} v {other}"
    slots = {"case": case, "P": one, "D": other, "court": court}
    return case, list(provisions_of("judgments")), slots


@cache
def provisions_of(kind: str) -> list[Row]:
    return tomllib.loads((HERE / f"{kind}.toml").read_text(encoding="utf-8"))["provision"]


def _document(
    document: str, provisions: list[Row], slots: dict[str, str], rng: Random
) -> Iterator[Row]:
    body = rng.choice(land.NAMES["bodies"])
    for number, provision in enumerate(provisions, 1):
        filled = land.values(rng) | {"body": body} | slots
        place = f"{document}, {number}"
        text = _sentence(rng.choice(provision["texts"]), filled)
        title = f"{document}, section {number}: {provision['heading']}"
        yield {"id": place, "document": document, "title": title, "text": text}
        for at, ask in enumerate(provision["ask"], 1):
            question = _sentence(rng.choice(ask["questions"]), filled)
            key = _key(ask["answers"], filled)
            answers = [_sentence(form, filled) for form in ask["answers"]]
            answer = _nearest(answers, text, key, rng)
            row = {"id": f"{place}, {at}", "question": question, "answer": answer}
            yield row | {"cites": [place]} | ({"key": key} if key else {})


def _key(forms: list[str], slots: dict[str, str]) -> str | None:
    """What every form of the answer says and only this filling does; None where they have none."""
    shared = set.intersection(*(set(_SLOT.findall(form)) for form in forms))
    own = sorted(shared & land.UNITS.keys())
    return f"{slots[own[0]]} {land.UNITS[own[0]]}".strip() if len(own) == 1 else None


def _nearest(answers: list[str], text: str, key: str | None, rng: Random) -> str:
    """An answer in the passage's own words; where all use others, its sentence with the key."""
    said = _words(text)
    near = [one for one in answers if len(_words(one) & said) >= NEAR * len(_words(one))]
    whole = [one for one in _SENTENCE.findall(text) if key and key in one]
    return rng.choice(near or whole or answers)


def _words(text: str) -> set[str]:
    """Words by their first letters, so that their endings do not count."""
    return {word[:5] for word in re.findall(r"[a-z]{4,}", text.lower())}


def _sentence(form: str, slots: dict[str, str]) -> str:
    """The form filled in, every sentence of it with a capital."""
    return _BEGINNING.sub(lambda found: found[0].upper(), form.format_map(slots))
