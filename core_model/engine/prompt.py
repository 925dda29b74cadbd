"""Writes a conversation in the model's own chat format, as token ids.

Content is data: a turn's text can neither open nor close a turn. Knows the tokenizer; knows
nothing of the model.
"""

from __future__ import annotations

import re

from transformers import PreTrainedTokenizerFast

from core_model.engine.request import Message, PromptTooLong, Request


class PromptWriter:
    """Applies the chat template and holds the prompt to the context."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, context: int):
        self._tokenizer = tokenizer
        self._context = context
        special = sorted(tokenizer.get_added_vocab(), key=len, reverse=True)
        self._special = re.compile("|".join(map(re.escape, special))) if special else None

    def ids(self, request: Request) -> list[int]:
        """Token ids of the prompt. Raises PromptTooLong where no room is left for an answer."""
        turns = [self._turn(message) for message in request.messages]
        text = self._tokenizer.apply_chat_template(
            turns, tokenize=False, add_generation_prompt=True
        )
        ids = self._tokenizer(str(text), add_special_tokens=False, verbose=False)["input_ids"]
        if len(ids) >= self._context:
            raise PromptTooLong(len(ids), self._context)
        return list(ids)

    def _turn(self, message: Message) -> dict[str, str]:
        return {"role": message.role, "content": self._plain(message.content)}

    def _plain(self, content: str) -> str:
        """Parts every control token after its first character, so that it is read as text."""
        if self._special is None:
            return content
        return self._special.sub(lambda found: f"{found[0][0]} {found[0][1:]}", content)
