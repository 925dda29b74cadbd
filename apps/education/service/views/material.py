"""Answers and hints from course material: where each citation lies, what is on the shelf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from apps.education.service.classroom import Classroom
from apps.education.service.material.own_notes import COLLECTION
from apps.education.service.material.shelf import Shown, Volume
from apps.shared.claims import ShownClaim
from apps.shared.places import Place, place_of
from apps.shared.provenance import Detail, Provenance
from apps.shared.shown_answers import evidence_rows, shown_claims
from apps.shared.words import Words, mark
from rag.document import Document, Span
from rag.evidence import Citation, Rung

if TYPE_CHECKING:
    from apps.education.service.material.ask import Answered, Cited, Stage
    from apps.education.service.material.hints import Hint

_STAGES = {
    "search": mark("Searching the material…"),
    "compose": mark("Composing and checking…"),
}
_EXAMPLES = 3


def stage_text(stage: Stage, t: Words) -> str:
    return t(_STAGES[stage.name])


def citation_place(answered: Answered, citation: Citation, t: Words) -> str:
    """The heading of what is cited, with module and element."""
    cited = answered.cited.get(citation.doc_id)
    return t("Passage") if cited is None else _heading(cited, citation)


def _heading(cited: Cited, citation: Citation) -> str:
    place = cited.place(citation)
    return cited.title if place == cited.title else f"{cited.title} ({place})"


def shown_answer(answered: Answered, t: Words) -> tuple[ShownClaim, ...]:
    """The sentences, or where it is refused what was looked at; quotations each on its line."""
    answer = answered.answer

    def whereabouts(citation: Citation) -> str:
        return citation_place(answered, citation, t)

    if answer.refused_because:
        return evidence_rows(answer, whereabouts)
    claims = shown_claims(answer, whereabouts)
    if answer.rung is not Rung.EXTRACTIVE:
        return claims
    return tuple(
        replace(one, text=f"\n{one.text}") if place else one for place, one in enumerate(claims)
    )


def hint_source(hint: Hint) -> str:
    """Title, book and licence of what is quoted."""
    cited = hint.cited
    return " · ".join(part for part in (cited.title, cited.collection, cited.licence) if part)


def hint_ref(hint: Hint) -> str:
    return place_of(hint.citation.doc_id, hint.citation.span).ref


def hint_text(hint: Hint) -> str:
    """The element on one line for each of its parts."""
    return "\n".join(line.strip() for line in hint.text.splitlines() if line.strip())


def volume_title(volume: Volume, t: Words) -> str:
    return volume.title or COLLECTION.of(t.language)


def volume_line(volume: Volume, t: Words) -> str:
    """How much of it there is, its licence, and whether it is found by meaning yet."""
    parts = [t.plural("{count} section", "{count} sections", volume.sections)]
    parts.append(volume.licence or t("no licence told"))
    if volume.by_meaning < volume.sections and volume.file:
        parts.append(t("found by its words so far"))
    return " · ".join(parts)


def examples(room: Classroom, t: Words) -> tuple[str, ...]:
    """Questions to begin with, of points that the class works on."""
    return tuple(
        t("What does the material say about “{point}”?", point=point.name.of(t.language))
        for point in room.points[:_EXAMPLES]
    )


def provenance(shown: Shown, place: Place, t: Words) -> Provenance | None:
    """A cited place in its document; None where it lies outside it."""
    document, file = shown.document, shown.file
    if place.end > len(document.text):
        return None
    kind = "text" if file is None else document.media_type
    name = shown.cited.collection or document.name
    document = replace(document, name=name, media_type=kind)
    data = document.text.encode if file is None else file.read_bytes
    return Provenance(
        document, place, data, details=tuple(_details(shown.cited, document, place, t))
    )


def _details(cited: Cited, document: Document, place: Place, t: Words) -> Iterator[Detail]:
    span = Span(place.start, place.end)
    yield Detail(t("Place"), cited.place(Citation(document.id, span, document.quote(span))))
    yield Detail(t("Title"), cited.title)
    if cited.section and cited.section not in cited.title:
        yield Detail(t("Section"), cited.section)
    if cited.collection:
        yield Detail(t("Book"), cited.collection)
    yield Detail(t("Licence"), cited.licence or t("no licence told"))
