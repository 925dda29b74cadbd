"""Under which names the endpoint serves models, remembered for a while.

A desk asks for the adapter of its own name where the embedded server offers one. A remote endpoint
is asked for the one name that is configured. Knows no desk by name.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from apps.shared.settings import Settings

_KEPT_SECONDS = 30.0
_RETRIED_SECONDS = 3.0
_PATIENCE_SECONDS = 0.5

Listing = Callable[[Settings], frozenset[str] | None]
"""The names that an endpoint lists; None where it does not answer."""


class ModelOffer:
    """Of one endpoint. Safe to share among threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], float] = time.monotonic,
        listed: Listing | None = None,
    ) -> None:
        self._settings = settings
        self._now = now
        self._listed = listed or _listed
        self._lock = threading.Lock()
        self._until = float("-inf")
        self._names: frozenset[str] = frozenset()

    def name_for(self, desk: str) -> str:
        """The name a desk asks for: its own where it is offered, else that of the settings."""
        of = self._settings
        if not of.embedded or not of.desk_adapters:
            return of.model_name
        return desk if desk in self._current() else of.model_name

    def _current(self) -> frozenset[str]:
        with self._lock:
            if self._now() >= self._until:
                names = self._listed(self._settings)
                kept = _RETRIED_SECONDS if names is None else _KEPT_SECONDS
                self._names, self._until = names or frozenset(), self._now() + kept
            return self._names


def _listed(settings: Settings) -> frozenset[str] | None:
    import httpx

    key = settings.model_key.get_secret_value()
    try:
        answer = httpx.get(
            f"{settings.model_url.rstrip('/')}/models",
            headers={"Authorization": f"Bearer {key}"},
            timeout=_PATIENCE_SECONDS,
        )
        listed = answer.raise_for_status().json()["data"]
        return frozenset(str(card["id"]) for card in listed)
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None
