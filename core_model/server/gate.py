"""Lets in who may ask, and says who it is. Knows nothing of models.

With keys, everything below `/v1` needs one. Health and figures stay open: they tell counts, never
texts. Without keys on a loopback address, only names of this machine are answered, so that a web
page cannot reach the model through a name of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from core_model.server.config import is_loopback
from core_model.server.keys import ApiKeys, Caller
from core_model.server.refusals import refusal

GUARDED = "/v1/"


class Gate:
    """ASGI middleware: 401 without a known key, 403 for a foreign host name."""

    def __init__(self, app: ASGIApp, keys: ApiKeys | None, own_names_only: bool):
        self._app = app
        self._keys = keys
        self._own_names_only = own_names_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = None
        if scope["type"] == "http" and scope["path"].startswith(GUARDED):
            refused = self._refused(scope)
        await (refused or self._app)(scope, receive, send)

    def _refused(self, scope: Scope) -> ASGIApp | None:
        """Notes who asks; the refusal where nobody may."""
        headers = Headers(scope=scope)
        caller = self._caller(headers, scope)
        if caller is None:
            return refusal(
                401,
                "no valid API key; send the header `Authorization: Bearer KEY`",
                "authentication_error",
                code="invalid_api_key",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if self._own_names_only and not is_loopback(_host(headers)):
            message = f"host {_host(headers)!r} is not a name of this machine; use localhost"
            return refusal(403, message, "permission_error")
        scope.setdefault("state", {})["caller"] = caller
        return None

    def _caller(self, headers: Mapping[str, str], scope: Scope) -> Caller | None:
        if self._keys is None:
            return Caller((scope.get("client") or ("unknown", 0))[0])
        kind, _, key = headers.get("authorization", "").partition(" ")
        return self._keys.caller(key.strip()) if kind.lower() == "bearer" else None


def caller_of(http: HTTPConnection) -> Caller:
    """Who asks, as the gate found."""
    return http.state.caller


def _host(headers: Mapping[str, str]) -> str:
    """The host asked for, without its port."""
    host = headers.get("host", "")
    return host[: host.rfind("]") + 1] if host.startswith("[") else host.partition(":")[0]
