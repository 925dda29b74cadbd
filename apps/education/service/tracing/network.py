"""The sequence network: what a student's answers so far say about the next one.

Reads the logistic features of an answer-to-be (`columns`), the points it asks for and a memory of
all earlier answers (an LSTM, Hochreiter and Schmidhuber 1997, as in deep knowledge tracing, Piech
et al. 2015). Items are told apart by how far they stray from their points, one shrunk number each
along a direction of the point (Rasch embeddings, Ghosh et al. 2020, AKT). Where a student has
nothing behind him the memory is blank and features and points alone decide.

Legend: B windows, T answers, P points of an item (0 pads), C columns, W width of an embedding,
H of the memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

Memory = tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class NetworkShape:
    """`items` and `points` count the unknown one, which is 0."""

    columns: int
    items: int
    points: int
    embedding: int = 32
    memory: int = 64
    hidden: int = 96
    drop: float = 0.4
    forget_item: float = 0.5
    """Chance that an item stands for an unknown one in training, as new items will."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What is known before an answer."""

    columns_BTC: Tensor
    item_BT: Tensor
    points_BTP: Tensor


class SequenceNetwork(nn.Module):
    def __init__(self, shape: NetworkShape) -> None:
        super().__init__()
        self.shape = shape
        width, memory = shape.embedding, shape.memory
        self.point = nn.Embedding(shape.points, width, padding_idx=0)
        self.direction = nn.Embedding(shape.points, width, padding_idx=0)
        self.stray = nn.Embedding(shape.items, 1, padding_idx=0)
        self.answer = nn.Embedding(2, width)
        self.columns = nn.Linear(shape.columns, width)
        self.mix = nn.Linear(3 * width, memory)
        self.memory = nn.LSTM(memory, memory, batch_first=True)
        wide = shape.columns + width + memory
        self.head = nn.Sequential(
            nn.Linear(wide, shape.hidden),
            nn.GELU(),
            nn.Dropout(shape.drop),
            nn.Linear(shape.hidden, shape.hidden),
            nn.GELU(),
            nn.Dropout(shape.drop),
            nn.Linear(shape.hidden, 1),
        )
        self.straight = nn.Linear(shape.columns, 1)
        self.drop = nn.Dropout(shape.drop)
        nn.init.normal_(self.point.weight, std=0.1)
        nn.init.normal_(self.direction.weight, std=0.1)
        nn.init.zeros_(self.stray.weight)

    def forward(self, asked: Asked, right_BT: Tensor) -> Tensor:
        """Logits of right answers, each from the answers before it; (B, T)."""
        place_BTW, stray_BT1 = self._place(asked)
        memory_BTH, _ = self.memory(self._told(asked, place_BTW, right_BT))
        before_BTH = torch.cat([torch.zeros_like(memory_BTH[:, :1]), memory_BTH[:, :-1]], 1)
        return self._judge(asked, place_BTW, stray_BT1, before_BTH)

    def after(self, asked: Asked, right_BT: Tensor, memory: Memory | None) -> Memory:
        """The memory once these answers are given."""
        place_BTW, _ = self._place(asked)
        _, known = self.memory(self._told(asked, place_BTW, right_BT), memory)
        return known

    def ask(self, asked: Asked, memory: Memory | None) -> Tensor:
        """Logits of right answers to each of these, given next and alone; (B, T)."""
        place_BTW, stray_BT1 = self._place(asked)
        lines, times = asked.item_BT.shape
        if memory is None:
            before = torch.zeros(lines, times, self.shape.memory)
        else:
            before = memory[0][0][:, None].expand(-1, times, -1)
        return self._judge(asked, place_BTW, stray_BT1, before)

    def shrinkage(self) -> Tensor:
        """Squared distance of all items from their points."""
        return self.stray.weight.square().sum()

    def _place(self, asked: Asked) -> tuple[Tensor, Tensor]:
        item_BT = asked.item_BT
        if self.training:
            item_BT = item_BT * (torch.rand(item_BT.shape) > self.shape.forget_item)
        count = (asked.points_BTP > 0).sum(-1, keepdim=True).clamp(min=1)
        stray_BT1 = self.stray(item_BT)
        point_BTW = self.point(asked.points_BTP).sum(-2) / count
        direction_BTW = self.direction(asked.points_BTP).sum(-2) / count
        return point_BTW + stray_BT1 * direction_BTW, stray_BT1

    def _told(self, asked: Asked, place_BTW: Tensor, right_BT: Tensor) -> Tensor:
        columns_BTW = torch.tanh(self.columns(asked.columns_BTC))
        told = torch.cat([place_BTW, self.answer(right_BT), columns_BTW], -1)
        return torch.relu(self.mix(self.drop(told)))

    def _judge(
        self, asked: Asked, place_BTW: Tensor, stray_BT1: Tensor, before_BTH: Tensor
    ) -> Tensor:
        seen = torch.cat([asked.columns_BTC, place_BTW, before_BTH], -1)
        judged = self.head(self.drop(seen)) + self.straight(asked.columns_BTC) + stray_BT1
        return judged.squeeze(-1)
