"""The findings of a document: what is mentioned, how it is asserted, and the words for both.

Text is data here. Whatever a note says to a reader or a machine, it only ever yields findings.
"""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.domain.concept import HPO, ICD10CM, Coding, Concept
from apps.medical.domain.finding import Finding, Origin
from apps.medical.domain.source import DocumentKind, Source, SourceDocument, TextLanguage
from apps.medical.domain.text import icd, mentions_en, mentions_zh, ontology
from apps.medical.domain.text.assertion import assertion_in
from apps.medical.domain.text.clean import Cleaned, cleaned
from apps.medical.domain.text.mention import Mention
from apps.medical.domain.text.sections import Section, SectionKind, sections_of
from apps.medical.domain.text.sentences import sentences_of

_UNREAD = (SectionKind.MEDICATIONS, SectionKind.ALLERGIES, SectionKind.COMPARISON)


def concept_of(words: str, mention: Mention) -> Concept:
    """The words of a mention with the codes that were found for them."""
    codings: list[Coding] = []
    if mention.hpo:
        codings.append(Coding(HPO, mention.hpo, ontology.terms()[mention.hpo].label))
    if mention.icd10:
        codings.append(Coding(ICD10CM, mention.icd10, icd.entries()[mention.icd10].title))
    return Concept(" ".join(words.split()), tuple(codings))


def mentions_in(text: str, language: TextLanguage, start: int, end: int) -> Iterator[Mention]:
    """Mentions of `text[start:end]`; a Chinese text is read for English terms as well."""
    if language == "en":
        return mentions_en.mentions_in(text, start, end)
    return mentions_zh.mentions_in(text, start, end)


def _in_sentence(
    document: SourceDocument, text: Cleaned, section: Section, start: int, end: int
) -> Iterator[Finding]:
    sentence = text.text[start:end]
    for mention in mentions_in(text.text, document.language, start, end):
        first, last = mention.start - start, mention.end - start
        decision = assertion_in(sentence, first, last, document.language, section.kind)
        cue = decision.cue and (start + decision.cue[0], start + decision.cue[1])
        if decision.by_section:
            cue = section.start, section.body
        begin, behind = text.span(mention.start, mention.end)
        yield Finding(
            concept_of(document.text[begin:behind], mention),
            decision.assertion,
            Origin.TEXT,
            Source(document.id, begin, behind),
            document.written,
            Source(document.id, *text.span(*cue)) if cue else None,
        )


def findings_in(document: SourceDocument) -> tuple[Finding, ...]:
    """Every mention of a finding in a note or a report, in order, each with its own span.

    Resources and laboratory files are read by their fields instead, and yield nothing here;
    so do the sections of medications and allergies, which the record keeps as lists.
    """
    if document.kind not in (DocumentKind.NOTE, DocumentKind.IMAGING):
        return ()
    text = cleaned(document.text)
    return tuple(
        finding
        for section in sections_of(text.text, document.language)
        if section.kind not in _UNREAD
        for start, end in sentences_of(text.text, document.language, section.body, section.end)
        for finding in _in_sentence(document, text, section, start, end)
    )
