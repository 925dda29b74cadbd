"""Notes of invented patients without identifiers, and questions that a clinician asks of them.

Everything is drawn from lists written for the project: no real note, no diagnosis rule. The notes
look as the desk's index holds them. Knows nothing of prompts.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass

from apps.medical.service.lessons import note_words as words
from apps.medical.service.lessons.note_line import Line, capital
from apps.medical.service.lessons.note_plan import planned
from apps.shared.lessons.grounded import Case
from apps.shared.lessons.pool import Source
from rag.chunking import chunk
from rag.document import Document

SOURCE = "project-generated notes (Apache-2.0)"
_GLUE = ("there", "is", "are", "the", "a", "no", "not")


@dataclass(frozen=True, slots=True)
class Note:
    """A note as a document, with its sentences."""

    source: Source
    lines: tuple[Line, ...]


def note(number: int, seed: int = 0) -> Note:
    """The note of one invented patient; the same number and seed give the same note."""
    rng = random.Random(f"note/{seed}/{number}")  # noqa: S311
    he = rng.choice(("He", "She"))
    sections: list[tuple[str, list[Line]]] = [
        (words.HEADS[0], _present(rng, he)),
        (words.HEADS[1], _past(rng)),
        (words.HEADS[2], _medicines(rng, he)),
        (words.HEADS[3], _allergies(rng)),
        (words.HEADS[4], _social(rng, he)),
        (words.HEADS[5], _family(rng)),
        (words.HEADS[6], _examined(rng)),
        (words.HEADS[7], _results(rng)),
        (words.HEADS[8], planned(rng)),
    ]
    kept = [s for s in sections if s[0] in (words.HEADS[0], words.HEADS[8]) or rng.random() < 0.75]
    text = "\n\n".join(f"{head}\n{' '.join(f'{x.text}.' for x in lines)}" for head, lines in kept)
    id = hashlib.sha256(f"{number}{text}".encode()).hexdigest()[:16]
    document = Document(id, "Note", "text", text + "\n", "en")
    origin = f"invented-note-{seed}-{number}"
    source = Source(origin, "Note", document, tuple(chunk(document, meta={})), True)
    return Note(source, tuple(line for _, lines in kept for line in lines))


def cases(of: Note, rng: random.Random, *, most: int = 6) -> Iterator[Case]:
    asked = [line for line in of.lines if line.asked]
    for line in rng.sample(asked, min(most, len(asked))):
        piece = next((c for c in of.source.chunks if f"{line.text}." in c.text), None)
        if piece is not None:
            yield Case("medical", line.kind, rng.choice(line.asked), piece, (line.text,), SOURCE)


def _present(rng: random.Random, he: str) -> list[Line]:
    he_ = he.lower()
    has = rng.sample(words.SYMPTOMS, 6)
    span, place = rng.choice(words.SPANS), rng.choice(words.PLACES)
    age = rng.randrange(19, 92)
    who = "man" if he == "He" else "woman"
    lines = [
        Line(
            rng.choice(
                (
                    f"{age}-year-old {who} with {has[0]}{place} for {span}",
                    f"This {age}-year-old {who} came for {has[0]}{place} that began {span} ago",
                )
            ),
            (
                f"How long has {he_} had {has[0]}?",
                "What brought the patient in?",
                f"Since when is there {has[0]}?",
                f"Summarise the presenting complaint of {has[0]}.",
            ),
        ),
        Line(
            f"{he} also reports {has[1]} and {has[2]}",
            (
                f"Is there {has[1]}?",
                f"Does the note mention {has[2]}?",
                f"Does {he_} report {has[1]}?",
            ),
        ),
        Line(
            f"{he} denies {has[3]}, {has[4]} and {has[5]}",
            (
                f"Does {he_} have {has[3]}?",
                f"Is there any {has[4]}?",
                f"Has {has[5]} been denied?",
                f"Was {has[4]} present?",
            ),
        ),
    ]
    if rng.random() < 0.6:
        better = rng.choice(("rest", "paracetamol", "sitting upright", "antacids", "ice packs"))
        lines.append(
            Line(
                f"The {has[0]} {_gets(has[0])} better with {better}",
                (f"What makes the {has[0]} better?", f"Does anything relieve the {has[0]}?"),
            )
        )
    if rng.random() < 0.5:
        worse = rng.choice(("climbing stairs", "cold air", "spicy food", "bending over", "stress"))
        lines.append(
            Line(
                f"The {has[0]} {_gets(has[0])} worse with {worse}",
                (f"What makes the {has[0]} worse?", f"Which triggers of {has[0]} are noted?"),
            )
        )
    return lines


def _gets(symptom: str) -> str:
    plural = symptom.endswith("s") and not symptom.endswith(("ss", "ears"))
    return "get" if plural else "gets"


def _past(rng: random.Random) -> list[Line]:
    first, second, third = rng.sample(words.CONDITIONS, 3)
    year = rng.randrange(1985, 2025)
    surgery = rng.choice(words.OPERATIONS)
    lines = [
        Line(
            f"{capital(first)} since {year}",
            (f"Since when is {first} known?", f"Is there a history of {first}?"),
        ),
        Line(
            f"{capital(second)}, treated for {rng.choice(words.SPANS)}",
            (f"Is {second} in the history?", f"How long was {second} treated?"),
        ),
        Line(
            f"{capital(surgery)} in {rng.randrange(1970, 2025)}",
            (
                f"When was the {surgery} done?",
                f"When was {surgery}?",
                "Which operation is in the past history?",
            ),
        ),
        Line(
            f"No history of {third}",
            (f"Is there a history of {third}?", f"Has {third} been excluded?"),
        ),
    ]
    return rng.sample(lines, rng.randrange(2, 5))


def _medicines(rng: random.Random, he: str) -> list[Line]:
    taken = rng.sample(words.DRUGS, rng.randrange(2, 5))
    lines = []
    for drug, doses in taken:
        dose, time = rng.choice(doses), rng.choice(words.TIMES)
        lines.append(
            Line(
                f"{capital(drug)} {dose} mg {time}",
                (
                    f"What dose of {drug} is taken?",
                    f"How often is {drug} taken?",
                    f"{capital(drug)} dose?",
                    f"Is the patient on {drug}?",
                ),
                "dose",
            )
        )
    return lines


def _allergies(rng: random.Random) -> list[Line]:
    if rng.random() < 0.2:
        return [
            Line(
                "No known drug allergies",
                ("Are there any known drug allergies?", "Known allergies?"),
            )
        ]
    what, how = rng.choice(words.ALLERGENS), rng.choice(words.REACTIONS)
    return [
        Line(
            f"Allergic to {what}, which caused {how} in {rng.randrange(1990, 2025)}",
            (
                f"What happened with {what}?",
                f"Is the patient allergic to {what}?",
                f"Which reaction did {what} cause?",
            ),
        )
    ]


def _social(rng: random.Random, he: str) -> list[Line]:
    job = rng.choice(words.JOBS)
    smoke = rng.choice(
        (
            f"{he} smokes {rng.randrange(3, 30)} cigarettes a day",
            f"{he} has never smoked",
            f"{he} stopped smoking in {rng.randrange(1990, 2024)}",
        )
    )
    drink = rng.choice(
        (f"{he} drinks {rng.randrange(1, 15)} glasses of wine a week", f"{he} drinks no alcohol")
    )
    return [
        Line(
            f"{he} works as a {job}" if "retired" not in job else f"{he} is a {job}",
            (f"What does {he.lower()} work as?", "Which work does the patient do?"),
        ),
        Line(
            smoke,
            (
                "Does the patient smoke?",
                "How many cigarettes are smoked?",
                "Smoking status: smokes or smoked?",
            ),
        ),
        Line(
            drink,
            ("How much alcohol does the patient drink?", "Does the patient drink alcohol or wine?"),
        ),
    ]


def _family(rng: random.Random) -> list[Line]:
    kin, what = rng.choice(words.KIN), rng.choice(words.CONDITIONS)
    return [
        Line(
            f"{capital(kin)} had {what} at age {rng.randrange(30, 85)}",
            (
                f"Is there a family history of {what}?",
                f"What did the {kin} have?",
                f"Who in the family had {what}?",
            ),
        )
    ]


def _examined(rng: random.Random) -> list[Line]:
    top, low = rng.randrange(95, 190), rng.randrange(55, 110)
    rate, heat = rng.randrange(52, 128), rng.randrange(360, 396) / 10
    vital = (
        f"Blood pressure {top}/{low} mmHg, heart rate {rate} per minute, temperature {heat:.1f} °C"
    )
    asked = (
        "What was the blood pressure?",
        "What was the heart rate?",
        "Temperature on examination?",
    )
    lines = [Line(vital, asked, "value")]
    for told in rng.sample(words.EXAMS, rng.randrange(2, 5)):
        about = " ".join(w for w in told.split(" ") if w.lower() not in _GLUE)
        found = f"What was found on examination of {_topic(told)}?"
        lines.append(Line(told, (found, f"Examination: {about}?")))
    return lines


def _topic(told: str) -> str:
    for part in (
        "lungs",
        "heart",
        "abdomen",
        "ankles",
        "legs",
        "throat",
        "neck",
        "knee",
        "limbs",
        "skin",
        "liver",
        "gait",
        "reflexes",
        "lower quadrant",
        "lung bases",
        "apex",
        "both sides",
    ):
        if part in told.lower():
            return f"the {part}"
    return "the patient"


def _results(rng: random.Random) -> list[Line]:
    lines = []
    for name, unit, low, high, places in rng.sample(words.TESTS, rng.randrange(2, 5)):
        value = f"{rng.uniform(low, high):.{places}f} {unit}".replace(" %", "%").strip()
        lines.append(
            Line(
                f"{capital(name)} {value}",
                (
                    f"What is the {name}?",
                    f"{capital(name)}?",
                    f"How high was the {name}?",
                    f"What was the {name} in the results?",
                ),
                "value",
            )
        )
    if rng.random() < 0.7:
        image, seen = rng.choice(words.IMAGES)
        what = rng.choice(seen)
        lines.append(
            Line(
                f"{capital(image)} shows {what}",
                (
                    f"What does the {image} show?",
                    f"What was seen on {image}?",
                    f"{capital(image)} result?",
                ),
            )
        )
    return lines
