"""Reads files for commands: admitted, in the sandbox, with progress on the error stream."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.progress import Progress

from apps.commands.failure import complain
from apps.commands.progress import progress_bar
from apps.finance.domain.facts import Filing
from apps.finance.service import filing_json
from apps.finance.service.intake import PARSER
from apps.shared import sandbox
from apps.shared.admission import admit, read_admissible
from apps.shared.sandbox import Limits
from apps.shared.settings import settings
from rag.readers.errors import UnreadableFile


def read_file(path: Path, bar: Progress) -> Filing:
    """Raises UnreadableFile."""
    of = settings()
    data = read_admissible(path, max_bytes=of.max_upload_mb << 20)
    admitted = admit(path.name, data, max_bytes=of.max_upload_mb << 20)
    task = bar.add_task(admitted.name, total=1.0)
    packed = sandbox.run(
        PARSER,
        data,
        admitted.name,
        limits=Limits(memory_mb=of.parse_memory_mb, seconds=of.parse_seconds),
        options={"max_pages": of.max_pages},
        progress=lambda stage, done: bar.update(
            task, completed=done, description=f"{admitted.name}: {stage}"
        ),
    )
    bar.remove_task(task)
    return filing_json.decode(packed)


def read_files(paths: Sequence[Path]) -> tuple[list[Filing], int]:
    """The filings that could be read, and how many could not; each of those is complained of."""
    filings: list[Filing] = []
    with progress_bar() as bar:
        for path in paths:
            try:
                filings.append(read_file(path, bar))
            except UnreadableFile as refusal:
                complain(refusal)
    return filings, len(paths) - len(filings)
