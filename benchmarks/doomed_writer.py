"""A writer of an index that expects to be killed, and the check of what it leaves behind.

The writer notes each change before it begins and after it has returned; whoever kills it compares
the index with the notes. Documents are synthetic. Knows nothing of processes.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag import snapshot
from rag.chunking import chunk
from rag.document import Document
from rag.index import Index

PARTS = 4


class SyntheticEmbedder:
    """Vectors drawn by a seed of the text: enough to tell one synthetic text from another."""

    name = "synthetic/1"
    width = 24

    def query(self, text: str) -> NDArray[np.float32]:
        seed = int.from_bytes(text.encode()[-8:].rjust(8, b"\0"), "little")
        vector = np.random.default_rng(seed).normal(size=self.width).astype(np.float32)
        return (vector / np.linalg.norm(vector)).astype(np.float32)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.query(text) for text in texts])


def open_index(folder: Path) -> Index:
    return Index(folder, embedders={"en": SyntheticEmbedder()})


def synthetic(number: int) -> Document:
    """A document that only its own word finds."""
    word = name_of(number)
    text = "\n".join(f"Part {part} of the paper on {word} is plain." for part in range(PARTS))
    return Document(word, f"{word}.txt", "text", text, "en")


def name_of(number: int) -> str:
    letters = "abcdefghij"
    return "x" + "".join(letters[int(digit)] for digit in str(number))


def write(folder: Path, log: Path, first: int, seed: int) -> None:
    """Add documents from number `first` on, now and then remove or replace one, until killed."""
    snapshot.LEAST_TAIL = 12  # so that the cache is written again and again
    rng = random.Random(seed)
    index = open_index(folder)
    mine: list[int] = []
    with log.open("a", encoding="utf-8", buffering=1) as notes:
        for number in range(first, first + 10_000):
            notes.write(f"adding {number}\n")
            document = synthetic(number)
            index.add(document, chunk(document, meta={"n": str(number)}, size=10))
            notes.write(f"added {number}\n")
            mine.append(number)
            if rng.random() < 0.3:
                gone = mine.pop(rng.randrange(len(mine)))
                notes.write(f"removing {gone}\n")
                index.remove(name_of(gone))
                notes.write(f"removed {gone}\n")


def state(log: Path) -> tuple[set[int], set[int], set[int]]:
    """Numbers that must be there, that must not, and those in doubt when the writer died."""
    there: set[int] = set()
    gone: set[int] = set()
    doubt: set[int] = set()
    for line in log.read_text("utf-8").splitlines() if log.exists() else ():
        what, number = line.split()[0], int(line.split()[1])
        for group in (there, gone, doubt):
            group.discard(number)
        {"adding": doubt, "removing": doubt, "added": there, "removed": gone}[what].add(number)
    return there, gone, doubt


def problems(index: Index, log: Path, rng: random.Random, sample: int = 12) -> list[str]:
    """What is wrong with the index, judged by the notes of the writers."""
    there, gone, doubt = state(log)
    held = {card.id: card.chunks for card in index.documents()}
    found = [f"lost {name_of(n)}" for n in there if name_of(n) not in held]
    found += [f"back again {name_of(n)}" for n in gone if name_of(n) in held]
    for number in rng.sample(sorted(there), min(sample, len(there))):
        found += _wrong_hits(index, number)
    for number in [*rng.sample(sorted(gone), min(sample, len(gone))), *doubt]:
        hits = index.search(name_of(number), k=20, spread=False)
        mine = [hit for hit in hits if hit.chunk.doc_id == name_of(number)]
        if mine and (number in gone or len(mine) != held.get(name_of(number))):
            found.append(f"part of {name_of(number)}")
    return found


def _wrong_hits(index: Index, number: int) -> list[str]:
    word = name_of(number)
    hits = index.search(word, k=PARTS, spread=False)
    if not hits:
        return [f"not found {word}"]
    wrong = [h for h in hits if h.chunk.text not in synthetic_text(h.chunk.doc_id)]
    first = [] if word in hits[0].chunk.text else [f"{word} finds {hits[0].chunk.text!r}"]
    return first + [f"wrong text under {hit.chunk.doc_id}" for hit in wrong]


def synthetic_text(doc_id: str) -> str:
    number = "".join(str("abcdefghij".index(letter)) for letter in doc_id[1:])
    return synthetic(int(number)).text
