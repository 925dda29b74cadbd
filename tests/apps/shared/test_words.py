"""Every word that the code shows is in every catalogue, with the same fields to fill."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from apps.shared.catalogues import FOLDERS, catalogue_path, messages, read_catalogue, updated
from apps.shared.words import LANGUAGES, choose, words

FINANCE = next(folder for folder in FOLDERS if folder.name == "finance") / "locale"


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_catalogues_hold_exactly_the_words_in_use(folder: Path, language: str) -> None:
    catalogue = read_catalogue(catalogue_path(folder, language), language)
    known = {message.id if isinstance(message.id, str) else tuple(message.id)
             for message in catalogue if message.id}  # fmt: skip
    assert known == set(messages(folder)), "run `python -m apps.shared.catalogues`"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_word_is_translated_and_keeps_its_fields(folder: Path, language: str) -> None:
    for message in read_catalogue(catalogue_path(folder, language), language):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(texts), f"{language}: {message.id!r} is not translated"
        for text in texts:
            assert fields(text) == fields(ids[-1]), f"{language}: {message.id!r}"


def test_english_translates_to_itself() -> None:
    for folder in FOLDERS:
        for message in updated(folder, "en"):
            if message.id:
                assert message.string == message.id


def test_the_app_speaks_before_the_shared_words_do() -> None:
    t = words("zh", FINANCE)
    assert t("Balance sheet") == "资产负债表"
    assert t("Source") == "来源"
    assert t.plural("{count} check fails", "{count} checks fail", 2) == "2 项检查不成立"


def test_unknown_words_stay_as_they_are() -> None:
    assert words("zh", FINANCE)("no such word {x}", x=1) == "no such word 1"


def test_a_missing_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="expected one"):
        words("en", tmp_path)


def test_an_unknown_language_is_english() -> None:
    assert choose("xx") == "en"
    assert choose("zh") == "zh"
