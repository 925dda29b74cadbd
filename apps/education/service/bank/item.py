"""One exercise of a bank, as it was imported."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BankItem:
    """`choices` are texts, none where the answer is written; `key` is the text that is right.

    `item` is its id in `file`, the id that answers to it carry. `methods` proved the key; none
    where it stands as it was imported.
    """

    item: str
    file: str
    point: str
    prompt: str
    choices: tuple[str, ...]
    key: str
    methods: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """A hash of what is asked: the same item imported again is one item."""
        told = json.dumps([self.item, self.prompt, self.choices, self.key])
        return hashlib.sha256(told.encode()).hexdigest()[:32]
