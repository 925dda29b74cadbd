"""How a mention is asserted: present, absent, possible, historical, hypothetical or of the family.

The cue rules follow the idea of NegEx (Chapman et al. 2001, J Biomed Inform 34:301) and ConText
(Harkema et al. 2009, J Biomed Inform 42:839); scopes, lists, clauses and cue tables are our own.
A section may decide what its words leave open: family history, past history, instructions.
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.medical.domain.finding import Assertion
from apps.medical.domain.source import TextLanguage
from apps.medical.domain.text import assertion_en, assertion_zh
from apps.medical.domain.text.context import Context, Span
from apps.medical.domain.text.sections import SectionKind


def context_of(sentence: str, start: int, end: int, language: TextLanguage) -> Context:
    """The cues that reach the mention `sentence[start:end]`, kind by kind.

    Raises ValueError where the span lies outside the sentence or is empty.
    """
    if not 0 <= start < end <= len(sentence):
        raise ValueError(f"[{start}, {end}) is no span of a sentence of {len(sentence)} characters")
    reader = assertion_en if language == "en" else assertion_zh
    return reader.context_of(sentence, start, end)


def decided(context: Context) -> tuple[Assertion, Span | None]:
    """One assertion out of the cues. What is denied of a family is absent as well."""
    order = (
        (Assertion.HYPOTHETICAL, context.hypothetical),
        (Assertion.ABSENT, context.negated),
        (Assertion.FAMILY, context.family),
        (Assertion.POSSIBLE, context.possible),
        (Assertion.HISTORICAL, context.historical),
    )
    return next(((kind, cue) for kind, cue in order if cue is not None), (Assertion.PRESENT, None))


_BY_SECTION = {
    SectionKind.FAMILY: Assertion.FAMILY,
    SectionKind.PAST: Assertion.HISTORICAL,
    SectionKind.INSTRUCTIONS: Assertion.HYPOTHETICAL,
    SectionKind.DIFFERENTIAL: Assertion.POSSIBLE,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """`by_section` where no cue but the heading above decided."""

    assertion: Assertion
    cue: Span | None
    by_section: bool = False


def assertion_in(
    sentence: str, start: int, end: int, language: TextLanguage, section: SectionKind
) -> Decision:
    """The assertion of a mention within a section of that kind."""
    assertion, cue = decided(context_of(sentence, start, end, language))
    default = _BY_SECTION.get(section)
    yields = assertion is Assertion.PRESENT or (
        section is SectionKind.FAMILY and assertion in (Assertion.HISTORICAL, Assertion.POSSIBLE)
    )
    if default is not None and yields:
        return Decision(default, None, by_section=True)
    return Decision(assertion, cue)


def assert_mention(
    sentence: str, start: int, end: int, language: TextLanguage
) -> tuple[Assertion, Span | None]:
    """The assertion of `sentence[start:end]` by its words alone, and the span of the cue."""
    return decided(context_of(sentence, start, end, language))
