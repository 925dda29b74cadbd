"""Everything held of one patient as one ZIP: the record, the files, the decisions, the audit."""

from __future__ import annotations

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

from apps.medical.service.audit import Logged

_UNSAFE: Final = re.compile(r"[^\w.\- ]+")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MANIFEST: Final = "manifest.json"


def zipped(
    texts: Mapping[str, str], files: Sequence[tuple[str, bytes]], audit: Sequence[Logged]
) -> bytes:
    """`texts` by name in the archive, source files as they were imported, the audit as JSON lines.

    The manifest gives the SHA-256 of every member. The same content gives the same bytes.
    """
    members = {name: text.encode() for name, text in texts.items()}
    for number, (name, content) in enumerate(files, 1):
        members[f"files/{number:03d}-{safe_name(name)}"] = content
    lines = [json.dumps(asdict(item), ensure_ascii=False, sort_keys=True) for item in audit]
    members["audit.jsonl"] = "".join(f"{line}\n" for line in lines).encode()
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(members.items())}
    members[_MANIFEST] = json.dumps(hashes, ensure_ascii=False, indent=2).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def safe_name(name: str) -> str:
    """The last part of a file's name, without what could leave the folder it is unpacked into."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = _UNSAFE.sub("_", last).strip(" .")[:120]
    return clean or "file"
