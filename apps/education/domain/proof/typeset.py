"""Writes texts of the grammar as plain TeX, for prompts, steps and answers.

Uses only what every renderer of the desk draws: `\\frac`, `\\sqrt`, powers, `\\times`, `\\div`,
comparison signs, brackets, `\\pi`.
"""

from __future__ import annotations

from apps.education.domain.proof.grammar import statement
from apps.education.domain.proof.nodes import (
    Binary,
    Both,
    Call,
    Either,
    Expression,
    Listing,
    Name,
    Negative,
    Number,
    Relation,
    Whole,
)
from apps.education.domain.proof.reading import anything
from apps.education.domain.words import Words

_SIGNS = {"=": "=", "!=": r"\ne", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge"}
_SUM, _PRODUCT, _SIGNED, _POWER, _ATOM = range(5)


def tex(text: str, *, times: str = "") -> str:
    """TeX without dollar signs of an expression, relation or list: `2x/3` gives `\\frac{2x}{3}`.

    `times` is put between factors where none is needed for reading (`\\times` for primary school);
    between two numbers there always is one. Raises NotInGrammar.
    """
    return ", ".join(_of(part, times) for part in anything(text))


def inline(text: str, *, times: str = "") -> str:
    """The same between dollar signs, ready for a prompt."""
    return f"${tex(text, times=times)}$"


def told(key: str, *, times: str = "") -> Words:
    """A key of SOLVE for people: `$x = 2$ or $x = -5$`; none, all and many in words."""
    match statement(key):
        case Whole("none"):
            return Words("no solution", "无解")
        case Whole("all"):
            return Words("all numbers", "所有实数")
        case Whole(_):
            return Words("infinitely many solutions", "有无穷多个解")
        case Either(alternatives):
            shown = [_both(both, times) for both in alternatives]
            return Words(" or ".join(shown), " 或 ".join(shown))


def _both(both: Both, times: str) -> str:
    return ", ".join(f"${_of(relation, times)}$" for relation in both.relations)


def _of(part: Expression | Relation, times: str) -> str:
    if not isinstance(part, Relation):
        return _sum(part, times)
    shown = _sum(part.sides[0], times)
    for sign, side in zip(part.signs, part.sides[1:], strict=True):
        shown += f" {_SIGNS[sign]} {_sum(side, times)}"
    return shown


def _sum(node: Expression, times: str) -> str:
    return _Writer(times).write(node, _SUM)


class _Writer:
    def __init__(self, times: str) -> None:
        self.times = times

    def write(self, node: Expression, place: int) -> str:
        """`place` is how tightly what stands around binds; looser nodes get brackets."""
        shown, binding = self.bare(node)
        return rf"\left({shown}\right)" if binding < place else shown

    def bare(self, node: Expression) -> tuple[str, int]:
        match node:
            case Number(_, text):
                return _number(text)
            case Name("pi"):
                return r"\pi", _ATOM
            case Name(id):
                return _name(id), _ATOM
            case Negative(of):
                return f"-{self.write(of, _PRODUCT)}", _SUM
            case Binary("^", base, exponent):
                return f"{self.write(base, _ATOM)}^{{{self.write(exponent, _SUM)}}}", _POWER
            case Binary("/", top, bottom):
                return rf"\frac{{{self.write(top, _SUM)}}}{{{self.write(bottom, _SUM)}}}", _SIGNED
            case Binary("*", left, right):
                return self.product(left, right), _PRODUCT
            case Binary(op, left, right):
                return f"{self.write(left, _SUM)} {op} {self.write(right, _PRODUCT)}", _SUM
            case Listing(items, ordered):
                inside = ", ".join(self.write(item, _SUM) for item in items)
                return (f"({inside})" if ordered else rf"\{{{inside}\}}"), _ATOM
            case Call(function, arguments):
                return self.call(function, arguments), _ATOM

    def product(self, left: Expression, right: Expression) -> str:
        first, second = self.write(left, _PRODUCT), self.write(right, _SIGNED)
        if second[0].isdigit() or second.startswith(r"\frac"):
            return rf"{first} \times {second}"
        space = " " if first.endswith(r"\pi") and second[0].isalpha() else ""
        between = f" {self.times} " if self.times else space
        return f"{first}{between}{second}"

    def call(self, function: str, arguments: tuple[Expression, ...]) -> str:
        shown = [self.write(argument, _SUM) for argument in arguments]
        match function:
            case "sqrt":
                return rf"\sqrt{{{shown[0]}}}"
            case "root":
                return rf"\sqrt[{shown[1]}]{{{shown[0]}}}"
            case "abs":
                return rf"\left|{shown[0]}\right|"
            case "fact":
                return f"{self.write(arguments[0], _ATOM)}!"
            case "clock":
                return f"{shown[0]}:{shown[1]:0>2}"
            case _:
                return f"{_name(function)}({', '.join(shown)})"


def _number(text: str) -> tuple[str, int]:
    if " " in text:
        whole, part = text.split()
        top, bottom = part.split("/")
        return rf"{whole}\frac{{{top}}}{{{bottom}}}", _SIGNED
    if text.endswith("%"):
        return text.replace("%", r"\%"), _SIGNED
    return text, _ATOM


def _name(id: str) -> str:
    if len(id) == 1:
        return id
    head, digits = id.rstrip("0123456789"), id[len(id.rstrip("0123456789")) :]
    if len(head) == 1 and digits:
        return f"{head}_{{{digits}}}"
    return rf"\text{{{id.replace('_', ' ')}}}"
