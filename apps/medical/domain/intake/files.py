"""Reads files of any kind into the records of their patients: the entrance of the desk.

A pure function of bytes: it opens no path, no connection and no clock, so it may run in a sandbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from apps.medical.domain.fhir.bundle import Parts, parts_of
from apps.medical.domain.fhir.reading import Reading, check_release, read_resources
from apps.medical.domain.intake.assigning import Assigned, Paper, assign
from apps.medical.domain.intake.columns import find_header
from apps.medical.domain.intake.decoding import decode
from apps.medical.domain.intake.header import header_of
from apps.medical.domain.intake.imported import Account, Imported, Outcome
from apps.medical.domain.intake.kinds import Kind, kind_of
from apps.medical.domain.intake.laboratory_table import read_table
from apps.medical.domain.intake.notes import note_document, read_note
from apps.medical.domain.intake.sanity import impossibilities
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import Notice, Severity
from rag.readers.errors import UnreadableFile

File = tuple[str, bytes]
_CSV_COLUMNS = 3
"""A text without the ending of a table is one where this many columns are named on top."""


def read_files(
    files: Sequence[File],
    *,
    confirm: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Imported:
    """The records of all patients in the files, and an account of every part of them.

    `confirm` gives documents that would be held back to a record: file name to record id.
    A file that cannot be read is told in the notices; where none can, its UnreadableFile is raised
    (kinds: see there). `today` finds dates in the future.
    """
    if not files:
        raise UnreadableFile("(no file)", "missing", "no file was given", "pick one or more files")
    bundles: list[tuple[Parts, dict[int, str]]] = []
    papers: list[Paper] = []
    refused: list[UnreadableFile] = []
    for name, data in files:
        try:
            _read(name, data, bundles, papers)
        except UnreadableFile as problem:
            refused.append(problem)
    if not bundles and not papers:
        raise refused[0]
    reading = read_resources(bundles)
    assigned = assign(papers, reading.drafts, confirm or {})
    records = [_checked(draft.record(), today) for draft in reading.drafts.values()]
    return _imported(records, reading, assigned, refused)


def _imported(
    records: Iterable[PatientRecord],
    reading: Reading,
    assigned: Assigned,
    refused: Sequence[UnreadableFile],
) -> Imported:
    accounts = [*reading.accounts, *assigned.accounts]
    accounts += [
        Account("file", problem.name, Outcome.UNPARSED, problem.problem, problem.name)
        for problem in refused
    ]
    notices = [*reading.notices, *assigned.notices, *map(_refusal, refused)]
    found = tuple(records)
    if not found:
        notices.append(_nobody(accounts))
    return Imported(
        records=found,
        accounts=tuple(accounts),
        notices=tuple(dict.fromkeys(notices)),
        held=tuple(assigned.held),
        loose=tuple({document.id: document for document in reading.loose}.values()),
    )


def _read(
    name: str,
    data: bytes,
    bundles: list[tuple[Parts, dict[int, str]]],
    papers: list[Paper],
) -> None:
    """Read one file into the resources of a bundle, or into papers."""
    kind = kind_of(name, data)
    if kind is Kind.FHIR:
        parts = parts_of(decode(data, name).text.removeprefix("\ufeff").strip(), name)
        bundles.append((parts, check_release(parts)))
        return
    note = read_note(data, name, Kind.TEXT if kind is Kind.TABLE else kind)
    if kind is Kind.TABLE or (kind is Kind.TEXT and _is_table(note.text)):
        sheets = read_table(note.text, name)
        for sheet in sheets:
            notices = [*note.notices, *sheet.notices]
            origin = name if len(sheets) == 1 else f"{name} › {sheet.whose}"
            papers.append(
                Paper(
                    origin,
                    sheet.document,
                    sheet.header,
                    notices,
                    sheet.observations,
                    sheet.accounts,
                )
            )
        return
    header = header_of(note.text)
    document = note_document(note.text, name, name, written=header.written)
    papers.append(Paper(name, document, header, list(note.notices)))


def _is_table(text: str) -> bool:
    header = find_header(text)
    return header is not None and len(header.columns) >= _CSV_COLUMNS


def _checked(record: PatientRecord, today: date | None) -> PatientRecord:
    """The record with a notice of everything in it that cannot be true."""
    notices = dict.fromkeys([*record.notices, *impossibilities(record, today)])
    return replace(record, notices=tuple(notices))


def _nobody(accounts: Sequence[Account]) -> Notice:
    return Notice(
        Severity.WARNING,
        "no-patient",
        accounts[0].origin if accounts else "(no file)",
        "no patient is in these files, so they make no record",
        "add the Patient resource, or a note that names its patient",
    )


def _refusal(problem: UnreadableFile) -> Notice:
    return Notice(Severity.ERROR, problem.kind, problem.name, problem.problem, problem.remedy)
