"""QTI items as other systems write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_CHOICE = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="{id}"
 title="{title}"><responseDeclaration identifier="R" cardinality="single" baseType="identifier">
<correctResponse><value>{right}</value></correctResponse></responseDeclaration><itemBody>
<p>{prompt}</p><choiceInteraction responseIdentifier="R" maxChoices="1">{choices}
</choiceInteraction></itemBody></assessmentItem>"""
_TEXT = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
 identifier="{id}" title="{title}"><qti-response-declaration identifier="R" cardinality="single">
<qti-correct-response><qti-value>{right}</qti-value></qti-correct-response>
</qti-response-declaration><qti-item-body><p>{prompt}
<qti-text-entry-interaction response-identifier="R"/></p></qti-item-body></qti-assessment-item>"""


def choice(id: str, prompt: str, choices: Mapping[str, str], right: str, title: str = "T") -> str:
    """QTI 2.2."""
    listed = "".join(
        f'<simpleChoice identifier="{one}">{text}</simpleChoice>' for one, text in choices.items()
    )
    return _CHOICE.format(id=id, prompt=prompt, choices=listed, right=right, title=title)


def entry(id: str, prompt: str, right: str, title: str = "T") -> str:
    """QTI 3.0."""
    return _TEXT.format(id=id, prompt=prompt, right=right, title=title)


def package(*items: str, manifest: str = "<manifest/>") -> bytes:
    """A zip whose items are 0.xml, 1.xml and so on."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("imsmanifest.xml", manifest)
        for place, one in enumerate(items):
            made.writestr(f"{place}.xml", one)
    return out.getvalue()
