"""What a reader says of a file that it cannot read: the culprit, the problem, the remedy."""

from __future__ import annotations


class UnreadableFile(ValueError):
    """A file that cannot be read.

    `kind` is a stable word that the apps translate: `empty`, `missing`, `wrong_type`, `encrypted`,
    `truncated`, `too_large`, `too_many_pages`, `bomb`, `timeout`, `memory`, `crashed`, `no_text`,
    `cancelled`.
    """

    def __init__(self, name: str, kind: str, problem: str, remedy: str) -> None:
        super().__init__(f"{name!r}: {problem}; {remedy}")
        self.name = name
        self.kind = kind
        self.problem = problem
        self.remedy = remedy
