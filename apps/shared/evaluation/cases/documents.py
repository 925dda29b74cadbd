"""Questions over real passages that no training read: TAT-QA's text spans, MedQuAD's pages.

Each has a twin without the passage that answers it. Where the publisher names the answer's words,
the answer must say them; elsewhere only the citation is judged.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from finetune.corpora.sources import medquad
from finetune.evaluation.grounded import Case
from finetune.evaluation.spans import says
from finetune.evaluation.unseen import Unseen, is_unseen
from rag.sentences import sentence_spans

LONGEST = 600
"""Characters of a passage; a longer one is cut after a sentence."""
MEDQUAD = "medical/medquad"
_WIDE = ("What is (are) X ?", "Do you have information about X")
"""Questions whose answers may answer others too."""
_HOLLOW = "The Human Phenotype Ontology"
"""Pages that begin so point at a table that they do not hold."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A question about a disease and what its page answers."""

    focus: str
    about: str
    question: str
    answer: str


def finance(of: Unseen, count: int, seed: int) -> list[Case]:
    """Answerable cases, each followed by its twin, from the paragraphs of annual reports."""
    rng = random.Random(seed)  # noqa: S311 - a draw, no secret
    contexts = of.tatqa()
    found: list[Case] = []
    for context, question in rng.sample(asked := list(_spoken(contexts)), len(asked)):
        others = [one for one in contexts if one is not context and len(one["paragraphs"]) > 1]
        if len(others) >= 2 and len(found) < 2 * count:
            found += _report_twins(context, question, rng.sample(others, 2), rng)
    return found


def medical(of: Unseen, count: int, seed: int) -> list[Case]:
    """Answerable cases, each followed by its twin, from the pages of health institutes.

    One of the other passages answers the same question about another disease, one another question
    about the same disease.
    """
    rng = random.Random(seed)  # noqa: S311 - a draw, no secret
    pages = list(_pages(of.folder / MEDQUAD))
    kinds: dict[str, list[_Page]] = {}
    diseases: dict[str, list[_Page]] = {}
    for page in pages:
        kinds.setdefault(page.about, []).append(page)
        diseases.setdefault(page.focus, []).append(page)
    found: list[Case] = []
    for number, page in enumerate(rng.sample(pages, len(pages))):
        others = [one for one in kinds[page.about] if not _related(one.focus, page.focus)]
        same = [one for one in diseases[page.focus] if one.about not in (page.about, *_WIDE)]
        if others and same and len(found) < 2 * count:
            rest = [rng.choice(others), rng.choice(same)]
            found += _page_twins(f"medquad-{seed}-{number}", page, rest, rng)
    return found


def _spoken(contexts: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Contexts with their questions that one paragraph answers in its own words."""
    for context in contexts:
        for question in context["questions"]:
            one = question["answer_type"] == "span" and question["answer_from"] == "text"
            if one and len(question["rel_paragraphs"]) == 1 and len(context["paragraphs"]) > 1:
                yield context, question


def _report_twins(
    context: dict[str, Any],
    question: dict[str, Any],
    others: Sequence[dict[str, Any]],
    rng: random.Random,
) -> list[Case]:
    texts = {str(one["order"]): one["text"] for one in context["paragraphs"]}
    gold = str(question["answer"][0])
    held = texts.get(question["rel_paragraphs"][0], "")
    near = [text for text in texts.values() if text != held and not says(text, gold)]
    away = [max(one["paragraphs"], key=lambda p: len(p["text"]))["text"] for one in others]
    rest = [_short(text) for text in [*near[:1], *away] if not says(text, gold)][:2]
    if not says(_short(held), gold) or len(rest) < 2:
        return []
    asked = question["question"]
    return _twins(f"tatqa-{question['uid']}", "finance", asked, _short(held), rest, rng, (gold,))


def _page_twins(name: str, page: _Page, others: Sequence[_Page], rng: random.Random) -> list[Case]:
    rest = [_short(one.answer) for one in others]
    return _twins(name, "medical", page.question, _short(page.answer), rest, rng, ())


def _twins(
    name: str,
    domain: str,
    question: str,
    held: str,
    rest: Sequence[str],
    rng: random.Random,
    golds: tuple[str, ...],
) -> list[Case]:
    passages = [held, *rest]
    rng.shuffle(passages)
    case = Case(
        id=name,
        domain=domain,
        kind="document",
        question=question,
        passages=tuple(passages),
        carrying=frozenset({passages.index(held) + 1}),
        golds=golds,
    )
    without = tuple(text for text in passages if text != held)
    twin = replace(case, id=f"{name}-without", passages=without, carrying=frozenset(), golds=())
    return [case, twin]


def _pages(folder: Path) -> Iterator[_Page]:
    if not folder.is_dir():
        return
    for row in medquad.read(folder):
        focus = row.claims[0].printed if row.claims else ""
        question, _, answer = row.text.partition("\n\n")
        told = focus and focus in question and focus in answer and _HOLLOW not in answer[:400]
        if told and is_unseen(medquad.NAME, row.document):
            yield _Page(focus, question.replace(focus, "X"), question, answer)


def _related(one: str, other: str) -> bool:
    """True where two diseases share a telling word: their pages may answer for one another."""
    mine, theirs = (
        {word for word in name.lower().split() if len(word) > 4} for name in (one, other)
    )
    return bool(mine & theirs) or one.lower() == other.lower()


def _short(text: str) -> str:
    """The first sentences, at most `LONGEST` characters; at least one."""
    flat = " ".join(text.split())
    kept = ""
    for _, end in sentence_spans(flat):
        if kept and end > LONGEST:
            break
        kept = flat[:end]
    return kept[: 2 * LONGEST]
