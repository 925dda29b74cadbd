"""Text that can be written: JSON may carry half a surrogate pair, which no encoding has."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, model_validator


class WholeText(BaseModel):
    """A body whose strings are all whole."""

    @model_validator(mode="before")
    @classmethod
    def _refuse_halves(cls, body: Any) -> Any:
        try:
            json.dumps(body, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            half = error.object[error.start : error.end]
            raise ValueError(f"{half!a} is half a surrogate pair; send whole text") from None
        return body
