"""Text in both languages of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Words:
    en: str
    zh: str

    def of(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en
