"""Sums written once, in plain ASCII, shown as TeX and evaluated for telling answers apart.

Knows the ways of a printed school book (no sign between 3 and x, a cross between 3 and 4, stacked
fractions). Knows nothing of exercises and proves nothing: that is `apps.education.domain.proof`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"\s*(?:(\d+ \d+/\d+)|(\d+(?:\.\d+)?[%…]?)|([A-Za-z]+(?:_\w+)?'?)"
    r"|(!=|<=|>=|[-+*/^(),=<>~:÷…]))"
)
_SIGNS = {"!=": r"\ne", "<=": r"\le", ">=": r"\ge", "~": r"\approx", "=": "=", "<": "<", ">": ">"}
_GREEK = {"pi": r"\pi", "theta": r"\theta", "alpha": r"\alpha", "beta": r"\beta"}
_NAMED = {"sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "log": r"\log"}


@dataclass(frozen=True, slots=True)
class Node:
    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(source.rstrip()):
            match = _TOKEN.match(source, position)
            if match is None:
                raise ValueError(f"{source!r}: cannot read {source[position:]!r}")
            kind = ("mixed", "number", "name", "sign")[(match.lastindex or 1) - 1]
            self.tokens.append((kind, match.group().strip()))
            position = match.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise ValueError(f"{self.source!r}: ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def listing(self, closing: str) -> Node:
        parts = [self.relation()]
        while self.peek() in {",", "or", "and"}:
            joint = self.take()[1]
            parts += [Node("joint", joint), self.relation()]
        if self.peek() != closing:
            raise ValueError(f"{self.source!r}: unexpected {self.peek()!r}")
        return parts[0] if len(parts) == 1 else Node("list", parts=tuple(parts))

    def relation(self) -> Node:
        parts = [self.sum()]
        while self.peek() in _SIGNS or self.peek() == ":":
            sign = self.take()[1]
            parts += [Node("sign", sign), self.sum()]
        return parts[0] if len(parts) == 1 else Node("relation", parts=tuple(parts))

    def sum(self) -> Node:
        left = self.product()
        while self.peek() in {"+", "-"}:
            sign = self.take()[1]
            left = Node("sum", sign, (left, self.product()))
        return left

    def product(self) -> Node:
        left = self.unary()
        while self.peek() in {"*", "/", "÷"}:
            sign = self.take()[1]
            left = Node({"*": "times", "/": "over", "÷": "divided"}[sign], "", (left, self.unary()))
        return left

    def unary(self) -> Node:
        if self.peek() in {"-", "+"}:
            return Node("minus" if self.take()[1] == "-" else "plus", "", (self.unary(),))
        base = self.atom()
        if self.peek() == "^":
            self.take()
            return Node("power", "", (base, self.unary()))
        return base

    def atom(self) -> Node:
        kind, text = self.take()
        if kind in {"number", "mixed"}:
            return Node(kind, text)
        if text == "…":
            return Node("name", text)
        if kind == "name":
            if self.peek() == "(" and text not in _GREEK:
                self.take()
                inside = self.listing(")")
                self.take()
                return Node("call", text, (inside,))
            return Node("name", text)
        if text == "(":
            inside = self.listing(")")
            self.take()
            return Node("paren", "", (inside,))
        raise ValueError(f"{self.source!r}: unexpected {text!r}")


@lru_cache(maxsize=4096)
def read(source: str) -> Node:
    """The tree of a sum. Raises ValueError that names what cannot be read."""
    reader = _Reader(source)
    return reader.listing("")


def tex(source: str) -> str:
    return _tex(read(source))


def shown(text: str) -> str:
    """Text whose `...` parts are sums, with those parts as TeX between dollar signs."""
    return re.sub(r"`([^`]+)`", lambda match: f"${tex(match.group(1))}$", text)


def _bare(node: Node) -> Node:
    return node.parts[0] if node.kind == "paren" else node


def _tex(node: Node, inline: bool = False) -> str:
    match node.kind:
        case "number":
            return node.text.replace("%", r"\%").replace("…", r"\ldots")
        case "mixed":
            whole, fraction = node.text.split(" ")
            top, bottom = fraction.split("/")
            return rf"{whole}\frac{{{top}}}{{{bottom}}}"
        case "name":
            return _name(node.text)
        case "call":
            return _call(node)
        case "paren":
            inner = _tex(node.parts[0], inline)
            return inner if node.parts[0].kind == "number" else f"({inner})"
        case "minus":
            return "-" + _tex(_unwrapped(node.parts[0]), inline)
        case "plus":
            return "+" + _tex(node.parts[0], inline)
        case "sum":
            left, right = node.parts
            return f"{_tex(left, inline)} {node.text} {_tex(right, inline)}"
        case "times":
            return _times(node, inline)
        case "divided":
            left, right = (_unwrapped(part) for part in node.parts)
            return rf"{_tex(left)} \div {_tex(right)}"
        case "over":
            top, bottom = node.parts
            if inline:
                return f"{_tex(top, True)}/{_tex(bottom, True)}"
            if top.kind == "minus" and _bare(top.parts[0]).kind in {"number", "name"}:
                return "-" + rf"\frac{{{_tex(_bare(top.parts[0]))}}}{{{_tex(_bare(bottom))}}}"
            return rf"\frac{{{_tex(_bare(top))}}}{{{_tex(_bare(bottom))}}}"
        case "power":
            base, exponent = node.parts
            if base.kind == "call" and base.text in _NAMED:
                argument = _tex(base.parts[0])
                return rf"{_NAMED[base.text]}^{{{_tex(_bare(exponent), True)}}} {argument}"
            return f"{_tex(base)}^{{{_tex(_bare(exponent), True)}}}"
        case "relation":
            return " ".join(
                ":" if p.text == ":" else _SIGNS[p.text] if p.kind == "sign" else _tex(p, inline)
                for p in node.parts
            )
        case _:
            joints = {",": ", ", "or": r" \text{ or } ", "and": r" \text{ and } "}
            return "".join(
                joints[p.text] if p.kind == "joint" else _tex(p, inline) for p in node.parts
            )


def _name(text: str) -> str:
    if text in _GREEK:
        return _GREEK[text]
    if text == "…":
        return r"\ldots"
    stem, _, index = text.partition("_")
    stem = stem if len(stem.rstrip("'")) == 1 else rf"\text{{{stem}}}"
    return f"{stem}_{{{index}}}" if index else stem


def _call(node: Node) -> str:
    inside = _tex(node.parts[0])
    if node.text == "sqrt":
        return rf"\sqrt{{{inside}}}"
    if node.text == "root":
        listed = node.parts[0].parts
        return rf"\sqrt[{_tex(listed[2])}]{{{_tex(listed[0])}}}"
    if node.text == "abs":
        return rf"|{inside}|"
    if node.text in _NAMED:
        return rf"{_NAMED[node.text]}({inside})"
    if node.text == "rep":
        return rf"\overline{{{inside}}}"
    if node.text == "log_2":
        return rf"\log_{{2}}({inside})"
    return f"{_name(node.text)}({inside})"


def _times(node: Node, inline: bool) -> str:
    left, right = node.parts
    if left.kind == "paren" and left.parts[0].kind in {"over", "power"}:
        left = left.parts[0]
    right = _unwrapped(right)
    head = _first(right)
    shown_left, shown_right = _tex(left, inline), _tex(right, inline)
    if head.kind in {"number", "mixed", "over"} or not _lettered(right):
        return rf"{shown_left} \times {shown_right}"
    if (left.kind == "power" and right.kind == "power") or _same_letter(left, right):
        return rf"{shown_left} \cdot {shown_right}"
    if left == Node("number", "1"):
        return shown_right
    gap = " " if re.search(r"\\[a-z]+$", shown_left) and shown_right[0].isalpha() else ""
    return shown_left + gap + shown_right


def _unwrapped(node: Node) -> Node:
    """Without the parentheses around a positive fraction, which a stacked one does not need."""
    inner = node.parts[0] if node.kind == "paren" else node
    plain = inner.kind == "mixed" or (inner.kind == "over" and inner.parts[0].kind == "number")
    return inner if plain else node


def _same_letter(left: Node, right: Node) -> bool:
    tail = left.parts[-1] if left.kind == "times" else left
    bases = [n.parts[0] if n.kind == "power" else n for n in (tail, right)]
    return bases[0].kind == "name" and bases[0] == bases[1]


def _first(node: Node) -> Node:
    while node.kind in {"times", "power"}:
        node = node.parts[0]
    return node


def _lettered(node: Node) -> bool:
    if node.kind in {"name", "call"}:
        return True
    return any(_lettered(part) for part in node.parts)


def evaluate(node: Node, values: dict[str, float]) -> float:
    """The value as a float. Raises ValueError, ArithmeticError or KeyError where there is none."""
    parts = node.parts
    match node.kind:
        case "number":
            return float(node.text[:-1]) / 100 if node.text.endswith("%") else float(node.text)
        case "mixed":
            whole, fraction = node.text.split(" ")
            top, bottom = fraction.split("/")
            return int(whole) + int(top) / int(bottom)
        case "name":
            return math.pi if node.text == "pi" else values[node.text]
        case "paren" | "plus":
            return evaluate(parts[0], values)
        case "minus":
            return -evaluate(parts[0], values)
        case "sum":
            right = evaluate(parts[1], values)
            return evaluate(parts[0], values) + (right if node.text == "+" else -right)
        case "times":
            return evaluate(parts[0], values) * evaluate(parts[1], values)
        case "over" | "divided":
            return evaluate(parts[0], values) / evaluate(parts[1], values)
        case "power":
            result = evaluate(parts[0], values) ** evaluate(parts[1], values)
            if isinstance(result, complex):
                raise ValueError("no real value")
            return result
        case "call":
            return _called(node, values)
        case _:
            raise ValueError(f"a {node.kind} has no value")


def _called(node: Node, values: dict[str, float]) -> float:
    inside = node.parts[0]
    if node.text == "root":
        base, degree = (evaluate(inside.parts[index], values) for index in (0, 2))
        return math.copysign(abs(base) ** (1 / degree), base)
    function = {"sqrt": math.sqrt, "abs": abs}.get(node.text)
    if function is None:
        raise ValueError(f"{node.text!r} has no value here")
    return function(evaluate(inside, values))


def same(one: str, other: str) -> bool:
    """Whether two answers say the same: equal values at two samples, or equal parts of a list."""
    if one.replace(" ", "") == other.replace(" ", ""):
        return True
    left, right = _parts(one), _parts(other)
    return len(left) == len(right) and all(any(_same_part(a, b) for b in right) for a in left)


def _parts(answer: str) -> list[str]:
    return [part.strip() for part in re.split(r",| or | and ", answer)]


def _same_part(one: str, other: str) -> bool:
    try:
        left, right = read(one), read(other)
    except ValueError:
        return one == other
    if "relation" in {left.kind, right.kind}:
        return left.kind == right.kind and all(
            (a.kind == b.kind == "sign" and a.text == b.text) or _equal(a, b)
            for a, b in zip(left.parts, right.parts, strict=False)
        )
    return _equal(left, right)


def _equal(left: Node, right: Node) -> bool:
    names = _names(left) | _names(right)
    for shift in (0.731, 1.379):
        values = {name: shift + 0.217 * index for index, name in enumerate(sorted(names))}
        try:
            one, other = evaluate(left, values), evaluate(right, values)
        except (ValueError, ArithmeticError, KeyError):
            return left == right
        if abs(one - other) > 1e-9 * max(1.0, abs(one), abs(other)):
            return False
    return True


def _names(node: Node) -> set[str]:
    found = {node.text} if node.kind == "name" and node.text != "pi" else set()
    for part in node.parts:
        found |= _names(part)
    return found
