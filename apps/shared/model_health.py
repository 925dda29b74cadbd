"""Whether the model endpoint answers, remembered for a few seconds.

So a page may ask as often as it is drawn, and a hanging endpoint slows one drawing in many.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from apps.shared.settings import Settings

_KEPT_SECONDS = 3.0


class ModelHealth:
    """Of one endpoint. Safe to share among threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], float] = time.monotonic,
        check: Callable[[Settings], bool] | None = None,
    ) -> None:
        self._settings = settings
        self._now = now
        self._check = check or _endpoint_healthy
        self._lock = threading.Lock()
        self._asked: float | None = None
        self._answers = False

    def answers(self) -> bool:
        with self._lock:
            if self._asked is None or self._now() - self._asked > _KEPT_SECONDS:
                self._answers = self._check(self._settings)
                self._asked = self._now()
            return self._answers


def _endpoint_healthy(settings: Settings) -> bool:
    """Asks `/readyz` where the server has one: it lists its models before it can answer."""
    import httpx

    from rag.ladder import HEALTH_SECONDS, endpoint_healthy

    root = settings.model_url.rstrip("/").removesuffix("/v1")
    try:
        ready = httpx.get(f"{root}/readyz", timeout=HEALTH_SECONDS)
    except httpx.HTTPError:
        return False
    if ready.status_code in (200, 503):
        return ready.status_code == 200
    return endpoint_healthy(settings.model_url, key=settings.model_key.get_secret_value())
