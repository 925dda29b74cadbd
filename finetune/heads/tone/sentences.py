"""Writes sentences of company news with their tone, from the forms and words of a language's file.

The tone follows from the grammar: a figure that one likes to see and that rises is good news, one
that is feared and rises is bad, a single figure beside nothing is none. Knows nothing of heads.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Literal, get_args

Language = Literal["en", "zh"]
Tone = Literal["negative", "neutral", "positive"]
TONES: tuple[Tone, ...] = get_args(Tone)

SHARES: Mapping[Tone, float] = {"negative": 0.31, "neutral": 0.36, "positive": 0.33}
"""How often each tone is drawn, whatever the number of its forms."""
_SLOT = re.compile(r"\{(\w+)\}")
_OPPOSITE: Mapping[Tone, Tone] = {
    "negative": "positive",
    "positive": "negative",
    "neutral": "neutral",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence and the tone it has."""

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Form:
    """A form with its own draw: which side of a figure it speaks of, and which way that moves."""

    text: str
    weight: float
    tone: Tone
    metric: Literal["good", "bad"] | None
    moved: Literal["rose", "fell"] | None


def sentences(language: Language, count: int, seed: int) -> Iterator[Told]:
    """`count` different sentences; the same seed gives the same ones."""
    rng = Random(seed)  # noqa: S311
    words, forms = grammar(language)
    shares = list(SHARES.values())
    seen: set[str] = set()
    while len(seen) < count:
        tone = rng.choices(TONES, shares)[0]
        chosen = rng.choices(forms[tone], [form.weight for form in forms[tone]])[0]
        text = _written(chosen, words, language, rng)
        if text not in seen:
            seen.add(text)
            yield Told(text, tone)


@cache
def grammar(language: Language) -> tuple[dict[str, list[str]], dict[Tone, list[Form]]]:
    """The words by bank and the forms by tone."""
    file = Path(__file__).with_name(f"{language}.toml")
    held = tomllib.loads(file.read_text(encoding="utf-8"))
    forms: dict[Tone, list[Form]] = {tone: [] for tone in TONES}
    for group in held["form"]:
        for text in group["texts"]:
            for form in _forms(text, group):
                forms[form.tone].append(form)
    return held["banks"], forms


def _forms(text: str, group: dict[str, Any]) -> Iterator[Form]:
    """One form for each combination of figure and move that decides the tone."""
    weight = group["weight"] / len(group["texts"])
    said: str = group["tone"]
    if said in TONES:
        yield Form(text, weight, said, None, None)
        return
    for metric in ("good", "bad"):
        for moved in ("rose", "fell") if said == "move" else (None,):
            up = moved == "rose" if moved else said == "up"
            tone: Tone = "positive" if up else "negative"
            rare = 1.0 if metric == "good" else 0.4
            yield Form(
                text, weight * rare, tone if metric == "good" else _OPPOSITE[tone], metric, moved
            )


def _written(form: Form, words: Mapping[str, list[str]], language: Language, rng: Random) -> str:
    fixed = _figures(language, rng)
    fixed |= {"metricgood": "{good}", "metricbad": "{bad}", "metric": f"{{{form.metric}}}"}
    if form.moved is not None:
        fixed["moved"] = f"{{{form.moved}}}"
    text = "{lead}" + form.text + "{tail}"
    while _SLOT.search(text):
        text = _SLOT.sub(lambda slot: fixed.get(slot[1]) or _drawn(words, slot[1], rng), text)
    return _finished(text, language, rng)


def _drawn(words: Mapping[str, list[str]], name: str, rng: Random) -> str:
    return rng.choice(words[name])


def _figures(language: Language, rng: Random) -> dict[str, str]:
    """Values of which `low` is below `high` in the same unit."""
    low = rng.choice((rng.uniform(0.2, 9), rng.uniform(9, 90), rng.uniform(90, 900)))
    high = low * rng.uniform(1.03, 2.6)
    money = _money_en if language == "en" else _money_zh
    unit = rng.randrange(6)
    cheap = rng.uniform(0.1, 60)
    coin = "EUR " if language == "en" else ""
    return {
        "low": money(low, unit),
        "high": money(high, unit),
        "mid": money(rng.uniform(low, high), rng.randrange(5)),
        "pricelow": f"{coin}{cheap:.2f}",
        "price": f"{coin}{cheap * rng.uniform(1.05, 1.6):.2f}",
        "count": f"{rng.choice((20, 45, 110, 250, 300, 1200, 4500)) + rng.randrange(9):,}",
        "year": str(rng.randint(2004, 2026)),
        "digit": str(rng.randint(1, 9)),
        "code": f"{rng.choice(('600', '000', '002', '300'))}{rng.randrange(1000):03d}",
    }


def _money_en(amount: float, unit: int) -> str:
    forms = ("EUR {} mn", "EUR{}m", "{} million euros", "USD {} mn", "${} million", "{} %")
    return forms[unit].format(f"{amount:,.1f}" if amount < 100 else f"{amount:,.0f}")


def _money_zh(amount: float, unit: int) -> str:
    forms = ("{}亿元", "{}亿", "{}万元", "{}亿元", "{}万", "{}%")
    return forms[unit].format(f"{amount:.2f}" if amount < 100 else f"{amount:.0f}")


def _finished(text: str, language: Language, rng: Random) -> str:
    """A sentence begins with a capital and ends in a full stop, mostly, as it may be printed."""
    if language == "zh":
        return re.sub(r"([！。])[！。]+", r"\1", text)
    text = " ".join(text.split()).replace(" ,", ",")
    text = f"{text[0].upper()}{text[1:]}"
    return text + rng.choice((" .", ".", ".", "."))
