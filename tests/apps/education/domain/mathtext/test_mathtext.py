"""Texts of exercises cut into words and mathematics, and mathematics as MathML."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.education.domain.mathtext.mathml import phrase
from apps.education.domain.mathtext.pieces import Break, Maths, Words, pieces
from apps.education.domain.mathtext.tex import Frac, Script, Sign, UnknownTex, read_tex


def test_pieces() -> None:
    found = pieces("Pay \\$5 for **two**:\n$\\frac{1}{2}$ kg")
    assert found[0] == Words("Pay $5 for ", False)
    assert found[1] == Words("two", True)
    assert Break() in found
    assert isinstance(found[4], Maths)
    assert isinstance(found[4].row.parts[0], Frac)


def test_scripts_and_signs() -> None:
    row = read_tex(r"x_1^{2} \le -3")
    assert isinstance(row.parts[0], Script)
    assert row.parts[1] == Sign("≤")
    assert row.parts[2] == Sign("−")


@pytest.mark.parametrize(
    "text",
    ["a $ b", "$x", "**x", r"$\foo$", r"$\frac{1}$", r"${1$", r"$1}$", r"$\left(1$", "$x^2^3$",
     r"$\input{secret}$", r"$\text{a{b}}$", "$" + "{" * 40 + "}" * 40 + "$"],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(text: str) -> None:
    with pytest.raises(UnknownTex):
        pieces(text)


def test_mathml() -> None:
    root = phrase(Element("p"), r"Is $\frac{12}{x^2} \ge \sqrt[3]{8}$ **true** for <b>\$2</b>?")
    text = tostring(root, encoding="unicode")
    assert "<mn>12</mn>" in text
    assert "<mroot>" in text
    assert "<msup>" in text
    assert "&lt;b&gt;$2" in text
    assert "".join(fromstring(text).itertext()).startswith("Is 12x2≥83 true")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=r"\{}^_$fracsqtlehimg12x+-= *[]()|", max_size=40))
def test_any_text_is_cut_or_refused(text: str) -> None:
    try:
        found = pieces(text)
    except UnknownTex:
        return
    tostring(phrase(Element("p"), text))
    assert isinstance(found, tuple)
