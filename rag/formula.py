"""Recomputes a derived figure from its formula over cited cells, in Decimal.

Takes `+ - * /`, parentheses, numbers, named inputs, `avg(...)` and `abs(...)`; nothing else.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation

_BINARY: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def recompute(formula: str, inputs: Mapping[str, Decimal]) -> Decimal | None:
    """The value of `formula` over `inputs`, or None where it divides by zero.

    Raises ValueError where the formula says anything but arithmetic or names an unknown input.
    """
    try:
        tree = ast.parse(formula.replace("×", "*").replace("÷", "/").replace("−", "-"), mode="eval")
    except SyntaxError as error:
        raise ValueError(f"formula {formula!r} is not arithmetic: {error.msg}") from error
    try:
        return _value(tree.body, inputs, formula)
    except (DivisionByZero, InvalidOperation):
        return None


def _value(node: ast.expr, inputs: Mapping[str, Decimal], formula: str) -> Decimal:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Decimal(str(node.value))
    if isinstance(node, ast.Name) and node.id in inputs:
        return inputs[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        left, right = (_value(side, inputs, formula) for side in (node.left, node.right))
        return _BINARY[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, inputs, formula)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        values = [_value(argument, inputs, formula) for argument in node.args]
        if node.func.id == "avg":
            return sum(values, Decimal(0)) / len(values)
        if node.func.id == "abs" and len(values) == 1:
            return abs(values[0])
    said = ast.unparse(node)
    raise ValueError(
        f"formula {formula!r}: {said!r} is neither arithmetic nor one of {sorted(inputs)}"
    )
