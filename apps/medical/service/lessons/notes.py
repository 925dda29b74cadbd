"""Notes of invented patients without identifiers, and questions that a clinician asks of them.

Everything is drawn from lists written for the project: no real note, no diagnosis rule. The notes
look as the desk's index holds them. Knows nothing of prompts.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from apps.shared.lessons.grounded import Case
from apps.shared.lessons.pool import Source
from rag.chunking import chunk
from rag.document import Document

SOURCE = "project-generated notes (Apache-2.0)"
_SYMPTOMS = (
    "chest pain", "shortness of breath", "cough", "fever", "night sweats", "weight loss", "nausea",
    "vomiting", "diarrhea", "constipation", "abdominal pain", "back pain", "headache", "dizziness",
    "blurred vision", "palpitations", "leg swelling", "fatigue", "sore throat", "runny nose",
    "joint pain", "muscle aches", "rash", "itching", "burning urination", "blood in the urine",
    "difficulty swallowing", "hoarseness", "hearing loss", "ringing in the ears", "numbness",
    "tremor", "insomnia", "low mood", "poor appetite", "hair loss", "easy bruising", "nosebleeds",
    "cold intolerance", "excessive thirst", "frequent urination", "neck stiffness", "wheezing",
    "heartburn", "bloating", "loss of smell", "calf pain", "knee swelling", "double vision",
)  # fmt: skip
_PLACES = ("", "", "", " on the left side", " at rest", " after meals", " at night", " on exertion",
           " in the morning", " when lying down", " during exercise")  # fmt: skip
_SPANS = ("two days", "three days", "five days", "one week", "ten days", "two weeks", "three weeks",
          "one month", "six weeks", "three months", "half a year", "about a year")  # fmt: skip
_CONDITIONS = (
    "hypertension", "type 2 diabetes", "asthma", "chronic obstructive pulmonary disease", "gout",
    "atrial fibrillation", "hypothyroidism", "osteoarthritis", "migraine", "depression", "anxiety",
    "iron deficiency anemia", "chronic kidney disease stage 3", "gastroesophageal reflux",
    "hyperlipidemia", "coronary artery disease", "heart failure", "epilepsy", "psoriasis",
    "rheumatoid arthritis", "osteoporosis", "kidney stones", "celiac disease", "ulcerative colitis",
    "glaucoma", "sleep apnea", "breast cancer", "prostate enlargement", "hepatitis B", "eczema",
)  # fmt: skip
_OPERATIONS = (
    "appendectomy", "cholecystectomy", "cesarean section", "hip replacement", "knee arthroscopy",
    "hernia repair", "tonsillectomy", "cataract surgery", "coronary bypass", "thyroidectomy",
)  # fmt: skip
_DRUGS = (
    ("lisinopril", (5, 10, 20, 40)), ("amlodipine", (5, 10)), ("metformin", (500, 850, 1000)),
    ("atorvastatin", (10, 20, 40, 80)), ("levothyroxine", (25, 50, 75, 100)), ("omeprazole", (20, 40)),
    ("sertraline", (25, 50, 100)), ("metoprolol", (25, 50, 100)), ("furosemide", (20, 40)),
    ("prednisone", (5, 10, 20, 40)), ("amoxicillin", (500, 875)), ("ibuprofen", (400, 600)),
    ("gabapentin", (100, 300)), ("losartan", (25, 50, 100)), ("hydrochlorothiazide", (12.5, 25)),
    ("apixaban", (2.5, 5)), ("clopidogrel", (75,)), ("allopurinol", (100, 300)),
    ("methotrexate", (10, 15)), ("doxycycline", (100,)), ("cetirizine", (10,)), ("aspirin", (81, 100)),
    ("spironolactone", (25, 50)), ("pantoprazole", (20, 40)), ("citalopram", (10, 20)),
)  # fmt: skip
_TIMES = ("once daily", "twice daily", "three times daily", "every morning", "at bedtime",
          "every 8 hours", "as needed", "with meals")  # fmt: skip
_ALLERGENS = ("penicillin", "sulfa drugs", "latex", "iodinated contrast", "codeine", "peanuts",
              "cephalosporins", "aspirin", "shellfish", "bee stings")  # fmt: skip
_REACTIONS = ("a rash", "hives", "swelling of the face", "anaphylaxis", "vomiting", "wheezing")
_JOBS = ("teacher", "nurse", "bus driver", "farmer", "cook", "electrician", "librarian", "student",
         "bricklayer", "accountant", "gardener", "retired postal worker")  # fmt: skip
_KIN = ("mother", "father", "brother", "sister", "maternal grandmother", "paternal grandfather")
_EXAMS = (
    "The lungs are clear to auscultation", "There are crackles at both lung bases",
    "The heart is regular without murmur", "There is a systolic murmur at the apex",
    "The abdomen is soft and not tender", "There is tenderness in the right lower quadrant",
    "There is pitting edema to both ankles", "There is no edema of the legs",
    "The throat is red without exudate", "The neck is supple", "There is swelling of the left knee",
    "Reflexes are brisk and symmetric", "Strength is full in all limbs",
    "The skin is dry with scaling at the elbows", "Gait is steady", "There is wheezing on both sides",
    "The liver is not enlarged", "Lymph nodes of the neck are enlarged on the left",
)  # fmt: skip
_TESTS = (
    ("hemoglobin", "g/dL", 8.5, 16.5, 1), ("white cell count", "x10^9/L", 3.0, 16.0, 1),
    ("platelets", "x10^9/L", 90, 450, 0), ("creatinine", "mg/dL", 0.6, 3.2, 1),
    ("potassium", "mmol/L", 3.1, 5.9, 1), ("sodium", "mmol/L", 128, 146, 0),
    ("TSH", "mIU/L", 0.1, 12.0, 1), ("HbA1c", "%", 5.1, 10.9, 1), ("CRP", "mg/L", 1, 160, 0),
    ("ALT", "U/L", 12, 190, 0), ("ferritin", "ng/mL", 5, 420, 0), ("glucose", "mg/dL", 70, 320, 0),
    ("LDL cholesterol", "mg/dL", 60, 210, 0), ("INR", "", 0.9, 4.8, 1), ("troponin", "ng/L", 3, 90, 0),
)  # fmt: skip
_IMAGES = (
    ("chest X-ray", ("no infiltrate", "a small left pleural effusion", "an enlarged heart",
                     "consolidation in the right lower lobe")),
    ("abdominal ultrasound", ("gallstones without wall thickening", "a fatty liver", "no hydronephrosis")),
    ("CT of the head", ("no bleeding", "old small infarcts", "mild sinus disease")),
    ("ECG", ("sinus rhythm", "atrial fibrillation with a rate of 110", "left bundle branch block")),
    ("MRI of the lumbar spine", ("a disc protrusion at L4/L5", "mild degenerative change")),
    ("echocardiogram", ("an ejection fraction of 38%", "an ejection fraction of 60%", "mild mitral regurgitation")),
)  # fmt: skip
_PLANS = (
    "Start {drug} {dose} mg {time} for {span}", "Increase {drug} to {dose} mg {time}",
    "Stop {drug} because of {symptom}", "Continue {drug} {dose} mg {time}",
    "Repeat {test} in {span}", "Refer to {clinic} for further evaluation",
    "Return at once if there is {symptom} or {other}", "Follow-up visit in {span}",
    "Physical therapy twice a week for {span}", "Order {image} before the next visit",
    "Low-salt diet and daily weights", "Counselled on stopping smoking",
)  # fmt: skip
_CLINICS = ("cardiology", "neurology", "gastroenterology", "rheumatology", "nephrology",
            "dermatology", "endocrinology", "orthopedics", "pulmonology", "urology")  # fmt: skip
_HEADS = ("HISTORY OF PRESENT ILLNESS", "PAST HISTORY", "MEDICATIONS", "ALLERGIES", "SOCIAL HISTORY",
          "FAMILY HISTORY", "EXAMINATION", "RESULTS", "ASSESSMENT AND PLAN")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the note, and questions that it answers. Some sentences go unasked."""

    text: str
    asked: tuple[str, ...]
    kind: str = "note"


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
        (_HEADS[0], _present(rng, he)), (_HEADS[1], _past(rng)), (_HEADS[2], _medicines(rng, he)),
        (_HEADS[3], _allergies(rng)), (_HEADS[4], _social(rng, he)), (_HEADS[5], _family(rng)),
        (_HEADS[6], _examined(rng)), (_HEADS[7], _results(rng)), (_HEADS[8], _planned(rng)),
    ]  # fmt: skip
    kept = [s for s in sections if s[0] in (_HEADS[0], _HEADS[8]) or rng.random() < 0.75]
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
    has = rng.sample(_SYMPTOMS, 6)
    span, place = rng.choice(_SPANS), rng.choice(_PLACES)
    age = rng.randrange(19, 92)
    who = "man" if he == "He" else "woman"
    lines = [
        Line(
            rng.choice((f"{age}-year-old {who} with {has[0]}{place} for {span}",
                        f"This {age}-year-old {who} came because of {has[0]}{place} that began {span} ago")),
            (f"How long has {he_} had {has[0]}?", "What brought the patient in?", f"Since when is there {has[0]}?",
             f"Summarise the presenting complaint of {has[0]}."),
        ),
        Line(f"{he} also reports {has[1]} and {has[2]}",
             (f"Is there {has[1]}?", f"Does the note mention {has[2]}?", f"Does {he_} report {has[1]}?")),
        Line(f"{he} denies {has[3]}, {has[4]} and {has[5]}",
             (f"Does {he_} have {has[3]}?", f"Is there any {has[4]}?", f"Has {has[5]} been denied?",
              f"Was {has[4]} present?")),
    ]  # fmt: skip
    if rng.random() < 0.6:
        better = rng.choice(("rest", "paracetamol", "sitting upright", "antacids", "ice packs"))
        lines.append(Line(f"The {has[0]} {_gets(has[0])} better with {better}",
                          (f"What makes the {has[0]} better?", f"Does anything relieve the {has[0]}?")))  # fmt: skip
    if rng.random() < 0.5:
        worse = rng.choice(("climbing stairs", "cold air", "spicy food", "bending over", "stress"))
        lines.append(Line(f"The {has[0]} {_gets(has[0])} worse with {worse}",
                          (f"What makes the {has[0]} worse?", f"Which triggers of {has[0]} are noted?")))  # fmt: skip
    return lines


