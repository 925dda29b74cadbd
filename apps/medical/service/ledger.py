"""Writes what happens at the desk into the audit, without any word of a record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from apps.medical.service.audit import Audit, Entry
from apps.medical.service.roles import User


class Ledger:
    """The audit as the desk uses it: one line a deed, with who, whom and which versions."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    def note(
        self,
        user: User,
        action: str,
        patient: str = "",
        *,
        objects: Iterable[str] = (),
        versions: Iterable[tuple[str, str]] = (),
        detail: str = "",
    ) -> None:
        """`patient` is an opaque id; `objects` and `detail` must hold no word of a record."""
        self._audit.append(
            Entry(
                tenant=user.tenant,
                actor=user.name,
                role=user.role,
                action=action,
                patient=patient,
                objects=tuple(objects),
                versions=dict(versions),
                detail=detail,
            )
        )


def digest(text: str) -> str:
    """Tells words apart in the audit without repeating them."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
