"""The config of a distillation run."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from finetune.runs.config import StageConfig


class DistilConfig(StageConfig):
    """How small the student is, and how it listens to its teacher."""

    LIMITS = StageConfig.LIMITS | {"windows"}

    texts: dict[str, Path] = Field(min_length=1, description="Corpus of each domain.")
    layers: int = Field(default=20, gt=0, description="Layers that the student keeps.")
    specialists: tuple[int, ...] | None = Field(
        default=None, description="Specialists that it keeps in every layer; None: all."
    )
    temperature: float = Field(default=2.0, gt=0)
    soft: float = Field(
        default=0.7, ge=0, le=1, description="Weight of the teacher; the rest is the text's."
    )
    length: int = Field(default=512, gt=1, description="Tokens of a block.")
    batch: int = Field(default=4, gt=0, description="Blocks of one step.")
    learning_rate: float = Field(default=3e-4, gt=0)
    warmup_steps: int = Field(default=10, ge=0)
    windows: int = Field(default=8, gt=0, description="Windows of each domain measured.")

    @model_validator(mode="after")
    def _ends(self) -> DistilConfig:
        if self.max_steps is None and self.minutes is None:
            raise ValueError("give max_steps or minutes: a student can learn without end")
        return self
