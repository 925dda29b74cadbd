"""Everything that can go wrong with a request, as the error object that OpenAI's clients know."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core_model.engine.request import GenerationFailed, Overloaded, PromptTooLong, RequestRefused
from core_model.server.protocol import FieldRefused
from core_model.server.serving import NotReady

Kind = Literal["invalid_request_error", "server_error", "rate_limit_error"]

RETRY_AFTER_S = {"Retry-After": "2"}


def install(app: FastAPI) -> None:
    """Makes every error of the application an OpenAI-shaped one."""
    app.add_exception_handler(RequestValidationError, _invalid_body)
    app.add_exception_handler(HTTPException, _http)
    for kind in (RequestRefused, NotReady, Overloaded, GenerationFailed):
        app.add_exception_handler(kind, _known)


def error_value(
    message: str, kind: Kind, *, param: str | None = None, code: str | None = None
) -> dict[str, Any]:
    """The JSON body of an error."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def unknown_model(asked: str, known: str) -> JSONResponse:
    """404 that names the models there are."""
    message = f"model {asked!r} is not served here; known: {known}"
    value = error_value(message, "invalid_request_error", param="model", code="model_not_found")
    return JSONResponse(value, 404)


async def _known(_: Request, error: Exception) -> JSONResponse:
    if isinstance(error, PromptTooLong):
        code = "context_length_exceeded"
        value = error_value(str(error), "invalid_request_error", param="messages", code=code)
        return JSONResponse(value, 400)
    if isinstance(error, RequestRefused):
        param = error.param if isinstance(error, FieldRefused) else None
        return JSONResponse(error_value(str(error), "invalid_request_error", param=param), 400)
    if isinstance(error, Overloaded):
        return JSONResponse(error_value(str(error), "rate_limit_error"), 429, RETRY_AFTER_S)
    if isinstance(error, NotReady):
        value = error_value(str(error), "server_error", code="model_not_ready")
        return JSONResponse(value, 503, RETRY_AFTER_S)
    return JSONResponse(error_value(str(error), "server_error"), 500)


async def _invalid_body(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = [
        (".".join(str(part) for part in fault["loc"] if part != "body"), fault["msg"])
        for fault in error.errors()
    ]
    message = "; ".join(f"{where or 'body'}: {why}" for where, why in faults)
    value = error_value(message, "invalid_request_error", param=faults[0][0] or None)
    return JSONResponse(value, 400)


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    value = error_value(str(error.detail), "invalid_request_error")
    return JSONResponse(value, error.status_code, error.headers)
