"""Finds the words that the code shows and writes them into the gettext catalogues.

`python -m apps.shared.catalogues` updates every `.po` file: new words come in untranslated, words
no longer used go. Knows the source files; nothing of the screen.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from apps.shared.words import LANGUAGES, Language

ROOT = Path(__file__).parent
_KEYWORDS: dict[str, tuple[int, ...] | None] = {"t": None, "mark": None, "plural": (1, 2)}
FOLDERS: tuple[Path, ...] = (
    ROOT,
    *(ROOT.parent / desk for desk in ("finance", "medical", "education")),
)
"""Each has its catalogues in `locale/<language>/LC_MESSAGES/<name of the folder>.po`."""

_HEADER = "# Words of the screen. Kept up to date by `python -m apps.shared.catalogues`."
_NOISE = tuple(
    f'"{name}:'.encode()
    for name in (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)

Key = str | tuple[str, ...]


def messages(folder: Path) -> dict[Key, list[tuple[str, int]]]:
    """Every message of the Python files below a folder, with where it is used."""
    found: dict[Key, list[tuple[str, int]]] = {}
    for file, line, message, _, _ in extract_from_dir(
        str(folder),
        method_map=[("**.py", "python")],
        keywords=_KEYWORDS,
        comment_tags=(),
        directory_filter=_shows,
    ):
        key = message if isinstance(message, str) else tuple(message)
        found.setdefault(key, []).append((file, line))
    return found


def _shows(folder: str | os.PathLike[str]) -> bool:
    """What is computed or made up is put into words elsewhere."""
    return Path(folder).name not in ("domain", "samples", "__pycache__")


def catalogue_path(folder: Path, language: Language) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / f"{folder.name}.po"


def read_catalogue(path: Path, language: Language) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def updated(folder: Path, language: Language) -> Catalog:
    """The catalogue with exactly the messages in use; English translates to itself."""
    old = read_catalogue(catalogue_path(folder, language), language)
    new = Catalog(locale=language, project="Consilium", header_comment=_HEADER, fuzzy=False)
    for key in sorted(messages(folder), key=str):
        known = old.get(key if isinstance(key, str) else key[0])
        text = known.string if known is not None else ""
        if language == "en":
            text = key
        elif not text and not isinstance(key, str):
            text = ("",) * new.num_plurals
        new.add(key, text)
    return new


def write_all() -> Iterator[Path]:
    """Bring every catalogue up to date; yields the files written."""
    for folder in FOLDERS:
        for language in LANGUAGES:
            path = catalogue_path(folder, language)
            catalogue = updated(folder, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_written(catalogue))
            yield path


def _written(catalogue: Catalog) -> bytes:
    """The catalogue as a file that changes only when its words do: no dates, no names."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=True)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_NOISE))


if __name__ == "__main__":
    for written in write_all():
        print(written)
