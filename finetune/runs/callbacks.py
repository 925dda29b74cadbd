"""What a trainer of transformers or trl is told to do beside training: log, draw, save, stop.

Knows trainers' events and the run's folder; knows nothing of losses.
"""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from finetune.runs.clock import Clock
from finetune.runs.folder import PREFIX, RunFolder, seal
from finetune.runs.interrupt import Interrupt
from finetune.runs.log import RunLog
from finetune.runs.plot import draw

RATE_OVER = 20
"""Steps over which throughput is averaged."""


class Keeping(TrainerCallback):
    """Saves every few minutes and at the end, seals what was saved, and ends the run in time."""

    def __init__(self, folder: RunFolder, clock: Clock, interrupt: Interrupt | None = None):
        self.folder = folder
        self.clock = clock
        self.interrupt = interrupt or Interrupt()
        self._saved_at = 0.0
        self._saved_step = -1

    def on_train_begin(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        self.clock.earlier = self.folder.seconds_trained()
        self.clock.start()
        self.clock.steps = state.global_step
        self._saved_at = self.clock.seconds
        self.interrupt.listen()

    def on_step_end(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        self.clock.steps = state.global_step
        over = self.clock.over(state.global_step) or state.global_step >= state.max_steps
        control.should_training_stop |= over or self.interrupt.asked
        due = self.clock.seconds - self._saved_at >= 60 * self.folder.config.checkpoint_minutes
        if due or control.should_training_stop:
            control.should_save = True

    def on_save(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        if args.process_index == 0:
            seal(
                Path(str(args.output_dir)) / f"{PREFIX}{state.global_step}",
                step=state.global_step,
                seconds=self.clock.seconds,
            )
        self._saved_at = self.clock.seconds

    def on_train_end(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        self.interrupt.leave()


class Logging(TrainerCallback):
    """Puts every logged figure into the CSV, and redraws the plot with each checkpoint."""

    def __init__(self, folder: RunFolder, clock: Clock):
        self.log = RunLog(folder.log)
        self.folder = folder
        self.clock = clock

    def on_train_begin(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        if args.process_index == 0:
            self.log.cut_after(state.global_step)

    def on_log(self, args, state: TrainerState, control: TrainerControl, logs=None, **kwargs):
        if args.process_index == 0:
            figures = {name: float(value) for name, value in (logs or {}).items() if _number(value)}
            self.log.append(state.global_step, self.clock.seconds, figures)

    def on_save(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        self._draw(args)

    def on_train_end(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        self._draw(args)

    def _draw(self, args: TrainingArguments) -> None:
        if args.process_index == 0:
            draw(self.log, self.folder.plot, self.folder.path.name)


class Showing(TrainerCallback):
    """A bar with steps, throughput and remaining time.

    `per_step` is what one step works through, in `unit`s.
    """

    def __init__(self, clock: Clock, per_step: float, unit: str, console: Console | None = None):
        self.clock = clock
        self.per_step = per_step
        self.unit = unit
        columns = (TextColumn("{task.description}"), BarColumn(30), TimeElapsedColumn())
        self.bar = Progress(*columns, console=console or Console(stderr=True), transient=True)
        self._marks: list[tuple[int, float]] = []

    def on_train_begin(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        if args.process_index == 0:
            self.bar.start()
            self._task = self.bar.add_task("training", total=1.0)

    def on_step_end(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        if args.process_index:
            return
        step = state.global_step
        self._marks = [*self._marks, (step, self.clock.seconds)][-RATE_OVER:]
        loss = next((row["loss"] for row in reversed(state.log_history) if "loss" in row), None)
        said = [f"step {step}", f"loss {loss:.3f}" if loss is not None else "", self._rate()]
        left = self.clock.remaining(step)
        said.append("" if left is None else f"{_clock_face(left)} left")
        self.bar.update(
            self._task,
            completed=self.clock.fraction(step),
            description="  ".join(part for part in said if part),
        )

    def on_train_end(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        self.bar.stop()

    def _rate(self) -> str:
        (first, began), (last, ended) = self._marks[0], self._marks[-1]
        if ended <= began:
            return ""
        return f"{(last - first) * self.per_step / (ended - began):.0f} {self.unit}/s"


def callbacks(
    folder: RunFolder,
    clock: Clock,
    *,
    per_step: float = 1,
    unit: str = "examples",
    console: Console | None = None,
) -> list[TrainerCallback]:
    """All of them; pass them to the trainer, and `clock` to a timed schedule."""
    return [
        Keeping(folder, clock),
        Logging(folder, clock),
        Showing(clock, per_step, unit, console),
    ]


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _clock_face(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
