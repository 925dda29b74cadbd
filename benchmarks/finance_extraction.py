"""How exactly filings are read: tagged facts, and the same filings with every tag stripped.

    python -m benchmarks.finance_extraction --data DIR [--verbose] [--split]

DIR has `ixbrl/*.html|htm` and `facts/*.jsonl` (either may be gzipped). The last line is JSON:

- `tagged_exact`: tagged facts equal to `facts/*.jsonl` in concept, value, unit, period and
  dimensions, order kept.
- `untagged_exact`: core metrics on the face statements (`benchmarks.filing_gold`) that are read
  from the stripped document exactly in value, unit, period and scope; a missing one is wrong, as
  is one read with two values.
- `silent_scale_errors`: core metrics, in either form, with the right digits and a wrong power of
  ten that no notice flags.
- `seconds_per_filing`: wall time of one whole read, tags and statements; `cpu_per_filing` its CPU
  time; `slowest` the longest. `peak_mb`: the largest resident memory of a process that reads one
  filing.

Each filing is read in a process of its own. `--split` reports filings whose name hashes to a
third apart: rules were not developed on those.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from apps.finance.domain.english import read_untagged
from apps.finance.domain.facts import Fact, Filing, Scope
from apps.finance.domain.ixbrl import read_tagged
from apps.finance.domain.tags import TaggedNumber, read_tags
from benchmarks.filing_gold import GoldFact, Key, gold_facts, gold_metrics, stripped
from rag.readers.html import read_html


@dataclass(frozen=True, slots=True)
class Score:
    """What one filing gave. `misses` are lines for the reader, by kind."""

    name: str
    tagged: int
    tagged_right: int
    metrics: int
    metrics_right: int
    spurious: int
    scale_errors: int
    seconds: float
    cpu: float
    untagged_seconds: float
    peak_mb: float
    missed: tuple[str, ...]
    misses: tuple[str, ...]


def score(path: Path, facts: Path) -> Score:
    """Read one filing with and without its tags and compare both with the truth."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    wall, cpu = time.perf_counter(), time.process_time()
    filing = read_tagged(read_html(data, path.name))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    reading = read_html(data, path.name)
    numbers, truth = read_tags(reading).numbers, gold_facts(facts)
    wrong = _wrong_tags(numbers, truth)
    gold = gold_metrics(reading.document, numbers, truth)
    bare = stripped(reading.root)
    began = time.perf_counter()
    plain = read_untagged(read_html(bare, path.name).document)
    untagged_seconds = time.perf_counter() - began
    lines, missed = _wrong_metrics(gold, _by_key(plain))
    scale = _scale_errors(gold, filing) + _scale_errors(gold, plain)
    return Score(
        path.name, len(truth), len(truth) - len(wrong), len(gold), len(gold) - len(lines),
        len(_by_key(plain).keys() - gold.keys()), scale, wall, cpu, untagged_seconds, peak,
        tuple(missed), (*wrong, *lines),
    )  # fmt: skip


def _wrong_tags(numbers: Iterable[TaggedNumber], truth: list[GoldFact]) -> list[str]:
    """One line for each fact of the truth that is not read as it stands."""
    read = list(numbers)
    read += [None] * (len(truth) - len(read))
    return [
        f"tagged  {fact.concept} {fact.period}: want {fact.value} {fact.unit}, got "
        + (f"{number.value} {number.unit} {number.period}" if number else "nothing")
        for fact, number in zip(truth, read, strict=False)
        if number is None or fact.key != _key(number)
    ]


def _key(number: TaggedNumber) -> tuple[object, ...]:
    return (
        number.concept, number.value, number.unit, number.period, frozenset(number.dimensions)
    )  # fmt: skip


def _by_key(filing: Filing) -> dict[Key, list[Fact]]:
    found: dict[Key, list[Fact]] = {}
    for fact in filing.facts:
        if fact.metric and not fact.dimensions and fact.scope is Scope.CONSOLIDATED:
            found.setdefault((fact.metric, fact.period), []).append(fact)
    return found


def _wrong_metrics(
    gold: Mapping[Key, tuple[Decimal, str]], read: Mapping[Key, list[Fact]]
) -> tuple[list[str], list[str]]:
    """Lines about, and names of, the core metrics that are missing or not exact."""
    lines: list[str] = []
    names: list[str] = []
    for (metric, period), (value, unit) in gold.items():
        facts = read.get((metric, period), [])
        if facts and all(fact.value == value and fact.unit == unit for fact in facts):
            continue
        got = ", ".join(f"{f.value} {f.unit} ({f.label[:40]})" for f in facts) or "nothing"
        lines.append(
            f"metric  {metric} {period.start or ''}..{period.end}: want {value} {unit}, got {got}"
        )
        names.append(metric)
    return lines, names


