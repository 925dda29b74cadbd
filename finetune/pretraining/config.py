"""The config of a pre-training run."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from finetune.runs.config import StageConfig

GENERAL = "general"


class PretrainConfig(StageConfig):
    """Which texts, how they are mixed, what learns and how fast.

    A step reads `batch` blocks of `length` tokens, `micro` of them at once in each lane.
    """

    LIMITS = StageConfig.LIMITS | {"goals", "validate_minutes", "micro", "lanes", "recompute"}

    texts: dict[str, Path] = Field(description="Corpus of each domain, rows of JSON.")
    weights: dict[str, float] = Field(
        default_factory=dict, description="How much of each domain; even where not given."
    )
    adaptive: bool = Field(default=True, description="Shares follow validation losses.")
    goals: dict[str, float] = Field(
        default_factory=dict,
        description="Perplexity aimed at, over the base's; 0.8 where not given, general 1.",
    )
    curriculum: bool = Field(default=True, description="General before special, short before long.")
    length: int = Field(default=512, gt=1, description="Tokens of a block.")
    batch: int = Field(default=8, gt=0, description="Blocks of one step.")
    micro: int = Field(default=2, gt=0, description="Blocks in memory at once, of each lane.")
    lanes: int = Field(default=2, gt=0, description="Threads that work on micro-batches.")
    learning_rate: float = Field(default=1e-3, gt=0, description="Of the specialists.")
    router_learning_rate: float = Field(default=2e-4, gt=0)
    betas: tuple[float, float] = (0.9, 0.98)
    weight_decay: float = Field(default=0.0, ge=0)
    max_grad_norm: float = Field(default=1.0, gt=0)
    warmup_steps: int = Field(default=20, ge=0)
    decay: float = Field(
        default=0.4, ge=0, le=1, description="Share of the run at its end in which rates go down."
    )
    only_down_steps: int = Field(
        default=5, ge=0, description="A newborn's down-projections learn alone for so long."
    )
    specialists: list[int] | None = Field(
        default=None, description="Those that learn, in every layer; None: all."
    )
    frozen_layers: int = Field(default=0, ge=0, description="Lowest layers that do not learn.")
    recompute: bool = Field(default=False, description="Gradient checkpointing.")
    anchor: float = Field(
        default=1.0,
        ge=0,
        description="Weight of KL to the base on general text; 0: cross-entropy there too.",
    )
    balance: float = Field(
        default=0.3, ge=0, description="Weight of the load-balancing loss, a mean over layers."
    )
    entropy: float = Field(
        default=0.0, ge=0, description="Weight of the routers' entropy as a loss."
    )
    z: float = Field(default=0.003, ge=0, description="Weight of the routers' z-loss.")
    plain: bool = Field(
        default=False, description="The model's own step, even where the quick one can be had."
    )
    validate_minutes: float = Field(default=8, gt=0)
    validation_blocks: int = Field(default=24, gt=0, description="Blocks of each domain.")

    @model_validator(mode="after")
    def _known(self) -> PretrainConfig:
        unknown = sorted((set(self.weights) | set(self.goals)) - set(self.texts))
        if unknown:
            raise ValueError(f"weights or goals of {unknown}, but texts of {sorted(self.texts)}")
        if not self.texts:
            raise ValueError("no texts; give for instance texts.finance=finance.jsonl")
        return self

    def goal(self, domain: str) -> float:
        """Perplexity aimed at, over the base's."""
        return self.goals.get(domain, 1.0 if domain == GENERAL else 0.8)
