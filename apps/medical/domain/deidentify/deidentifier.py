"""Takes identifiers out of a text before anything else sees it, and puts them back for the key.

Dates move by a number of days that is the patient's own, ages over 89 become 90+, all else becomes
a bracketed tag such as `[PERSON-Q7KD]`, the same for the same words in all texts of a patient.
Moved dates are no Safe Harbor removal: whoever publishes needs an expert's determination,
45 CFR 164.514(b)(1). What is sent on is text and replacements without the key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from apps.medical.domain.deidentify.entity import Entity, UnknownEntity
from apps.medical.domain.deidentify.folded import fold
from apps.medical.domain.deidentify.found import Found, Recogniser
from apps.medical.domain.deidentify.framework import LANGUAGES, analyse, engine
from apps.medical.domain.deidentify.known import known_recognisers
from apps.medical.domain.deidentify.merged import merged
from apps.medical.domain.deidentify.recognisers import recognisers
from apps.medical.domain.deidentify.repeated import repeated
from apps.medical.domain.deidentify.replacement import Deidentified, Replacement
from apps.medical.domain.deidentify.seal import PatientKeys
from apps.medical.domain.deidentify.surrogate import Surrogates
from apps.medical.domain.deidentify.windows import windows
from apps.medical.domain.record import Identity

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

MOST_CHARACTERS: Final = 5_000_000


class TextTooLong(ValueError):
    """The text is longer than what is read in one piece."""


class Deidentifier:
    """De-identifies texts with one secret `key` (at least 32 random bytes).

    `entities` limits what is looked for; None looks for all. `using` takes the place of our own
    recognisers. Raises UnknownEntity where an entity is recognised in no language, and ValueError
    for a short key.
    """

    def __init__(
        self,
        key: bytes,
        *,
        entities: Collection[str] | None = None,
        using: Sequence[Recogniser] | None = None,
    ) -> None:
        PatientKeys(key, "any")
        self._key = key
        self._using = shipped() if using is None else tuple(using)
        every = self.supported("en") | self.supported("zh")
        unknown = sorted(set(entities or ()) - every)
        if unknown:
            raise UnknownEntity(unknown, "en or zh", every)
        self._entities = None if entities is None else frozenset(map(Entity, entities))

    def supported(self, language: str) -> frozenset[str]:
        """The entities that something recognises in a language; denied strings are, in any."""
        here = {e.value for one in self._using if language in one.languages for e in one.entities}
        return frozenset(here | {Entity.DENIED.value})

    def deidentify(
        self,
        text: str,
        *,
        language: str,
        patient_id: str,
        identity: Identity | None = None,
        deny: Collection[str] = (),
    ) -> Deidentified:
        """The text without identifiers, and what was replaced, sealed.

        `identity` is taken out wherever it occurs, in any case and spacing, whatever `entities`
        says; so is every string of `deny`. Raises UnknownEntity, TextTooLong, and ValueError for
        another language than "en" or "zh".
        """
        asked = self._asked(language)
        if len(text) > MOST_CHARACTERS:
            raise TextTooLong(
                f"the text has {len(text):,} characters, the cap is {MOST_CHARACTERS:,}; "
                "split it into documents"
            )
        further = known_recognisers(identity, deny, language)
        found = _found(_engine(self._using), text, language, asked, further)
        return self._replaced(text, found, PatientKeys(self._key, patient_id))

    def reidentify(self, text: str, patient_id: str, replacements: Sequence[Replacement]) -> str:
        """The originals back in a text: the de-identified one itself, or one that quotes it.

        In the de-identified text each surrogate is restored at its own place, so the result is the
        original to the letter. In any other text surrogates are found by their words. Raises
        WrongKey where key, patient or replacements do not belong together.
        """
        keys = PatientKeys(self._key, patient_id)
        originals = [keys.unseal(one.original, one.context) for one in replacements]
        if all(text[one.new_start : one.new_end] == one.surrogate for one in replacements):
            return _at_places(text, replacements, originals)
        return _by_words(text, replacements, originals)

    def _asked(self, language: str) -> frozenset[Entity]:
        if language not in LANGUAGES:
            raise ValueError(f"no recogniser reads {language!r}; languages are {LANGUAGES}")
        here = self.supported(language)
        if self._entities is None:
            return frozenset(map(Entity, here))
        missing = sorted(self._entities - here)
        if missing:
            raise UnknownEntity(missing, language, here)
        return self._entities

    def _replaced(self, text: str, found: list[Found], keys: PatientKeys) -> Deidentified:
        surrogates = Surrogates(keys, text, found)
        pieces, replacements, last, length = [], [], 0, 0
        for one in found:
            original = text[one.start : one.end]
            surrogate = surrogates.of(one)
            if surrogate == original:
                continue
            pieces += (text[last : one.start], surrogate)
            new_start = length + one.start - last
            bare = Replacement(
                one.entity, one.start, one.end, new_start, new_start + len(surrogate),
                b"", surrogate, one.recogniser,
            )  # fmt: skip
            replacements.append(_sealed(bare, original, keys))
            last, length = one.end, new_start + len(surrogate)
        return Deidentified("".join((*pieces, text[last:])), tuple(replacements))


@cache
def shipped() -> tuple[Recogniser, ...]:
    return recognisers()


@cache
def _engine(using: tuple[Recogniser, ...]) -> AnalyzerEngine:
    return engine(using)


def _found(
    analyzer: AnalyzerEngine,
    text: str,
    language: str,
    asked: frozenset[Entity],
    further: Sequence[Recogniser],
) -> list[Found]:
    """In the original's offsets, without overlaps, in order."""
    folded = fold(text)
    names = {one.name for one in further}
    entities = sorted((asked - {Entity.DENIED}) | {e for one in further for e in one.entities})
    results: list[Found] = []
    for window in windows(folded.text):
        for one in analyse(analyzer, window.text, language, entities, further):
            start, end = one.start + window.offset, one.end + window.offset
            own = window.first <= start < window.last
            if own and (one.entity in asked or one.recogniser in names):
                results.append(Found(one.entity, start, end, one.score, one.recogniser))
    if Entity.PERSON in asked:
        results += tuple(repeated(results, folded.text))
    return [
        Found(one.entity, *folded.original(one.start, one.end), one.score, one.recogniser)
        for one in merged(results, folded.text)
    ]


def _sealed(bare: Replacement, original: str, keys: PatientKeys) -> Replacement:
    return replace(bare, original=keys.seal(original, bare.context))


def _at_places(text: str, replacements: Sequence[Replacement], originals: Sequence[str]) -> str:
    pieces, last = [], 0
    for one, original in zip(replacements, originals, strict=True):
        pieces += (text[last : one.new_start], original)
        last = one.new_end
    return "".join((*pieces, text[last:]))


def _by_words(text: str, replacements: Sequence[Replacement], originals: Sequence[str]) -> str:
    back = {
        one.surrogate: original
        for one, original in zip(reversed(replacements), reversed(originals), strict=True)
    }
    either = "|".join(_whole(word) for word in sorted(back, key=len, reverse=True))
    return re.sub(either, lambda at: back[at[0]], text)


def _whole(word: str) -> str:
    """A pattern of the word that does not match inside of a longer word or number."""
    before = r"(?<![0-9A-Za-z])" if word[0].isalnum() else ""
    return before + re.escape(word) + (r"(?![0-9A-Za-z])" if word[-1].isalnum() else "")
