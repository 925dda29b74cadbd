"""Lets a model answer many conversations, greedily, sixteen at a time.

The engine and the chat format are those of the server. Knows nothing of what is asked or of what a
good answer is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType

from core_model.engine.engine import MAX_RUNNING
from core_model.engine.request import Message, Piece, Request, Sampling
from core_model.load import load
from finetune.evaluation.subject import Subject

GREEDY = Sampling(temperature=0.0)
Conversation = Sequence[Message]


class Speaker:
    """A subject's engine. Close it, or use it in a `with` statement."""

    def __init__(self, subject: Subject) -> None:
        self._engine = load(subject.folder, bits=subject.bits)
        for name, folder in subject.adapters.items():
            self._engine.load_adapter(name, folder)

    def __enter__(self) -> Speaker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Frees the model."""
        self._engine.close()

    def answers(
        self, asked: Sequence[Conversation], *, adapter: str | None = None, longest: int = 96
    ) -> list[str]:
        """The answer to each conversation, at most `longest` tokens."""
        requests = [
            Request(messages=tuple(turns), sampling=GREEDY, max_tokens=longest, adapter=adapter)
            for turns in asked
        ]
        return ["".join(piece.text for piece in pieces) for pieces in self._pieces(requests)]

    def until(
        self, texts: Sequence[str], stop: str, *, adapter: str | None = None, longest: int = 96
    ) -> list[tuple[str, bool]]:
        """Each text's continuation up to and without `stop`; True where it ended there."""
        requests = [
            Request(
                text=text,
                sampling=GREEDY,
                max_tokens=longest,
                adapter=adapter,
                stop=(stop,),
                logprobs=0,
            )
            for text in texts
        ]
        return [
            ("".join(piece.text for piece in pieces), _ended_with(pieces, stop))
            for pieces in self._pieces(requests)
        ]

    def _pieces(self, requests: Sequence[Request]) -> Iterator[list[Piece]]:
        """The pieces of each request, sixteen answered side by side."""
        for first in range(0, len(requests), MAX_RUNNING):
            streams = [self._engine.stream(one) for one in requests[first : first + MAX_RUNNING]]
            yield from [list(stream) for stream in streams]


def _ended_with(pieces: Sequence[Piece], stop: str) -> bool:
    """Whether the last token written holds the stop string, or the end of it."""
    last = pieces[-1]
    if last.finish != "stop" or not last.logprobs:
        return False
    return stop[-1] in last.logprobs[-1].text
