"""Deep knowledge tracing (Piech et al. 2015): an LSTM over points and answers, as a baseline.

Sees points only, as published: no items, no times. A response of several points is the mean of
their embeddings, and of their outputs. Legend: B students, T steps, P points, D width.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from apps.education.domain.response import ResponseLog

Floats = NDArray[np.float64]

WIDTH = 96
LONGEST = 200
BATCH = 48
RATE = 4e-3
ROUNDS = 14
PATIENCE = 2


class Dkt(nn.Module):
    def __init__(self, points: int) -> None:
        super().__init__()
        self.points = points
        self.answers = nn.EmbeddingBag(2 * points + 1, WIDTH, mode="mean", padding_idx=2 * points)
        self.memory = nn.LSTM(WIDTH, WIDTH, batch_first=True)
        self.drop = nn.Dropout(0.3)
        self.asked = nn.EmbeddingBag(points + 1, WIDTH + 1, mode="mean", padding_idx=points)
        self.first = nn.Parameter(torch.zeros(WIDTH))

    def forward(self, point_BTM: Tensor, right_BT: Tensor) -> Tensor:
        """Logits of each response from those before it."""
        size, steps, most = point_BTM.shape
        answered = point_BTM + self.points * right_BT[:, :, None]
        answered = torch.where(point_BTM == self.points, 2 * self.points, answered)
        seen = self.answers(answered.reshape(-1, most)).view(size, steps, WIDTH)
        known = torch.cat((self.first.expand(size, 1, WIDTH), seen[:, :-1]), 1)
        before_BTD, _ = self.memory(known)
        asked = self.asked(point_BTM.reshape(-1, most)).view(size, steps, WIDTH + 1)
        return (self.drop(before_BTD) * asked[..., :-1]).sum(-1) + asked[..., -1]


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    point_NM: Tensor
    right_N: Tensor
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    nothing: int

    @staticmethod
    def of(log: ResponseLog) -> _Rows:
        counts = np.diff(log.point_start)
        most = max(int(counts.max(initial=1)), 1)
        point = np.full((len(log), most), len(log.points), np.int64)
        point[np.arange(most) < counts[:, None]] = log.point
        starts = np.flatnonzero(np.diff(log.student, prepend=-1))
        right = torch.from_numpy(log.correct.astype(np.int64))
        ends = np.append(starts[1:], len(log))
        return _Rows(torch.from_numpy(point), right, starts, ends, len(log.points))

    def batches(
        self, longest: int, size: int, rng: np.random.Generator | None
    ) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """Places (-1 is padding), points and answers; pieces of students of similar length."""
        pieces = [
            (a, min(a + longest, int(end)))
            for start, end in zip(self.starts, self.ends, strict=True)
            for a in range(int(start), int(end), longest)
        ]
        pieces.sort(key=lambda piece: piece[1] - piece[0])
        groups = [pieces[i : i + size] for i in range(0, len(pieces), size)]
        for g in range(len(groups)) if rng is None else rng.permutation(len(groups)):
            group = groups[g]
            width = max(b - a for a, b in group)
            place = torch.full((len(group), width), -1)
            for row, (a, b) in enumerate(group):
                place[row, : b - a] = torch.arange(a, b)
            point = self.point_NM[place]
            point[place < 0] = self.nothing
            yield place, point, self.right_N[place]


def fit_dkt(train: ResponseLog, valid: ResponseLog, *, seed: int = 0) -> Dkt:
    """Stops when validation students are predicted no better for `PATIENCE` rounds."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model, rows = Dkt(len(train.points)), _Rows.of(train)
    optimiser = torch.optim.Adam(model.parameters(), lr=RATE)
    best, kept, waited = np.inf, model.state_dict(), 0
    for _ in range(ROUNDS):
        model.train()
        for place, point, right in rows.batches(LONGEST, BATCH, rng):
            loss = _loss(model(point, right), right, place)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
        off = _log_loss(dkt_predictions(model, valid), valid.correct)
        if off < best - 1e-4:
            best, waited = off, 0
            kept = {name: value.clone() for name, value in model.state_dict().items()}
        elif (waited := waited + 1) >= PATIENCE:
            break
    model.load_state_dict(kept)
    return model


def _loss(logits: Tensor, right: Tensor, place: Tensor) -> Tensor:
    told = place >= 0
    return nn.functional.binary_cross_entropy_with_logits(logits[told], right[told].float())


def _log_loss(chance: Floats, correct: NDArray[np.bool_]) -> float:
    sure = np.clip(np.where(correct, chance, 1 - chance), 1e-7, 1)
    return float(-np.log(sure).mean()) if len(sure) else 0.0


def dkt_predictions(model: Dkt, log: ResponseLog) -> Floats:
    model.eval()
    found = np.full(len(log), 0.5)
    with torch.no_grad():
        for place, point, right in _Rows.of(log).batches(10**9, 16, None):
            told = place >= 0
            found[place[told].numpy()] = torch.sigmoid(model(point, right)[told]).double().numpy()
    return found
