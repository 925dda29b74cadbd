"""Recognises the text of an imaging report by its headings and what was done.

Works on report text only: no picture is read.
"""

from __future__ import annotations

import re

_FINDINGS = re.compile(
    r"^\W*(?:findings|影像(?:学)?(?:所见|表现)|检查所见|超声所见|超声描述|放射学表现|CT所见|MRI?所见)\W*(?:[:：\n]|$)",
    re.IGNORECASE | re.MULTILINE,
)
_IMPRESSION = re.compile(
    r"^\W*(?:impression|conclusion|影像(?:学)?(?:诊断|意见|提示)|诊断意见|检查意见|超声(?:提示|诊断)|"
    r"放射学诊断|印象)\W*(?:[:：\n]|$)",
    re.IGNORECASE | re.MULTILINE,
)
_MODALITY = re.compile(
    r"\b(?:x-?ray|radiograph|ct|computed tomography|mri|magnetic resonance|ultraso(?:und|nography)|"
    r"sonogra\w+|echocardiogra\w+|mammogra\w+|pet|scintigraphy|angiogra\w+|doppler|duplex)\b"
    r"|(?<![A-Za-z])(?:DR|CT|MR)(?![A-Za-z])|X\s*线|胸片|平片|磁共振|超声|彩超|B超|造影|核素|钼靶|影像",
    re.IGNORECASE,
)


def is_imaging_report(text: str) -> bool:
    """True with a findings and an impression heading, or one of them beside a modality on top."""
    findings, impression = _FINDINGS.search(text), _IMPRESSION.search(text)
    if findings and impression:
        return True
    return bool((findings or impression) and _MODALITY.search(text[:300]))
