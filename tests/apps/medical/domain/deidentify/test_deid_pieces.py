"""The parts below: folding, windows, settling of overlaps, keys, and offsets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.folded import fold
from apps.medical.domain.deidentify.found import Found
from apps.medical.domain.deidentify.merged import merged
from apps.medical.domain.deidentify.replacement import Deidentified, Replacement
from apps.medical.domain.deidentify.seal import PatientKeys, WrongKey
from apps.medical.domain.deidentify.windows import windows

QUICK = settings(max_examples=60, derandomize=True, deadline=None)
KEY = bytes(32)


@QUICK
@given(st.text(st.sampled_from("aé１２\u200b\u200d\u3000中，（－ \n\u202e𝟏"), max_size=30))
def test_folding_maps_every_character_back(text: str) -> None:
    folded = fold(text)
    for at, sign in enumerate(folded.text):
        start, end = folded.original(at, at + 1)
        assert end == start + 1
        assert sign == text[start] or not text[start].isascii()
    assert fold(folded.text).text == folded.text


def test_folding_hidden_and_wide_forms() -> None:
    assert fold("１\u200b３\u00ad８－ａ，").text == "138-a,"
    assert fold("plain 中文。").back is None


@QUICK
@given(st.text(st.sampled_from("ab \n。."), max_size=400), st.integers(20, 60))
def test_windows_own_each_place_once(text: str, core: int) -> None:
    made = list(windows(text, core, 10))
    assert "".join(text[one.first : one.last] for one in made) == text
    assert all(text[one.offset : one.offset + len(one.text)] == one.text for one in made)


@QUICK
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.sampled_from([0.5, 0.7, 0.9]))))
def test_settled_spans_do_not_overlap_and_lose_no_character(spans: list) -> None:
    text = "7" * 40
    found = [Found(Entity.PERSON, start, start + length, score) for start, length, score in spans]
    kept = merged(found, text)
    assert all(a.end <= b.start for a, b in pairwise(kept))
    covered = {at for one in kept for at in range(one.start, one.end)}
    assert covered == {at for one in found for at in range(one.start, one.end)}


def test_the_better_finding_keeps_its_span() -> None:
    text = "Dr. Ann Lee 555"
    low, high = Found(Entity.ADDRESS, 4, 15, 0.5), Found(Entity.PERSON, 4, 11, 0.8)
    kept = [(one.entity, text[one.start : one.end]) for one in merged([low, high], text)]
    assert kept == [(Entity.PERSON, "Ann Lee"), (Entity.ADDRESS, "555")]


@QUICK
@given(st.text(max_size=20), st.text(min_size=1, max_size=8))
def test_sealing_opens_for_its_patient_alone(original: str, patient: str) -> None:
    keys = PatientKeys(KEY, patient)
    sealed = keys.seal(original, "context")
    assert keys.unseal(sealed, "context") == original
    assert -365 <= keys.days <= -1
    for other, context in ((PatientKeys(KEY, patient + "x"), "context"), (keys, "moved")):
        with pytest.raises(WrongKey):
            other.unseal(sealed, context)


def test_a_tampered_or_cut_seal_does_not_open() -> None:
    keys = PatientKeys(KEY, "p")
    sealed = keys.seal("Ann", "c")
    for broken in (sealed[:-1], bytes([sealed[0] ^ 1]) + sealed[1:], b""):
        with pytest.raises(WrongKey):
            keys.unseal(broken, "c")


def test_days_differ_between_patients() -> None:
    assert len({PatientKeys(KEY, str(one)).days for one in range(40)}) > 30


def test_replacements_must_fit_the_text() -> None:
    one = Replacement(Entity.PERSON, 0, 3, 0, 5, b"", "[P-A]", "test")
    assert Deidentified("[P-A] x", (one,)).to_deidentified(4) == 6
    with pytest.raises(ValueError, match="does not have"):
        Deidentified("other x", (one,))
    with pytest.raises(ValueError, match="overlap"):
        Deidentified("[P-A][P-A]", (one, one))
