"""Asks a domain of the user's own: its passages are searched, its adapter answers, all is checked.

The adapter is asked of the endpoint of the settings by the domain's name. Knows no terminal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apps.shared.new_domain.passages import Shelf, shelf
from apps.shared.settings import Settings
from apps.shared.wiring.endpoint import chat_model
from finetune.new_domain.making import FOLDER, ROWS
from finetune.new_domain.registration import DomainRefused
from finetune.new_domain.rows import read_domain
from rag.answer import AnswerEvent, Fallen, ModelGone, answer
from rag.evidence import Evidence, Rung

SEARCHED = 8
"""Passages that are looked at; the model sees the nearest few."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What happened, in order, and the names of the documents."""

    events: Iterator[AnswerEvent]
    shelf: Shelf

    def name_of(self, doc_id: str) -> str:
        return self.shelf.pool.document(doc_id).name


def ask_domain(name: str, question: str, of: Settings) -> Asked:
    """Raises DomainRefused where no such domain was made here."""
    file = _rows(of.home, name)
    stock = shelf(read_domain(file))
    near = stock.pool.near(question, k=SEARCHED)
    evidence = [Evidence(chunk, 1.0 / (1 + rank)) for rank, chunk in enumerate(near)]
    return Asked(_events(name, question, evidence, stock, of), stock)


def _events(
    name: str, question: str, evidence: list[Evidence], stock: Shelf, of: Settings
) -> Iterator[AnswerEvent]:
    """The adapter's answer; where it is not served, quotations, and why."""
    model = chat_model(of.model_copy(update={"model_name": name}))
    rung = Rung.EMBEDDED if of.embedded else Rung.REMOTE
    document_of = stock.pool.document
    try:
        yield from answer(question, evidence, model=model, document_of=document_of, rung=rung)
    except ModelGone as reason:
        yield Fallen(Rung.EXTRACTIVE, f"{reason}; `consilium up` serves {name!r}")
        yield from answer(question, evidence, model=None, document_of=document_of)


def _rows(home: Path, name: str) -> Path:
    file = home / FOLDER / name / ROWS
    if not file.is_file():
        made = sorted(path.parent.name for path in (home / FOLDER).glob(f"*/{ROWS}"))
        raise DomainRefused(
            f"no domain {name!r} was made here; there are: {', '.join(made) or '-'}"
        )
    return file
