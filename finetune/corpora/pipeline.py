"""From collections to a clean corpus: twelve stages over shards, resumable after each shard.

Every stage has a folder of shards beside the tallies that say they are done; its name holds a
fingerprint of everything before it, so changed settings clean again from where they matter and
only there. Held-out parts run first, so that of two copies the one that trains is dropped.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from finetune.corpora import fetching, protected, shards
from finetune.corpora.catalogue import COLLECTIONS
from finetune.corpora.config import CorpusConfig
from finetune.corpora.report import Report
from finetune.corpora.rows import Row, write_rows
from finetune.corpora.sources import own
from finetune.corpora.stages.decontamination import Item
from finetune.corpora.stages.order import NAMES, stages
from finetune.corpora.stages.stage import Stage
from finetune.corpora.tally import Tally

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, its rows done, and its rows in all (0 where not known)."""

ORDER = ("test", "validation", "train")
VERSION = 1
DONE = "done.json"


def clean(config: CorpusConfig, progress: Progress = lambda *_: None) -> Report:
    """Cleans what `config` names and writes DOMAIN.jsonl files and the report into `config.out`."""
    folders = config.folders()
    if config.fetch:
        folders |= fetching.missing(config, folders)
    mark = _mark(VERSION, sorted(_seen(config, folders)))
    current = config.out / "work" / f"00-read-{mark}"
    _read(config, folders, current, progress)
    tallies: list[Tally] = []
    used = [current]
    for place, make in enumerate(_stages(config), 1):
        mark = _mark(mark, NAMES[place - 1], _settings(config, NAMES[place - 1]))
        target = config.out / "work" / f"{place:02d}-{NAMES[place - 1].replace(' ', '-')}-{mark}"
        tallies.append(_run(NAMES[place - 1], make, current, target, progress))
        current = target
        used.append(target)
    counts = publish(current, config.out)
    _forget_others(config.out / "work", used)
    report = Report.of(tallies, counts, used[0], config)
    report.write(config.out)
    return report


def publish(last: Path, out: Path) -> dict[str, dict[str, int]]:
    """DOMAIN.jsonl in `out`, in an order without pattern; rows by domain and part."""
    places: dict[str, list[tuple[bytes, Path, int]]] = {}
    counts: dict[str, dict[str, int]] = {}
    for path in shards.listed(last):
        with path.open("rb") as file:
            while line := (at := file.tell(), file.readline())[1]:
                row = json.loads(line)
                key = hashlib.blake2b(row["id"].encode(), digest_size=8).digest()
                places.setdefault(row["domain"], []).append((key, path, at))
                told = counts.setdefault(row["domain"], dict.fromkeys(ORDER, 0))
                told[row["part"]] += 1
    for domain, found in places.items():
        _write_domain(out / f"{domain}.jsonl", sorted(found))
    return counts


def _write_domain(path: Path, found: list[tuple[bytes, Path, int]]) -> None:
    opened = {shard: shard.open("rb") for shard in {shard for _, shard, _ in found}}
    half = path.with_name(f".{path.name}.half")
    try:
        with half.open("w", encoding="utf-8") as file:
            for _, shard, at in found:
                opened[shard].seek(at)
                value = json.loads(opened[shard].readline())
                value.pop("claims", None)
                file.write(json.dumps(value, ensure_ascii=False) + "\n")
    finally:
        for one in opened.values():
            one.close()
    half.replace(path)


