"""The embedded model as a LangChain chat model, in this process, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel, generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

from core_model.engine.engine import Engine
from core_model.engine.request import Message, Request, RequestRefused, Role, Sampling, Usage

ROLES: dict[str, Role] = {"system": "system", "human": "user", "ai": "assistant"}


class ConsiliumChat(BaseChatModel):
    """Invokes and streams the engine, with stop strings and usage metadata.

    Raises RequestRefused for messages that are not text of a system, human or AI.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    engine: Engine
    temperature: float = 0.7
    top_p: float = 0.95
    max_tokens: int | None = None
    seed: int | None = None
    adapter: str | None = None

    @property
    def _llm_type(self) -> str:
        return "consilium"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {
            "temperature": self.temperature,
            "top_p": self.top_p,
            "max_tokens": self.max_tokens,
            "seed": self.seed,
            "adapter": self.adapter,
        }

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with self.engine.stream(self._request(messages, stop, kwargs)) as pieces:
            for piece in pieces:
                chunk = _chunk(piece.text, piece.finish, piece.usage)
                if run_manager is not None and piece.text:
                    run_manager.on_llm_new_token(piece.text, chunk=chunk)
                yield chunk

    def _request(
        self, messages: list[BaseMessage], stop: list[str] | None, given: dict[str, Any]
    ) -> Request:
        own = self._identifying_params
        unknown = sorted(set(given) - set(own))
        if unknown:
            raise RequestRefused(f"{', '.join(unknown)}: not served; known: {', '.join(own)}")
        chosen = own | given
        return Request(
            messages=tuple(map(_message, messages)),
            sampling=Sampling(chosen["temperature"], chosen["top_p"], seed=chosen["seed"]),
            max_tokens=chosen["max_tokens"],
            adapter=chosen["adapter"],
            stop=tuple(stop or ()),
        )


def _message(message: BaseMessage) -> Message:
    if message.type not in ROLES:
        raise RequestRefused(f"a message of type {message.type!r}; use {', '.join(ROLES)}")
    if isinstance(message.content, str):
        return Message(ROLES[message.type], message.content)
    return Message(ROLES[message.type], "".join(map(_text, message.content)))


def _text(part: str | dict[Any, Any]) -> str:
    if isinstance(part, str):
        return part
    if part.get("type") != "text":
        raise RequestRefused(f"a content part of type {part.get('type')!r}; only text is served")
    return part["text"]


def _chunk(text: str, finish: str | None, usage: Usage | None) -> ChatGenerationChunk:
    metadata = None
    if usage is not None:
        metadata = UsageMetadata(
            input_tokens=usage.prompt,
            output_tokens=usage.completion,
            total_tokens=usage.prompt + usage.completion,
        )
    message = AIMessageChunk(
        content=text, usage_metadata=metadata, chunk_position="last" if finish else None
    )
    return ChatGenerationChunk(
        message=message, generation_info={"finish_reason": finish} if finish else None
    )
