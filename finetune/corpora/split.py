"""Which part of the data a document belongs to: train, validation or test.

The part follows from the document's own identifier alone, so every stage agrees without a list
being passed around, and a document never changes sides when the collection around it grows.
Knows nothing of what a document holds.
"""

from __future__ import annotations

import hashlib
from typing import Literal, get_args

Part = Literal["train", "validation", "test"]

PARTS: tuple[Part, ...] = get_args(Part)
TRAIN_SHARE = 0.85
VALIDATION_SHARE = 0.05


def part(doc_id: str) -> Part:
    """The part of a document: 85 in 100 train, 5 validation, 10 test, by SHA-256 of its id.

    The id names the document's origin (a filing's file name, a page's address, a problem's name),
    so that everything cut from one document stays together. Raises ValueError for an empty id.
    """
    if not doc_id:
        raise ValueError("a document without an id has no part; give the name of its origin")
    first = hashlib.sha256(doc_id.encode("utf-8")).digest()[:8]
    place = int.from_bytes(first, "big") / 2**64
    if place < TRAIN_SHARE:
        return "train"
    if place < TRAIN_SHARE + VALIDATION_SHARE:
        return "validation"
    return "test"
