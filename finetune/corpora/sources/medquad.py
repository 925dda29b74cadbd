"""MedQuAD: questions and answers of the US National Institutes of Health, by page.

Reads `medquad.jsonl` (one pair a line), or the publisher's own folders of XML pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from finetune.corpora.rows import Claim, Row, passage, read_jsonl

NAME, DOMAIN = "medquad", "medical"
FILE = "medquad.jsonl"


def read(folder: Path) -> Iterator[Row]:
    if (folder / FILE).exists() or (folder / f"{FILE}.gz").exists():
        pairs = (
            (one["url"], one["id"], one["focus"], one["question"], one["answer"])
            for one in read_jsonl(folder / FILE)
        )
    else:
        pairs = _published(folder)
    for address, name, focus, question, answer in pairs:
        if answer and answer.strip():
            claims = (Claim("mention", focus),) if focus else ()
            text = f"{question.strip()}\n\n{answer.strip()}"
            yield passage(NAME, DOMAIN, address, name, text, claims=claims)


def _published(folder: Path) -> Iterator[tuple[str, str, str, str, str]]:
    from defusedxml.ElementTree import parse

    pages = sorted(folder.glob("*_QA/*.xml"))
    if not pages:
        raise FileNotFoundError(f"{folder}: neither {FILE} nor folders NAME_QA/*.xml")
    for page in pages:
        root = parse(page).getroot()
        if root is None:
            raise ValueError(f"{page}: no XML element in it")
        focus = root.findtext("Focus") or ""
        for pair in root.iter("QAPair"):
            name = f"{root.get('id')}_{pair.get('pid')}"
            question, answer = pair.findtext("Question") or "", pair.findtext("Answer") or ""
            yield root.get("url") or page.name, name, focus.strip(), question, answer
