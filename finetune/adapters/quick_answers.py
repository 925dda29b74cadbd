"""Gives trl's trainers the log-probabilities of answers, computed for CPUs.

trl asks a model for the log-probability of each labelled token (`fused_lm_head=True`). Here the
rows of the batch are laid end to end without their padding, one such pack for each thread
(`finetune.speed`), and only labelled positions meet the vocabulary; trl's own way scores every
position where there is no Triton. One seam serves its supervised, preference and reinforcement
trainers alike.

"""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import torch
import torch.nn.functional as F
from trl.trainer.utils import FusedCausalLMOutput

from core_model.model import CoreForCausalLM
from finetune.speed.attention import STEP
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
        packs = _packs([len(row.ids_L) for row in rows], self.lanes.count)
        given = [[rows[at] for at in pack] for pack in packs]
        scored = self.lanes.run(given, lambda _, pack: self._pack(pack, learning))
        order_A = _order(packs, [len(row.label_A) for row in rows])
        joined = [
            torch.cat([getattr(one, name).detach() for one in scored])[order_A] for name in FIELDS
        ]
        if learning:
            anchor = torch.zeros((), requires_grad=True)
            graphs = [one.log_probs for one in scored]
            learned = _Later.apply(anchor, joined[0], graphs, order_A, self.lanes)
            assert isinstance(learned, torch.Tensor)
            joined[0] = learned
        return Scored(*joined)

    def _pack(self, rows: Sequence[Row], learning: bool) -> Scored:
        """Rows laid end to end, each seeing itself alone; filled up to what kernels work in."""
        lengths = [len(row.ids_L) for row in rows]
        starts = [0, *accumulate(lengths)]
        filled = -starts[-1] % STEP
        ids_L = torch.cat([row.ids_L for row in rows])
        first_L = torch.repeat_interleave(torch.tensor(starts), torch.tensor([*lengths, filled]))
        places_L = torch.arange(len(first_L)) - first_L
        nowhere_L = torch.full_like(places_L, IGNORED)
        packed = Packed(
            F.pad(ids_L, (0, filled))[None], nowhere_L[None], places_L[None], first_L[None]
        )
        asked_A = torch.cat([row.place_A + start for row, start in zip(rows, starts, strict=False)])
        with torch.set_grad_enabled(learning):
            hidden_BLD, _ = self.step(packed)
            hidden_AD = hidden_BLD[0].index_select(0, asked_A)
            logits_AV = F.linear(hidden_AD, self._model.lm_head.weight).float()
            label_A = torch.cat([row.label_A for row in rows])
            return _score(logits_AV / self.temperature, label_A)


FIELDS = ("log_probs", "entropy", "is_top1", "mean_logits")


class _Later(torch.autograd.Function):
    """Log-probabilities whose graphs, one a pack, are walked back on their own threads.

    `order_A` says where in the joined graphs each of them came from.
    """

    @staticmethod
    def forward(ctx: Any, anchor, joined, graphs: list[torch.Tensor], order_A, lanes: Lanes):
        ctx.graphs, ctx.order_A, ctx.lanes = graphs, order_A, lanes
        return joined.clone()

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor):
        graphs = [graph for graph in ctx.graphs if len(graph)]
        joined_A = torch.empty_like(grads[0]).index_copy_(0, ctx.order_A, grads[0])
        parts = joined_A.split([len(graph) for graph in graphs])
        work = list(zip(graphs, parts, strict=True))
        ctx.graphs = []
        ctx.lanes.run(work, lambda _, pair: torch.autograd.backward(*pair))
        return None, None, None, None, None


def _packs(lengths: Sequence[int], count: int) -> list[list[int]]:
    """Which rows go together: at most `count` packs of about as many tokens each."""
    packs: list[list[int]] = [[] for _ in range(min(count, len(lengths)))]
    for at in sorted(range(len(lengths)), key=lambda at: -lengths[at]):
        min(packs, key=lambda pack: sum(lengths[each] for each in pack)).append(at)
    return packs


def _order(packs: Sequence[Sequence[int]], asked: Sequence[int]) -> torch.Tensor:
    """For each labelled token, row by row, its place in the packs laid end to end."""
    came_from = [at for pack in packs for at in pack]
    ends = list(accumulate(asked[at] for at in came_from))
    start = {at: end - asked[at] for at, end in zip(came_from, ends, strict=True)}
    return torch.cat([torch.arange(n) + start[at] for at, n in enumerate(asked)])


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
