"""Losses over a large vocabulary, a few hundred rows at a time.

The gradient is made together with the loss, so that the table of logits (tokens x vocabulary) never
exists, neither now nor for the way back (Wijmans et al. 2025, "Cut your losses"). The head is
frozen or tied to a frozen embedding: it gets no gradient.

Shapes: T tokens, D model width, V vocabulary.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from finetune.speed.native import fused

ROWS = 512


def cross_entropy(
    hidden_TD: torch.Tensor, head_VD: torch.Tensor, label_T: torch.Tensor, *, divisor: float
) -> torch.Tensor:
    """Sum of the cross-entropies of the rows whose label is not negative, over `divisor`.

    Logits are rounded to the dtype of `hidden_TD`; sums are in fp32.
    """
    return _HeadLoss.apply(hidden_TD, head_VD, label_T, 1 / divisor)


def divergence(
    hidden_TD: torch.Tensor, head_VD: torch.Tensor, teacher_TD: torch.Tensor, *, divisor: float
) -> torch.Tensor:
    """Sum over rows of KL(teacher || own), over `divisor`; both see words through one head."""
    return _HeadLoss.apply(hidden_TD, head_VD, teacher_TD, 1 / divisor)


@torch.no_grad()
def token_losses(
    hidden_TD: torch.Tensor, head_VD: torch.Tensor, label_T: torch.Tensor
) -> torch.Tensor:
    """Each row's cross-entropy in fp32, (T,); 0 where its label is negative."""
    parts = zip(hidden_TD.split(ROWS), label_T.split(ROWS), strict=True)
    return torch.cat([_rows(hidden, head_VD, label, 1.0)[0] for hidden, label in parts])


class _HeadLoss(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, hidden_TD, head_VD, target, scale: float):
        gradient = torch.empty_like(hidden_TD)
        total = torch.zeros((), dtype=torch.double)
        for at in range(0, len(hidden_TD), ROWS):
            part = slice(at, at + ROWS)
            found, dlogits = _rows(hidden_TD[part], head_VD, target[part], scale)
            torch.mm(dlogits, head_VD, out=gradient[part])
            total += found.double().sum()
        ctx.save_for_backward(gradient)
        return (total * scale).float()

    @staticmethod
    def backward(ctx: Any, *grads):
        (gradient,) = ctx.saved_tensors
        return gradient * grads[0].to(gradient.dtype), None, None, None


def _rows(hidden, head_VD, target, scale: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Losses (rows,) in fp32, and the gradient of their scaled sum by the logits.

    `target` holds labels (rows,) or a teacher's hidden states (rows, D).
    """
    logits = F.linear(hidden, head_VD)
    taught = target.dim() == 2
    given = F.linear(target, head_VD) if taught else target.contiguous()
    kernels = fused(hidden)
    if kernels is None:
        return _plain(logits, given, scale)
    found = torch.empty(len(hidden))
    name = "divergence" if taught else "cross_entropy"
    kernels.call(name, logits, given, found, *logits.shape, scale)
    return found, logits


def _plain(logits, given, scale: float) -> tuple[torch.Tensor, torch.Tensor]:
    own = logits.float().log_softmax(dim=-1)
    if given.dim() == 2:
        other = given.float().log_softmax(dim=-1)
        found = (other.exp() * (other - own)).sum(dim=-1)
        return found, ((own.exp() - other.exp()) * scale).to(logits.dtype)
    kept, safe = given >= 0, given.clamp(min=0)[:, None]
    dlogits = own.exp().scatter_add(-1, safe, -torch.ones_like(safe, dtype=torch.float))
    found = -own.gather(-1, safe)[:, 0] * kept
    return found, (dlogits * (kept[:, None] * scale)).to(logits.dtype)
