"""GSM8K's training file: word problems with worked solutions and calculator marks.

The marks `<<48/2=24>>` are taken out of the text and kept as claims, which the consistency stage
recomputes. The publisher's test file is never read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from finetune.corpora.rows import Claim, Row, passage, read_jsonl

NAME, DOMAIN = "gsm8k", "education"
FILE = "train.jsonl"
MARK = re.compile(r"<<([^<>=]+)=([^<>]*)>>")


def read(folder: Path) -> Iterator[Row]:
    for item in read_jsonl(folder / FILE):
        question = item["question"].strip()
        worked, _, result = item["answer"].partition("####")
        claims = tuple(Claim("equation", m[1], m[2]) for m in MARK.finditer(worked))
        answer = f"{MARK.sub('', worked).strip()}\nThe answer is {result.strip()}."
        yield passage(NAME, DOMAIN, document(question), 0, f"{question}\n\n{answer}", claims=claims)


def document(question: str) -> str:
    """The id of a problem, which the publisher does not give: from its own words."""
    return hashlib.sha256(question.strip().encode("utf-8")).hexdigest()[:16]
