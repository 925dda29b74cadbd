"""The body of `POST /v1/completions`: plain texts to be continued. Knows nothing of HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from core_model.engine.request import MAX_LOGPROBS, Request
from core_model.server.field_refused import FieldRefused
from core_model.server.generation_fields import GenerationFields

DEFAULT_MAX_TOKENS = 16
"""As OpenAI's interface has it for plain completions."""

MAX_PROMPTS = 64


class CompletionRequest(GenerationFields):
    """Several prompts are answered at once; choice `i` belongs to prompt `i // n`."""

    without_effect: ClassVar[Mapping[str, tuple[Any, ...]]] = {
        "best_of": (None, 1),
        "echo": (None, False),
        "suffix": (None, ""),
    }

    prompt: str | list[str] | list[int] | list[list[int]]
    logprobs: int | None = Field(default=None, ge=0, le=MAX_LOGPROBS)

    def to_requests(self, *, adapter: str | None = None, user: str = "") -> list[Request]:
        """One for each choice. Raises RequestRefused for what is not served."""
        self.refuse_extras()
        made = [self._request(prompt, adapter, user) for prompt in self.prompts()]
        return [choice for request in made for choice in self.choices(request)]

    def prompts(self) -> list[str]:
        given = [self.prompt] if isinstance(self.prompt, str) else self.prompt
        texts = [prompt for prompt in given if isinstance(prompt, str)]
        if len(texts) < len(given):
            raise FieldRefused("prompt", "token ids are not served; send text")
        if not 1 <= len(texts) <= MAX_PROMPTS:
            raise FieldRefused("prompt", f"{len(texts)} texts; send 1 to {MAX_PROMPTS} at once")
        return texts

    def _request(self, prompt: str, adapter: str | None, user: str) -> Request:
        return Request(
            text=prompt,
            max_tokens=DEFAULT_MAX_TOKENS if self.max_tokens is None else self.max_tokens,
            adapter=adapter,
            logprobs=self.logprobs,
            user=user,
            **self.shared(),
        )
