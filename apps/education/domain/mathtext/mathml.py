"""Writes mathematics as MathML 3 presentation elements, and whole texts as XHTML phrases."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from apps.education.domain.mathtext.pieces import Break, Maths, Words, pieces
from apps.education.domain.mathtext.tex import (
    Barred,
    Fenced,
    Frac,
    Node,
    Root,
    Row,
    Script,
    Sign,
    Space,
    Upright,
)

MATHML = "http://www.w3.org/1998/Math/MathML"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def phrase(parent: Element, text: str) -> Element:
    """Append the text to `parent`: words, `strong`, `br` and `math`. Raises UnknownTex."""
    last: Element | None = None
    for piece in pieces(text):
        match piece:
            case Break():
                last = SubElement(parent, "br")
            case Maths(row):
                last = SubElement(parent, "math", {"xmlns": MATHML})
                mathml(last, row)
            case Words(words, True):
                last = SubElement(parent, "strong")
                last.text = clean(words)
            case Words(words, False):
                if last is None:
                    parent.text = (parent.text or "") + clean(words)
                else:
                    last.tail = (last.tail or "") + clean(words)
    return parent


def mathml(parent: Element, row: Row) -> None:
    """Append the row's elements; digits that belong together become one number."""
    digits = ""
    for part in row.parts:
        if isinstance(part, Sign) and (part.text.isdigit() or (part.text == "." and digits)):
            digits += part.text
            continue
        if digits:
            SubElement(parent, "mn").text = digits
            digits = ""
        _node(parent, part)
    if digits:
        SubElement(parent, "mn").text = digits


def _row(parent: Element, row: Row) -> None:
    mathml(SubElement(parent, "mrow"), row)


def _node(parent: Element, node: Node) -> None:
    match node:
        case Sign(text):
            SubElement(parent, "mi" if text.isalpha() else "mo").text = clean(text)
        case Upright(text):
            SubElement(parent, "mtext").text = clean(text)
        case Space(width):
            SubElement(parent, "mspace", {"width": f"{width:g}em"})
        case Row():
            _row(parent, node)
        case Frac(top, bottom):
            fraction = SubElement(parent, "mfrac")
            _row(fraction, top)
            _row(fraction, bottom)
        case Root(inside, degree):
            root = SubElement(parent, "msqrt" if degree is None else "mroot")
            _row(root, inside)
            if degree is not None:
                _row(root, degree)
        case Script():
            _script(parent, node)
        case Fenced(left, inside, right):
            row = SubElement(parent, "mrow")
            for sign in (left, None, right):
                if sign is None:
                    _row(row, inside)
                elif sign != ".":
                    SubElement(row, "mo", {"stretchy": "true"}).text = sign
        case Barred(inside):
            over = SubElement(parent, "mover")
            _row(over, inside)
            SubElement(over, "mo").text = "¯"


def _script(parent: Element, node: Script) -> None:
    kinds = {(True, True): "msubsup", (True, False): "msub", (False, True): "msup"}
    here = (node.below is not None, node.above is not None)
    script = SubElement(parent, kinds[here])
    base = SubElement(script, "mrow")
    mathml(base, node.base) if isinstance(node.base, Row) else mathml(base, Row((node.base,)))
    for row in (node.below, node.above):
        if row is not None:
            _row(script, row)
