"""The kinds of long work of the teacher's desk, and how each tells its stages."""

from __future__ import annotations

from typing import Final

IMPORT: Final = "education-import"
TRAIN: Final = "education-train"
SHEETS: Final = "education-sheets"
FAIRNESS: Final = "education-fairness"
KINDS: Final = (IMPORT, TRAIN, SHEETS, FAIRNESS)
