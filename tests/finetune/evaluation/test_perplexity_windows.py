from __future__ import annotations

import math
import random

import pytest

from finetune.evaluation.perplexity import Perplexity, Text, Window, cut, ratio, score, spread


def letters(text: str) -> list[int]:
    return [ord(character) for character in text]


def perplexity(nats: list[float], length: int = 11) -> Perplexity:
    windows = tuple(Window("a", tuple(range(at, at + length))) for at in range(len(nats)))
    return Perplexity(windows, tuple(nats))


def test_the_value_weighs_tokens_alike() -> None:
    short, long = Window("a", (1, 2)), Window("a", (1, 2, 3, 4))
    found = Perplexity((short, long), (math.log(2), 3 * math.log(4)))
    assert found.value == pytest.approx(math.exp((math.log(2) + 3 * math.log(4)) / 4))


def test_windows_come_in_turn_from_collections_and_documents() -> None:
    texts = [Text("long", "a", "x" * 100), Text("b1", "b", "y" * 10), Text("b2", "b", "z" * 10)]
    taken = cut(texts, letters, 4, length=10)
    assert [window.source for window in taken] == ["a", "b", "a", "b"]
    assert {window.ids[0] for window in taken if window.source == "b"} == {ord("y"), ord("z")}


def test_fewer_windows_come_back_where_the_text_ends() -> None:
    assert len(cut([Text("one", "a", "x" * 25)], letters, 9, length=10)) == 2


def test_the_order_of_documents_does_not_follow_the_files() -> None:
    texts = [Text(f"d{at}", "a", chr(97 + at) * 10) for at in range(12)]
    one = cut(texts, letters, 5, length=10)
    assert one == cut(list(reversed(texts)), letters, 5, length=10)
    assert [window.ids[0] for window in one] != [ord(chr(97 + at)) for at in range(5)]


def test_ratio_and_its_spread() -> None:
    base = perplexity([20.0] * 30)
    ours = perplexity([20.0 + (1.0 if at % 3 else -4.0) for at in range(30)])
    low, high = spread(ours, base, rng=random.Random(1))
    assert low < ratio(ours, base) < high
    assert ratio(ours, base) == pytest.approx(math.exp(-20 / 300))


def test_other_windows_are_not_compared() -> None:
    with pytest.raises(ValueError, match="different windows"):
        ratio(perplexity([1.0]), perplexity([1.0], length=5))


def test_a_part_by_collection() -> None:
    windows = [Window("a", (1, 2)), Window("b", (1, 2))]
    found = score(windows, lambda ids: 1.0)
    assert found.sources == ["a", "b"]
    assert found.of("b").windows == (windows[1],)
    with pytest.raises(ValueError, match="0 windows"):
        found.of("c")
