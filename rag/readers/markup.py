"""Bytes to an element tree, hardened: inline XBRL as XML with its names kept, the rest as HTML.

Loads nothing from outside, expands no entities and refuses documents that define their own.
Knows nothing of what the elements mean.
"""

from __future__ import annotations

import codecs
import re
from html.entities import name2codepoint

from lxml import etree

from rag.readers.errors import UnreadableFile

MAX_BYTES = 200_000_000

_XML_OWN = {"amp", "lt", "gt", "quot", "apos"}
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_INTERNAL_SUBSET = re.compile(r"<!DOCTYPE[^>\[]{0,2000}\[|<!ENTITY\s", re.IGNORECASE)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKUP = re.compile(r"<\s*(?:!doctype|!--|\?xml|[A-Za-z][A-Za-z0-9:_-]*[\s/>])", re.IGNORECASE)
_XHTML = re.compile(r"<html[^>]*\sxmlns", re.IGNORECASE)


def parse_markup(data: bytes, name: str) -> etree._Element:
    """The root element. XHTML keeps case and namespaces; other HTML comes lower-cased.

    Raises UnreadableFile for empty, binary, truncated and hostile files.
    """
    text = decode(data, name)
    _refuse_hostile(text, name)
    _refuse_truncated(text, name)
    if _XHTML.search(text, 0, 100_000):
        root = _as_xml(text)
        if root is not None:
            return root
    return _as_html(text, name)


def decode(data: bytes, name: str) -> str:
    """The text of a markup file: by byte order mark, declaration, then UTF-8, GB 18030, CP-1252."""
    if not data.strip():
        raise UnreadableFile(name, "empty", "the file is empty", "upload the document again")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(
            name, "too_large", f"{len(data):,} bytes", f"the limit is {MAX_BYTES:,} bytes"
        )
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data[:4096] or data.startswith((b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG")):
        raise UnreadableFile(
            name, "wrong_type", "this is not HTML but binary data", "upload an .html or .htm file"
        )
    return _decode_unmarked(data)


def _decode_unmarked(data: bytes) -> str:
    for encoding in (*_declared(data), "utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", errors="replace")


def _declared(data: bytes) -> list[str]:
    """Encodings the head declares, widened to the supersets that files in the wild really use."""
    wider = {"ascii": "utf-8", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
    found: list[str] = []
    for match in _DECLARED.finditer(data[:4096]):
        try:
            encoding = codecs.lookup(match[1].decode("ascii")).name
        except LookupError:
            continue
        if not encoding.startswith(("utf-16", "utf-32")):
            found.append(wider.get(encoding, encoding))
    # A single-byte encoding accepts anything: let UTF-8 show first whether it fits.
    return ["utf-8", *found] if "cp1252" in found else found


def _refuse_hostile(text: str, name: str) -> None:
    if _INTERNAL_SUBSET.search(text, 0, 200_000):
        raise UnreadableFile(
            name,
            "bomb",
            "the document defines its own entities",
            "save it without a DOCTYPE and upload it again",
        )
    if not _MARKUP.search(text, 0, 100_000):
        raise UnreadableFile(
            name, "wrong_type", "no HTML markup found", "upload an .html or .htm file"
        )


def _refuse_truncated(text: str, name: str) -> None:
    """An XHTML file must close its root; any file must not end inside a tag."""
    cut_in_tag = re.search(r"<[A-Za-z/][^<>]{0,4000}\Z", text[-5000:])
    unclosed = _XHTML.search(text, 0, 100_000) and "</html" not in text[-20_000:].lower()
    if cut_in_tag or unclosed:
        raise UnreadableFile(
            name, "truncated", "the document breaks off before its end", "download it again"
        )


def _as_xml(text: str) -> etree._Element | None:
    """The root read as XML, or None where the text is not well-formed."""
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        recover=False,
    )
    body = _NAMED.sub(_numeric, _NOT_XML.sub(" ", _DECLARATION.sub("", text, count=1).lstrip()))
    try:
        return etree.fromstring(body.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None


def _numeric(match: re.Match[str]) -> str:
    """An entity that only HTML knows, as a character reference."""
    code = name2codepoint.get(match[1])
    return match[0] if code is None or match[1] in _XML_OWN else f"&#{code};"


def _as_html(text: str, name: str) -> etree._Element:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True, recover=True
    )
    body = _NOT_XML.sub(" ", _DECLARATION.sub("", text, count=1))
    try:
        root = etree.fromstring(body.encode("utf-8"), parser)
    except etree.ParserError:
        root = None
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(
            name, "wrong_type", f"the HTML cannot be parsed ({error.msg})", "save it anew"
        ) from error
    if root is None:
        raise UnreadableFile(name, "no_text", "the document holds nothing", "upload another file")
    return root
