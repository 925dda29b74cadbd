"""Places survive the way into a link and back; links from outside are not trusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.shared.places import Place, read_ref

IDS = st.text("0123456789abcdef", min_size=16, max_size=16)


@given(IDS, st.integers(0, 10**11), st.integers(0, 10**6))
def test_a_place_comes_back_from_its_reference(doc_id: str, start: int, length: int) -> None:
    place = Place(doc_id, start, start + length)
    assert read_ref(place.ref) == place


@given(st.text(max_size=60))
def test_what_is_no_reference_names_no_place(text: str) -> None:
    place = read_ref(text)
    assert place is None or place.ref == text


@pytest.mark.parametrize("ref", [None, 3, "", "0" * 16, f"{'0' * 16}.5.4", f"{'0' * 16}.-1.4"])
def test_damaged_references_are_refused(ref: object) -> None:
    assert read_ref(ref) is None


def test_a_place_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="not a range"):
        Place("0" * 16, 5, 4)
