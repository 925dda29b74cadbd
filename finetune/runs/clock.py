"""How far a run is, by steps or by time, whichever ends it first. Knows nothing of training."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from finetune.runs.config import StageConfig


@dataclass(slots=True)
class Clock:
    """Training time, earlier sessions of the run included, and the limits of the run."""

    max_steps: int | None
    max_seconds: float | None
    earlier: float = 0.0
    began: float = field(default_factory=time.monotonic)
    steps: int = 0
    """Steps done, for those who ask in between."""

    @classmethod
    def of(cls, config: StageConfig, earlier: float = 0.0) -> Clock:
        seconds = None if config.minutes is None else 60 * config.minutes
        return cls(config.max_steps, seconds, earlier)

    @property
    def seconds(self) -> float:
        return self.earlier + time.monotonic() - self.began

    def start(self) -> None:
        """Begins to count; what was prepared before does not."""
        self.began = time.monotonic()

    def fraction(self, step: int) -> float:
        """Share of the run done after `step` steps, 0 to 1; 0 where nothing limits it."""
        by_steps = step / self.max_steps if self.max_steps is not None else 0.0
        by_time = self.seconds / self.max_seconds if self.max_seconds is not None else 0.0
        return min(1.0, max(by_steps, by_time))

    @property
    def progress(self) -> float:
        """As `fraction`, after the steps done."""
        return self.fraction(self.steps)

    def over(self, step: int) -> bool:
        return self.fraction(step) >= 1.0

    def remaining(self, step: int) -> float | None:
        """Seconds to the end at the present pace, or None where that is unknown."""
        done = self.fraction(step)
        return None if done <= 0 else self.seconds * (1 - done) / done