def _gets(symptom: str) -> str:
    plural = symptom.endswith("s") and not symptom.endswith(("ss", "ears"))
    return "get" if plural else "gets"


def _past(rng: random.Random) -> list[Line]:
    first, second, third = rng.sample(_CONDITIONS, 3)
    year = rng.randrange(1985, 2025)
    surgery = rng.choice(_OPERATIONS)
    lines = [
        Line(f"{_capital(first)} since {year}",
             (f"Since when is {first} known?", f"Is there a history of {first}?")),
        Line(f"{_capital(second)}, treated for {rng.choice(_SPANS)}",
             (f"Is {second} in the history?", f"How long was {second} treated?")),
        Line(f"{_capital(surgery)} in {rng.randrange(1970, 2025)}",
             (f"When was the {surgery} done?", f"When was {surgery}?", "Which operation is in the past history?")),
        Line(f"No history of {third}", (f"Is there a history of {third}?", f"Has {third} been excluded?")),
    ]  # fmt: skip
    return rng.sample(lines, rng.randrange(2, 5))


def _medicines(rng: random.Random, he: str) -> list[Line]:
    taken = rng.sample(_DRUGS, rng.randrange(2, 5))
    lines = []
    for drug, doses in taken:
        dose, time = rng.choice(doses), rng.choice(_TIMES)
        lines.append(
            Line(f"{_capital(drug)} {dose} mg {time}",
                 (f"What dose of {drug} is taken?", f"How often is {drug} taken?", f"{_capital(drug)} dose?",
                  f"Is the patient on {drug}?"), "dose")
        )  # fmt: skip
    return lines


