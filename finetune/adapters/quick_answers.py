"""Gives trl's trainers the log-probabilities of answers, computed for CPUs.

trl asks a model for the log-probability of each labelled token (`fused_lm_head=True`). Here every
row of the batch is worked through without its padding, on one thread each (`finetune.speed`), and
only labelled positions meet the vocabulary; trl's own way scores every position where there is no
Triton. One seam serves its supervised, preference and reinforcement trainers alike.

Shapes: B rows, T tokens of the padded row, L tokens of one row, A labelled tokens, D model width,
V vocabulary.
"""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from trl.trainer.utils import FusedCausalLMOutput

from core_model.model import CoreForCausalLM
from finetune.speed.forward import Packed, QuickStep
from finetune.speed.lanes import Lanes

IGNORED = -100


@dataclass(frozen=True, slots=True)
class Row:
    """One sequence without padding: where a label stands, and what it is."""

    ids_L: torch.Tensor
    place_A: torch.Tensor
    label_A: torch.Tensor


@dataclass(frozen=True, slots=True)
class Scored:
    """Of each labelled token: its log-probability, whether it was likeliest, and the entropy."""

    log_probs: torch.Tensor
    entropy: torch.Tensor
    is_top1: torch.Tensor
    mean_logits: torch.Tensor


class QuickAnswers:
    """The patched forward of `model`. `frozen_layers` may change between steps."""

    def __init__(self, model: CoreForCausalLM, *, lanes: int, temperature: float = 1.0):
        self.step = QuickStep(model)
        self.lanes = Lanes(lanes)
        self.temperature = temperature
        self._model = model
        self._plain = type(model).forward

    def attach(self) -> None:
        """Takes the place of the model's forward, and of what trl put there."""
        quick = self

        def forward(self: CoreForCausalLM, *args: Any, fused_lm_head: bool = False, **given: Any):
            if not fused_lm_head:
                return quick._plain(self, *args, **given)
            return quick.answers(*args, **given)

        self._model.forward = types.MethodType(forward, self._model)

    def answers(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor | None = None,
        labels: torch.Tensor | None = None,
        **_: Any,
    ) -> FusedCausalLMOutput:
        """As trl wants them: (B, T - 1), zero where there is no label.

        Raises ValueError without labels.
        """
        if labels is None:
            raise ValueError("log-probabilities of what? give labels")
        shifted_BT = labels[:, 1:]
        mask_BT = shifted_BT != IGNORED
        scored = self._scored(_rows(input_ids, attention_mask, shifted_BT))

        def placed(values: torch.Tensor) -> torch.Tensor:
            empty = values.new_zeros(mask_BT.shape)
            return empty.masked_scatter(mask_BT, values)

        return FusedCausalLMOutput(
            log_probs=placed(scored.log_probs),
            entropy=placed(scored.entropy),
            is_top1=placed(scored.is_top1),
            mean_logits=placed(scored.mean_logits),
            label_mask=mask_BT,
        )

    def _scored(self, rows: Sequence[Row]) -> Scored:
        learning = torch.is_grad_enabled()
        scored = self.lanes.run(rows, lambda _, row: self._row(row, learning))
        joined = [torch.cat([getattr(one, name).detach() for one in scored]) for name in FIELDS]
        if learning:
            anchor = torch.zeros((), requires_grad=True)
            graphs = [one.log_probs for one in scored]
            learned = _Later.apply(anchor, joined[0], graphs, self.lanes)
            assert isinstance(learned, torch.Tensor)
            joined[0] = learned
        return Scored(*joined)

    def _row(self, row: Row, learning: bool) -> Scored:
        with torch.set_grad_enabled(learning):
            places = torch.arange(len(row.ids_L))[None]
            nowhere = torch.full_like(places, IGNORED)
            hidden_BLD, _ = self.step(Packed(row.ids_L[None], nowhere, places, None))
            hidden_AD = hidden_BLD[0].index_select(0, row.place_A)
            logits_AV = F.linear(hidden_AD, self._model.lm_head.weight).float()
            return _score(logits_AV / self.temperature, row.label_A)


FIELDS = ("log_probs", "entropy", "is_top1", "mean_logits")


class _Later(torch.autograd.Function):
    """Log-probabilities whose graphs, one a row, are walked back on their own threads."""

    @staticmethod
    def forward(ctx: Any, anchor, joined, graphs: list[torch.Tensor], lanes: Lanes):
        ctx.graphs, ctx.lanes = graphs, lanes
        return joined.clone()

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor):
        graphs = [graph for graph in ctx.graphs if len(graph)]
        parts = grads[0].split([len(graph) for graph in graphs])
        work = list(zip(graphs, parts, strict=True))
        ctx.graphs = []
        ctx.lanes.run(work, lambda _, pair: torch.autograd.backward(*pair))
        return None, None, None, None


def _rows(
    input_ids: torch.Tensor, attention_mask: torch.Tensor | None, shifted_BT: torch.Tensor
) -> list[Row]:
    """Each row cut to its own tokens, up to the last that anything is asked of."""
    rows = []
    for at, ids_T in enumerate(input_ids):
        real = torch.arange(len(ids_T))
        if attention_mask is not None:
            real = attention_mask[at].nonzero().flatten()
        first = int(real[0]) if len(real) else 0
        asked = (shifted_BT[at] != IGNORED).nonzero().flatten()
        last = int(asked[-1]) if len(asked) else first
        rows.append(Row(ids_T[first : last + 1], asked - first, shifted_BT[at][asked]))
    return rows


def _score(logits_AV: torch.Tensor, label_A: torch.Tensor) -> Scored:
    logs_AV = logits_AV.log_softmax(dim=-1)
    chosen_A = logs_AV.gather(-1, label_A[:, None])[:, 0]
    with torch.no_grad():
        entropy_A = -(logs_AV.exp() * logs_AV).sum(dim=-1)
        top_A = logs_AV.argmax(dim=-1) == label_A
        return Scored(chosen_A, entropy_A, top_A, logits_AV.mean(dim=-1))
