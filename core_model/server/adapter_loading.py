"""Loading and unloading of adapters while the server runs, as vLLM's endpoints have it.

Only where the server was started with a root folder for adapters, only from below it, and only
with an administrator's key.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from core_model.engine.request import RequestRefused
from core_model.server.field_refused import FieldRefused
from core_model.server.gate import caller_of
from core_model.server.refusals import UnknownModel, refusal
from core_model.server.serving import Serving


class ToLoad(BaseModel):
    """`lora_path` is a folder below the root, or its name there."""

    model_config = ConfigDict(extra="forbid")

    lora_name: str = Field(pattern=r"^[\w.:/-]{1,128}$")
    lora_path: str
    load_inplace: bool = False


class ToUnload(BaseModel):
    """`lora_int_id` is vLLM's own number; names are enough here."""

    model_config = ConfigDict(extra="forbid")

    lora_name: str
    lora_int_id: int | None = None


def adapter_loading(serving: Serving, root: Path | None, base: str) -> APIRouter:
    """The routes; without a root they refuse."""
    router = APIRouter()

    @router.post("/v1/load_lora_adapter")
    async def load(body: ToLoad, http: Request) -> Response:
        from core_model.engine.runner import AdapterRefused  # brings torch along

        if (refused := _refused(http, root)) is not None or root is None:
            return refused or _not_enabled()
        if body.lora_name == base or (body.lora_name in serving.adapters and not body.load_inplace):
            raise FieldRefused("lora_name", f"{body.lora_name!r} is served already; unload it")
        folder = _below(root, body.lora_path)
        if body.lora_name in serving.adapters:
            await serving.unload_adapter(body.lora_name)
        try:
            await serving.load_adapter(body.lora_name, folder)
        except (AdapterRefused, OSError) as error:
            raise RequestRefused(f"adapter {body.lora_name!r} was not loaded: {error}") from error
        return PlainTextResponse(f"Success: LoRA adapter {body.lora_name!r} added successfully.")

    @router.post("/v1/unload_lora_adapter")
    async def unload(body: ToUnload, http: Request) -> Response:
        if (refused := _refused(http, root)) is not None:
            return refused
        try:
            await serving.unload_adapter(body.lora_name)
        except KeyError:
            raise UnknownModel(body.lora_name, sorted(serving.adapters)) from None
        return PlainTextResponse(f"Success: LoRA adapter {body.lora_name!r} removed successfully.")

    return router


def _refused(http: Request, root: Path | None) -> Response | None:
    if root is None:
        return _not_enabled()
    if not caller_of(http).admin:
        return refusal(403, "this needs an administrator's key", "permission_error")
    return None


def _not_enabled() -> Response:
    message = "loading adapters at run time is not enabled; start with --adapters-root FOLDER"
    return refusal(403, message, "permission_error")


def _below(root: Path, asked: str) -> Path:
    folder = (root / asked).resolve()
    if not folder.is_relative_to(root.resolve()) or not folder.is_dir():
        raise FieldRefused("lora_path", f"{asked!r} is not a folder below the adapters' root")
    return folder
