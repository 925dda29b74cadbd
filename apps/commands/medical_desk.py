"""The clinician's desk as commands use it: opened for one command; files read in the sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from apps.commands.progress import progress_bar
from apps.medical.domain.intake.imported import Imported
from apps.medical.service import parse
from apps.shared import sandbox
from apps.shared.admission import clean_name, read_admissible
from apps.shared.sandbox import Limits
from apps.shared.settings import settings
from apps.shared.wiring.medical import MedicalDesk


@contextmanager
def open_desk() -> Iterator[MedicalDesk]:
    """A desk without workers: nothing is imported or reviewed in the background."""
    desk = MedicalDesk(settings())
    try:
        yield desk
    finally:
        desk.close()


def read_records(paths: Sequence[Path]) -> Imported:
    """What came of reading some files together. Raises UnreadableFile where none can be read."""
    of = settings()
    limit = of.max_upload_mb << 20
    files = [(clean_name(path.name), read_admissible(path, max_bytes=limit)) for path in paths]
    with progress_bar() as bar:
        task = bar.add_task("reading", total=1.0)
        packed = sandbox.run(
            parse.PARSER,
            parse.pack(files),
            files[0][0],
            limits=Limits(memory_mb=of.parse_memory_mb, seconds=of.parse_seconds),
            progress=lambda stage, done: bar.update(task, completed=done, description=stage),
        )
    return parse.decode(packed)
