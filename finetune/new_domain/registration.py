"""Where an installation keeps the adapters of its own domains, and which of them are whole.

`<home>/adapters/<name>/` holds a peft folder and `domain.json`, which lists its files with their
hashes. A folder appears whole or not at all. Knows nothing of training, and imports nothing heavy:
the server asks here at every start.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from pathlib import Path
from tempfile import mkdtemp

from pydantic import BaseModel, ConfigDict, ValidationError

FOLDER = "adapters"
MANIFEST = "domain.json"
NEEDED = ("adapter_config.json", "adapter_model.safetensors")
NAME = re.compile(r"[a-z][a-z0-9-]{1,31}")
TAKEN = frozenset({"finance", "medical", "education", "consilium-base"})
"""Names that the suite itself serves."""

log = logging.getLogger(__name__)


class DomainRefused(ValueError):
    """A domain cannot be made, registered or found so; the message says why and what to do."""


class Registration(BaseModel):
    """What `domain.json` says: the model it was trained on and the files, by SHA-256."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    base: str
    files: dict[str, str]


def checked_name(name: str) -> str:
    """Raises DomainRefused for a name that cannot be a folder and a model's name at once."""
    if not NAME.fullmatch(name):
        raise DomainRefused(
            f"{name!r} cannot name a domain; use 2 to 32 lower-case letters, digits and hyphens, a"
            " letter first"
        )
    if name in TAKEN:
        raise DomainRefused(f"{name!r} is a name that the suite itself serves; choose another")
    return name


def register(home: Path, name: str, adapter: Path, base: str) -> Path:
    """Copies an adapter's files to where the server finds them; the folder they are now in.

    One of that name is replaced. Raises DomainRefused for a bad name or a folder without adapter.
    """
    checked_name(name)
    missing = [file for file in NEEDED if not (adapter / file).is_file()]
    if missing:
        raise DomainRefused(f"{adapter}: {', '.join(missing)} missing; train the adapter first")
    shelf = home / FOLDER
    shelf.mkdir(parents=True, exist_ok=True)
    coming = Path(mkdtemp(prefix=".coming-", dir=shelf))
    for file in sorted(path for path in adapter.iterdir() if path.is_file()):
        if file.name != MANIFEST:
            shutil.copyfile(file, coming / file.name)
    files = {file.name: _sha256(file) for file in sorted(coming.iterdir())}
    record = Registration(name=name, base=base, files=files)
    (coming / MANIFEST).write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return _install(coming, shelf / name)


def unregister(home: Path, name: str) -> None:
    """Raises DomainRefused where no such adapter is registered."""
    folder = home / FOLDER / checked_name(name)
    if not folder.is_dir():
        known = ", ".join(sorted(registered(home))) or "none"
        raise DomainRefused(f"no domain {name!r} is registered; there are: {known}")
    leaving = Path(mkdtemp(prefix=".leaving-", dir=folder.parent))
    folder.rename(leaving / name)
    shutil.rmtree(leaving)


def registered(home: Path) -> dict[str, Path]:
    """The whole ones by name; what is damaged is left out, and the log says so."""
    found: dict[str, Path] = {}
    for folder in sorted((home / FOLDER).glob("[a-z]*")):
        fault = _fault(folder)
        if fault is None:
            found[folder.name] = folder
        else:
            log.warning("%s: %s; the adapter is not served, register it again", folder, fault)
    return found


def _fault(folder: Path) -> str | None:
    """Why an adapter cannot be served, or None."""
    try:
        record = Registration.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        return f"{MANIFEST} unreadable ({type(error).__name__})"
    if record.name != folder.name or folder.name in TAKEN or not NAME.fullmatch(folder.name):
        return f"registered as {record.name!r}"
    changed = [
        name
        for name, digest in record.files.items()
        if not (folder / name).is_file() or _sha256(folder / name) != digest
    ]
    if changed or not set(NEEDED) <= record.files.keys():
        return f"not what was registered: {', '.join(changed) or ', '.join(NEEDED)}"
    return None


def _install(coming: Path, folder: Path) -> Path:
    coming.chmod(0o755)
    if folder.exists():
        leaving = Path(mkdtemp(prefix=".leaving-", dir=folder.parent))
        folder.rename(leaving / folder.name)
        coming.rename(folder)
        shutil.rmtree(leaving)
    else:
        coming.rename(folder)
    return folder


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
