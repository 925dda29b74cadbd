"""Invented patients and remedies for the measure of grounded answers; no such drug exists."""

from __future__ import annotations

import random

from apps.shared.evaluation.cases.scene import Fact, Scene

SUBJECTS = (
    "Mr Abbot", "Mrs Quigley", "Ms Tansy", "Mr Okoro", "Mrs Ferreira", "Ms Lund", "Mr Demir",
    "Mrs Whitlock", "Ms Haddad", "Mr Kowal", "Mrs Sato", "Ms Brandt", "Mr Ivers", "Mrs Moreau",
)  # fmt: skip
_REMEDIES = ("Velorin", "Castamide", "Orphenol", "Triduxan", "Melvaxine", "Sorbitrel", "Nuvapril")
_COMPLAINTS = (
    "a dry cough at night", "numb fingertips", "swollen ankles", "blurred vision when reading",
    "pain behind the left knee", "a ringing sound in one ear", "cramps after meals",
)  # fmt: skip
_REACTIONS = (
    "an itchy rash", "a metallic taste", "dizziness on standing up", "hiccups", "a flushed face",
    "dry lips", "vivid dreams",
)  # fmt: skip
_STUDIES = (
    ("chest film", "a small scar at the right apex"),
    ("ultrasound of the liver", "a simple cyst of 14 mm"),
    ("tracing of the heart", "an early repolarisation pattern"),
    ("film of the wrist", "a healed crack of the radius"),
    ("scan of the sinuses", "thickened lining on the left"),
)
_MONTHS = ("January", "March", "May", "July", "September", "November")


def scene(subject: str, rng: random.Random) -> Scene:
    """One patient's notes."""
    return Scene(
        subject,
        (
            _dose(subject, rng),
            _complaint(subject, rng),
            _reaction(subject, rng),
            _study(subject, rng),
            _return(subject, rng),
            _value(subject, rng),
        ),
    )


def _dose(who: str, rng: random.Random) -> Fact:
    remedy = rng.choice(_REMEDIES)
    dose = f"{rng.choice((5, 15, 25, 35, 60, 75, 120))} mg"
    told = (
        f"{who} takes {remedy}, {dose} with breakfast.",
        f"The chart of {who} lists {remedy} at {dose} each morning.",
    )
    asked = (
        f"What dose of {remedy} does {who} take?",
        f"How much {remedy} is {who} on?",
    )
    return Fact("dose", rng.choice(told), rng.choice(asked), dose)


def _complaint(who: str, rng: random.Random) -> Fact:
    complaint = rng.choice(_COMPLAINTS)
    weeks = rng.randint(2, 9)
    told = (
        f"For {weeks} weeks {who} has been troubled by {complaint}.",
        f"{who} came because of {complaint}, which began {weeks} weeks ago.",
    )
    return Fact("complaint", rng.choice(told), f"What is {who} troubled by?", complaint)


def _reaction(who: str, rng: random.Random) -> Fact:
    reaction, remedy = rng.choice(_REACTIONS), rng.choice(("latex", "iodine", "shellfish", "kiwi"))
    told = (
        f"Contact with {remedy} once gave {who} {reaction}.",
        f"{who} reports {reaction} after {remedy}.",
    )
    return Fact("reaction", rng.choice(told), f"How did {who} react to {remedy}?", reaction)


def _study(who: str, rng: random.Random) -> Fact:
    study, found = rng.choice(_STUDIES)
    told = (
        f"The {study} of {who} showed {found}.",
        f"On the {study} of {who} there is {found}.",
    )
    return Fact("study", rng.choice(told), f"What did the {study} of {who} show?", found)


def _return(who: str, rng: random.Random) -> Fact:
    day = f"{rng.randint(2, 27)} {rng.choice(_MONTHS)}"
    told = (
        f"{who} is to be seen again on {day}.",
        f"The next visit of {who} is set for {day}.",
    )
    return Fact("visit", rng.choice(told), f"When is the next visit of {who}?", day)


def _value(who: str, rng: random.Random) -> Fact:
    value = f"{rng.randint(3, 9)}.{rng.randint(1, 9)} mmol/L"
    told = (
        f"Fasting sugar of {who} was {value} at the last draw.",
        f"At the last draw {who} had a fasting sugar of {value}.",
    )
    return Fact(
        "sugar", rng.choice(told), f"What was the fasting sugar of {who} at the last draw?", value
    )
