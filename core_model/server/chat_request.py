"""The body of `POST /v1/chat/completions`, and what it means here.

A message may carry `evidence`: pairs of character offsets into its text that are cited evidence,
which a long context never drops (see `keep_share`). Knows nothing of HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from core_model.engine.request import MAX_LOGPROBS, Message, Request, Role
from core_model.server.field_refused import FieldRefused
from core_model.server.generation_fields import GenerationFields

ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}
_SILENT = frozenset({"name", "refusal", "annotations", "audio", "function_call", "tool_calls"})
"""Documented fields of a message that may come along empty, as in an answer sent back."""


class Part(BaseModel):
    """A part of a message's content; only text is served."""

    model_config = ConfigDict(extra="allow")

    type: str
    text: str | None = None


class Turn(BaseModel):
    """One message as it is sent."""

    model_config = ConfigDict(extra="allow")

    role: str
    content: str | list[Part] | None = None
    evidence: list[tuple[int, int]] = []

    def to_message(self, at: str) -> Message:
        """Raises FieldRefused for roles and contents that are not served; `at` names the place."""
        if self.role not in ROLES:
            known = ", ".join(ROLES)
            raise FieldRefused(f"{at}.role", f"{self.role!r} is not served; use {known}")
        for name, value in (self.model_extra or {}).items():
            if name not in _SILENT or value:
                raise FieldRefused(f"{at}.{name}", "is not served; leave it out")
        text = self._text(at)
        for start, end in self.evidence:
            if not 0 <= start < end <= len(text):
                raise FieldRefused(
                    f"{at}.evidence", f"[{start}, {end}] is not within the {len(text)} characters"
                )
        return Message(ROLES[self.role], text, tuple(self.evidence))

    def _text(self, at: str) -> str:
        if self.content is None:
            raise FieldRefused(f"{at}.content", "is missing; send text")
        if isinstance(self.content, str):
            return self.content
        others = sorted({part.type for part in self.content if part.type != "text"})
        if others:
            raise FieldRefused(f"{at}.content", f"parts of type {', '.join(others)} are not served")
        return "".join(part.text or "" for part in self.content)


class ChatRequest(GenerationFields):
    """Unknown fields are refused by `to_request`."""

    ignored: ClassVar[frozenset[str]] = frozenset(
        {
            "metadata",
            "moderation",
            "parallel_tool_calls",
            "prediction",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "reasoning_effort",
            "safety_identifier",
            "service_tier",
            "store",
            "verbosity",
        }
    )
    without_effect: ClassVar[Mapping[str, tuple[Any, ...]]] = {
        "audio": (None,),
        "function_call": (None, "none", "auto"),
        "functions": (None, []),
        "modalities": (None, ["text"]),
        "tool_choice": (None, "none", "auto"),
        "tools": (None, []),
        "web_search_options": (None,),
    }

    messages: list[Turn] = Field(min_length=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)
    logprobs: bool | None = None
    top_logprobs: int | None = Field(default=None, ge=0, le=MAX_LOGPROBS)

    def to_request(self, *, adapter: str | None = None, user: str = "") -> Request:
        """Raises RequestRefused for what is not served."""
        self.refuse_extras()
        turns = enumerate(self.messages)
        return Request(
            messages=tuple(turn.to_message(f"messages[{at}]") for at, turn in turns),
            max_tokens=self.max_completion_tokens or self.max_tokens,
            adapter=adapter,
            logprobs=self._logprobs(),
            user=user,
            **self.shared(),
        )

    def _logprobs(self) -> int | None:
        if not self.logprobs:
            if self.top_logprobs:
                raise FieldRefused("top_logprobs", "needs logprobs; send logprobs: true")
            return None
        return self.top_logprobs or 0
