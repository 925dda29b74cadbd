"""presidio-analyzer's engine with our recognisers, and with nothing that loads a model.

Its framework is what others can extend: each recogniser is an `EntityRecognizer` in a
`RecognizerRegistry`, and further ones ride along as ad-hoc recognisers. The language engine is
empty: our recognisers read the text themselves, and context is part of their rules, so
presidio's own context step is switched off (it walks all pairs of results and words).
presidio imports spaCy, which imports torch where it finds it: all imports are inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.found import Found, Recogniser

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer

LANGUAGES = ("en", "zh")


def engine(recognisers: Iterable[Recogniser]) -> AnalyzerEngine:
    """An analyzer of English and Chinese that runs exactly these recognisers."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    class AsFound(ContextAwareEnhancer):
        def enhance_using_context(
            self,
            text: str,
            raw_results: list[Any],
            nlp_artifacts: Any,
            recognizers: list[EntityRecognizer],
            context: list[str] | None = None,
        ) -> list[Any]:
            return raw_results

    adapted = [recognizer(one, language) for one in recognisers for language in one.languages]
    return AnalyzerEngine(
        registry=RecognizerRegistry(adapted, supported_languages=list(LANGUAGES)),
        nlp_engine=NoOpNlpEngine([{"lang_code": name, "model_name": "none"} for name in LANGUAGES]),
        supported_languages=list(LANGUAGES),
        context_aware_enhancer=AsFound(0.0, 0.0, 0, 0),
    )


def recognizer(ours: Recogniser, language: str) -> EntityRecognizer:
    """One of our recognisers as presidio's registry takes it."""
    from presidio_analyzer import EntityRecognizer, RecognizerResult

    class Adapted(EntityRecognizer):
        def load(self) -> None:
            """Lexicons load on first use."""

        def analyze(
            self, text: str, entities: Sequence[str], nlp_artifacts: Any
        ) -> list[RecognizerResult]:
            return [
                RecognizerResult(
                    one.entity.value, one.start, one.end, one.score,
                    recognition_metadata={
                        RecognizerResult.RECOGNIZER_NAME_KEY: one.recogniser or ours.name,
                        RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                    },
                )
                for one in ours.find(text)
                if one.entity.value in entities
            ]  # fmt: skip

    names = [entity.value for entity in ours.entities]
    return Adapted(names, name=ours.name, supported_language=language)


def analyse(
    analyzer: AnalyzerEngine,
    text: str,
    language: str,
    entities: Sequence[Entity],
    further: Iterable[Recogniser] = (),
) -> list[Found]:
    """What the recognisers find in one window of text."""
    from presidio_analyzer import RecognizerResult

    results = analyzer.analyze(
        text,
        language,
        [entity.value for entity in entities],
        ad_hoc_recognizers=[recognizer(one, language) for one in further],
    )
    return [
        Found(
            Entity(one.entity_type), one.start, one.end, one.score,
            (one.recognition_metadata or {}).get(RecognizerResult.RECOGNIZER_NAME_KEY, ""),
        )
        for one in results
    ]  # fmt: skip
