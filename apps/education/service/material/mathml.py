"""Presentation MathML as one line that people read: 3/4, x^2, sqrt(x + 1), (a + b)/2.

Covers what textbooks of school mathematics use; an unknown element gives what it holds. Source:
MathML 3.0, chapter 3 (W3C).
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

_TIGHT = frozenset("()[]{}|.,;:!√′°%")


def linear(node: Element) -> str:
    """The formula below `node` (a `math` element or a part of one), without line breaks."""
    return " ".join(_read(node).split())


def local(tag: object) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _read(node: Element) -> str:
    name = local(node.tag)
    parts = list(node)
    if name in ("mn", "mi", "mtext"):
        return node.text or ""
    if name == "mo":
        return _operator((node.text or "").strip())
    if name == "mspace":
        return " "
    if name == "mfrac" and len(parts) == 2:
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if name == "msup" and len(parts) == 2:
        return f"{_grouped(parts[0])}^{_grouped(parts[1])}"
    if name == "msub" and len(parts) == 2:
        return f"{_read(parts[0])}_{_read(parts[1])}"
    if name == "msqrt":
        return f"sqrt({_row(parts).strip()})"
    if name == "mroot" and len(parts) == 2:
        return f"root({_read(parts[0]).strip()}, {_read(parts[1]).strip()})"
    if name == "mfenced":
        inner = ", ".join(_read(part).strip() for part in parts)
        return f"{node.get('open', '(')}{inner}{node.get('close', ')')}"
    if name == "mtr":
        return " ".join(_read(part).strip() for part in parts)
    if name == "mtable":
        return "; ".join(_read(part).strip() for part in parts)
    if name in ("mover", "munder") and parts:
        return _read(parts[0])
    return _row(parts)


def _row(parts: Iterable[Element]) -> str:
    return "".join(_read(part) for part in parts)


def _operator(sign: str) -> str:
    return sign if not sign or all(c in _TIGHT for c in sign) else f" {sign} "


def _grouped(node: Element) -> str:
    """In parentheses where it is more than one thing."""
    text = _read(node).strip()
    return text if _single(text) else f"({text})"


def _single(text: str) -> bool:
    if text.startswith("(") and text.endswith(")"):
        return _closes_last(text)
    return text.replace(".", "", 1).isalnum() or len(text) <= 1


def _closes_last(text: str) -> bool:
    """Whether the first parenthesis is closed by the last character only."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(text) - 1
    return False