def _allergies(rng: random.Random) -> list[Line]:
    if rng.random() < 0.2:
        return [
            Line(
                "No known drug allergies",
                ("Are there any known drug allergies?", "Known allergies?"),
            )
        ]
    what, how = rng.choice(_ALLERGENS), rng.choice(_REACTIONS)
    return [
        Line(f"Allergic to {what}, which caused {how} in {rng.randrange(1990, 2025)}",
             (f"What happened with {what}?", f"Is the patient allergic to {what}?", f"Which reaction did {what} cause?"))
    ]  # fmt: skip


def _social(rng: random.Random, he: str) -> list[Line]:
    job = rng.choice(_JOBS)
    smoke = rng.choice((
        f"{he} smokes {rng.randrange(3, 30)} cigarettes a day", f"{he} has never smoked",
        f"{he} stopped smoking in {rng.randrange(1990, 2024)}",
    ))  # fmt: skip
    drink = rng.choice(
        (f"{he} drinks {rng.randrange(1, 15)} glasses of wine a week", f"{he} drinks no alcohol")
    )
    return [
        Line(f"{he} works as a {job}" if "retired" not in job else f"{he} is a {job}",
             (f"What does {he.lower()} work as?", "Which work does the patient do?")),
        Line(smoke, ("Does the patient smoke?", "How many cigarettes are smoked?", "Smoking status: smokes or smoked?")),
        Line(drink, ("How much alcohol does the patient drink?", "Does the patient drink alcohol or wine?")),
    ]  # fmt: skip


def _family(rng: random.Random) -> list[Line]:
    kin, what = rng.choice(_KIN), rng.choice(_CONDITIONS)
    return [
        Line(f"{_capital(kin)} had {what} at age {rng.randrange(30, 85)}",
             (f"Is there a family history of {what}?", f"What did the {kin} have?", f"Who in the family had {what}?"))
    ]  # fmt: skip


