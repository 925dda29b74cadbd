"""Validates every few minutes while training: logs, and lets the mixture follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transformers import TrainerCallback

from finetune.mixing.mixture import Mixture
from finetune.pretraining.blocks import Block
from finetune.pretraining.validation import Validated, figures, validate
from finetune.runs.clock import Clock
from finetune.runs.log import RunLog
from finetune.speed.forward import QuickStep
from finetune.speed.lanes import Lanes


class Validating(TrainerCallback):
    """`base` holds what the model without specialists reaches on the same blocks."""

    def __init__(
        self,
        step: QuickStep,
        lanes: Lanes,
        mixture: Mixture,
        texts: Mapping[str, Sequence[Block]],
        base: Mapping[str, Validated],
        *,
        clock: Clock,
        log: RunLog,
        minutes: float,
    ):
        self.step = step
        self.lanes = lanes
        self.mixture = mixture
        self.texts = texts
        self.base = base
        self.clock = clock
        self.log = log
        self.minutes = minutes
        self.latest: dict[str, Validated] = {}
        self._validated_at = 0.0

    def on_train_begin(self, args, state, control, **kwargs):
        self._validated_at = self.clock.seconds
        if state.global_step:  # goals may have been moved in between
            self.measure(state.global_step)

    def on_step_end(self, args, state, control, **kwargs):
        if self.clock.seconds - self._validated_at >= 60 * self.minutes:
            self.measure(state.global_step)

    def on_train_end(self, args, state, control, **kwargs):
        self.measure(state.global_step)

    def measure(self, step: int) -> None:
        """Validates now."""
        self.latest = validate(self.step, self.texts, self.lanes)
        shares = self.mixture.observe({name: each.loss for name, each in self.latest.items()})
        said = figures(self.latest, self.base)
        said |= {f"share/{name}": share for name, share in shares.of.items()}
        said |= {f"passes/{name}": count for name, count in self.mixture.passes.items()}
        self.log.append(step, self.clock.seconds, said)
        self._validated_at = self.clock.seconds
