"""What the finance lessons are made of, given the folder of public data. Knows no prompt."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from apps.finance.service.ask import synonyms
from apps.finance.service.lessons import filings, tatqa
from apps.shared.lessons import invented
from apps.shared.lessons.desk import Kind, Plan, in_any_order, picked
from apps.shared.lessons.grounded import Case
from apps.shared.lessons.making import Made, Shares
from apps.shared.lessons.pool import Pool, Source

SEC = "sec_filings (public disclosures)"
_OF_A_STRETCH = 7
"""Cases of one stretch of a filing at most, so that many filings and sections are seen."""


def plan(data: Path, most: int) -> Plan:
    """`data` holds `finance/sec_filings` and `finance/tatqa`. Raises FileNotFoundError."""
    folder = data / "finance" / "sec_filings" / "ixbrl"
    paths = sorted(folder.glob("*.htm*"))
    if not paths:
        raise FileNotFoundError(f"{folder}: no filing (*.html) there; unpack the public data first")
    contexts = tatqa.contexts(data / "finance" / "tatqa" / "tatqa_dataset_dev.json")
    pages = [tatqa.source(context) for context in contexts]
    by_id = {page.document.id: (page, told) for page, told in zip(pages, contexts, strict=True)}
    sources: list[Source] = [*pages, *(s for path in paths for s in filings.filing(path))]

    def of_tatqa(pool: Pool, rng: random.Random) -> Iterator[Case]:
        for source in in_any_order(pool, rng):
            if source.document.id in by_id:
                yield from tatqa.cases(by_id[source.document.id][1], source, rng)

    def of_cells(pool: Pool, rng: random.Random) -> Iterator[Case]:
        for source in in_any_order(pool, rng):
            if source.document.tables and source.document.id not in by_id:
                found = list(filings.cells(source, pool.readings(source.chunks), rng, SEC))
                yield from rng.sample(found, min(len(found), _OF_A_STRETCH))

    def of_prose(pool: Pool, rng: random.Random) -> Iterator[Case]:
        for source in in_any_order(pool, rng):
            found = filings.prose(source, rng, SEC)
            yield from picked(found, _OF_A_STRETCH, rng, loose=0.25)

    def ready(rng: random.Random) -> Iterator[Made]:
        yield from invented.lessons("finance", most // 2, rng)

    return Plan(
        sources,
        (
            Kind("TAT-QA", of_tatqa, most // 5, rounds=4, shares=Shares(refused=0.3)),
            Kind("tables", of_cells, most * 3 // 10, rounds=2, shares=Shares(refused=0.3)),
            Kind("prose", of_prose, most // 2, rounds=2, shares=Shares(refused=0.34)),
        ),
        ready=ready,
        synonyms=synonyms(),
    )