def _scale_errors(gold: Mapping[Key, tuple[Decimal, str]], filing: Filing) -> int:
    """Core metrics off by a power of ten without a flag on the fact or an error over it."""
    spans = [n.span for n in filing.notices if n.level == "error" and n.span is not None]
    return sum(
        _off_by_power(fact.value, gold[key][0])
        and not fact.unit_inherited
        and not any(s.start <= fact.span.start and fact.span.end <= s.end for s in spans)
        for key, facts in _by_key(filing).items() if key in gold for fact in facts
    )  # fmt: skip


def _off_by_power(value: Decimal, truth: Decimal) -> bool:
    if not value or not truth or abs(value) == abs(truth):
        return False
    return abs(value).normalize().as_tuple().digits == abs(truth).normalize().as_tuple().digits


def pairs(folder: Path) -> list[tuple[Path, Path]]:
    """Filings with the facts that belong to them, by name."""
    found: list[tuple[Path, Path]] = []
    for path in sorted((folder / "ixbrl").iterdir()):
        stem = path.name.removesuffix(".gz").rpartition(".")[0]
        for suffix in (".jsonl", ".jsonl.gz"):
            facts = folder / "facts" / (stem + suffix)
            if facts.exists():
                found.append((path, facts))
                break
    return found


def kept_apart(path: Path) -> bool:
    """A third of the filings, chosen by the hash of the name without suffixes."""
    stem = path.name.removesuffix(".gz").rpartition(".")[0]
    return int(hashlib.sha256(stem.encode()).hexdigest(), 16) % 3 == 0


def in_own_process(path: Path, facts: Path) -> Score:
    command = [
        sys.executable,
        "-m",
        "benchmarks.finance_extraction",
        "--one",
        str(path),
        str(facts),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"{path.name} cannot be scored:\n{done.stderr}")
    told = json.loads(done.stdout)
    return Score(**{**told, "missed": tuple(told["missed"]), "misses": tuple(told["misses"])})


def summary(scores: list[Score]) -> dict[str, float | int]:
    """The figures of the JSON line over some filings."""
    with_metrics = [score for score in scores if score.metrics]
    return {
        "tagged_exact": _share(sum(s.tagged_right for s in scores), sum(s.tagged for s in scores)),
        "untagged_exact": _share(
            sum(s.metrics_right for s in with_metrics), sum(s.metrics for s in with_metrics)
        ),
        "silent_scale_errors": sum(s.scale_errors for s in scores),
        "seconds_per_filing": round(sum(s.seconds for s in scores) / len(scores), 3),
        "cpu_per_filing": round(sum(s.cpu for s in scores) / len(scores), 3),
        "slowest": round(max(s.seconds for s in scores), 3),
        "peak_mb": round(max(s.peak_mb for s in scores), 1),
        "filings": len(scores),
        "tagged_facts": sum(s.tagged for s in scores),
        "core_metrics": sum(s.metrics for s in scores),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 5) if whole else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, help="folder with ixbrl/ and facts/")
    parser.add_argument("--verbose", action="store_true", help="print every miss")
    parser.add_argument("--split", action="store_true", help="report the third kept apart, too")
    parser.add_argument("--one", nargs=2, type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        told = score(*chosen.one)
        print(json.dumps({name: getattr(told, name) for name in Score.__slots__}))
        return
    if chosen.data is None:
        parser.error("--data is needed: the folder with ixbrl/ and facts/")
    _report(chosen.data, verbose=chosen.verbose, split=chosen.split)


def _report(folder: Path, *, verbose: bool, split: bool) -> None:
    found = pairs(folder)
    if not found:
        raise SystemExit(f"{folder}: no ixbrl/ filing has its facts/ beside it")
    scores: list[Score] = []
    for path, facts in found:
        one = in_own_process(path, facts)
        scores.append(one)
        print(
            f"{one.name:48} tags {one.tagged_right}/{one.tagged}  metrics {one.metrics_right}/"
            f"{one.metrics} (+{one.spurious} beyond the tags)  {one.seconds:.2f} s "
            f"({one.cpu:.2f} CPU, {one.untagged_seconds:.2f} untagged)  {one.peak_mb:.0f} MB"
        )
        if verbose:
            print("".join(f"    {line}\n" for line in one.misses), end="")
    missed = Counter(name for one in scores for name in one.missed)
    print("missed metrics:", ", ".join(f"{n} {c}" for n, c in missed.most_common()) or "none")
    if split:
        for title, part in (("developed on", False), ("kept apart", True)):
            chosen = [
                s for s, (path, _) in zip(scores, found, strict=True) if kept_apart(path) is part
            ]
            print(f"{title}: {json.dumps(summary(chosen))}" if chosen else f"{title}: none")
    print(json.dumps(summary(scores)))


if __name__ == "__main__":
    main()
