"""What is served under which name: the base, its adapters, the embedders."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.responses import Response

from core_model.server.refusals import UnknownModel
from core_model.server.serving import Serving


class Models:
    """The names a request may ask for."""

    def __init__(self, serving: Serving, base: str, embedders: Collection[str]):
        self._serving = serving
        self._base = base
        self._embedders = tuple(embedders)
        self._created = int(time.time())

    def adapter(self, model: str) -> str | None:
        """The adapter that a model's name means; None is the base. Raises UnknownModel."""
        if model == self._base:
            return None
        adapters = self._serving.adapters
        if model not in adapters:
            raise UnknownModel(model, (self._base, *sorted(adapters)))
        return model

    def cards(self) -> list[dict[str, Any]]:
        """As `GET /v1/models` lists them."""
        adapters = sorted(self._serving.adapters)
        return [
            self._card(self._base, self._base, None),
            *(self._card(name, self._base, self._base) for name in adapters),
            *(self._card(name, name, None) for name in self._embedders),
        ]

    def _card(self, name: str, root: str, parent: str | None) -> dict[str, Any]:
        return {
            "id": name,
            "object": "model",
            "created": self._created,
            "owned_by": "consilium",
            "root": root,
            "parent": parent,
        }


def listing(models: Models) -> APIRouter:
    """The routes that tell the names."""
    router = APIRouter()

    @router.get("/v1/models")
    async def all_models() -> dict[str, Any]:
        return {"object": "list", "data": models.cards()}

    @router.get("/v1/models/{asked:path}")
    async def one_model(asked: str) -> Response:
        cards = {card["id"]: card for card in models.cards()}
        if asked not in cards:
            raise UnknownModel(asked, cards)
        return JSONResponse(cards[asked])

    return router
