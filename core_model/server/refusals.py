"""Everything that can go wrong with a request, as the error object that OpenAI's clients know."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core_model.engine.request import (
    GenerationFailed,
    Overloaded,
    PromptTooLong,
    RequestRefused,
    UnknownAdapter,
)
from core_model.server.field_refused import FieldRefused
from core_model.server.rates import RateExceeded
from core_model.server.serving import NotReady

Kind = Literal[
    "invalid_request_error",
    "authentication_error",
    "permission_error",
    "server_error",
    "rate_limit_error",
]

RETRY_AFTER = "Retry-After"
_COME_BACK_S = "2"


class UnknownModel(RequestRefused):
    """The request names a model that is not served."""

    def __init__(self, asked: str, known: Collection[str]):
        super().__init__(f"model {asked!r} is not served here; known: {', '.join(known)}")


def install(app: FastAPI) -> None:
    """Makes every error of the application an OpenAI-shaped one."""
    app.add_exception_handler(RequestValidationError, _invalid_body)
    app.add_exception_handler(HTTPException, _http)
    for kind in (RequestRefused, NotReady, Overloaded, RateExceeded, GenerationFailed):
        app.add_exception_handler(kind, _known)
    app.add_exception_handler(Exception, _unforeseen)


def error_value(
    message: str, kind: Kind, *, param: str | None = None, code: str | None = None
) -> dict[str, Any]:
    """The JSON body of an error."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def refusal(
    status: int,
    message: str,
    kind: Kind = "invalid_request_error",
    *,
    param: str | None = None,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A whole reply that refuses. What JSON cannot carry of the message is replaced."""
    plain = message.encode("utf-8", "replace").decode()
    return JSONResponse(error_value(plain, kind, param=param, code=code), status, headers)


async def _known(_: Request, error: Exception) -> JSONResponse:
    match error:
        case PromptTooLong():
            return refusal(400, str(error), param="messages", code="context_length_exceeded")
        case UnknownModel() | UnknownAdapter():
            return refusal(404, str(error), param="model", code="model_not_found")
        case FieldRefused():
            return refusal(400, str(error), param=error.param)
        case RequestRefused():
            return refusal(400, str(error))
        case RateExceeded():
            wait = {RETRY_AFTER: str(max(1, math.ceil(error.retry_after_s)))}
            code = "rate_limit_exceeded"
            return refusal(429, str(error), "rate_limit_error", code=code, headers=wait)
        case Overloaded():
            wait = {RETRY_AFTER: _COME_BACK_S}
            return refusal(429, str(error), "rate_limit_error", headers=wait)
        case NotReady():
            wait = {RETRY_AFTER: _COME_BACK_S}
            code = "model_not_ready"
            return refusal(503, str(error), "server_error", code=code, headers=wait)
    return refusal(500, str(error), "server_error")


async def _unforeseen(_: Request, error: Exception) -> JSONResponse:
    """The server logs the rest; a client learns only the kind."""
    return refusal(500, f"the server failed: {type(error).__name__}", "server_error")


async def _invalid_body(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = [(_place(fault), fault["msg"]) for fault in error.errors()]
    message = "; ".join(f"{where or 'body'}: {why}" for where, why in faults)
    return refusal(400, message, param=faults[0][0] or None)


def _place(fault: dict[str, Any]) -> str:
    """The field; nothing where the body is not JSON, whose place is a number of characters."""
    if fault["type"] == "json_invalid":
        return ""
    return ".".join(str(part) for part in fault["loc"] if part != "body")


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return refusal(error.status_code, str(error.detail), headers=error.headers)
