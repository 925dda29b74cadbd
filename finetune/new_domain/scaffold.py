"""The card and the recipe of a new domain's data, as every corpus of the suite has them.

Written once with what is known, to be completed by whoever owns the data: what stands in them
already is left alone. Knows text; knows nothing of training.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from finetune.corpora.split import PARTS
from finetune.new_domain.cleaning import Cleaned
from finetune.runs.folder import write_whole


def scaffold(folder: Path, name: str, data: Path, licence: str, cleaned: Cleaned) -> None:
    """Writes `recipe.toml` and `README.md` into `folder` where they are not yet."""
    for file, text in (
        (folder / "recipe.toml", recipe(name, data, licence)),
        (folder / "README.md", card(name, data, licence, cleaned)),
    ):
        if not file.exists():
            write_whole(file, text)


def recipe(name: str, data: Path, licence: str) -> str:
    """TOML with the fields of the suite's other recipes."""
    split = "By document, SHA-256 of its name: 85% train, 5% validation, 10% test."
    layout = "one row a line: a passage (id, document, title, text) or a question"
    lines = [
        f"name = {_quoted(name)}",
        f"domain = {_quoted(name)}",
        'languages = ["en"]',
        f"licence = {_quoted(licence)}",
        "redistributed = false",
        'used_by = ["finetune.new_domain"]',
        f"split = {_quoted(split)}",
        "",
        "[layout]",
        f"{_quoted(data.name)} = {_quoted(layout)}",
    ]
    return "\n".join(lines) + "\n"


def card(name: str, data: Path, licence: str, cleaned: Cleaned) -> str:
    """Markdown: what the data is, how to get it, how it was cleaned and split, its traps."""
    domain = cleaned.domain
    questions = Counter(domain.part_of(question) for question in domain.questions)
    parts = ", ".join(f"{questions[part]} {part}" for part in PARTS)
    swept = [
        f"| {one.stage} | {one.rows_in} | {one.rows_out} | "
        f"{', '.join(f'{why}: {count}' for why, count in one.why.items())} |"
        for one in cleaned.swept
    ]
    return "\n".join(
        [
            f"# {name}",
            "",
            f"{len(domain.passages)} passages and {len(domain.questions)} questions"
            f" ({parts}). Licence: {licence}.",
            "",
            "## Getting it",
            f"`{data.name}`, given by whoever made this domain.",
            "",
            "## Cleaning",
            "| stage | passages in | out | why |",
            "|---|---|---|---|",
            *swept,
            "",
            f"{cleaned.questions_left_out} questions left out: asked twice, or their passage went.",
            "",
            "## Traps",
            "- The part follows from the document: few documents make small test parts.",
            "- What is not among the passages is refused, however well it is known elsewhere.",
            "",
        ]
    )


def _quoted(text: str) -> str:
    """A basic TOML string; JSON's escapes are among its own."""
    return json.dumps(text, ensure_ascii=False)
