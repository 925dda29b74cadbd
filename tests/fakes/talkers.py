"""Chat models for tests: one says what it is told, one dies in the middle, one never answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field


class Talker(BaseChatModel):
    """Says `says` word by word. `dies_after` words it raises; with `hangs` it says nothing."""

    says: str = ""
    dies_after: int | None = None
    hangs: bool = False
    heard: list[list[BaseMessage]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "talker"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.heard.append(messages)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.says))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.heard.append(messages)
        if self.hangs:
            threading.Event().wait(30)
        for number, word in enumerate(self.says.split(" ")):
            if self.dies_after is not None and number >= self.dies_after:
                raise ConnectionError("the server went away")
            yield ChatGenerationChunk(message=AIMessageChunk(content=word + " "))
