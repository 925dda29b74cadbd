"""Invented courses for the measure of grounded answers: what a handbook and a lesson say."""

from __future__ import annotations

import random

from apps.shared.evaluation.cases.scene import Fact, Scene

SUBJECTS = (
    "the Larch course", "the Heron course", "the Flint course", "the Juniper course",
    "the Osprey course", "the Cobalt course", "the Meadow course", "the Harbour course",
    "the Beacon course", "the Thistle course", "the Amber course", "the Willow course",
)  # fmt: skip
_UNITS = (
    "ratios of lengths", "negative powers", "slopes of lines", "areas of kites",
    "mixtures of two liquids", "sums of angles", "sets with no members", "counting in fives",
)  # fmt: skip
_TOOLS = (
    "a folded paper strip", "two number lines side by side", "coloured counters",
    "a grid of hundredths", "a balance with weights", "a table of differences",
)  # fmt: skip
_ERRORS = (
    "adding the denominators", "dropping the minus sign", "reading the scale backwards",
    "counting the first post twice", "mixing up radius and diameter", "rounding too early",
)  # fmt: skip
_WORDS = (
    ("a span", "the distance between the largest and the smallest value"),
    ("a twin pair", "two numbers whose product is one"),
    ("a ladder", "a list in which every number is three more than the last"),
    ("a rim", "the sum of the outer sides of a figure"),
    ("a half-turn", "a rotation by 180 degrees"),
)


def scene(subject: str, rng: random.Random) -> Scene:
    """One course's handbook."""
    return Scene(
        subject,
        (
            _lessons(subject, rng),
            _tool(subject, rng),
            _error(subject, rng),
            _term(subject, rng),
            _pass(subject, rng),
            _test(subject, rng),
        ),
    )


def _first(text: str) -> str:
    return text[0].upper() + text[1:]


def _lessons(who: str, rng: random.Random) -> Fact:
    unit, count = rng.choice(_UNITS), f"{rng.randint(6, 19)} lessons"
    told = (
        f"{_first(who)} spends {count} on {unit}.",
        f"On {unit}, {who} plans {count}.",
    )
    asked = f"How many lessons does {who} spend on {unit}?"
    return Fact("lessons", rng.choice(told), asked, count.split()[0])


def _tool(who: str, rng: random.Random) -> Fact:
    tool = rng.choice(_TOOLS)
    told = (
        f"{_first(who)} shows fractions with {tool}.",
        f"To show fractions, {who} uses {tool}.",
    )
    return Fact("tool", rng.choice(told), f"What does {who} show fractions with?", tool)


def _error(who: str, rng: random.Random) -> Fact:
    error = rng.choice(_ERRORS)
    told = (
        f"The commonest slip in {who} is {error}.",
        f"In {who} pupils slip most often by {error}.",
    )
    return Fact("slip", rng.choice(told), f"What is the commonest slip in {who}?", error)


def _term(who: str, rng: random.Random) -> Fact:
    word, meaning = rng.choice(_WORDS)
    told = (
        f"In {who}, {word} means {meaning}.",
        f"{_first(word)} in {who} is {meaning}.",
    )
    return Fact("term", rng.choice(told), f"What does {word} mean in {who}?", meaning)


def _pass(who: str, rng: random.Random) -> Fact:
    share = f"{rng.randint(52, 78)}%"
    told = (
        f"To pass {who}, a pupil needs {share} of the points.",
        f"{_first(who)} counts as passed from {share} of the points on.",
    )
    asked = f"What share of the points is needed to pass {who}?"
    return Fact("pass", rng.choice(told), asked, share.rstrip("%"))


def _test(who: str, rng: random.Random) -> Fact:
    minutes = f"{rng.choice((35, 55, 65, 75, 85, 105))} minutes"
    told = (
        f"The closing test of {who} takes {minutes}.",
        f"Pupils have {minutes} for the closing test of {who}.",
    )
    return Fact("test", rng.choice(told), f"How long is the closing test of {who}?", minutes)
