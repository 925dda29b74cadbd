"""What an engine has done and holds, as numbers at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineStats:
    """Counts since the start, except for `running`, `waiting` and the blocks, which are of now.

    `blocks_cached` are free blocks whose content can still be reused. `prefix_query_tokens` are
    prompt tokens looked up in the prefix cache, `prefix_hit_tokens` those found. `finished` counts
    requests by reason: "stop", "length", "cancelled", "deadline" and "failed".
    """

    running: int
    waiting: int
    blocks_total: int
    blocks_used: int
    blocks_cached: int
    prefix_hit_tokens: int
    prefix_query_tokens: int
    preemptions: int
    prompt_tokens: int
    generation_tokens: int
    dropped_tokens: int
    """Tokens of prompts dropped from the cache by selective retention."""
    draft_tokens: int
    """Tokens guessed ahead from the prompt."""
    draft_accepted: int
    """Those of them that were right, and saved a step each."""
    finished: Mapping[str, int]
