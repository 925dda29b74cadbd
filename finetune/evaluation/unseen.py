"""Text and questions of the public collections that no shipped weight was trained on.

Training reads the part `train` of what is listed as seen; everything else is unseen: the part
`test` of those documents, documents that the list does not hold, and the files that their
publishers call test. Collections that are not in the folder are left out, and named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from finetune.corpora.rows import Row, read_json, read_jsonl
from finetune.corpora.sources import (
    gsm8k,
    medquad,
    oatutor,
    openstax,
    pubmedqa,
    sec_filings,
    tatqa,
)
from finetune.corpora.split import part
from finetune.evaluation.perplexity import Text

SEEN = Path(__file__).with_name("seen.json")
"""Documents by collection that lay before those who trained the shipped weights."""

Reader = Callable[[Path], Iterator[Row]]
_READERS: Mapping[str, tuple[str, str, Reader]] = {
    sec_filings.NAME: ("finance", "finance/sec_filings", sec_filings.read),
    medquad.NAME: ("medical", "medical/medquad", medquad.read),
    openstax.NAME: ("education", "education/openstax_elementary_algebra", openstax.read),
    oatutor.NAME: ("education", "education/oatutor", oatutor.read),
}
DOMAINS = ("finance", "medical", "education", "general")


@dataclass(frozen=True, slots=True)
class Unseen:
    """What a folder of data, laid out as area/collection, holds that training has not read."""

    folder: Path

    def texts(self, domain: str) -> list[Text]:
        """Running text of a domain, document by document. Raises KeyError for another name."""
        return [text for reader in _TEXTS[domain] for text in reader(self)]

    def absent(self) -> list[str]:
        """The collections that are not there, as area/collection."""
        wanted = [place for _, place, _ in _READERS.values()]
        wanted += [TATQA, PUBMEDQA, GSM8K, SVAMP, SCIFACT, RGB, PHRASEBANK]
        return sorted(place for place in wanted if not (self.folder / place).is_dir())

    def tatqa(self) -> list[dict[str, Any]]:
        """Contexts with table, paragraphs and questions."""
        folder = self.folder / TATQA
        found: list[dict[str, Any]] = []
        for path in _files(folder, "tatqa_dataset_*.json"):
            contexts = [one for one in read_json(path) if _answered(one)]
            trained = path.name == tatqa.FILE
            found += [c for c in contexts if not trained or part(c["table"]["uid"]) == "test"]
        return list({context["table"]["uid"]: context for context in found}.values())

    def pubmedqa(self) -> dict[str, dict[str, Any]]:
        """Items by PubMed id: those that the publisher lists as test, or else the unseen ones."""
        folder = self.folder / PUBMEDQA
        listed = list(_files(folder, pubmedqa.TEST_LIST))
        found: dict[str, dict[str, Any]] = {}
        for path in _files(folder, "*pqal*.json"):
            found |= read_json(path)
        if listed and (kept := {n: found[n] for n in read_json(listed[0]) if n in found}):
            return kept
        return {name: item for name, item in found.items() if is_unseen("pubmedqa", name)}

    def gsm8k(self) -> list[tuple[str, str]]:
        """Word problems and their final answers."""
        folder = self.folder / GSM8K
        tests = list(_files(folder, "test.jsonl"))
        paths = tests or list(_files(folder, gsm8k.FILE))
        return [
            (item["question"].strip(), item["answer"].partition("####")[2].strip())
            for path in paths
            for item in read_jsonl(path)
            if tests or part(item["question"].strip()) == "test"
        ]

    def svamp(self) -> list[tuple[str, str]]:
        """Word problems of SVAMP's test file and their answers."""
        folder = self.folder / SVAMP
        return [
            (f"{item['Body'].strip().rstrip('.')}. {item['Question'].strip()}", str(item["Answer"]))
            for path in _files(folder, "testset.json")
            for item in read_json(path)
        ]

    def phrasebank(self, agreement: str = "50Agree") -> list[tuple[str, str]]:
        """Sentences and their tone, each sentence once."""
        paths = _files(self.folder / PHRASEBANK, f"Sentences_{agreement}.txt")
        return list(
            {
                (found := line.rpartition("@"))[0].strip(): found[2].strip()
                for path in paths
                for line in path.read_text(encoding="latin-1").splitlines()
                if "@" in line
            }.items()
        )


