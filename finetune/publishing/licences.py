"""Which licences training data may have whose weights ship. Knows names of licences only."""

from __future__ import annotations

import re

PERMISSIVE = re.compile(
    r"\b(mit|apache|bsd|cc0|cc[ -]by(?![ -](?:sa|nc|nd))|public[ -]domain|"
    r"public disclosures?|own|ours|generated|synthetic)\b",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"\b(nc|non-?commercial|sa|share-?alike|nd|no-?deriv\w*|gpl\w*|odbl)\b", re.IGNORECASE
)


def permissive(licence: str) -> bool:
    """Whether weights trained on data of this licence may ship; an unnamed licence is not one."""
    return PERMISSIVE.search(licence) is not None and FORBIDDEN.search(licence) is None
