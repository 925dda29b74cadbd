"""However a text is cut into pieces, it ends at the stop string that is complete first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_model.engine.stops import StopScanner

LETTERS = st.text(alphabet="abc", max_size=14)


def plainly(text: str, stops: tuple[str, ...]) -> str:
    """The answer by looking at every beginning of the text."""
    for end in range(len(text) + 1):
        ended = [stop for stop in stops if text[:end].endswith(stop)]
        if ended:
            return text[: end - max(map(len, ended))]
    return text


def scanned(pieces: list[str], stops: tuple[str, ...]) -> tuple[list[str], bool]:
    scanner = StopScanner(stops)
    return [*(scanner.feed(piece) for piece in pieces), scanner.flush()], scanner.stopped


@given(
    pieces=st.lists(LETTERS, max_size=8),
    stops=st.lists(st.text(alphabet="abc", min_size=1, max_size=4), max_size=3).map(tuple),
)
def test_cutting_does_not_matter(pieces, stops):
    out, stopped = scanned(pieces, stops)
    text = "".join(pieces)
    assert "".join(out) == plainly(text, stops)
    assert stopped == any(stop in text for stop in stops)


@pytest.mark.parametrize(
    ("pieces", "stops", "expected"),
    [
        (["one, tw", "o, three"], ("two",), ["one, ", "", ""]),
        (["one, tw", "ice"], ("two",), ["one, ", "twice", ""]),
        (["one, t"], ("two",), ["one, ", "t"]),
        (["now"], (), ["now", ""]),
    ],
)
def test_text_is_held_back_only_while_it_may_begin_a_stop(pieces, stops, expected):
    assert scanned(pieces, stops)[0] == expected
