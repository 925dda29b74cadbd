"""Words of English clinical text, brought to one form so that an ontology's wording meets a note's.

Plurals fall away, adjectives of organs meet their nouns (renal, kidney), British spelling meets
American. Light on purpose: a stronger stemmer joins words that medicine keeps apart (`organic`,
`organ`). Knows nothing of meaning or grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from apps.medical.domain.text.tables import words_of_class

LINKING: Final = words_of_class("linking")
"""Words that may stand between the words of one term."""

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)?")

_BLANKS: Final = {i: " " for i in range(128) if not chr(i).isalnum() and chr(i) != "'"}

_SAME = {
    word: root
    for root, words in {
        "abdomen": "abdominal belly tummy",
        "kidney": "renal",
        "liver": "hepatic",
        "heart": "cardiac",
        "lung": "pulmonary",
        "face": "facial",
        "bone": "bony osseous",
        "muscle": "muscular",
        "skin": "cutaneous",
        "brain": "cerebral",
        "stomach": "gastric",
        "spleen": "splenic",
        "intestine": "intestinal bowel",
        "joint": "articular",
        "eye": "ocular",
        "rib": "costal",
        "tooth": "teeth dental",
        "nose": "nasal",
        "skull": "cranial",
        "bladder": "vesical",
        "rectum": "rectal",
        "anus": "anal",
        "vagina": "vaginal",
        "uterus": "uterine",
        "ovary": "ovarian",
        "testis": "testicle testicular testes",
        "vein": "venous",
        "artery": "arterial",
        "thyroid": "thyroidal",
        "foot": "feet",
        "swell": "swelling swollen",
        "enlarge": "enlarged enlargement",
        "elevate": "elevated elevation raised increased increase high",
        "decrease": "decreased reduced reduction low diminished lowered",
        "weak": "weakness",
        "vomit": "vomiting vomited vomits",
        "stiff": "stiffness",
        "tender": "tenderness",
        "tired": "tiredness",
        "sore": "soreness",
        "short": "shortness",
        "numb": "numbness",
        "dizzy": "dizziness",
        "sleepy": "sleepiness",
        "hoarse": "hoarseness",
        "itch": "itching itchy itchiness",
        "cough": "coughing coughed",
        "wheeze": "wheezing wheezy",
        "bleed": "bleeding bled",
        "dilate": "dilated dilatation dilation",
        "calcify": "calcified calcification",
        "delay": "delayed",
        "anemia": "anaemia",
        "edema": "oedema",
        "diarrhea": "diarrhoea",
        "hemorrhage": "haemorrhage hemorrhagic",
        "tumor": "tumour",
        "fetus": "fetal foetal",
        "esophagus": "esophageal oesophageal oesophagus",
        "hemoptysis": "haemoptysis",
        "hematuria": "haematuria",
        "leukemia": "leukaemia",
        "ischemia": "ischaemia ischemic ischaemic",
        "gynecomastia": "gynaecomastia",
        "color": "colour",
        "fiber": "fibre",
    }.items()
    for word in words.split()
}
ADJECTIVES: Final = words_of_class("adjective")
"""Forms that cannot end a term: what they describe is still to come."""

_KEEP: Final = words_of_class("singular")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text with its span. `root` is its form for matching."""

    text: str
    root: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def root_of(word: str) -> str:
    """The form under which a word is matched; `word` in any case."""
    word = word.lower().replace("’", "'")
    word = word.removesuffix("'s").replace("'", "")
    if word in _SAME:
        return _SAME[word]
    return _SAME.get(singular := _singular(word), singular)


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word in _KEEP:
        return word
    if word.endswith(("ss", "us", "is", "ous")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1]


def split(text: str) -> list[str]:
    """The words of a text as they stand."""
    return text.translate(_BLANKS).split() if text.isascii() else _WORD.findall(text)


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of `text[start:end]`, with offsets into `text`."""
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    return [Word(hit[0], root_of(hit[0]), hit.start(), hit.end()) for hit in found]
