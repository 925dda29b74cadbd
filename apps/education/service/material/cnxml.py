"""Reads one module of an open textbook (CNXML 0.8, as OpenStax publishes) into its elements.

Every paragraph, list, table, worked example and exercise keeps the id it has in the source, so that
a citation names module and element. Knows nothing of books, indexes and pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from apps.education.service.material.mathml import linear, local
from rag.readers.errors import UnreadableFile

Kind = Literal["text", "exercises"]

_BLOCKS = frozenset(("para", "list", "equation", "table", "definition"))
_WRAPPERS = frozenset(("note", "content", "example", "figure", "media", "glossary"))
_MOST_NESTED = 200
_AFTER = {"item": "; ", "row": "; ", "title": ": ", "entry": " ", "newline": " ", "para": " "}
"""What parts an element from what follows it on the same line."""
_BEFORE_MARK = re.compile(r"\s+(?=[.,;:])")


@dataclass(frozen=True, slots=True)
class Part:
    """One element: its id in the module and its text."""

    id: str
    text: str


@dataclass(slots=True)
class Section:
    """The elements under one heading, explanations apart from exercises."""

    id: str
    title: str
    kind: Kind
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Module:
    id: str
    title: str
    sections: tuple[Section, ...]


def read_module(data: bytes, name: str) -> Module:
    """Raises UnreadableFile where it is no CNXML, and for entities or unsound nesting."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as problem:
        raise UnreadableFile(
            name, "wrong_type", f"it is no sound XML ({problem})", "download the module again"
        ) from problem
    if local(root.tag) != "document":
        raise UnreadableFile(
            name, "wrong_type", f"its root is <{local(root.tag)}>, not a CNXML <document>",
            "add a .cnxml module, or the book as a ZIP of modules",
        )  # fmt: skip
    id = _text_of(root, "content-id") or name.rpartition("/")[2].partition(".")[0]
    title = _text_of(root, "title") or id
    reader = _Reader(name, title)
    for child in root:
        if local(child.tag) in ("content", "glossary"):
            if local(child.tag) == "glossary":
                reader.open(child.get("id", "glossary"), "Glossary")
            reader.walk(child, 0)
    return Module(id, title, tuple(s for s in reader.sections if s.parts))


def _text_of(root: Element, name: str) -> str:
    found = next((e for e in root.iter() if local(e.tag) == name), None)
    return inline(found) if found is not None else ""


class _Reader:
    """Goes through a module in the order of its text and fills sections."""

    def __init__(self, name: str, title: str) -> None:
        self._name = name
        self._here: dict[Kind, Section] = {}
        self.sections: list[Section] = []
        self.open("", title)

    def open(self, id: str, title: str) -> None:
        self._here = {
            "text": Section(id, title, "text"),
            "exercises": Section(id, title, "exercises"),
        }
        self.sections += self._here.values()

    def walk(self, node: Element, depth: int) -> None:
        if depth > _MOST_NESTED:
            raise UnreadableFile(
                self._name, "wrong_type", f"it nests deeper than {_MOST_NESTED} elements",
                "download the module again",
            )  # fmt: skip
        for child in node:
            self._read(child, depth + 1)

    def _read(self, node: Element, depth: int) -> None:
        name = local(node.tag)
        if name == "section":
            before = self._here
            self.open(node.get("id", ""), _title(node) or before["text"].title)
            self.walk(node, depth)
            self._here = before
        elif name == "example":
            self._add("text", node, " ".join(_blocks(node)))
        elif name == "exercise":
            self._add("exercises", node, " ".join(_blocks(node)))
        elif name in _BLOCKS or name == "caption":
            self._add("text", node, inline(node))
        elif name in _WRAPPERS and not node.get("class", "").startswith("media"):
            title = _title(node)
            if title:
                self._add("text", node, title)
            self.walk(node, depth)

    def _add(self, kind: Kind, node: Element, text: str) -> None:
        if any(c.isalnum() for c in text):
            section = self._here[kind]
            section.parts.append(Part(node.get("id") or section.id, text))


def _title(node: Element) -> str:
    child = next((c for c in node if local(c.tag) == "title"), None)
    return inline(child) if child is not None else ""


def _blocks(node: Element) -> Iterator[str]:
    """The texts of a worked example or exercise, in order: title, problem, solution."""
    for child in node:
        name = local(child.tag)
        if name == "solution":
            yield "Solution:"
        if name in _BLOCKS or (name == "title" and local(node.tag) != "solution"):
            text = inline(child)
            yield text if text.endswith((".", "?", "!", ":")) else f"{text}."
        else:
            yield from _blocks(child)


def inline(node: Element) -> str:
    """The text of an element on one line; formulas in line, pictures left out."""
    text = " ".join("".join(_inline(node)).split()).strip("; ")
    return _BEFORE_MARK.sub("", text)


def _inline(node: Element) -> Iterator[str]:
    if local(node.tag) == "math":
        yield f" {linear(node)} "
        return
    yield node.text or ""
    for child in node:
        name = local(child.tag)
        if name not in ("media", "image"):
            yield from _inline(child)
        yield _AFTER.get(name, "")
        yield child.tail or ""
