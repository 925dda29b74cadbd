"""Reads simple items of QTI 2 and 3: one choice or one text entry, from XML or a package.

Standard: 1EdTech Question and Test Interoperability 2.2 and 3.0. What has other interactions is
refused with the reason; markup of the prompt is read as plain text. Parsed without entities or
DTDs.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree as Safe
from defusedxml.common import DefusedXmlException

LARGEST_ITEM = 2 << 20
LARGEST_PACKAGE = 64 << 20
MOST_ITEMS = 5_000
_NOT_PLAIN = {"math", "img", "object", "video", "audio", "table", "svg", "picture", "sub", "sup"}
_INTERACTIONS = {"choiceInteraction", "textEntryInteraction"}


class UnreadableItem(ValueError):
    """The item cannot be read: names it, the problem and the remedy."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{name}: {problem}; {remedy}")
        self.name = name
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class ReadItem:
    """`choices` are (identifier, text), none for a text entry; `correct` the identifiers, or the
    texts that are right. `file` is where it was read; `labels` what it is called beside its title;
    `lost` the elements of the prompt and choices that plain text cannot hold."""

    id: str
    title: str
    prompt: str
    choices: tuple[tuple[str, str], ...]
    correct: tuple[str, ...]
    file: str = ""
    labels: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadItems:
    items: tuple[ReadItem, ...]
    refused: tuple[UnreadableItem, ...]


def read_qti(name: str, data: bytes) -> ReadItems:
    """All items of a file or package, and what was refused. Raises UnreadableItem for a bad zip."""
    if not data.startswith(b"PK"):
        return _gathered([(name, data)])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            listed = [one for one in package.infolist() if one.filename.lower().endswith(".xml")]
            if len(listed) > MOST_ITEMS:
                raise UnreadableItem(
                    name, f"{len(listed)} files", f"split it: {MOST_ITEMS} at most"
                )
            if sum(one.file_size for one in listed) > LARGEST_PACKAGE:
                raise UnreadableItem(name, "it unpacks to more than 64 MB", "split it")
            files = [
                (one.filename, package.read(one))
                for one in listed
                if one.file_size <= LARGEST_ITEM and "imsmanifest" not in one.filename
            ]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as problem:
        raise UnreadableItem(
            name, f"it is no readable zip ({problem})", "export it anew"
        ) from problem
    large = [one.filename for one in listed if one.file_size > LARGEST_ITEM]
    found = _gathered(files)
    refusals = [UnreadableItem(one, "it is larger than 2 MB", "split it") for one in large]
    return ReadItems(found.items, (*found.refused, *refusals))


def _gathered(files: list[tuple[str, bytes]]) -> ReadItems:
    items: list[ReadItem] = []
    refused: list[UnreadableItem] = []
    for name, data in files:
        try:
            if (item := read_item(name, data)) is not None:
                items.append(item)
        except UnreadableItem as problem:
            refused.append(problem)
    return ReadItems(tuple(items), tuple(refused))


def read_item(name: str, data: bytes) -> ReadItem | None:
    """None for XML of another kind, such as a test. Raises UnreadableItem."""
    try:
        root = Safe.fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as problem:
        raise UnreadableItem(
            name, f"it is not XML that may be read ({problem})", "export it anew"
        ) from problem
    if _local(root) != "assessmentItem":
        return None
    asked = [one for one in root.iter() if _local(one).endswith("Interaction")]
    if len(asked) != 1 or _local(asked[0]) not in _INTERACTIONS:
        kinds = ", ".join(sorted({_local(one) for one in asked})) or "no interaction"
        raise UnreadableItem(name, f"it has {kinds}", "only one choice or text entry is read")
    correct = _correct(root, _response(asked[0]))
    if not correct:
        raise UnreadableItem(name, "it has no correct response", "add one, or leave the item out")
    return ReadItem(
        root.get("identifier", name),
        root.get("title", ""),
        _prompt(root),
        tuple(
            (one.get("identifier", ""), _text(one))
            for one in asked[0]
            if _local(one) == "simpleChoice"
        ),
        correct,
        file=name,
        labels=tuple(filter(None, (root.get("label"), root.get("title")))),
        lost=_lost(root),
    )


def _response(interaction: Element) -> str:
    named = interaction.get("responseIdentifier") or interaction.get("response-identifier")
    return named or "RESPONSE"


def _lost(root: Element) -> tuple[str, ...]:
    found = {_local(one) for one in root.iter()} & _NOT_PLAIN
    return tuple(sorted(found))


def _correct(root: Element, response: str) -> tuple[str, ...]:
    for declared in root.iter():
        if _local(declared) == "responseDeclaration" and declared.get("identifier") == response:
            listed = next((one for one in declared if _local(one) == "correctResponse"), None)
            if listed is not None:
                return tuple((one.text or "").strip() for one in listed if _local(one) == "value")
    return ()


def _prompt(root: Element) -> str:
    body = next((one for one in root.iter() if _local(one) == "itemBody"), None)
    left_out = {"simpleChoice", "rubricBlock", "feedbackBlock", "modalFeedback"}
    return "" if body is None else _text(body, left_out)


def _text(node: Element, left_out: frozenset[str] | set[str] = frozenset()) -> str:
    found: list[str] = []

    def walk(one: Element) -> None:
        if _local(one) in left_out:
            return
        found.append(one.text or "")
        for child in one:
            walk(child)
            found.append(child.tail or "")

    walk(node)
    return " ".join("".join(found).split())


def _local(node: Element) -> str:
    """The name as QTI 2 writes it: `qti-simple-choice` of QTI 3 is `simpleChoice`."""
    name = str(node.tag).rpartition("}")[2]
    if not name.startswith("qti-"):
        return name
    first, *others = name.removeprefix("qti-").split("-")
    return first + "".join(one.capitalize() for one in others)
