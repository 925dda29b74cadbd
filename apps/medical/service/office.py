"""The back office: the audit read and verified, one patient's data exported or deleted."""

from __future__ import annotations

from collections.abc import Callable

from apps.medical.service.audit import ChainReport, Logged
from apps.medical.service.ledger import Ledger, digest
from apps.medical.service.roles import Permission, User, require
from apps.medical.service.store import RecordStore

_SHOWN = 2_000


class Office:
    """`changed` is told the tenant and the patient of what was deleted."""

    def __init__(
        self, store: RecordStore, ledger: Ledger, changed: Callable[[str, str], None]
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._changed = changed

    def audit_entries(self, user: User) -> list[Logged]:
        """The last entries of the user's tenant, the oldest first. Raises Forbidden."""
        require(user, Permission.VERIFY_AUDIT)
        return self._store.audit.entries(user.tenant, last=_SHOWN)

    def verify_audit(self, user: User) -> ChainReport:
        """Recompute the whole chain; audited itself. Raises Forbidden."""
        return self._store.verify(user)

    def audit_role(self, user: User) -> None:
        """Somebody chose another part to play."""
        self._ledger.note(user, "role", detail=str(user.role))

    def patient_ids(self, user: User) -> list[str]:
        """The pseudonyms of everybody stored. Raises Forbidden."""
        require(user, Permission.DELETE)
        return [line.patient for line in self._store.list(user)]

    def export_patient(self, user: User, id: str) -> bytes:
        """A ZIP of everything held of a patient. Raises Forbidden and KeyError."""
        return self._store.export(user, id)

    def delete_patient(self, user: User, id: str, reason: str) -> None:
        """For good. Raises Forbidden, KeyError, and ValueError without a reason."""
        if not reason.strip():
            raise ValueError(f"{id!r} is deleted for good: give the reason")
        self._store.delete(user, id)
        self._ledger.note(user, "delete-reason", id, objects=[digest(reason)])
        self._changed(user.tenant, id)