TATQA, PUBMEDQA = "finance/tatqa", "medical/pubmedqa"
GSM8K, SVAMP = "education/gsm8k", "education/mwp/SVAMP"
SCIFACT, RGB, BIPIA = "rag/scifact", "rag/rgb_zh", "rag/bipia"
PHRASEBANK = "finance/phrasebank"


@lru_cache(maxsize=1)
def seen() -> dict[str, frozenset[str]]:
    """The listed documents by collection."""
    listed = json.loads(SEEN.read_text(encoding="utf-8"))
    return {name: frozenset(documents) for name, documents in listed.items()}


def is_unseen(collection: str, document: str) -> bool:
    """True for the part `test`, and for documents of a listed collection that are not listed."""
    if part(document) == "test":
        return True
    return collection in seen() and document not in seen()[collection]


def _collection(name: str) -> Callable[[Unseen], Iterator[Text]]:
    _, place, reader = _READERS[name]

    def texts(of: Unseen) -> Iterator[Text]:
        if not (of.folder / place).is_dir():
            return
        joined: dict[str, list[str]] = {}
        for row in reader(of.folder / place):
            if is_unseen(name, row.document):
                joined.setdefault(row.document, []).append(row.text)
        for document, passages in joined.items():
            yield Text(document, name, "\n\n".join(passages))

    return texts


def _tatqa(of: Unseen) -> Iterator[Text]:
    for context in of.tatqa():
        paragraphs = sorted(context["paragraphs"], key=lambda one: one["order"])
        yield Text(context["table"]["uid"], "tatqa", "\n\n".join(one["text"] for one in paragraphs))


def _pubmedqa(of: Unseen) -> Iterator[Text]:
    for name, item in of.pubmedqa().items():
        yield Text(name, "pubmedqa", "\n\n".join(item["CONTEXTS"]))


def _scifact(of: Unseen) -> Iterator[Text]:
    for path in _files(of.folder / SCIFACT, "corpus.jsonl"):
        for item in read_jsonl(path):
            yield Text(f"scifact {item['_id']}", "scifact", item["text"])


def _rgb(of: Unseen) -> Iterator[Text]:
    """English passages of RGB, those that answer rightly."""
    for path in _files(of.folder / RGB, "en*.json"):
        for item in read_jsonl(path):
            passages = [one for group in item["positive"] for one in _flat(group)]
            yield Text(f"rgb {path.name} {item['id']}", "rgb", "\n\n".join(passages))


def _mail(of: Unseen) -> Iterator[Text]:
    for path in _files(of.folder / BIPIA, "email_*.jsonl"):
        for item in read_jsonl(path):
            yield Text(item["context"][:80], "mail", item["context"])


def _answered(context: dict[str, Any]) -> bool:
    """False for the contexts of a test file whose answers its publisher keeps."""
    return all("answer" in question for question in context["questions"])


def _flat(group: Any) -> list[str]:
    return [group] if isinstance(group, str) else [one for inner in group for one in _flat(inner)]


_TEXTS: Mapping[str, tuple[Callable[[Unseen], Iterator[Text]], ...]] = {
    "finance": (_collection(sec_filings.NAME), _tatqa),
    "medical": (_collection(medquad.NAME), _pubmedqa),
    "education": (_collection(openstax.NAME), _collection(oatutor.NAME)),
    "general": (_scifact, _rgb, _mail),
}


def _files(folder: Path, pattern: str) -> Iterator[Path]:
    """Files by name, packed ones under the name without .gz."""
    names = {path.name.removesuffix(".gz") for path in folder.glob(pattern)}
    names |= {path.name.removesuffix(".gz") for path in folder.glob(f"{pattern}.gz")}
    return (folder / name for name in sorted(names))
