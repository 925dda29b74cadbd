"""What a distillation run measured, and its model card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from finetune.distilling.config import DistilConfig
from finetune.runs.card import Card, DataUsed

LIMITS = (
    "Smaller and worse than its teacher on every domain measured; see the figures.",
    "English; what its teacher cannot do, it cannot do either.",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Perplexity of each domain: the teacher's, the student's as cut, and as taught.

    `weights` counts the teacher's and the student's.
    """

    teacher: Mapping[str, float]
    before: Mapping[str, float]
    after: Mapping[str, float]
    weights: tuple[int, int]

    def as_json(self) -> dict[str, object]:
        """As other programs read them."""
        return {
            "perplexity_teacher": dict(self.teacher),
            "perplexity_cut": dict(self.before),
            "perplexity_taught": dict(self.after),
            "weights_teacher": self.weights[0],
            "weights_student": self.weights[1],
        }


def distilled_card(config: DistilConfig, figures: Figures) -> Card:
    """The card; a figure's `before` is the student as it was cut."""
    metrics: dict[str, tuple[float | None, float]] = {
        f"perplexity, {domain}": (figures.before[domain], value)
        for domain, value in figures.after.items()
    }
    metrics |= {
        f"perplexity, {domain}, of the teacher": (None, value)
        for domain, value in figures.teacher.items()
    }
    metrics["millions of weights, of the teacher"] = (None, figures.weights[0] / 1e6)
    metrics["millions of weights"] = (None, figures.weights[1] / 1e6)
    return Card(
        title="A student of the embedded core",
        summary=(
            f"{config.layers} of its teacher's layers, taught at temperature {config.temperature}"
            f" (weight of the teacher {config.soft})."
        ),
        data=[
            DataUsed(name, file.name, "see its corpus", "drawn evenly by domain")
            for name, file in config.texts.items()
        ],
        limits=LIMITS,
        metrics=metrics,
    )