def _read(config: CorpusConfig, folders: dict[str, Path], target: Path, progress: Progress) -> None:
    """Rows of all collections in shards, held-out parts first. One collection is read or is not."""
    if (target / DONE).exists():
        return
    parts = {part: target / part for part in ORDER}
    for name, rows in _sources(config, folders):
        mark = target / f"{name}.json"
        if mark.exists():
            continue
        for folder in parts.values():
            for stale in folder.glob(f"{name}-*"):
                shutil.rmtree(stale)
        count = 0
        for block in _blocks(rows, config.shard_rows):
            for part, folder in parts.items():
                held = (row for row in block if row.part == part)
                shards.write(folder / f"{name}-rows", held, config.shard_rows)
            count += len(block)
            progress(f"read {name}", count, 0)
        shards.write_json(mark, {"rows": count})
    found = [path for part in ORDER for path in sorted((target / part).glob("*/[0-9]*.jsonl"))]
    for path in found:
        path.replace(target / f"{len(shards.listed(target)):05d}.jsonl")
    shards.write_json(target / DONE, {"shards": len(shards.listed(target))})


def _sources(config: CorpusConfig, folders: dict[str, Path]) -> Iterator[tuple[str, Iterator[Row]]]:
    for name, folder in folders.items():
        yield name, COLLECTIONS[name].read(folder)
    for domain, path in config.own.items():
        yield f"own-{domain}", own.read(path, domain)


def _blocks(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    held: list[Row] = []
    for row in rows:
        held.append(row)
        if len(held) >= size:
            yield held
            held = []
    if held:
        yield held


def _run(
    name: str, make: Callable[[], Stage], source: Path, target: Path, progress: Progress
) -> Tally:
    """One stage over all shards of `source`; those done before are only remembered."""
    paths = shards.listed(source)
    tallies = [target / f"{path.stem}.tally.json" for path in paths]
    if not all(path.exists() for path in tallies):
        stage = make()
        if stage.surveys:
            for row in shards.rows(paths):
                stage.survey(row)
        done = 0
        for path, told in zip(paths, tallies, strict=True):
            if told.exists():
                for row in shards.rows([target / path.name]):
                    stage.remember(row)
                done += _tally(told).rows_in
                continue
            done += _judge_shard(stage, path, target / path.name, told)
            progress(name, done, 0)
    return sum((_tally(path) for path in tallies), Tally(name))


def _judge_shard(stage: Stage, path: Path, target: Path, told: Path) -> int:
    tally = Tally(stage.name)
    begun = time.process_time()

    def left() -> Iterator[Row]:
        for row in shards.rows([path]):
            outcome = stage.judge(row)
            tally.add(row, outcome)
            if outcome.row is not None:
                yield outcome.row

    write_rows(target, left())
    tally.seconds = time.process_time() - begun
    shards.write_json(told, tally.as_json())
    return tally.rows_in


def _tally(path: Path) -> Tally:
    return Tally.from_json(json.loads(path.read_text(encoding="utf-8")))


def _items(config: CorpusConfig) -> Iterator[Item]:
    if config.data is not None:
        yield from protected.of_data(config.data)
    for folder in config.against:
        yield from protected.of_folder(folder)


def _stages(config: CorpusConfig) -> tuple[Callable[[], Stage], ...]:
    return stages(
        lambda: _items(config),
        languages=config.languages,
        least_words=config.least_words,
        most_characters=config.most_characters,
        similar=config.similar,
        least_quality=config.least_quality,
    )


def _settings(config: CorpusConfig, stage: str) -> object:
    return {
        "language": config.languages,
        "length": (config.least_words, config.most_characters),
        "near duplicates": config.similar,
        "quality": config.least_quality,
        "decontamination": [*map(str, config.against)],
    }.get(stage)


def _seen(config: CorpusConfig, folders: dict[str, Path]) -> Iterator[str]:
    """Each file that will be read, by name, size and time of change."""
    for name, folder in [*folders.items(), *config.own.items()]:
        files = (
            [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else [folder]
        )
        for path in files:
            told = path.stat()
            yield f"{name}|{path}|{told.st_size}|{told.st_mtime_ns}|{config.shard_rows}"


def _mark(*told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


def _forget_others(work: Path, used: list[Path]) -> None:
    for folder in work.iterdir():
        if folder.is_dir() and folder not in used:
            shutil.rmtree(folder)
