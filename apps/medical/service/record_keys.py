"""The keys of a record store: opened with the master key, re-wrapped when that changes.

Random keys for pseudonyms, for the audit chain and for de-identification are made once and sealed
by the master key; each patient has his own. So a new master key re-wraps keys and leaves the
records as they are.
"""

from __future__ import annotations

import secrets
from typing import Final

from sqlalchemy import Engine, insert, inspect, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from apps.medical.service.audit import begin_chain
from apps.medical.service.master_key import KEY_BYTES
from apps.medical.service.record_tables import PATIENTS, SECRETS
from apps.medical.service.vault import Tampered, Vault, WrongKey, keyed_name

_FINGERPRINT: Final = "fingerprint"
_NAMES: Final = "names"
_AUDIT: Final = "audit"
_DEIDENTIFY: Final = "deidentify"
_RANDOM: Final = (_NAMES, _AUDIT, _DEIDENTIFY)
_REMEDY: Final = (
    "set CONSILIUM_MEDICAL_KEY or CONSILIUM_MEDICAL_KEY_FILE to the key that these records were "
    "stored with"
)


class RecordKeys:
    """What the master key opens in one database. Raises WrongKey where it opens nothing."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._vault = vault
        with engine.connect() as connection:
            is_new = connection.execute(select(SECRETS.c.name)).first() is None
        if is_new:
            self._make(engine)
        with engine.connect() as connection:
            self.check(connection)
            self._names = self._open(connection, _NAMES)
            self.audit = self._open(connection, _AUDIT)
            self.deidentify = self._open(connection, _DEIDENTIFY)

    def _make(self, engine: Engine) -> None:
        """Once for a database, together with the head of its audit chain: both or neither."""
        made = {name: secrets.token_bytes(KEY_BYTES) for name in _RANDOM}
        rows = [{"name": _FINGERPRINT, "sealed": self._vault.fingerprint.encode()}]
        rows += [{"name": name, "sealed": self._vault.wrap(made[name], name)} for name in _RANDOM]
        try:
            with engine.begin() as connection:
                connection.execute(insert(SECRETS), rows)
                begin_chain(connection, made[_AUDIT])
        except IntegrityError:
            return  # another process was quicker: its keys hold

    def lock(self, connection: Connection) -> None:
        """Be the only writer of records until the transaction ends, under the key in force.

        A write comes first: a transaction of SQLite that began with a read may not write later.
        Raises WrongKey.
        """
        name = SECRETS.c.name
        connection.execute(update(SECRETS).where(name == _FINGERPRINT).values(name=_FINGERPRINT))
        self.check(connection)

    def check(self, connection: Connection) -> None:
        """Raises WrongKey where the store is under another master key, as after a rotation."""
        stored = _fingerprint(connection)
        if stored != self._vault.fingerprint:
            raise WrongKey(
                f"the records are under the master key {stored}, the one given is "
                f"{self._vault.fingerprint}; {_REMEDY}"
            )

    def _open(self, connection: Connection, name: str) -> bytes:
        query = select(SECRETS.c.sealed).where(SECRETS.c.name == name)
        try:
            return self._vault.unwrap(bytes(connection.execute(query).scalar_one()), name)
        except Tampered as problem:
            raise WrongKey(f"the key {name!r} of the records cannot be opened; {_REMEDY}") from (
                problem
            )

    def pseudonym(self, tenant: str, patient_id: str) -> str:
        return f"p-{keyed_name(self._names, tenant, patient_id)}"

    def new_patient_key(self, tenant: str, patient: str) -> tuple[bytes, bytes]:
        """A fresh key and its wrapped form."""
        key = secrets.token_bytes(KEY_BYTES)
        return key, self._vault.wrap(key, "patient", tenant, patient)

    def patient_key(self, wrapped: bytes, tenant: str, patient: str) -> bytes:
        """Raises Tampered."""
        return self._vault.unwrap(bytes(wrapped), "patient", tenant, patient)

    def rewrap(self, connection: Connection, new: Vault) -> int:
        """Wrap every key anew within the caller's transaction; returns how many patients."""
        for name in _RANDOM:
            sealed = new.wrap(self._open(connection, name), name)
            connection.execute(update(SECRETS).where(SECRETS.c.name == name).values(sealed=sealed))
        connection.execute(
            update(SECRETS)
            .where(SECRETS.c.name == _FINGERPRINT)
            .values(sealed=new.fingerprint.encode())
        )
        query = select(PATIENTS.c.tenant, PATIENTS.c.patient, PATIENTS.c.wrapped_key)
        rows = connection.execute(query).all()
        for row in rows:
            key = self.patient_key(row.wrapped_key, row.tenant, row.patient)
            connection.execute(
                update(PATIENTS)
                .where(PATIENTS.c.tenant == row.tenant, PATIENTS.c.patient == row.patient)
                .values(wrapped_key=new.wrap(key, "patient", row.tenant, row.patient))
            )
        return len(rows)

    def use(self, new: Vault) -> None:
        """Once a rotation is committed."""
        self._vault = new


def stored_fingerprint(engine: Engine) -> str | None:
    """Which master key the store is under; None where there is no store yet."""
    if not inspect(engine).has_table(SECRETS.name):
        return None
    with engine.connect() as connection:
        return _fingerprint(connection)


def _fingerprint(connection: Connection) -> str | None:
    query = select(SECRETS.c.sealed).where(SECRETS.c.name == _FINGERPRINT)
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else bytes(found).decode("ascii", "replace")
