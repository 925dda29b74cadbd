"""The adaptation layer with its two heads: terms, and, behind a reversed gradient, the domain.

Works on features of the frozen core; knows nothing of text.

Shapes: B texts, T tokens, D model width, H width of the layer.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from finetune.adaptation.reversal import reversed_gradient
from finetune.adaptation.spans import IGNORED

TAGS = 3
DOMAINS = 2


class TermRecogniser(nn.Module):
    """Tags tokens. `width` is H; the layer adds to its input, as adapters do."""

    def __init__(self, features: int, width: int = 128):
        super().__init__()
        self.norm = nn.LayerNorm(features)
        self.down, self.up = nn.Linear(features, width), nn.Linear(width, features)
        self.tags = nn.Linear(features, TAGS)
        self.domain = nn.Sequential(
            nn.Linear(features, width), nn.ReLU(), nn.Linear(width, DOMAINS)
        )

    def adapted(self, x_BTD: torch.Tensor) -> torch.Tensor:
        """Features after the adaptation layer."""
        x_BTD = self.norm(x_BTD)
        return x_BTD + self.up(F.gelu(self.down(x_BTD)))

    def forward(
        self,
        features: torch.Tensor,
        labels: torch.Tensor,
        domains: torch.Tensor,
        strength: float = 0.0,
    ) -> dict[str, Any]:
        """Logits of tags (B, T, 3) and the loss.

        `labels` (B, T) are ignored where they are -100, so texts without labels teach the domain
        alone; `domains` (B,) are 0 for the labelled one. Every position with features counts for
        the domain: padding is all zeros.
        """
        h_BTD = self.adapted(features)
        logits = self.tags(h_BTD)
        loss = logits.sum() * 0.0
        if bool((labels != IGNORED).any()):
            loss = loss + F.cross_entropy(
                logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED
            )
        if strength:
            real = features.any(dim=-1)
            guessed = self.domain(reversed_gradient(h_BTD, strength))[real]
            truth = domains[:, None].expand_as(real)[real]
            loss = loss + F.cross_entropy(guessed, truth)
        return {"loss": loss, "logits": logits}
