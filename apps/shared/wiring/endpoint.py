"""The endpoint of the settings as the desks use it: a client, and the ladder that it heads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from apps.shared.model_health import ModelHealth
from apps.shared.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.ladder import Ladder

_EMBEDDED_SPEAKS = frozenset({"en"})
_REMOTE_SPEAKS = frozenset({"en", "zh"})

_ANSWER_SECONDS = 120.0


def chat_model(of: Settings) -> BaseChatModel:
    """A client of the endpoint; no request is made yet."""
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        base_url=of.model_url,
        api_key=of.model_key,
        model=of.model_name,
        temperature=0.0,
        timeout=_ANSWER_SECONDS,
        max_retries=0,
        streaming=True,
    )


def answering_ladder(
    of: Settings, health: ModelHealth, model: Callable[[], BaseChatModel]
) -> Ladder:
    """The rungs of answering: the endpoint while it answers, else quotations."""
    from rag.evidence import Rung
    from rag.ladder import Ladder, Step

    rung = Rung.EMBEDDED if of.embedded else Rung.REMOTE
    languages = _EMBEDDED_SPEAKS if of.embedded else _REMOTE_SPEAKS
    return Ladder([Step(rung, model, health.answers, languages)])
