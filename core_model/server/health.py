"""Whether the process lives, whether the model answers, and the figures for Prometheus."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import Response

from core_model.server.serving import Serving


def health(serving: Serving, model: str) -> APIRouter:
    """The routes."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> JSONResponse:
        """200 while the process is of use, also while it loads; 503 where loading failed."""
        return JSONResponse(state(), 503 if serving.status == "failed" else 200)

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        """200 only while requests are taken; 503 while loading or draining."""
        ready = serving.ready
        return JSONResponse(state(), 200 if ready else 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(serving.metrics.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    def state() -> dict[str, Any]:
        return {
            "status": serving.status,
            "stage": serving.stage,
            "progress": serving.progress,
            "model": model,
            "backend": None if serving.backend is None else asdict(serving.backend),
        }

    return router
