"""The config of a quantisation-aware training run."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from finetune.quantise.fake import Grid
from finetune.runs.config import StageConfig


class QuantizeConfig(StageConfig):
    """Onto which grid, which parts learn it, and how much features may drift.

    `int8` gives a whole model in 8 bits; `grid4` trains the specialists alone onto the 4-bit grid
    of the native step, beside a base that lies on it already.
    """

    LIMITS = StageConfig.LIMITS | {"windows"}

    texts: dict[str, Path] = Field(min_length=1, description="Corpus of each domain.")
    grid: Grid = "int8"
    parts: Literal["all", "specialists"] | None = Field(
        default=None, description="None: all for int8, specialists for grid4."
    )
    length: int = Field(default=512, gt=1, description="Tokens of a block.")
    batch: int = Field(default=4, gt=0, description="Blocks of one step.")
    learning_rate: float = Field(default=1e-5, gt=0)
    warmup_steps: int = Field(default=5, ge=0)
    alignment: float = Field(
        default=1.0, ge=0, description="Weight of the distance between features before and after."
    )
    smaller: float = Field(
        default=3.9, gt=2, lt=4, description="Size in fp32 over size in the end; int8 alone: 3.97."
    )
    probes: int = Field(default=2, ge=0, description="Windows that sensitivity is measured on.")
    windows: int = Field(default=8, gt=0, description="Windows of each domain measured at the end.")

    @model_validator(mode="after")
    def _ends(self) -> QuantizeConfig:
        if self.max_steps is None and self.minutes is None:
            raise ValueError("give max_steps or minutes: training onto a grid is short")
        if self.grid == "grid4" and self.parts == "all":
            raise ValueError("grid4 is for parts=specialists: the base lies on it already")
        return self

    @property
    def trained(self) -> Literal["all", "specialists"]:
        """The parts that are rounded and learn."""
        return self.parts or ("all" if self.grid == "int8" else "specialists")
