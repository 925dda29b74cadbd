"""Asks whether the model endpoint answers, and so which rung of the ladder is active.

The answer is kept for a few seconds, so that a page may ask as often as it is drawn.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import httpx

from apps.shared.settings import Settings
from rag.evidence import Rung

_TIMEOUT_SECONDS = 1.0
_KEPT_SECONDS = 3.0


class ModelHealth:
    """Of one endpoint. Safe to share among threads."""

    def __init__(self, settings: Settings, *, now: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._now = now
        self._lock = threading.Lock()
        self._asked: float | None = None
        self._answers = False

    def answers(self) -> bool:
        """True where the endpoint lists its models within a second."""
        with self._lock:
            if self._asked is None or self._now() - self._asked > _KEPT_SECONDS:
                self._answers = _lists_models(self._settings)
                self._asked = self._now()
            return self._answers

    def rung(self) -> Rung:
        """The best rung now: the endpoint's, or answers made of quotations."""
        if not self.answers():
            return Rung.EXTRACTIVE
        return Rung.EMBEDDED if self._settings.embedded else Rung.REMOTE

    def forget(self) -> None:
        """Ask again at the next call, as after a failed answer."""
        with self._lock:
            self._asked = None


def _lists_models(settings: Settings) -> bool:
    key = settings.model_key.get_secret_value()
    try:
        reply = httpx.get(
            f"{settings.model_url.rstrip('/')}/models",
            headers={"Authorization": f"Bearer {key}"},
            timeout=_TIMEOUT_SECONDS,
        )
    except httpx.HTTPError:
        return False
    return reply.is_success
