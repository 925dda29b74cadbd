"""Seals and opens bytes with AES-256-GCM, bound to the place where they lie.

The master key seals only keys: one a patient, one for the audit chain, one for pseudonyms. Whoever
drops a patient's key makes all that it sealed unreadable, in every copy. Knows no tables.

Source: NIST SP 800-38D (GCM, random 96-bit nonces), RFC 5869 (HKDF).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apps.medical.service.master_key import KEY_BYTES, UnusableKey

_NONCE_BYTES: Final = 12
_SCHEME: Final = b"\x01"
"""First byte of everything sealed: AES-256-GCM, nonce, ciphertext with tag."""


class WrongKey(ValueError):
    """The records were sealed with another master key."""


class Tampered(ValueError):
    """Sealed bytes were changed, or lie in another place than they were sealed for."""


def seal(key: bytes, plain: bytes, *context: str) -> bytes:
    """Encrypt; the same context (table, tenant, patient, version, ...) must be given to open."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _SCHEME + nonce + AESGCM(key).encrypt(nonce, plain, _bound(context))


def unseal(key: bytes, sealed: bytes, *context: str) -> bytes:
    """Raises Tampered."""
    if sealed[:1] != _SCHEME:
        raise Tampered(f"{' / '.join(context)}: sealed by no scheme that this version knows")
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, _bound(context))
    except (InvalidTag, ValueError) as problem:
        raise Tampered(
            f"{' / '.join(context)}: the stored bytes do not belong here or were changed; "
            "restore the database from a backup"
        ) from problem


def _bound(context: tuple[str, ...]) -> bytes:
    return json.dumps(context, ensure_ascii=False).encode()


class Vault:
    """A master key in use. Shows nothing of it when printed."""

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY_BYTES:
            raise UnusableKey(f"the master key has {len(master)} bytes, not {KEY_BYTES}")
        self._wrapping = _derived(master, b"consilium medical key wrapping")
        self.fingerprint = _derived(master, b"consilium medical fingerprint")[:8].hex()
        """Tells master keys apart without telling anything of them."""

    def __repr__(self) -> str:
        return f"Vault({self.fingerprint})"

    def wrap(self, key: bytes, *context: str) -> bytes:
        return seal(self._wrapping, key, "key", *context)

    def unwrap(self, wrapped: bytes, *context: str) -> bytes:
        """Raises Tampered."""
        return unseal(self._wrapping, wrapped, "key", *context)


def _derived(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(master)


def keyed_name(key: bytes, *parts: str) -> str:
    """A pseudonym: always the same for the same parts, meaningless without the key."""
    return hmac.new(key, _bound(parts), hashlib.sha256).hexdigest()[:32]
