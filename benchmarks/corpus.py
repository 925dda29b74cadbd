"""Rows through the twelve stages of cleaning: planted dirt found and clean rows lost, by kind.

    python -m benchmarks.corpus --data DIR [--rows 1500] [--each 30]

Passages of every collection in DIR are cleaned once; what is left counts as clean. Dirt is then
planted into a third of it, and all of it is cleaned again. Recall: the share of planted dirt that
is gone. Precision: among the rows that the kind's stage flags, those with dirt planted. Since the
clean rows have passed the stages before, precision says how the stages bear with their own result,
not how often they err on raw text; for that `lost_first` gives the share of raw rows that each
stage dropped at first. Names in running prose are planted among the personal data, though no stage
finds them.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path

from benchmarks.corpus_planting import COPIES, PLANTERS, Planted, contaminated
from finetune.corpora import protected
from finetune.corpora.catalogue import COLLECTIONS
from finetune.corpora.rows import Row
from finetune.corpora.stages.decontamination import Item
from finetune.corpora.stages.order import stages
from finetune.corpora.stages.words import tokens
from finetune.corpora.tally import TRIVIAL

STAGE_OF = {
    "mojibake": "encoding",
    "invisible characters": "encoding",
    "markup": "encoding",
    "lost letters": "encoding",
    "foreign language": "language",
    "boilerplate": "boilerplate",
    "too short": "length",
    "repetition": "repetition",
    "exact duplicate": "exact duplicates",
    "near duplicate": "near duplicates",
    "toxic": "toxicity",
    "personal data": "personal data",
    "low quality": "quality",
    "inconsistent": "consistency",
    "contaminated": "decontamination",
}
LEAST_ITEM, MOST_ITEM = 14, 60
SHORTEST = 300


@dataclass(slots=True)
class Cleaned:
    """What came out, and which stage flagged which row."""

    rows: dict[str, Row]
    flagged: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    dropped: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seconds: dict[str, float] = field(default_factory=dict)


def cleaned(rows: list[Row], items: list[Item]) -> Cleaned:
    told = Cleaned({})
    for make in stages(lambda: items):
        stage = make()
        begun = time.process_time()
        for row in rows if stage.surveys else ():
            stage.survey(row)
        left = []
        for row in rows:
            outcome = stage.judge(row)
            if outcome.row is None or set(outcome.reasons) - TRIVIAL:
                told.flagged[stage.name].add(row.id)
            if outcome.row is None:
                told.dropped[stage.name] += 1
            else:
                left.append(outcome.row)
        told.seconds[stage.name] = time.process_time() - begun
        rows = left
    told.rows = {row.id: row for row in rows}
    return told


def sample(data: Path, count: int) -> list[Row]:
    """Raw passages of every collection there, as evenly as they allow, by a hash of their ids."""
    there = [one for one in COLLECTIONS.values() if (data / one.place).is_dir()]
    found: list[Row] = []
    for one in there:
        rows = _some(one.read(data / one.place), 4 * count // len(there))
        found += sorted(rows, key=lambda row: sha256(row.id.encode()).digest())[
            : count // len(there)
        ]
    return found


def _some(rows: Iterable[Row], count: int) -> list[Row]:
    """Every third row, so that long collections need not be read to their end."""
    return list(islice(rows, 0, 3 * count, 3))


def plant(clean: list[Row], each: int, items: list[Item], rng: random.Random) -> list[Planted]:
    """`each` rows of every kind, no row twice; a copy is another row beside its original."""
    fit = [row for row in clean if row.part == "train" and len(row.text) >= SHORTEST]
    rng.shuffle(fit)
    told = [item.text for item in items if LEAST_ITEM <= len(tokens(item.text)) <= MOST_ITEM]
    texts = rng.sample(told, min(len(told), 2000))
    planters = [*PLANTERS]
    if texts:
        planters.append(lambda row, rng: contaminated(row, rng, texts))
    planted: list[Planted] = []
    for planter in planters:
        got = 0
        for at in range(len(fit) - 1, -1, -1):
            dirty = planter(fit[at], rng) if got < each else None
            if dirty is not None:
                copied = replace(dirty.row, id=f"planted-{len(planted)}:{dirty.row.id}")
                planted.append(replace(dirty, row=copied))
                fit.pop(at)
                got += 1
    return planted


def mixed(clean: list[Row], planted: list[Planted]) -> list[Row]:
    """Clean rows less those made dirty, then the dirty ones; the originals of copies stay."""
    changed = {told.row.id.split(":", 1)[1] for told in planted if told.kind not in COPIES}
    return [row for row in clean if row.id not in changed] + [told.row for told in planted]


def gone(told: Planted, after: Cleaned) -> bool:
    row = after.rows.get(told.row.id)
    return row is None or (bool(told.pieces) and not any(p in row.text for p in told.pieces))


def by_kind(planted: list[Planted], after: Cleaned) -> dict[str, dict[str, float]]:
    dirty = {told.row.id for told in planted}
    result: dict[str, dict[str, float]] = {}
    for kind in dict.fromkeys(told.kind for told in planted):
        those = [told for told in planted if told.kind == kind]
        flagged = after.flagged[STAGE_OF[kind]]
        result[kind] = {
            "planted": len(those),
            "recall": round(sum(gone(told, after) for told in those) / len(those), 4),
            "precision": round(len(flagged & dirty) / len(flagged), 4) if flagged else 1.0,
        }
    return result


def measure(data: Path, count: int, each: int, against: Path | None) -> dict[str, object]:
    items = [*protected.of_data(data), *(protected.of_folder(against) if against else ())]
    raw = sample(data, count)
    begun = time.process_time()
    first = cleaned(raw, items)
    spent = time.process_time() - begun
    clean = list(first.rows.values())
    planted = plant(clean, each, items, random.Random(1))
    rows = mixed(clean, planted)
    after = cleaned(rows, items)
    left = sum(not gone(told, after) for told in planted)
    untouched = len(rows) - len(planted)
    kept = sum(not name.startswith("planted-") for name in after.rows)
    return {
        "dirt_found": round(1 - left / len(planted), 4),
        "by_kind": by_kind(planted, after),
        "noise_before": round(len(planted) / len(rows), 4),
        "noise_after": round(left / len(after.rows), 4),
        "usable_before": round(untouched / len(rows), 4),
        "usable_after": round((len(after.rows) - left) / len(rows), 4),
        "clean_rows_lost": round(1 - kept / untouched, 4),
        "lost_first": {name: round(n / len(raw), 4) for name, n in first.dropped.items()},
        "rows": len(rows),
        "rows_per_cpu_second": round(len(raw) / spent, 1),
        "cpu_seconds": {name: round(told, 2) for name, told in first.seconds.items()},
        "protected_items": len(items),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--against", type=Path, help="Another folder of benchmarks kept apart.")
    parser.add_argument("--rows", type=int, default=1500)
    parser.add_argument("--each", type=int, default=30)
    told = parser.parse_args()
    print(json.dumps(measure(told.data, told.rows, told.each, told.against)))


if __name__ == "__main__":
    main()
