"""Keys of one patient: seals originals, names surrogates, says by how many days dates move.

Everything derives from one secret by HKDF-SHA256 (RFC 5869) with the patient's id as salt, so that
neither texts nor surrogates of two patients can be joined. Knows nothing of text.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
MOST_DAYS: Final = 365
_NONCE: Final = 12


class WrongKey(ValueError):
    """The sealed original was not made with this key for this patient, or was tampered with."""


class PatientKeys:
    """What may be derived for `patient_id` from `key` (at least 32 random bytes).

    Raises ValueError where the key is too short or the id is empty.
    """

    __slots__ = ("_name", "_nonce", "_seal", "days")

    def __init__(self, key: bytes, patient_id: str) -> None:
        if len(key) < KEY_BYTES:
            raise ValueError(
                f"the key has {len(key)} bytes; give at least {KEY_BYTES} random ones, "
                "such as secrets.token_bytes(32)"
            )
        if not patient_id:
            raise ValueError(
                "patient_id is empty; dates and surrogates need to know whose they are"
            )
        self._seal = AESGCM(_derive(key, patient_id, b"seal"))
        self._nonce = _derive(key, patient_id, b"nonce")
        self._name = _derive(key, patient_id, b"surrogate")
        spread = int.from_bytes(_derive(key, patient_id, b"days")[:8], "big")
        self.days = -(spread % MOST_DAYS + 1)
        """How far this patient's dates move: -365 to -1 days."""

    def seal(self, original: str, context: str) -> bytes:
        """AES-256-GCM of the original, bound to `context`.

        The nonce is a keyed hash of both, so that one text always seals to the same bytes and no
        nonce serves two different ones.
        """
        plain, bound = original.encode("utf-8", "surrogatepass"), context.encode()
        tag = hmac.new(self._nonce, sha256(bound).digest() + plain, sha256).digest()[:_NONCE]
        return tag + self._seal.encrypt(tag, plain, bound)

    def unseal(self, sealed: bytes, context: str) -> str:
        """The original. Raises WrongKey."""
        try:
            plain = self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())
        except (InvalidTag, ValueError) as problem:
            raise WrongKey(
                "an original does not open: use the key and the patient_id it was sealed with"
            ) from problem
        return plain.decode("utf-8", "surrogatepass")

    def tag(self, entity: str, original: str, length: int = 4) -> str:
        """Letters that stand for this original in all texts of this patient, and in no other's."""
        said = f"{entity}\0{original}".encode("utf-8", "surrogatepass")
        letters = base64.b32encode(hmac.new(self._name, said, sha256).digest())
        return letters[:length].decode()


def _derive(key: bytes, patient_id: str, purpose: bytes) -> bytes:
    salt = sha256(patient_id.encode("utf-8", "surrogatepass")).digest()
    return HKDF(SHA256(), 32, salt, b"consilium/deidentify/" + purpose).derive(key)
