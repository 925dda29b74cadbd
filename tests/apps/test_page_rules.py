"""The law of pages: short, without arithmetic, and with every word within reach of translators."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from apps.shared.catalogues import FOLDERS

APPS = FOLDERS[1:]
PAGES = sorted(path for app in APPS for path in (*(app / "pages").rglob("*.py"), app / "app.py"))
SHOWING = sorted(path for folder in FOLDERS for path in folder.rglob("*.py"))
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
TRANSLATING = {"t", "mark", "plural"}


def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


def is_path(node: ast.BinOp | ast.AugAssign) -> bool:
    """`folder / "name"` is no division."""
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Div)
        and (
            isinstance(node.right, ast.JoinedStr)
            or (isinstance(node.right, ast.Constant) and isinstance(node.right.value, str))
        )
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 120


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_contains_no_arithmetic(path: Path) -> None:
    found = [
        f"line {node.lineno}"
        for node in nodes(path)
        if isinstance(node, ast.BinOp | ast.AugAssign)
        and isinstance(node.op, ARITHMETIC)
        and not is_path(node)
    ]
    sums = [
        f"line {node.lineno}"
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"sum", "round", "divmod", "pow"}
    ]
    assert found + sums == []


@pytest.mark.parametrize("path", SHOWING, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_word_hides_in_an_f_string(path: Path) -> None:
    hidden = [
        f"line {node.lineno}"
        for string in nodes(path)
        if isinstance(string, ast.JoinedStr)
        for node in ast.walk(string)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) in TRANSLATING
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert hidden == []


def test_pages_are_found() -> None:
    found = {path.stem for path in PAGES}
    assert {"filing", "compare", "ask", "library", "app", "worklist", "patient", "audit"} <= found
