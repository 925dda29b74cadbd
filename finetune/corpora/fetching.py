"""Fetches a collection from its public address, at the revision that its card names.

Only the archive of that revision is asked for; what arrives is unpacked without links and without
names that lead outside. Knows the addresses of the catalogue and nothing of what lies there.
"""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from finetune.corpora.catalogue import COLLECTIONS, Collection, collection

if TYPE_CHECKING:
    import httpx

    from finetune.corpora.config import CorpusConfig

ARCHIVE = "https://codeload.github.com/{repository}/tar.gz/{revision}"
MOST_BYTES = 2_000_000_000
SECONDS = 120


class FetchRefused(Exception):
    """A collection did not arrive; the message names the address and what to do instead."""


def missing(config: CorpusConfig, folders: dict[str, Path]) -> dict[str, Path]:
    """Folders of the collections wanted that `folders` lacks, fetched below `config.out`."""
    wanted = [name for name in config.collections or COLLECTIONS if name not in folders]
    return {name: fetch(collection(name), config.out / "fetched" / name) for name in wanted}


def fetch(one: Collection, target: Path, client: httpx.Client | None = None) -> Path:
    """The folder of `one` below `target`; nothing is asked for where it is there already.

    Raises FetchRefused.
    """
    there = target / one.within
    if target.is_dir():
        return there
    address = ARCHIVE.format(repository=one.repository, revision=one.revision)
    with tempfile.TemporaryDirectory(dir=_made(target.parent)) as room:
        archive = Path(room) / "archive.tar.gz"
        _download(address, archive, client)
        unpacked = Path(room) / "unpacked"
        _unpack(archive, unpacked)
        unpacked.replace(target)
    if not there.is_dir():
        raise FetchRefused(f"{address}: no folder {one.within!r} in it; give paths.{one.name}=DIR")
    return there


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _download(address: str, archive: Path, client: httpx.Client | None) -> None:
    import httpx

    asking = client or httpx.Client(follow_redirects=True, timeout=SECONDS)
    size = 0
    try:
        with asking.stream("GET", address) as answer, archive.open("wb") as file:
            answer.raise_for_status()
            for piece in answer.iter_bytes():
                size += len(piece)
                if size > MOST_BYTES:
                    raise FetchRefused(f"{address}: over {MOST_BYTES} bytes; fetch it by hand")
                file.write(piece)
    except httpx.HTTPError as problem:
        raise FetchRefused(f"{address}: {problem}; fetch it by hand, give paths.NAME=DIR") from (
            problem
        )


def _unpack(archive: Path, target: Path) -> None:
    """The archive's one top folder becomes `target`."""
    with tarfile.open(archive) as packed:
        for member in packed:
            _, _, name = member.name.partition("/")
            if name and member.isfile():
                member.name = name
                packed.extract(member, target, filter="data")
