"""The plan at the end of an invented note, and what is asked of it. Knows no prompt."""

from __future__ import annotations

import random
from collections.abc import Callable

from apps.medical.service.lessons import note_words as words
from apps.medical.service.lessons.note_line import Line, capital


def planned(rng: random.Random) -> list[Line]:
    lines = [
        Line(
            f"{capital(rng.choice(words.CONDITIONS))} is the most likely cause",
            ("What is the most likely cause?", "Which diagnosis is most likely?"),
        )
    ]
    for template in rng.sample(words.PLANS, rng.randrange(2, 5)):
        drug, doses = rng.choice(words.DRUGS)
        symptom, other = rng.sample(words.SYMPTOMS, 2)
        given: dict[str, object] = {
            "drug": drug,
            "dose": rng.choice(doses),
            "time": rng.choice(words.TIMES),
            "span": rng.choice(words.SPANS),
            "symptom": symptom,
            "other": other,
            "test": rng.choice(words.TESTS)[0],
            "clinic": rng.choice(words.CLINICS),
            "image": rng.choice(words.IMAGES)[0],
        }
        lines.append(Line(template.format(**given), _plan_asked(template, given), "plan"))
    return lines


def _plan_asked(template: str, given: dict[str, object]) -> tuple[str, ...]:
    asks: dict[str, Callable[[], tuple[str, ...]]] = {
        "Start": lambda: (
            f"What dose of {given['drug']} is to be started?",
            f"What is planned with {given['drug']}?",
        ),
        "Increase": lambda: (
            f"To what dose is {given['drug']} increased?",
            f"What happens with {given['drug']}?",
        ),
        "Stop": lambda: (
            f"Why is {given['drug']} stopped?",
            f"What is planned for {given['drug']}?",
        ),
        "Continue": lambda: (
            f"Is {given['drug']} continued?",
            f"What dose of {given['drug']} continues?",
        ),
        "Repeat": lambda: (
            f"When is {given['test']} repeated?",
            f"When should {given['test']} be repeated?",
        ),
        "Refer": lambda: (
            "Where is the patient referred?",
            f"Is there a referral to {given['clinic']}?",
        ),
        "Return": lambda: (
            "When should the patient return at once?",
            f"What if there is {given['symptom']}?",
        ),
        "Follow-up": lambda: ("When is the follow-up visit?", "Follow-up visit when?"),
        "Physical": lambda: (
            "How often is physical therapy?",
            "What is planned for physical therapy?",
        ),
        "Order": lambda: (
            "What is ordered before the next visit?",
            f"Is {given['image']} ordered?",
        ),
        "Low-salt": lambda: ("Which diet is advised?", "What was advised on diet and weights?"),
        "Counselled": lambda: (
            "What was the patient counselled on?",
            "Was stopping smoking counselled?",
        ),
    }
    return asks[template.split()[0]]()
