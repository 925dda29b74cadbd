"""The split is a function of the id alone, in the stated shares."""

from __future__ import annotations

from collections import Counter

import pytest

from finetune.corpora import split


def test_known_ids_never_change_sides() -> None:
    ids = [f"document-{n}" for n in range(10)]
    assert [split.part(name) for name in ids] == [split.part(name) for name in reversed(ids)][::-1]
    assert [split.part(name) for name in ids[:4]] == ["train", "train", "validation", "train"]


def test_shares_are_85_5_10() -> None:
    counts = Counter(split.part(f"filing-{n}.txt") for n in range(20_000))
    assert counts["train"] == pytest.approx(17_000, rel=0.02)
    assert counts["validation"] == pytest.approx(1_000, rel=0.12)
    assert counts["test"] == pytest.approx(2_000, rel=0.08)


def test_an_empty_id_is_refused() -> None:
    with pytest.raises(ValueError, match="without an id"):
        split.part("")
