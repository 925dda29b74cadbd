"""One answer being written: chosen tokens become text, log-probabilities and, in the end, a reason.

Knows one request; knows nothing of the batch, the cache or threads.

Shapes: V size of the vocabulary.
"""

from __future__ import annotations

import numpy as np
import torch

from core_model.engine.constrain import Constraint
from core_model.engine.request import FinishReason, Piece, Request, TokenLogprob, Usage
from core_model.engine.sampling import Sampler
from core_model.engine.stops import StopScanner
from core_model.engine.text import TextWriter, TokenBytes


class Transcript:
    """Chooses tokens for one request and writes them down; `ends` are ids that end a turn."""

    def __init__(
        self,
        request: Request,
        prompt: list[int],
        limit: int,
        *,
        writer: TextWriter,
        token_bytes: TokenBytes,
        ends: frozenset[int],
        constraint: Constraint | None = None,
    ):
        self.sampler = Sampler(request.sampling, prompt)
        self._constraint = constraint
        self._logprobs = request.logprobs
        self._scanner = StopScanner(request.stop)
        self._writer = writer
        self._bytes = token_bytes
        self._ends = ends
        self._prompt = len(prompt)
        self._limit = limit
        self._noted: list[TokenLogprob] = []
        self.written = 0

    @property
    def plain(self) -> bool:
        """Whether the next token is the greatest logit, and nothing else is asked of the row."""
        return self.sampler.plain and self._constraint is None and self._logprobs is None

    def choose(self, logits_V: torch.Tensor) -> int:
        """The next token, where the request asks for more than the greatest logit."""
        row_V = logits_V.cpu().numpy()
        allowed = None if self._constraint is None else self._constraint.allowed(len(row_V))
        token = self.sampler.pick(row_V, allowed)
        if self._logprobs is not None:
            self._noted.append(self._logprob(row_V, token, self._logprobs))
        return token

    def accept(self, token: int, cached: int) -> Piece:
        """Writes a token down; the piece's text is often empty, its `finish` set where it ends."""
        self.written += 1
        self.sampler.note(token)
        if token in self._ends:
            return self.end("stop", cached)
        text = self._scanner.feed(self._writer.step(token))
        if self._scanner.stopped or self._completes(token):
            return self.end("stop", cached, text)
        if self.written >= self._limit:
            return self.end("length", cached, text)
        return Piece(text, logprobs=self._take_noted() if text else ())

    def end(self, finish: FinishReason, cached: int, text: str = "") -> Piece:
        """The last piece: what was held back, the reason, and what it took."""
        usage = Usage(self._prompt, self.written, cached)
        return Piece(text + self._scanner.flush(), finish, usage, self._take_noted())

    def _completes(self, token: int) -> bool:
        return self._constraint is not None and self._constraint.accept(token)

    def _take_noted(self) -> tuple[TokenLogprob, ...]:
        noted, self._noted = tuple(self._noted), []
        return noted

    def _logprob(self, logits_V: np.ndarray, token: int, count: int) -> TokenLogprob:
        """Of the model's own distribution, before temperature, penalties and grammar."""
        best = logits_V.max()
        total = best + np.log(np.exp(logits_V - best, dtype=np.float64).sum())
        nearest = np.argpartition(logits_V, -count)[-count:] if count else ()
        ranked = sorted(map(int, nearest), key=lambda at: -logits_V[at])
        top = tuple(self._named(at, float(logits_V[at] - total)) for at in ranked)
        return self._named(token, float(logits_V[token] - total), top)

    def _named(
        self, token: int, logprob: float, top: tuple[TokenLogprob, ...] = ()
    ) -> TokenLogprob:
        content = self._bytes.of(token)
        return TokenLogprob(content.decode("utf-8", errors="replace"), content, logprob, top)
