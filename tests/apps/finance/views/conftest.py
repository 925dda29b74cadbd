"""The synthetic samples, read once for all tests of views."""

from __future__ import annotations

import pytest

from apps.finance.domain.facts import Filing
from apps.finance.domain.reading import read_filing
from apps.finance.samples import CHINESE, ENGLISH
from apps.shared.catalogues import FOLDERS
from apps.shared.words import Words, words

LOCALE = FOLDERS[1] / "locale"


@pytest.fixture(scope="session")
def english() -> Filing:
    return read_filing(ENGLISH.read_bytes(), ENGLISH.name)


@pytest.fixture(scope="session")
def chinese() -> Filing:
    return read_filing(CHINESE.read_bytes(), CHINESE.name)


@pytest.fixture
def en() -> Words:
    return words("en", LOCALE)


@pytest.fixture
def zh() -> Words:
    return words("zh", LOCALE)
