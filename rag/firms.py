"""Finds the companies of a catalogue in a question, under any of their names.

A company goes by its registered name with or without its legal form, its first words, its
initials, its ticker or code, and what its files are called; documents that share a full name or a
code are of one company. Knows nothing of periods or searches.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from rag.subjects import aliases, squash

_WORD = re.compile(r"[A-Za-z0-9][\w&.'’-]*|[\u4e00-\u9fff]+")
_ORDINARY_WORDS = """
american advanced general best first united national international global new great standard
public union southern northern western eastern pacific atlantic central home delta dollar
digital capital consolidated applied energy health bank the us real target gap block square
visa match chase trade principal progressive discover micro texas virginia royal royalty
financial federal
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
_ABBREVIATIONS_WORDS = """
us usa uk eu un ai it pe hr rd ma ga pl da ip vp ceo cfo coo agm eps fy sga ppe ebit cogs roe roa
gaap ifrs usd eur rmb ytd qoq yoy esg ipo sec
"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_WORDS.split())
_LEGAL = re.compile(
    r"(?:incorporated|inc|corporation|corp|company|co|plc|ltd|limited|股份有限公司|有限公司)+$"
)

Identity = tuple[str, str, str, str]
"""Of a document: its id, then company, aliases joined by `|`, and code of its metadata."""


class Register:
    """The companies of a catalogue and the names they go by."""

    def __init__(self, documents: tuple[Identity, ...]) -> None:
        self._firm = _firms(documents)
        self._title: dict[str, str] = {}
        self._called: dict[str, set[str]] = {}
        for doc_id, company, told, code in documents:
            firm = self._firm[doc_id]
            self._title.setdefault(firm, company)
            for name in _names(company, told, code):
                self._called.setdefault(name, set()).add(firm)
        self._chinese = [name for name in self._called if re.search(r"[\u4e00-\u9fff]", name)]

    def named(self, question: str) -> dict[str, str]:
        """Document ids to company names, of the companies that a question names."""
        found = self._in_words(question) | self._in_chinese(question)
        return {doc: self._title[firm] for doc, firm in self._firm.items() if firm in found}

    def _in_words(self, question: str) -> set[str]:
        """The longest names win: `American Water` is not also `American Express`."""
        words = list(_WORD.finditer(question))
        found: set[str] = set()
        taken: set[int] = set()
        for length in range(min(6, len(words)), 0, -1):
            for at in range(len(words) - length + 1):
                places = set(range(at, at + length))
                said = question[words[at].start() : words[at + length - 1].end()]
                name = squash(_without_genitive(said))
                if places & taken or name not in self._called or not _meant(said, length):
                    continue
                found |= self._called[name]
                taken |= places
        return found

    def _in_chinese(self, question: str) -> set[str]:
        folded = squash(question)
        said = [name for name in self._chinese if len(name) > 1 and name in folded]
        longest = [n for n in said if not any(n != other and n in other for other in said)]
        return {firm for name in longest for firm in self._called[name]}


@lru_cache(maxsize=8)
def register(documents: tuple[Identity, ...]) -> Register:
    """The register of a catalogue, made once for as long as the catalogue is the same."""
    return Register(documents)


def _without_genitive(said: str) -> str:
    return re.sub(r"['’]s?$", "", said.strip(".,'’"))


def _meant(said: str, words: int) -> bool:
    """Whether words that spell a name are meant as one: by their capitals."""
    bare = _without_genitive(said)
    if words > 1:
        return True
    if len(squash(bare)) <= 3:
        return sum(c.isupper() or c.isdigit() for c in bare) >= 2
    if bare.lower() in _ORDINARY:
        return bare[0].isupper()
    return bare[0].isupper() or len(bare) >= 5


@lru_cache(maxsize=50_000)
def _names(company: str, told: str, code: str) -> frozenset[str]:
    """Squashed names under which a question may mean a company."""
    found = {squash(code)}
    for name in filter(None, [company, *told.split("|")]):
        forms = aliases(name) | _openings(name)
        found |= {form for form in forms if form not in _ORDINARY | _ABBREVIATIONS}
        if len(_core(name)) > 1:
            found.add(_core(name))
    return frozenset(name for name in found if len(name) > 1)


def _openings(name: str) -> set[str]:
    """The first words of a name, and its capitals: `American Water`, `JPM` of JPMorgan, `AmEx`."""
    words = re.findall(r"[^\W_]+", name)
    found = {squash("".join(words[:n])) for n in range(2, len(words))}
    capitals = re.match(r"([A-Z]{2,})[a-z]", name)
    if capitals:
        found.add(capitals[1].lower())
    if len(words) > 1:
        found.add((words[0][:2] + words[1][:2]).lower())
    return found


def _core(name: str) -> str:
    """A name without its legal form: `3M COMPANY` and `3M` are one."""
    return _LEGAL.sub("", squash(name))


def _firms(documents: tuple[Identity, ...]) -> Mapping[str, str]:
    """Document ids to the id that stands for the company: documents are joined by shared keys."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for doc_id, company, told, code in documents:
        keys = {f"name:{_core(name)}" for name in [company, *told.split("|")] if _core(name)}
        keys |= {f"code:{code}"} if code else set()
        for key in keys:
            parent[root(key)] = root(f"doc:{doc_id}")
    return {doc_id: root(f"doc:{doc_id}") for doc_id, *_ in documents}
