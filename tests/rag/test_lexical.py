"""BM25: as the formula says, the same however the rows came, and blind to what is not seen."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import lexical
from rag.lexical import bm25, build, load, merge, terms, to_bytes

WORDS = st.sampled_from(
    [
        "cash",
        "flow",
        "sales",
        "asset",
        "debt",
        "equity",
        "goodwill",
        "tax",
        "margin",
        "茅台",
        "收入",
    ]
)
TEXTS = st.lists(st.lists(WORDS, max_size=12).map(" ".join), min_size=1, max_size=12)


def plain_bm25(texts: list[str], query: dict[str, float], seen: list[bool]) -> list[float]:
    held = [terms(text) for text in texts]
    visible = [words for words, shown in zip(held, seen, strict=True) if shown]
    if not visible:
        return [0.0] * len(texts)
    mean = max(sum(map(len, visible)) / len(visible), 1.0)
    out = []
    for words, shown in zip(held, seen, strict=True):
        score = 0.0
        for term, weight in query.items() if shown else ():
            df = sum(term in other for other in visible)
            tf = words.count(term)
            if tf:
                idf = math.log(1 + (len(visible) - df + 0.5) / (df + 0.5))
                damped = tf + lexical.K1 * (1 - lexical.B + lexical.B * len(words) / mean)
                score += weight * idf * tf * (lexical.K1 + 1) / damped
        out.append(score)
    return out


@given(TEXTS, st.data())
def test_scores_follow_the_formula_over_seen_rows_in_any_split(texts, data):
    cut = data.draw(st.integers(0, len(texts)))
    seen = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    query = dict.fromkeys(terms("cash sales 茅台收入"), 1.0)
    segments = [build(texts[:cut]), build(texts[cut:])]
    scores = bm25(segments, query, np.asarray(seen))
    assert scores == pytest.approx(plain_bm25(texts, query, seen), abs=1e-4)


@given(TEXTS, TEXTS, st.data())
def test_merging_drops_the_dead_and_changes_nothing_else(first, second, data):
    texts = first + second
    alive = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    merged = merge([build(first), build(second)], np.asarray(alive))
    kept = [text for text, stays in zip(texts, alive, strict=True) if stays]
    query = dict.fromkeys(terms("cash flow asset 茅台"), 1.0)
    everything = np.ones(len(kept), np.bool_)
    expected = bm25([build(kept)], query, everything)
    assert bm25([merged], query, everything) == pytest.approx(expected, abs=1e-5)


def test_a_segment_survives_its_bytes():
    segment = build(["cash flow", "", "贵州茅台 营业收入 cash"])
    again = load(io.BytesIO(to_bytes(segment)))
    assert dict(again.vocabulary) == dict(segment.vocabulary)
    for name in ("starts", "rows", "counts", "lengths"):
        assert np.array_equal(getattr(again, name), getattr(segment, name))


def test_terms_of_both_languages():
    assert terms("Purchases of Property, plant & equipment") == [
        "purchas",
        "properti",
        "plant",
        "equip",
    ]
    assert terms("$1,577.5 million in FY2018") == ["1577.5", "million", "fy2018"]
    assert {"营业", "收入"} <= set(terms("营业收入同比增长"))
    assert "的" not in terms("公司的收入")


def test_other_tenants_words_do_not_move_a_score():
    mine = ["cash flow of mine", "sales of mine"]
    theirs = ["cash cash cash"] * 50
    query = {"cash": 1.0}
    alone = bm25([build(mine)], query, np.ones(2, np.bool_))
    seen = np.asarray([True] * 2 + [False] * 50)
    together = bm25([build(mine), build(theirs)], query, seen)
    assert together[:2] == pytest.approx(alone)
    assert not together[2:].any()
