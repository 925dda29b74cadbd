"""A field of a request that asks for what is not served, by name."""

from __future__ import annotations

from core_model.engine.request import RequestRefused


class FieldRefused(RequestRefused):
    """The message names the field and the remedy."""

    def __init__(self, param: str, why: str):
        super().__init__(f"{param}: {why}")
        self.param = param
