"""Lets in who may ask: a bearer key where keys are set, else only this machine by its own names.

The discovery needs no key, as the standard has it: it says nothing of any patient.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from apps.medical.service.hooks.refusals import outcome
from core_model.server.config import is_loopback
from core_model.server.keys import ApiKeys, Caller

LOCAL = Caller("loopback")


class Gate:
    """ASGI middleware: 401 without a known key, 403 for a foreign host name.

    The caller is left in the request's state.
    """

    def __init__(self, app: ASGIApp, keys: ApiKeys | None) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refused(scope) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, send)

    def _refused(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        if self._keys is None:
            if not is_loopback(_host(headers)):
                return outcome(403, "this host name is not one of this machine", "use localhost")
            scope.setdefault("state", {})["caller"] = LOCAL
            return None
        if scope["method"] == "GET":
            return None
        kind, _, key = headers.get("authorization", "").partition(" ")
        caller = self._keys.caller(key.strip()) if kind.lower() == "bearer" else None
        if caller is None:
            return outcome(401, "no valid key", "send the header `Authorization: Bearer KEY`")
        scope.setdefault("state", {})["caller"] = caller
        return None


def _host(headers: Headers) -> str:
    """The host asked for, without its port."""
    host = headers.get("host", "")
    return host[: host.rfind("]") + 1] if host.startswith("[") else host.partition(":")[0]
