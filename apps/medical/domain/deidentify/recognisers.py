"""All recognisers that we bring, each named and with what it can find in which language.

Notes mix languages, so all of them read both; a language only decides what is offered.
"""

from __future__ import annotations

from functools import partial

from apps.medical.domain.deidentify import (
    calendar_words,
    contacts,
    names_en,
    names_zh,
    numbers,
    places_zh,
)
from apps.medical.domain.deidentify.found import Recogniser
from apps.medical.domain.deidentify.tagger import Tagger

_BOTH = ("en", "zh")


def recognisers(tagger: Tagger | None = None) -> tuple[Recogniser, ...]:
    """With the English tagger that ships, or with another one."""
    return (
        Recogniser("numbers", numbers.ENTITIES, _BOTH, numbers.numbers_in),
        Recogniser("contacts", contacts.ENTITIES, _BOTH, contacts.contacts_in),
        Recogniser("calendar", calendar_words.ENTITIES, _BOTH, calendar_words.calendar_words_in),
        Recogniser("names-en", names_en.ENTITIES, _BOTH, partial(names_en.names_in, tagger=tagger)),
        Recogniser("names-zh", names_zh.ENTITIES, _BOTH, names_zh.names_in),
        Recogniser("places-zh", places_zh.ENTITIES, _BOTH, places_zh.places_in),
    )
