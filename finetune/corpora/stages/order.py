"""The twelve stages, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from finetune.corpora.stages.boilerplate import Boilerplate
from finetune.corpora.stages.consistency import Consistency
from finetune.corpora.stages.decontamination import Decontamination, Item
from finetune.corpora.stages.encoding import Encoding
from finetune.corpora.stages.exact_duplicates import ExactDuplicates
from finetune.corpora.stages.language import Language
from finetune.corpora.stages.length import Length
from finetune.corpora.stages.near_duplicates import NearDuplicates
from finetune.corpora.stages.personal_data import PersonalData
from finetune.corpora.stages.quality import Quality
from finetune.corpora.stages.repetition import Repetition
from finetune.corpora.stages.stage import Stage
from finetune.corpora.stages.toxicity import Toxicity


def stages(
    items: Callable[[], Iterable[Item]] = tuple,
    *,
    languages: tuple[str, ...] = ("en",),
    least_words: int = 8,
    most_characters: int = 100_000,
    similar: float = 0.7,
    least_quality: float = 0.5,
) -> tuple[Callable[[], Stage], ...]:
    """Makers of the twelve stages; a stage gathers state, so each run makes its own."""
    return (
        Encoding,
        lambda: Language(languages),
        Boilerplate,
        lambda: Length(least_words, most_characters),
        Repetition,
        ExactDuplicates,
        lambda: NearDuplicates(similar),
        Toxicity,
        PersonalData,
        lambda: Quality(least_quality),
        Consistency,
        lambda: Decontamination(items()),
    )


NAMES = (
    Encoding.name,
    Language.name,
    Boilerplate.name,
    Length.name,
    Repetition.name,
    ExactDuplicates.name,
    NearDuplicates.name,
    Toxicity.name,
    PersonalData.name,
    Quality.name,
    Consistency.name,
    Decontamination.name,
)
