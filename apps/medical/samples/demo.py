"""The made-up patients, each with the files that a clinician would import."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Final

File = tuple[str, bytes]
_CASES: Final = (
    "breathless",
    "chest_pain",
    "kidneys",
    "pregnancy",
    "anticoagulated",
    "anaemia",
    "tall_boy",
    "infant_seizures",
    "child_pneumonia",
    "child_diarrhoea",
    "child_rash",
    "pancreatitis",
    "thyroid",
    "wrong_patient",
)


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """A patient's files under a key, with titles for a list in both languages."""

    key: str
    title_en: str
    title_zh: str
    files: tuple[File, ...]


@lru_cache(maxsize=1)
def demo_patients() -> tuple[DemoPatient, ...]:
    """All of them, adults and children, in English and Chinese; the same bytes every time."""
    found = []
    for case in _CASES:
        module = import_module(f"apps.medical.samples.cases.{case}")
        english, chinese = module.TITLES
        found.append(DemoPatient(case, english, chinese, tuple(module.files())))
    return tuple(found)
