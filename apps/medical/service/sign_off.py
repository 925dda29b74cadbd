"""What a clinician decided about a suggestion: accepted, overridden with a reason, or put off.

A sign-off is never edited; a later one of the same subject supersedes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    ACCEPT = "accept"
    OVERRIDE = "override"
    DEFER = "defer"


@dataclass(frozen=True, slots=True)
class SignOff:
    """`at` is ISO 8601 in UTC. `shown` is the SHA-256 of what was on the screen when deciding."""

    id: str
    subject: str
    decision: Decision
    reason: str
    user: str
    role: str
    at: str
    versions: tuple[tuple[str, str], ...]
    shown: str
    supersedes: str | None = None

    def __post_init__(self) -> None:
        if not self.subject.strip():
            raise ValueError("a sign-off names what it decides; give a subject")
        if self.decision is Decision.OVERRIDE and not self.reason.strip():
            raise ValueError(f"{self.subject!r}: an override needs its reason; give one")


def digest(shown: str | bytes) -> str:
    """Identifies what was shown without repeating it."""
    data = shown.encode() if isinstance(shown, str) else shown
    return hashlib.sha256(data).hexdigest()


def in_force(sign_offs: Sequence[SignOff]) -> tuple[SignOff, ...]:
    """Those that no later one supersedes, in their order."""
    superseded = {item.supersedes for item in sign_offs}
    return tuple(item for item in sign_offs if item.id not in superseded)
