"""Changes the master key of a store whose key lies in a file, so that a crash loses neither key.

The new key is written beside the old one first, the store is put under it in one transaction, then
the new file takes the old one's place. `settle` finishes or undoes what was cut short between.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from apps.medical.service.master_key import new_key, read_key_file, write_key_file
from apps.medical.service.record_keys import stored_fingerprint
from apps.medical.service.roles import User
from apps.medical.service.store import RecordStore
from apps.medical.service.vault import Vault


def rotate_file(store: RecordStore, engine: Engine, user: User, file: Path) -> int:
    """Returns how many patients are under the new key. `engine` is the store's. Raises Forbidden.

    Raises FileExistsError where a rotation was cut short before: call `settle` first.
    """
    key = new_key()
    staged = _staged(file)
    write_key_file(staged, key)
    try:
        return store.rotate(user, Vault(key))
    finally:
        settle(engine, file)


def settle(engine: Engine, file: Path) -> None:
    """Before a store is opened: keep whichever of the two keys the store is under."""
    staged = _staged(file)
    if not staged.exists():
        return
    if stored_fingerprint(engine) == Vault(read_key_file(staged)).fingerprint:
        staged.replace(file)
    else:
        staged.unlink()


def _staged(file: Path) -> Path:
    return file.with_name(f"{file.name}.new")
