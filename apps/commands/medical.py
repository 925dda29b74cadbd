"""`consilium medical`: records reviewed, diagnoses ranked, texts de-identified, the audit checked.

`review` keeps nothing: files in, findings and suggestions out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from apps.commands.failure import Failure, complain
from apps.commands.medical_desk import open_desk, read_records
from apps.commands.progress import progress_bar
from apps.medical.domain.concept import HPO, Coding, Concept
from apps.medical.domain.differential import Differential
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.intake.imported import Imported, Outcome
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import Source, TextLanguage
from apps.medical.service.review import Review
from apps.shared.admission import read_admissible
from apps.shared.settings import settings

medical_app = typer.Typer(no_args_is_help=True, help="The clinician's desk.")
audit_app = typer.Typer(no_args_is_help=True, help="The audit log.")
key_app = typer.Typer(no_args_is_help=True, help="The key that encrypts health records.")
corpus_app = typer.Typer(no_args_is_help=True, help="What questions are answered from.")
medical_app.add_typer(audit_app, name="audit")
medical_app.add_typer(key_app, name="key")
medical_app.add_typer(corpus_app, name="corpus")

_OUT = "A file, or - for the output."
_SHOWN = 5


@medical_app.command()
def review(
    files: Annotated[list[Path], typer.Argument(help="One patient's FHIR, notes, laboratory CSV.")],
    json: Annotated[Path | None, typer.Option(help=_OUT)] = None,
    fhir: Annotated[Path | None, typer.Option(help=f"As a FHIR R4 bundle. {_OUT}")] = None,
) -> None:
    """Findings, red flags, differentials and options of the patients in some files."""
    imported = read_records(files)
    charts = [(record, _reviewed(record)) for record in imported.records]
    _tell(imported)
    if json is not None:
        _write(json, _as_json(charts))
    if fhir is not None:
        _write(fhir, _as_bundles(charts))
    if json is None and fhir is None:
        for record, made in charts:
            _show(record, made)
    if any(one.outcome is Outcome.UNPARSED for one in imported.accounts) or imported.held:
        raise typer.Exit(1)
    if not charts:
        raise typer.Exit(2)


@medical_app.command()
def rank(
    note: Annotated[
        Path | None, typer.Argument(help="A note to find signs and symptoms in.")
    ] = None,
    hpo: Annotated[str, typer.Option(help="HPO ids, commas between; -HP:... is absent.")] = "",
    sex: Annotated[str, typer.Option(help="female, male, other or unknown.")] = "unknown",
    age: Annotated[float | None, typer.Option(help="In years.", min=0, max=130)] = None,
    language: Annotated[Literal["en", "zh"], typer.Option(help="Of names.")] = "en",
) -> None:
    """Rank diagnoses for HPO terms, or for the findings of a note."""
    if sex not in ("female", "male", "other", "unknown"):
        raise Failure(f"--sex {sex!r}: give female, male, other or unknown")
    if bool(hpo) == (note is not None):
        raise Failure("give either a note or --hpo HP:0001250,HP:0001263")
    findings = _of_note(note) if note is not None else _of_terms(hpo)
    from apps.shared.wiring.medical import KNOWLEDGE

    ranked = [
        KNOWLEDGE[panel](findings, sex=sex, age_years=age, language=language)
        for panel in ("common", "rare")
    ]
    for one in ranked:
        _show_differential(one)
    if not any(one.candidates for one in ranked):
        raise typer.Exit(2)


@medical_app.command()
def deidentify(
    file: Annotated[Path, typer.Argument(help="A text.")],
    language: Annotated[
        Literal["en", "zh"] | None, typer.Option(help="Guessed if not given.")
    ] = None,
    patient: Annotated[str, typer.Option(help="Dates move alike within a patient.")] = "",
) -> None:
    """Write a text without names, dates, numbers and addresses to the output."""
    from apps.medical.domain.intake.decoding import decode
    from rag.document import guess_language

    data = read_admissible(file, max_bytes=settings().max_upload_mb << 20)
    text = decode(data, file.name).text
    with open_desk() as desk:
        made = desk.deidentifier.deidentify(
            text, language=language or guess_language(text), patient_id=patient or file.name
        )
    sys.stdout.write(made.text)


@audit_app.command()
def verify() -> None:
    """Recompute the chain of the audit log; exit code 1 where it is broken."""
    from apps.medical.service.roles import local_user

    with open_desk() as desk:
        report = desk.office.verify_audit(local_user())
    if not report.ok:
        where = f" at entry {report.first_broken}" if report.first_broken else ""
        raise Failure(
            f"the audit chain is broken{where}: {report.reason}; restore the database from a backup"
        )
    typer.echo(f"The chain is whole: {report.length} entries, last hash {report.head.hash}")


@key_app.command()
def rotate() -> None:
    """Put all records under a new key; the key file is replaced. Stop the desk first."""
    from apps.medical.service.key_rotation import rotate_file
    from apps.medical.service.roles import local_user

    with open_desk() as desk:
        if desk.key_file is None:
            raise Failure(
                "the key comes from CONSILIUM_MEDICAL_KEY; put it into a file and set "
                "CONSILIUM_MEDICAL_KEY_FILE, then rotate"
            )
        count = rotate_file(desk.store, desk.engine, local_user(), desk.key_file)
    typer.echo(f"{count} patients are under a new key, kept in {desk.key_file}")


@corpus_app.command("add")
def corpus_add(
    files: Annotated[list[Path], typer.Argument(help="JSON lines, text, PDF, HTML, DOCX.")],
    tenant: Annotated[str, typer.Option(help="Whose.")] = "local",
    licence: Annotated[str, typer.Option(help="Shown with what is cited.")] = "",
) -> None:
    """Add guidelines or question-answer collections that questions are answered from."""
    from apps.medical.service.corpus import read_corpus
    from apps.shared.corpora.indexes import add_pieces

    limit = settings().max_upload_mb << 20
    with open_desk() as desk, progress_bar() as bar:
        for path in files:
            task = bar.add_task(path.name, total=1.0)
            data = read_admissible(path, max_bytes=limit)
            pieces = read_corpus(data, path.name, licence=licence)
            count = add_pieces(
                desk.indexes,
                tenant,
                pieces,
                lambda stage, done, task=task, name=path.name: bar.update(
                    task, completed=done, description=f"{name}: {stage}"
                ),
            )
            typer.echo(f"{path.name}: {count} documents")


@medical_app.command()
def hooks() -> None:
    """Serve CDS Hooks (patient-view, order-select) to an EMR, until Ctrl-C."""
    import uvicorn

    from apps.medical.service.hooks.app import NotGuarded, hooks_app
    from core_model.server.keys import ApiKeys, KeysUnusable

    of = settings()
    with open_desk() as desk:
        try:
            app = hooks_app(desk, keys=ApiKeys.read(of.model_keys) if of.model_keys else None)
        except (NotGuarded, KeysUnusable) as problem:
            raise Failure(f"{problem}; CONSILIUM_MODEL_KEYS names a file of keys") from problem
        uvicorn.run(app, host=of.host, port=of.medical_hooks_port, log_level="warning")


def _reviewed(record: PatientRecord) -> Review:
    from apps.medical.service.review import review as review_record
    from apps.shared.wiring.medical import KNOWLEDGE

    return review_record(record, KNOWLEDGE, on=datetime.now().astimezone().date())


def _of_note(path: Path) -> tuple[Finding, ...]:
    from apps.medical.domain.text.findings import findings_in

    imported = read_records([path])
    documents = [document for record in imported.records for document in record.documents]
    documents += imported.loose
    return tuple(finding for document in documents for finding in findings_in(document))


def _of_terms(text: str) -> tuple[Finding, ...]:
    from apps.medical.domain.text.vocabulary import hpo_label

    made: list[Finding] = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        id = word.removeprefix("-")
        try:
            label = hpo_label(id, "en")
        except KeyError as unknown:
            raise Failure(f"--hpo {id!r} is no term of the packaged HPO; look it up") from unknown
        assertion = Assertion.ABSENT if word.startswith("-") else Assertion.PRESENT
        concept = Concept(label, (Coding(HPO, id, label),))
        made.append(Finding(concept, assertion, Origin.CODED, Source("", 0, 0)))
    return tuple(made)


def _tell(imported: Imported) -> None:
    """What was not read, and what waits to be confirmed, on the error stream."""
    for one in imported.accounts:
        if one.outcome is Outcome.UNPARSED:
            complain(f"{one.origin or one.id!r}: {one.resource_type} {one.id}: {one.reason}")
    for held in imported.held:
        complain(f"{held.origin!r} was left out: {held.problem}; confirm it at the desk")


def _show(record: PatientRecord, made: Review) -> None:
    out = Console(highlight=False, soft_wrap=True)
    synthetic = " (synthetic)" if record.identity.synthetic else ""
    out.print(Text(f"{record.identity.name or record.id}{synthetic}", style="bold"))
    for flag in made.red_flags:
        out.print(Text(f"  RED FLAG {flag.title}: {flag.why}", style="bold red"))
    for one in made.assessed:
        if one.flag:
            line = one.observation
            told = f"{line.concept.text} {line.value} {line.unit} {one.flag}"
            out.print(Text(f"  {told}"))
    for assertion in Assertion:
        names = {one.concept.text: None for one in made.findings if one.assertion is assertion}
        if names:
            out.print(Text(f"  {assertion}: {', '.join(names)}"))
    for panel in made.panels():
        _show_differential(made.differential(panel, _language(record)))
    for offered in made.offered:
        drugs = ", ".join(one.drug.text for one in offered.options[:_SHOWN])
        if drugs:
            out.print(Text(f"  options for {offered.disease.text}, never orders: {drugs}"))


def _language(record: PatientRecord) -> TextLanguage:
    chinese = sum(document.language == "zh" for document in record.documents)
    return "zh" if chinese * 2 > len(record.documents) else "en"


def _show_differential(of: Differential) -> None:
    title = f"{of.knowledge} diagnoses, {of.data_version}"
    table = Table(title=Text(title), title_justify="left")
    for name in ("", "probability", "for", "against"):
        table.add_column(name)
    for one in of.candidates[:_SHOWN]:
        spoken = (
            ", ".join(each.label for each in side[:4]) for side in (one.supports, one.opposes)
        )
        table.add_row(Text(one.name), f"{one.probability:.1%}", *map(Text, spoken))
    table.add_row(Text("none of these"), f"{of.none_of_these:.1%}", "", "")
    Console(highlight=False).print(table)


def _as_json(charts: Sequence[tuple[PatientRecord, Review]]) -> str:
    from apps.medical.service.codec import as_json

    rows = [{"patient": record.id, "review": json.loads(as_json(made))} for record, made in charts]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _as_bundles(charts: Sequence[tuple[PatientRecord, Review]]) -> str:
    """One bundle; of several patients a list of them."""
    from apps.medical.service.desk import Chart
    from apps.medical.service.papers import to_bundle
    from apps.medical.service.roles import local_user

    at = datetime.now().astimezone()
    made = [to_bundle(Chart("", local_user(), record, one, ()), at) for record, one in charts]
    return json.dumps(made[0] if len(made) == 1 else made, indent=2, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    if str(path) == "-":
        typer.echo(text, nl=False)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise Failure(
            f"{str(path)!r} cannot be written ({problem.strerror}); choose another place"
        ) from problem
