"""The endpoint of the settings as the desks use it: a client, and the ladder that it heads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from apps.shared.model_health import ModelHealth
from apps.shared.model_offer import ModelOffer
from apps.shared.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.ladder import Ladder

_EMBEDDED_SPEAKS = frozenset({"en"})
_REMOTE_SPEAKS = frozenset({"en", "zh"})

_ANSWER_SECONDS = 120.0


class DeskModel:
    """The endpoint as one desk asks it: by the name of the desk's adapter where it is offered.

    Calling it gives the client; the same one as long as the name stays. Safe to share among
    threads.
    """

    def __init__(self, of: Settings, desk: str, offer: ModelOffer | None = None) -> None:
        self._settings = of
        self._desk = desk
        self._offer = offer or ModelOffer(of)
        self._making = threading.Lock()
        self._made: dict[str, BaseChatModel] = {}

    @property
    def name(self) -> str:
        """What would be asked for now."""
        return self._offer.name_for(self._desk)

    def __call__(self) -> BaseChatModel:
        name = self.name
        with self._making:
            if name not in self._made:
                of = self._settings.model_copy(update={"model_name": name})
                self._made[name] = chat_model(of)
            return self._made[name]

    def versions(self) -> dict[str, str]:
        """The model that answers, and the adapter where there is one, for the page that says so."""
        of, name = self._settings, self.name
        told = {"Model": of.model_name}
        if name != of.model_name:
            told["Adapter"] = name
        return told


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
