"""Where knowledge comes from, as a line of Markdown that may carry a link of our own tables."""

from __future__ import annotations

from collections.abc import Sequence

from apps.medical.domain.differential import Reference
from apps.shared.viewer import plain

_SAFE = ("https://", "http://")


def reference_lines(references: Sequence[Reference]) -> str:
    """A list; only addresses of the web are linked."""
    return "\n".join(f"- {_line(one)}" for one in references)


def _line(one: Reference) -> str:
    title = plain(one.title)
    linked = f"[{title}](<{one.url}>)" if one.url.startswith(_SAFE) else title
    return f"{linked}: {plain(one.detail)}" if one.detail else linked