def _examined(rng: random.Random) -> list[Line]:
    top, low = rng.randrange(95, 190), rng.randrange(55, 110)
    rate, heat = rng.randrange(52, 128), rng.randrange(360, 396) / 10
    lines = [
        Line(f"Blood pressure {top}/{low} mmHg, heart rate {rate} per minute, temperature {heat:.1f} °C",
             ("What was the blood pressure?", "What was the heart rate?", "Temperature on examination?"), "value"),
    ]  # fmt: skip
    for told in rng.sample(_EXAMS, rng.randrange(2, 5)):
        words = told.split(" ")
        about = " ".join(
            w for w in words if w.lower() not in ("there", "is", "are", "the", "a", "no", "not")
        )
        lines.append(
            Line(
                told,
                (f"What was found on examination of {_topic(told)}?", f"Examination: {about}?"),
            )
        )
    return lines


def _topic(told: str) -> str:
    for part in ("lungs", "heart", "abdomen", "ankles", "legs", "throat", "neck", "knee", "limbs", "skin",
                 "liver", "gait", "reflexes", "lower quadrant", "lung bases", "apex", "both sides"):  # fmt: skip
        if part in told.lower():
            return f"the {part}"
    return "the patient"


def _results(rng: random.Random) -> list[Line]:
    lines = []
    for name, unit, low, high, places in rng.sample(_TESTS, rng.randrange(2, 5)):
        value = f"{rng.uniform(low, high):.{places}f} {unit}".replace(" %", "%").strip()
        lines.append(
            Line(f"{_capital(name)} {value}",
                 (f"What is the {name}?", f"{_capital(name)}?", f"How high was the {name}?",
                  f"What was the {name} in the results?"), "value")
        )  # fmt: skip
    if rng.random() < 0.7:
        image, seen = rng.choice(_IMAGES)
        what = rng.choice(seen)
        lines.append(Line(f"{_capital(image)} shows {what}",
                          (f"What does the {image} show?", f"What was seen on {image}?", f"{_capital(image)} result?")))  # fmt: skip
    return lines


def _planned(rng: random.Random) -> list[Line]:
    lines = [Line(f"{_capital(rng.choice(_CONDITIONS))} is the most likely cause",
                  ("What is the most likely cause?", "Which diagnosis is most likely?"))]  # fmt: skip
    for template in rng.sample(_PLANS, rng.randrange(2, 5)):
        drug, doses = rng.choice(_DRUGS)
        symptom, other = rng.sample(_SYMPTOMS, 2)
        given: dict[str, object] = {
            "drug": drug, "dose": rng.choice(doses), "time": rng.choice(_TIMES),
            "span": rng.choice(_SPANS), "symptom": symptom, "other": other,
            "test": rng.choice(_TESTS)[0], "clinic": rng.choice(_CLINICS), "image": rng.choice(_IMAGES)[0],
        }  # fmt: skip
        lines.append(Line(template.format(**given), _plan_asked(template, given), "plan"))
    return lines


def _plan_asked(template: str, given: dict[str, object]) -> tuple[str, ...]:
    asks: dict[str, Callable[[], tuple[str, ...]]] = {
        "Start": lambda: (f"What dose of {given['drug']} is to be started?", f"What is planned with {given['drug']}?"),
        "Increase": lambda: (f"To what dose is {given['drug']} increased?", f"What happens with {given['drug']}?"),
        "Stop": lambda: (f"Why is {given['drug']} stopped?", f"What is planned for {given['drug']}?"),
        "Continue": lambda: (f"Is {given['drug']} continued?", f"What dose of {given['drug']} continues?"),
        "Repeat": lambda: (f"When is {given['test']} repeated?", f"When should {given['test']} be repeated?"),
        "Refer": lambda: ("Where is the patient referred?", f"Is there a referral to {given['clinic']}?"),
        "Return": lambda: ("When should the patient return at once?", f"What if there is {given['symptom']}?"),
        "Follow-up": lambda: ("When is the follow-up visit?", "Follow-up visit when?"),
        "Physical": lambda: ("How often is physical therapy?", "What is planned for physical therapy?"),
        "Order": lambda: ("What is ordered before the next visit?", f"Is {given['image']} ordered?"),
        "Low-salt": lambda: ("Which diet is advised?", "What was advised on diet and weights?"),
        "Counselled": lambda: ("What was the patient counselled on?", "Was stopping smoking counselled?"),
    }  # fmt: skip
    return asks[template.split()[0]]()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
