"""The OpenAI wire format, inwards: what a client may send, and what it means here.

What would change the answer and is not served is refused by name; what cannot change it is
accepted and ignored. Knows nothing of HTTP.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core_model.engine.request import Message, Request, RequestRefused, Role, Sampling

IGNORED = frozenset(
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
        "user",
        "verbosity",
    }
)
"""Documented fields that cannot change which text is right here."""

WITHOUT_EFFECT: dict[str, tuple[Any, ...]] = {
    "audio": (None,),
    "function_call": (None, "none", "auto"),
    "functions": (None, []),
    "logit_bias": (None, {}),
    "logprobs": (None, False),
    "modalities": (None, ["text"]),
    "n": (None, 1),
    "response_format": (None, {"type": "text"}),
    "tool_choice": (None, "none", "auto"),
    "tools": (None, []),
    "top_logprobs": (None, 0),
    "web_search_options": (None,),
}
"""Documented fields that are not served, with the values that ask for nothing."""

ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}


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
    tool_calls: list[Any] | None = None

    def to_message(self, place: int) -> Message:
        """Raises RequestRefused for roles and contents that are not served."""
        if self.role not in ROLES:
            known = ", ".join(ROLES)
            raise _refused(f"messages[{place}].role", f"{self.role!r} is not served; use {known}")
        if self.tool_calls:
            raise _refused(f"messages[{place}].tool_calls", "tools are not served; leave it out")
        return Message(ROLES[self.role], self._text(place))

    def _text(self, place: int) -> str:
        if self.content is None:
            raise _refused(f"messages[{place}].content", "is missing; send text")
        if isinstance(self.content, str):
            return self.content
        others = sorted({part.type for part in self.content if part.type != "text"})
        if others:
            raise _refused(
                f"messages[{place}].content", f"parts of type {', '.join(others)} are not served"
            )
        return "".join(part.text or "" for part in self.content)


class StreamOptions(BaseModel):
    """What a stream carries besides text."""

    model_config = ConfigDict(extra="allow")

    include_usage: bool = False


class ChatRequest(BaseModel):
    """The body of `POST /v1/chat/completions`. Unknown fields are refused by `to_request`."""

    model_config = ConfigDict(extra="allow")

    model: str
    messages: list[Turn] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: int | None = Field(default=None, ge=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, ge=0, le=1)
    presence_penalty: float | None = Field(default=None, ge=-2, le=2)
    frequency_penalty: float | None = Field(default=None, ge=-2, le=2)
    seed: int | None = None
    stop: str | list[str] | None = None

    def to_request(self) -> Request:
        """Raises RequestRefused for what is not served."""
        self._refuse_extras()
        return Request(
            messages=tuple(turn.to_message(at) for at, turn in enumerate(self.messages)),
            sampling=self._sampling(),
            max_tokens=self.max_completion_tokens or self.max_tokens,
            stop=(self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ()),
        )

    @property
    def wants_usage(self) -> bool:
        return self.stream_options is not None and self.stream_options.include_usage

    def _sampling(self) -> Sampling:
        given = self.model_dump(
            include={"temperature", "top_p", "presence_penalty", "frequency_penalty", "seed"},
            exclude_none=True,
        )
        return Sampling(**given)

    def _refuse_extras(self) -> None:
        for name, value in (self.model_extra or {}).items():
            if name in IGNORED:
                continue
            if name not in WITHOUT_EFFECT:
                raise _refused(name, "is not a field of this server; leave it out")
            if value not in WITHOUT_EFFECT[name]:
                raise _refused(name, f"is not served with {value!r}; leave it out")


class FieldRefused(RequestRefused):
    """A field of the body asks for what is not served."""

    def __init__(self, param: str, why: str):
        super().__init__(f"{param}: {why}")
        self.param = param


def _refused(param: str, why: str) -> FieldRefused:
    return FieldRefused(param, why)
