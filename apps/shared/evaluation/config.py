"""What an evaluation needs to know, and the run that it makes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from core_model.recipe import BITS, Bits

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.shared.evaluation.suite import Outcome

PICTURE = "specialisation.png"
ANSWERS = "answers.jsonl"


class EvaluateConfig(BaseModel):
    """One evaluation. `adapters` None means those installed, an empty table none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Path = Field(description="Public data, laid out as area/collection.")
    out: Path | None = Field(default=None, description="Folder for report, answers and picture.")
    model: Path | None = Field(default=None, description="Model folder; None: the embedded one.")
    base: Path | None = Field(
        default=None, description="Its base; None: the model with silent specialists."
    )
    adapters: dict[str, Path] | None = None
    bits: Bits = BITS
    quick: bool = False
    threads: int | None = Field(default=None, gt=0)


def run(config: EvaluateConfig, model: Path, say: Callable[[str, float], None]) -> Outcome:
    """Measures `model` and writes what was found to `config.out`, if that is given.

    The answers are kept beside the figures, so that a reader can judge them himself; they quote the
    data, which may not be passed on.
    """
    import torch

    from apps.shared.evaluation.answers import write_answers
    from apps.shared.evaluation.plan import full, quick
    from apps.shared.evaluation.suite import evaluate
    from finetune.evaluation.plot import draw
    from finetune.evaluation.subject import Subject

    if config.threads is not None:
        torch.set_num_threads(config.threads)
    adapters = _installed() if config.adapters is None else config.adapters
    outcome = evaluate(
        Subject(model, adapters, config.bits),
        config.data,
        quick() if config.quick else full(),
        say,
        base=config.base,
    )
    if config.out is not None:
        outcome.report.save(config.out)
        write_answers(config.out / ANSWERS, outcome)
        draw(outcome.ours.routing, config.out / PICTURE, "Which specialists carry which domain")
    return outcome


def _installed() -> dict[str, Path]:
    """The adapters that come with the suite, and those of the settings over them."""
    from apps.shared.settings import settings
    from core_model.shipped.adapters import shipped_adapters

    return {**shipped_adapters(), **settings().adapters}
