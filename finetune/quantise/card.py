"""The model card of a quantised model, written from its run."""

from __future__ import annotations

from finetune.quantise.config import QuantizeConfig
from finetune.quantise.figures import Figures
from finetune.runs.card import Card, DataUsed

LIMITS = (
    "What the model before it cannot do, this one cannot do either.",
    "Perplexities are of held-out documents (validation part), weights rounded as they are kept.",
)


def quantised_card(config: QuantizeConfig, figures: Figures) -> Card:
    """Perplexity before rounding beside that after training, per domain, and the size."""
    metrics: dict[str, tuple[float | None, float]] = {
        f"perplexity, {domain}": (figures.before[domain], value)
        for domain, value in figures.trained.items()
    }
    metrics |= {
        f"perplexity, {domain}, rounded without training": (figures.before[domain], value)
        for domain, value in figures.rounded.items()
    }
    metrics["megabytes"] = (figures.bytes_before / 1e6, figures.bytes_after / 1e6)
    spared = ", ".join(figures.kept) or "none"
    return Card(
        title=f"The core on the grid {config.grid}",
        summary=(
            f"Trained with rounded weights ({config.grid}) and a loss that keeps features in"
            f" place. Parts kept in higher precision, by measured harm: {spared}."
        ),
        data=[
            DataUsed(name, file.name, "see its corpus", "drawn evenly by domain")
            for name, file in config.texts.items()
        ],
        limits=LIMITS,
        metrics=metrics,
    )
