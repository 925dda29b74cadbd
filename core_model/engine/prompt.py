"""Writes a conversation in the model's own chat format, as token ids.

Content is data: a turn's text can neither open nor close a turn. A plain text is taken as it is:
whoever sends one writes the whole prompt. Knows the tokenizer; knows nothing of the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from transformers import PreTrainedTokenizerFast

from core_model.engine.request import Message, PromptTooLong, Request, RequestRefused

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Prompt:
    """Token ids, and the spans of them that are cited evidence."""

    ids: list[int]
    evidence: tuple[Span, ...] = ()


class PromptWriter:
    """Applies the chat template and holds the prompt to the context."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, context: int):
        self._tokenizer = tokenizer
        self._context = context
        special = sorted(tokenizer.get_added_vocab(), key=len, reverse=True)
        self._special = re.compile("|".join(map(re.escape, special))) if special else None

    def ids(self, request: Request) -> list[int]:
        """Token ids of the prompt. Raises PromptTooLong where no room is left for an answer."""
        return self.write(request).ids

    def write(self, request: Request) -> Prompt:
        """The prompt with its evidence, which is only located where the request may drop some.

        Raises PromptTooLong, and RequestRefused for evidence that is not in its message.
        """
        text = self._text(request)
        spans = list(self._evidence(request, text)) if request.keep_share < 1 else []
        encoded = self._tokenizer(
            text,
            add_special_tokens=request.text is not None,
            return_offsets_mapping=bool(spans),
            verbose=False,
        )
        ids = list(encoded["input_ids"])
        if len(ids) >= self._context:
            raise PromptTooLong(len(ids), self._context)
        if not ids:
            raise RequestRefused("the text is empty; send at least one token")
        return Prompt(ids, tuple(_covering(encoded["offset_mapping"], spans)) if spans else ())

    def _text(self, request: Request) -> str:
        if request.text is not None:
            return request.text
        return self._rendered(
            [self._plain(message.content) for message in request.messages], request
        )

    def _rendered(self, contents: list[str], request: Request) -> str:
        turns = [
            {"role": message.role, "content": content}
            for message, content in zip(request.messages, contents, strict=True)
        ]
        return str(
            self._tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        )

    def _plain(self, content: str) -> str:
        """Parts every control token after its first character, so that it is read as text."""
        if self._special is None:
            return content
        return self._special.sub(lambda found: f"{found[0][0]} {found[0][1:]}", content)

    def _evidence(self, request: Request, text: str) -> Iterator[Span]:
        """Where the messages' evidence lies in the rendered text."""
        if not any(message.evidence for message in request.messages):
            return
        contents = [self._plain(message.content) for message in request.messages]
        starts = self._starts(request, contents, text)
        for message, start in zip(request.messages, starts, strict=True):
            for begin, end in message.evidence:
                if not 0 <= begin < end <= len(message.content):
                    raise RequestRefused(
                        f"evidence {(begin, end)!r} is not a span of its message, which has"
                        f" {len(message.content)} characters"
                    )
                yield start + self._moved(message, begin), start + self._moved(message, end)

    def _starts(self, request: Request, contents: list[str], text: str) -> list[int]:
        """Where each content begins, found by rendering the template around marks in its place."""
        marks = [f"\ue000{place}\ue001" for place in range(len(contents))]
        parts = re.split("\ue000\\d+\ue001", self._rendered(marks, request))
        if len(parts) != len(contents) + 1 or _joined(parts, contents) != text:
            raise RequestRefused(
                "evidence cannot be located: the chat template changes the messages' text; leave"
                " out keep_share"
            )
        lengths = [
            len(part) + len(content) for part, content in zip(parts[:-1], contents, strict=True)
        ]
        ends = accumulate(lengths)
        return [end - len(content) for end, content in zip(ends, contents, strict=True)]

    def _moved(self, message: Message, place: int) -> int:
        """A place in the content, in the content as it is written."""
        if self._special is None:
            return place
        parted = self._special.finditer(message.content)
        return place + sum(found.start() + 1 <= place - 1 for found in parted)


def _joined(parts: list[str], contents: list[str]) -> str:
    return "".join(part + content for part, content in zip(parts, [*contents, ""], strict=True))


def _covering(offsets: list[Span], spans: list[Span]) -> Iterator[Span]:
    """For each span of characters, the span of tokens from the first to the last that touch it."""
    for begin, end in spans:
        touching = [at for at, (first, last) in enumerate(offsets) if first < end and last > begin]
        if touching:
            yield touching[0], touching[-1] + 1
