"""What a desk's page About says, read from one file: use, limits, measured figures, knowledge."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Section(_Closed):
    en: str
    zh: str
    lines_en: tuple[str, ...]
    lines_zh: tuple[str, ...]

    def heading(self, language: Literal["en", "zh"]) -> str:
        return self.zh if language == "zh" else self.en

    def lines(self, language: Literal["en", "zh"]) -> tuple[str, ...]:
        return self.lines_zh if language == "zh" else self.lines_en


class Validation(_Closed):
    """One measured figure: `goal` and `baseline` as text; `data` names what it was measured on."""

    en: str
    zh: str
    value: str
    baseline: str
    data: str


class Known(_Closed):
    name: str
    version: str
    licence: str
    url: str
    use_en: str
    use_zh: str


class About(_Closed):
    section: tuple[Section, ...]
    knowledge: tuple[Known, ...]
    validation: tuple[Validation, ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.section


@lru_cache(maxsize=8)
def read_about(path: Path) -> About:
    """Raises ValidationError where the file is not as it should be."""
    return About.model_validate(tomllib.loads(path.read_text("utf-8")))
