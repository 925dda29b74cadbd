"""Sheets of exercises as a QTI 3.0 package: a zip of items, one test for each sheet, a manifest.

Standard: 1EdTech Question and Test Interoperability 3.0 (ASI and content packaging). Mathematics
is MathML, pictures are SVG files with their description, keys are in the response declarations,
worked steps in rubric blocks that only scorers see.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from apps.education.domain.exercise import Exercise
from apps.education.domain.mathtext.mathml import clean, phrase
from apps.education.domain.sheet import Sheet
from apps.education.domain.words import Language, Words
from apps.education.service.qti.options import Way, options, way_of
from apps.education.service.views.drawing_svg import drawing_svg

_ASI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_MATCH = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def to_qti(sheets: Sequence[Sheet]) -> bytes:
    """The zip's bytes, the same for the same sheets. Raises ValueError without sheets."""
    if not sheets:
        raise ValueError("no sheet to export; make one first")
    files: dict[str, bytes] = {}
    for sheet in sheets:
        files[f"tests/{sheet.id}.xml"] = _bytes(_test(sheet))
        for line in sheet.lines:
            files.update(_item_files(line.exercise, sheet.language, line.banked))
    manifest = _bytes(_manifest(files))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (("imsmanifest.xml", manifest), *sorted(files.items())):
            package.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _name(exercise: Exercise, language: Language) -> str:
    return f"item-{exercise.id}-{language}"


def _item_files(exercise: Exercise, language: Language, banked: Words | None) -> dict[str, bytes]:
    name = _name(exercise, language)
    files = {f"items/{name}.xml": _bytes(item(exercise, language, banked))}
    if exercise.draft.drawing is not None:
        svg = drawing_svg(exercise.draft.drawing, language)
        files[f"items/{name}.svg"] = svg.encode()
    return files


def _bytes(root: Element) -> bytes:
    return tostring(root, encoding="utf-8", xml_declaration=True)


def item(exercise: Exercise, language: Language, banked: Words | None = None) -> Element:
    """One `qti-assessment-item`; `banked` tells scorers whence it is. Raises UnknownTex."""
    draft, way = exercise.draft, way_of(exercise)
    root = Element(
        "qti-assessment-item",
        {
            "xmlns": _ASI,
            "identifier": _name(exercise, language),
            "title": clean(f"{draft.point} {int(draft.difficulty)}"),
            "adaptive": "false",
            "time-dependent": "false",
            "xml:lang": language,
        },
    )
    _declare(root, exercise, language, way)
    body = SubElement(root, "qti-item-body")
    phrase(SubElement(body, "p"), draft.prompt.of(language))
    if draft.drawing is not None:
        told = draft.drawing.told_zh if language == "zh" else draft.drawing.told_en
        picture = {"src": f"{_name(exercise, language)}.svg", "alt": clean(told)}
        SubElement(SubElement(body, "p"), "img", picture)
    _interaction(body, exercise, language, way)
    rubric = _rubric(body, exercise, language)
    if banked is not None:
        SubElement(rubric, "p").text = clean(banked.of(language))
    if way is not Way.TEXT:
        SubElement(root, "qti-response-processing", {"template": _MATCH})
    return root


def _declare(root: Element, exercise: Exercise, language: Language, way: Way) -> None:
    kinds = {Way.CHOICE: "identifier", Way.NUMBER: "float", Way.TEXT: "string"}
    declared = SubElement(
        root,
        "qti-response-declaration",
        {"identifier": "RESPONSE", "cardinality": "single", "base-type": kinds[way]},
    )
    right = exercise.draft.key
    if way is Way.CHOICE:
        right = next(one.id for one in options(exercise, language) if one.right)
    correct = SubElement(declared, "qti-correct-response")
    SubElement(correct, "qti-value").text = clean(right)
    score = {"identifier": "SCORE", "cardinality": "single", "base-type": "float"}
    outcome = SubElement(root, "qti-outcome-declaration", score)
    SubElement(SubElement(outcome, "qti-default-value"), "qti-value").text = "0"


def _interaction(body: Element, exercise: Exercise, language: Language, way: Way) -> None:
    response = {"response-identifier": "RESPONSE"}
    if way is Way.CHOICE:
        asked = {**response, "shuffle": "false", "max-choices": "1"}
        interaction = SubElement(body, "qti-choice-interaction", asked)
        for option in options(exercise, language):
            choice = SubElement(interaction, "qti-simple-choice", {"identifier": option.id})
            phrase(choice, option.text)
    elif way is Way.NUMBER:
        line = SubElement(body, "p")
        SubElement(line, "qti-text-entry-interaction", {**response, "expected-length": "12"})
    else:
        SubElement(body, "qti-extended-text-interaction", {**response, "expected-lines": "2"})


def _rubric(body: Element, exercise: Exercise, language: Language) -> Element:
    block = SubElement(body, "qti-rubric-block", {"use": "scoring", "view": "scorer"})
    content = SubElement(block, "qti-content-body")
    draft = exercise.draft
    for text in (draft.answer, *draft.steps):
        phrase(SubElement(content, "p"), text.of(language))
    for wrong in options(exercise, language) if way_of(exercise) is Way.CHOICE else ():
        if wrong.why:
            phrase(SubElement(content, "p"), f"{wrong.id}: {wrong.why}")
    return content


def _test(sheet: Sheet) -> Element:
    title = clean(sheet.title.of(sheet.language))
    root = Element(
        "qti-assessment-test", {"xmlns": _ASI, "identifier": f"test-{sheet.id}", "title": title}
    )
    part = SubElement(
        root,
        "qti-test-part",
        {
            "identifier": "part-1",
            "navigation-mode": "nonlinear",
            "submission-mode": "individual",
        },
    )
    section = SubElement(
        part,
        "qti-assessment-section",
        {"identifier": "section-1", "title": title, "visible": "true"},
    )
    for number, line in enumerate(sheet.lines, start=1):
        name = _name(line.exercise, sheet.language)
        SubElement(
            section,
            "qti-assessment-item-ref",
            {"identifier": f"ref-{number}", "href": f"../items/{name}.xml"},
        )
    return root


def _manifest(files: Iterable[str]) -> Element:
    root = Element("manifest", {"xmlns": _PACKAGE, "identifier": "consilium-sheets"})
    meta = SubElement(root, "metadata")
    SubElement(meta, "schema").text = "QTI Package"
    SubElement(meta, "schemaversion").text = "3.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    known = set(files)
    for name in sorted(known):
        if not name.endswith(".xml"):
            continue
        kind = "imsqti_test_xmlv3p0" if name.startswith("tests/") else "imsqti_item_xmlv3p0"
        id = name.replace("/", "-").removesuffix(".xml")
        resource = SubElement(resources, "resource", {"identifier": id, "type": kind, "href": name})
        SubElement(resource, "file", {"href": name})
        picture = name.removesuffix(".xml") + ".svg"
        if picture in known:
            SubElement(resource, "file", {"href": picture})
    indent(root)
    return root
