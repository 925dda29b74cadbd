"""What the clinician's lessons are made of, given the folder of public data. Knows no prompt."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from apps.medical.service.lessons import abstracts, encyclopaedia, notes, reports
from apps.shared.lessons import invented
from apps.shared.lessons.desk import Kind, Plan, in_any_order, picked
from apps.shared.lessons.grounded import Case
from apps.shared.lessons.making import Made, Shares
from apps.shared.lessons.pool import Pool, Source

_NOTES = 1_500


def plan(data: Path, most: int, *, seed: int = 0) -> Plan:
    """`data` holds `medical/{medquad,pubmedqa,negex}`. Raises FileNotFoundError, UnreadableFile."""
    folder = data / "medical"
    entries = list(encyclopaedia.entries(folder / "medquad" / "medquad.jsonl"))
    studies = list(abstracts.abstracts(folder / "pubmedqa" / "pqal.json"))
    told = list(reports.reports(folder / "negex" / "annotations.tsv"))
    written = [notes.note(number, seed) for number in range(_NOTES)]
    guidance = encyclopaedia.own()
    sources: list[Source] = [one.source for one in (*entries, *studies, *told, *written)] + guidance
    entry_of = {one.source.document.id: one for one in entries}
    study_of = {one.source.document.id: one for one in studies}
    report_of = {one.source.document.id: one for one in told}
    note_of = {one.source.document.id: one for one in written}
    own = {source.document.id for source in guidance}

    def of_entries(pool: Pool, rng: random.Random) -> Iterator[Case]:
        for source in in_any_order(pool, rng):
            if (entry := entry_of.get(source.document.id)) is not None:
                yield from picked(encyclopaedia.cases(entry, rng), 3, rng, loose=0.2)

    def of_studies(pool: Pool, rng: random.Random) -> Iterator[Case]:
        for source in in_any_order(pool, rng):
            if (study := study_of.get(source.document.id)) is not None:
                yield from picked(abstracts.cases(study, rng), 4, rng, loose=0.4)

    def of_reports(pool: Pool, rng: random.Random) -> Iterator[Case]:
        for source in in_any_order(pool, rng):
            if (report := report_of.get(source.document.id)) is not None:
                yield from reports.cases(report, rng)

    def of_notes(pool: Pool, rng: random.Random) -> Iterator[Case]:
        for source in in_any_order(pool, rng):
            if (note := note_of.get(source.document.id)) is not None:
                yield from notes.cases(note, rng, most=3)

    def of_guidance(pool: Pool, rng: random.Random) -> Iterator[Case]:
        for source in in_any_order(pool, rng):
            if source.document.id in own:
                yield from encyclopaedia.prose(source, rng, encyclopaedia.OWN, most=6)

    def ready(rng: random.Random) -> Iterator[Made]:
        for study in studies:
            yield from (Made(lesson) for lesson in abstracts.verdicts(study, rng))
        yield from invented.lessons("medical", most // 2, rng)

    return Plan(
        sources,
        (
            Kind("encyclopaedia", of_entries, most // 2, rounds=2, shares=Shares(refused=0.4)),
            Kind("notes", of_notes, most // 4, rounds=2, shares=Shares(refused=0.42)),
            Kind("abstracts", of_studies, most * 3 // 20, rounds=3, shares=Shares(refused=0.36)),
            Kind("reports", of_reports, most // 12, shares=Shares(refused=0.2)),
            Kind("guidance", of_guidance, most // 40, rounds=2),
        ),
        ready=ready,
    )
