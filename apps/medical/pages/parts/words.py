"""The words of the clinician's desk in the reader's language."""

from __future__ import annotations

from pathlib import Path

from apps.shared.frame import reader_words
from apps.shared.words import Words

LOCALE = Path(__file__).parents[2] / "locale"


def medical_words() -> Words:
    return reader_words(LOCALE)
