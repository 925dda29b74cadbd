"""The kinds of long work of the teacher's desk, and how each tells its stages."""

from __future__ import annotations

from typing import Final

IMPORT: Final = "education-import"
TRAIN: Final = "education-train"
SHEETS: Final = "education-sheets"
FAIRNESS: Final = "education-fairness"
MATERIAL: Final = "education-material"
MEANING: Final = f"{MATERIAL}-meaning"
KINDS: Final = (IMPORT, TRAIN, SHEETS, FAIRNESS, MATERIAL, MEANING)
