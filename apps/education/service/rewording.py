"""Retells the scenes of sheets by a language model, keys proved anew; what fails stays as it was.

Asks for a model and a prover by functions. Knows no page and no job.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from apps.education.domain.exercise import Draft, Exercise
from apps.education.domain.sheet import Sheet, SheetLine
from apps.education.domain.words import Language, Words
from apps.education.service.practice import Unmade

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Prove = Callable[[Draft], Exercise]
"""The exercise with its key proved anew. Raises Unmade."""
Proving = Callable[[], AbstractContextManager[Prove]]

_SILENT = Words("the model did not answer", "模型没有应答")


@dataclass(frozen=True, slots=True)
class Rewording:
    """`answers` says whether the model's endpoint is there; `proving` opens a prover."""

    model: Callable[[], BaseChatModel]
    answers: Callable[[], bool]
    proving: Proving

    def __call__(self, sheets: Sequence[Sheet], progress: Callable[[float], None]) -> list[Sheet]:
        """The sheets with every scene retold that can be; `progress` may raise to stop."""
        done: list[Sheet] = []
        with self.proving() as prove:
            for place, sheet in enumerate(sheets):
                progress(place / len(sheets))
                lines: list[SheetLine] = []
                for number, line in enumerate(sheet.lines):
                    progress((place + number / len(sheet.lines)) / len(sheets))
                    lines.append(self._line(line, sheet.language, prove))
                done.append(replace(sheet, lines=tuple(lines)))
        return done

    def _line(self, line: SheetLine, language: Language, prove: Prove) -> SheetLine:
        if line.exercise.draft.context is None:
            return line
        if not self.answers():
            return replace(line, scene_kept=_SILENT)
        return retold(line, language, self.model(), prove)


def retold(line: SheetLine, language: Language, model: BaseChatModel, prove: Prove) -> SheetLine:
    """The line with its scene told otherwise; else as it was, with the reason."""
    from apps.education.service.material.reword import Kept, reword
    from rag.answer import MODEL_FAILURES

    try:
        found = reword(line.exercise.draft, model, language)
    except MODEL_FAILURES:
        return replace(line, scene_kept=_SILENT)
    if isinstance(found, Kept):
        return replace(line, scene_kept=found.reason)
    try:
        return replace(line, exercise=prove(found), reworded=True)
    except Unmade as problem:
        return replace(line, scene_kept=problem.words)
