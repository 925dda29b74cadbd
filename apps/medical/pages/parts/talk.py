"""The question box; answers stream."""

from __future__ import annotations

from apps.medical.pages.parts.open_patient import Open


def ask_view(of: Open) -> None:
    """Draws the conversation."""
