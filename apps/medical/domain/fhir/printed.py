"""Prints a resource as JSON with two spaces of indent, and knows where each element lies in it.

Numbers keep the digits that they were sent with. Knows nothing of what the elements mean.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import singledispatchmethod
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Printed:
    """A resource's text, and by the path of an element (`code.coding[0]`) its span with its key."""

    text: str
    spans: dict[str, Span]


def printed(resource: dict[str, Any]) -> Printed:
    """The text of a resource, equal to `json.dumps(..., indent=2, ensure_ascii=False)`."""
    writer = _Writer()
    writer.write(resource, "", 0)
    return Printed("".join(writer.parts), writer.spans)


class _Writer:
    """Writes nested values and notes the span of each."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.spans: dict[str, Span] = {}
        self.at = 0

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)

    @singledispatchmethod
    def write(self, value: Any, path: str, depth: int) -> None:
        self.put(json.dumps(value, ensure_ascii=False))

    @write.register
    def _(self, value: Decimal, path: str, depth: int) -> None:
        self.put(str(value))

    @write.register
    def _(self, value: dict, path: str, depth: int) -> None:
        if not value:
            return self.put("{}")
        inner = "\n" + "  " * (depth + 1)
        self.put("{")
        for number, (key, item) in enumerate(value.items()):
            self.put(inner if number == 0 else "," + inner)
            start, below = self.at, f"{path}.{key}" if path else key
            self.put(json.dumps(key, ensure_ascii=False) + ": ")
            self.write(item, below, depth + 1)
            self.spans[below] = (start, self.at)
        self.put("\n" + "  " * depth + "}")
        return None

    @write.register
    def _(self, value: list, path: str, depth: int) -> None:
        if not value:
            return self.put("[]")
        inner = "\n" + "  " * (depth + 1)
        self.put("[")
        for number, item in enumerate(value):
            self.put(inner if number == 0 else "," + inner)
            start = self.at
            self.write(item, f"{path}[{number}]", depth + 1)
            self.spans[f"{path}[{number}]"] = (start, self.at)
        self.put("\n" + "  " * depth + "]")
        return None
