"""Paragraphs of prose from a filing's HTML, with the figures tagged in them.

Tables of figures are left out, since their cells read as noise; a cell that holds sentences stays,
since many filings lay out lists as tables. Knows HTML and the inline XBRL tags, and nothing of what
a filing means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finetune.corpora.rows import Claim

_TEXT_BLOCKS = (
    "address",
    "article",
    "blockquote",
    "br",
    "center",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
)
_LAYOUT_BLOCKS = ("body", "div", "footer", "form", "header", "hr", "html", "main", "nav", "section")
_LIST_BLOCKS = ("dd", "dl", "dt", "li", "ol", "p", "pre", "ul")
_TABLE_BLOCKS = ("table", "tbody", "td", "tfoot", "th", "thead", "tr")
_BLOCKS = frozenset((*_TEXT_BLOCKS, *_LAYOUT_BLOCKS, *_LIST_BLOCKS, *_TABLE_BLOCKS))
_DROPPED = frozenset(("script", "style", "head", "ix:header", "ix:hidden", "title", "noscript"))
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0\u2002\u2003\u2009]+")
_WORD = re.compile(r"[A-Za-z]{2,}")
_ENDS = (".", "!", "?", ":", ";", "”", '"', ")")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_WIDE = re.compile(r"\S {4,}\S|\.{4,}|-{4,}|={4,}")
MIN_CELL_WORDS = 12
TYPED_CHARACTERS = 1500
TYPED_BREAKS = 3
SENTENCE_CHARACTERS = 60
OFTEN = 4


@dataclass(slots=True)
class Paragraph:
    text: str
    claims: tuple[Claim, ...] = ()


def paragraphs(path: Path) -> list[Paragraph]:
    """The prose of one HTML file in reading order, broken sentences joined across pages."""
    from lxml import etree

    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, encoding=_encoding(path))
    tree = etree.parse(str(path), parser)
    root = tree.getroot()
    if root is None:
        raise ValueError(f"{path}: no HTML in it")
    return _joined(_Walk().of(root))


def _encoding(path: Path) -> str:
    raw = path.read_bytes()
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


class _Walk:
    """Collects the text between block tags; keeps a paragraph when it closes."""

    def __init__(self) -> None:
        self.found: list[Paragraph] = []
        self.held: list[str] = []
        self.claims: list[Claim] = []
        self.cells = 0

    def of(self, root: Any) -> list[Paragraph]:
        self._enter(root)
        self._flush()
        return self.found

    def _enter(self, element: Any) -> None:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if not tag or tag in _DROPPED:
            return
        block, cell = tag in _BLOCKS, tag in ("td", "th")
        if block:
            self._flush()
        self.cells += cell
        if tag == "ix:nonfraction":
            self._tagged(element)
        self.held.append(element.text or "")
        for child in element:
            self._enter(child)
            self.held.append(child.tail or "")
        if block:
            self._flush()
        self.cells -= cell

    def _tagged(self, element: Any) -> None:
        printed = _SPACE.sub(" ", "".join(element.itertext())).strip()
        format = element.get("format", "")
        if printed and "numdotdecimal" in format.replace("-", ""):
            scale = element.get("scale") or "0"
            self.claims.append(Claim("figure", printed, f"e{scale}"))

    def _flush(self) -> None:
        raw = "".join(self.held)
        claims, self.held, self.claims = tuple(self.claims), [], []
        typed = len(raw) > TYPED_CHARACTERS and len(_BLANK_LINE.findall(raw)) > TYPED_BREAKS
        for part in _typed(raw) if typed else (raw,):
            text = _SPACE.sub(" ", part).strip()
            if text and (not self.cells or len(_WORD.findall(text)) >= MIN_CELL_WORDS):
                self.found.append(Paragraph(text, claims))
                claims = ()


def _typed(raw: str) -> list[str]:
    """Paragraphs of text laid out by a typewriter: blank lines part them, wide gaps are tables."""
    return [part for part in _BLANK_LINE.split(raw) if len(_WIDE.findall(part)) < 2]


def _joined(found: list[Paragraph]) -> list[Paragraph]:
    """A sentence that a page break cut in two becomes one again; page furniture moves behind it."""
    times = Counter(paragraph.text for paragraph in found)
    joined: list[Paragraph] = []
    last: int | None = None
    for paragraph in found:
        if _furniture(paragraph.text, times):
            joined.append(paragraph)
            continue
        if last is not None and _cut(joined[last].text, paragraph.text):
            before = joined[last]
            text, claims = f"{before.text} {paragraph.text}", before.claims + paragraph.claims
            joined[last] = Paragraph(text, claims)
            continue
        last = len(joined)
        joined.append(paragraph)
    return joined


def _furniture(text: str, times: Counter[str]) -> bool:
    """A page's number, or a short line that comes back page after page."""
    return text.isdigit() or (len(text) < 120 and times[text] >= OFTEN)


def _cut(before: str, after: str) -> bool:
    long = len(before) > SENTENCE_CHARACTERS and not before.endswith(_ENDS)
    return long and after[0].islower() and after[1:2] != ")"


def sections(found: list[Paragraph]) -> Iterator[list[Paragraph]]:
    """Paragraphs cut where a headline of a filing begins ("Item 7. ..."): one list a section."""
    held: list[Paragraph] = []
    for paragraph in found:
        if re.match(r"(?i)(part\s+[iv]+\b|item\s+\d+[a-c]?\b).{0,120}$", paragraph.text) and held:
            yield held
            held = []
        held.append(paragraph)
    if held:
        yield held
