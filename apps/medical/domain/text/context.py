"""The cues that reach one mention, each by its span in the sentence."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Context:
    """None where no cue of that kind reaches the mention."""

    negated: Span | None = None
    possible: Span | None = None
    historical: Span | None = None
    hypothetical: Span | None = None
    family: Span | None = None
