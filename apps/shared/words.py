"""Puts the words of the screen into the reader's language, from gettext catalogues.

Catalogues are `.po` files, compiled in memory. Knows nothing of pages or filings.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast, get_args

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"en": "English", "zh": "中文"}

SHARED = Path(__file__).parent / "locale"


def mark(message: str) -> str:
    """The message unchanged; marks it for the catalogues where it is translated later."""
    return message


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. Calling it translates; `{name}` takes the value given."""

    language: Language
    catalogue: gettext.NullTranslations

    def __call__(self, message: str, **values: object) -> str:
        text = self.catalogue.gettext(message)
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, count: int) -> str:
        """The form for `count`, put in place of `{count}`."""
        return self.catalogue.ngettext(one, many, count).format(count=count)


def choose(wanted: object) -> Language:
    """The language asked for if it is known, else English."""
    return cast(Language, wanted) if wanted in LANGUAGES else "en"


def words(language: Language, *folders: Path) -> Words:
    """The words of an app: its own catalogues first, then the shared ones.

    Each folder holds `<language>/LC_MESSAGES/*.po`. Raises FileNotFoundError where it does not.
    """
    first, *others = [_catalogue(folder, language) for folder in (*folders, SHARED)]
    chained = gettext.NullTranslations()
    for catalogue in (first, *others):
        chained.add_fallback(catalogue)
    return Words(language, chained)


@lru_cache(maxsize=16)
def _compiled(path: Path) -> bytes:
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def _catalogue(folder: Path, language: Language) -> gettext.GNUTranslations:
    paths = sorted((folder / language / "LC_MESSAGES").glob("*.po"))
    if len(paths) != 1:
        raise FileNotFoundError(
            f"{folder / language / 'LC_MESSAGES'}: expected one .po file, found {len(paths)}"
        )
    return gettext.GNUTranslations(io.BytesIO(_compiled(paths[0])))
