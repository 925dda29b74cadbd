"""Invented companies for the measure of grounded answers: amounts, reasons, dates, policies."""

from __future__ import annotations

import random

from apps.shared.evaluation.cases.scene import Fact, Scene

SUBJECTS = (
    "Tarnwick Ferries", "Oberon Ceramics", "Halcyon Tyres", "Quillon Dairy", "Marram Textiles",
    "Vespera Lighting", "Dunmore Locks", "Castellan Paper", "Isolde Pumps", "Brackwater Salt",
    "Pinnock Elevators", "Sablewood Furniture", "Kestrel Bakeries", "Norvane Cables",
)  # fmt: skip
_REASONS = (
    "two new quays came into use", "a kiln stood still for repairs", "freight rates eased",
    "a large customer left", "prices of raw rubber fell", "the winter was unusually mild",
    "a rival closed its works", "licence fees were paid in advance",
)  # fmt: skip
_PLACES = ("Aldmouth", "Corrin", "Wexhall", "Lindover", "Pellar", "Tresk", "Ombury", "Galven")
_PEOPLE = ("Ines Varga", "Tomas Holt", "Priya Nandan", "Olu Adeyemi", "Mara Lindqvist", "Jon Peele")
_MONTHS = ("February", "April", "June", "August", "October", "December")


def scene(subject: str, rng: random.Random) -> Scene:
    """One company's year in facts that nobody can know without the passage."""
    year = rng.randint(2014, 2024)
    return Scene(
        subject,
        (
            _turnover(subject, year, rng),
            _reason(subject, year, rng),
            _debt(subject, year, rng),
            _staff(subject, year, rng),
            _plant(subject, rng),
            _head(subject, rng),
            _dividend(subject, year, rng),
        ),
    )


def _turnover(who: str, year: int, rng: random.Random) -> Fact:
    amount = f"${rng.randint(110, 980)}.{rng.randint(1, 9)} million"
    told = (
        f"{who} took in {amount} of turnover over the whole of {year}.",
        f"For {year} the books of {who} close with turnover of {amount}.",
        f"Turnover at {who} came out at {amount} for {year}.",
    )
    asked = (
        f"What turnover did {who} have in {year}?",
        f"How large was the {year} turnover of {who}?",
    )
    return Fact("turnover", rng.choice(told), rng.choice(asked), amount)


def _reason(who: str, year: int, rng: random.Random) -> Fact:
    reason = rng.choice(_REASONS)
    moved = rng.choice(("widened", "narrowed"))
    told = (
        f"The operating margin of {who} {moved} in {year} because {reason}.",
        f"That the operating margin of {who} {moved} in {year} has one cause: {reason}.",
    )
    return Fact(
        "margin",
        rng.choice(told),
        f"What made the operating margin of {who} {_base(moved)} in {year}?",
        reason,
    )


def _base(moved: str) -> str:
    return {"widened": "widen", "narrowed": "narrow"}[moved]


def _debt(who: str, year: int, rng: random.Random) -> Fact:
    amount = f"${rng.randint(20, 400)} million"
    told = (
        f"Bank loans of {who} stood at {amount} when {year} ended.",
        f"At the close of {year}, {who} owed its banks {amount}.",
    )
    return Fact(
        "loans", rng.choice(told), f"How much did {who} owe its banks at the end of {year}?", amount
    )


def _staff(who: str, year: int, rng: random.Random) -> Fact:
    count = f"{rng.randint(1, 9)},{rng.randint(100, 999)}"
    told = (
        f"{who} had {count} people on its payroll in {year}.",
        f"In {year} the payroll of {who} listed {count} people.",
    )
    asked = f"How many people were on the payroll of {who} in {year}?"
    return Fact("payroll", rng.choice(told), asked, count)


def _plant(who: str, rng: random.Random) -> Fact:
    place = rng.choice(_PLACES)
    told = (
        f"The largest works of {who} lies in {place}.",
        f"{who} runs its largest works in {place}.",
    )
    return Fact("works", rng.choice(told), f"Where is the largest works of {who}?", place)


def _head(who: str, rng: random.Random) -> Fact:
    person, month = rng.choice(_PEOPLE), rng.choice(_MONTHS)
    told = (
        f"Since {month}, {person} has chaired the audit committee of {who}.",
        f"{person} took the chair of the audit committee of {who} in {month}.",
    )
    return Fact("chair", rng.choice(told), f"Who chairs the audit committee of {who}?", person)


def _dividend(who: str, year: int, rng: random.Random) -> Fact:
    amount = f"{rng.randint(11, 95)} cents"
    told = (
        f"Holders of {who} were paid {amount} a share for {year}.",
        f"The payout of {who} for {year} was {amount} a share.",
    )
    asked = f"What was the payout a share of {who} for {year}?"
    return Fact("payout", rng.choice(told), asked, amount)
