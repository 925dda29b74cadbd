"""The vocabulary of a generation: what is asked, what comes back, what can be wrong with it.

Plain values; knows neither torch nor HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]
FinishReason = Literal["stop", "length", "cancelled", "deadline"]

MAX_LOGPROBS = 20


class RequestRefused(ValueError):
    """The request cannot be served as it stands; the message says what to change."""


class PromptTooLong(RequestRefused):
    """The prompt leaves no room for an answer in the model's context."""

    def __init__(self, tokens: int, limit: int):
        super().__init__(
            f"the prompt has {tokens} tokens; the context holds {limit} with at least one of the"
            " answer. Shorten the messages"
        )


class UnknownAdapter(RequestRefused):
    """The request names an adapter that is not loaded."""

    def __init__(self, asked: str, known: frozenset[str]):
        there = ", ".join(sorted(known)) or "none"
        super().__init__(f"adapter {asked!r} is not loaded; loaded: {there}")


class GenerationFailed(RuntimeError):
    """The model raised while answering, or the engine was closed meanwhile."""


class Overloaded(RuntimeError):
    """Too many requests are waiting already; try again later."""

    def __init__(self, waiting: int):
        super().__init__(f"{waiting} requests are waiting already; try again in a while")


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation.

    `evidence` marks text that a long context may never drop (see `Request.keep_share`).
    """

    role: Role
    content: str
    evidence: tuple[tuple[int, int], ...] = ()
    """Character spans of `content` that are cited evidence."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are chosen. Temperature 0 is greedy; a seed makes sampling repeatable.

    Raises RequestRefused for values outside their range.
    """

    temperature: float = 0.7
    top_p: float = 0.95
    top_k: int = 0
    """0: all tokens."""
    min_p: float = 0.0
    """Least probability relative to the most probable token (Nguyen et al. 2024)."""
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    repetition_penalty: float = 1.0
    """Divides positive and multiplies negative logits of tokens seen (CTRL, Keskar et al. 2019)."""
    seed: int | None = None
    logit_bias: tuple[tuple[int, float], ...] = ()

    def __post_init__(self) -> None:
        _within("temperature", self.temperature, 0, 2)
        _within("top_p", self.top_p, 0, 1)
        _within("top_k", self.top_k, 0, 1_000_000)
        _within("min_p", self.min_p, 0, 1)
        _within("presence_penalty", self.presence_penalty, -2, 2)
        _within("frequency_penalty", self.frequency_penalty, -2, 2)
        _within("repetition_penalty", self.repetition_penalty, 0.1, 10)
        for token, bias in self.logit_bias:
            _within(f"logit_bias[{token}]", bias, -100, 100)


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the answer must look like: a JSON schema, any JSON object, or a regular expression."""

    kind: Literal["json_schema", "json_object", "regex"]
    value: dict[str, Any] | str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A conversation to continue, or a plain text; exactly one of the two.

    `max_tokens` None means the default, capped by the context. `user` is whom fair scheduling
    counts the request for. `deadline_s` ends the answer that many seconds after it was submitted.
    `logprobs` asks for the chosen token's log-probability and that many alternatives. `keep_share`
    below 1 lets a long prompt keep only that share of its cache, evidence always included.
    """

    messages: tuple[Message, ...] = ()
    text: str | None = None
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    adapter: str | None = None
    grammar: Grammar | None = None
    logprobs: int | None = None
    user: str = ""
    deadline_s: float | None = None
    keep_share: float = 1.0
    ignore_eos: bool = False
    """Goes on to `max_tokens` past the end of the turn, for timing (vLLM's field of that name)."""

    def __post_init__(self) -> None:
        if bool(self.messages) == (self.text is not None):
            raise RequestRefused("send either messages (at least one) or a text")
        if self.max_tokens is not None and self.max_tokens < 1:
            raise RequestRefused(f"max_tokens {self.max_tokens!r} is below 1")
        if any(not stop for stop in self.stop):
            raise RequestRefused("a stop string is empty; leave it out")
        if self.logprobs is not None:
            _within("logprobs", self.logprobs, 0, MAX_LOGPROBS)
        if self.deadline_s is not None and self.deadline_s <= 0:
            raise RequestRefused(f"deadline_s {self.deadline_s!r} is not above 0")
        _within("keep_share", self.keep_share, 0.05, 1)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written; `cached` of the prompt's were found in the prefix cache."""

    prompt: int
    completion: int
    cached: int = 0


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """A token as text and bytes with its log-probability, and the most probable alternatives."""

    text: str
    bytes: bytes
    logprob: float
    top: tuple[TokenLogprob, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of the answer; the last piece says why it ended, and what it took."""

    text: str
    finish: FinishReason | None = None
    usage: Usage | None = None
    logprobs: tuple[TokenLogprob, ...] = ()


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise RequestRefused(f"{name} {value!r} is outside {low} to {high}")
