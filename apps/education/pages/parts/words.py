"""The words of the teacher's desk in the reader's language."""

from __future__ import annotations

from pathlib import Path

from apps.shared.frame import reader_words
from apps.shared.words import Words

LOCALE = Path(__file__).parents[2] / "locale"


def education_words() -> Words:
    return reader_words(LOCALE)
