"""Imports every FHIR file of a data set and checks that each resource has exactly one account.

The truth is a plain walk over the JSON that counts resources in bundles. Each folder is imported
as one (as a user picks a folder), then each file by itself. Beside it: how many resources the
default classes of fhir.resources (R5) take, and how many whole bundles the strict classes take.

    python -m benchmarks.fhir_import --data DIR      # DIR/fhir_synthea/**/*.json, or .json.gz
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apps.medical.domain.intake.files import read_files
from apps.medical.domain.intake.imported import Account, Imported, Outcome
from benchmarks.packed import read_bytes
from rag.readers.errors import UnreadableFile

File = tuple[str, bytes]
_PARTICULAR = re.compile(r"[A-Z][A-Za-z]+/\S+")
_FAILURES = (ValueError, TypeError, AttributeError, LookupError, AssertionError)


@dataclass
class Tally:
    """Resources found by the walk and accounts by outcome, per type; and every reason."""

    found: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    unaccounted: int = 0
    documents_missing: int = 0
    spans_wrong: int = 0
    patients: int = 0
    refused: int = 0


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    root = parser.parse_args(arguments).data / "fhir_synthea"
    folders = files_by_folder(root)
    if not folders:
        raise SystemExit(f"{root}: no .json file; lay the data out as its card says")
    wall, cpu = time.perf_counter(), time.process_time()
    together = tally(list(folders.values()))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    singly = tally([[file] for files in folders.values() for file in files])
    show(together, len(folders))
    entries = [entry for files in folders.values() for _, data in files for entry in walk(data)]
    bundles = [data for files in folders.values() for _, data in files]
    r5, strict = r5_share(entries), strict_bundles(bundles)
    resources = sum(together.found.values())
    print(f"\nbaseline: R5 classes (the default) take {r5} of {len(entries)} resources;")
    print(f"          strict R4B classes take {strict} of {len(bundles)} files whole")
    print(f"read in {wall:.1f} s ({cpu:.1f} s CPU), {resources / max(cpu, 1e-9):.0f} a CPU second")
    accounted = Counter(outcome for (_, outcome) in together.outcomes.elements())
    report = {
        "unaccounted": together.unaccounted,
        "unaccounted_file_by_file": singly.unaccounted,
        "documents_missing": together.documents_missing,
        "spans_wrong": together.spans_wrong,
        "resources": resources,
        **{outcome.value: accounted[outcome] for outcome in Outcome},
        "files_refused": together.refused,
        "patients": together.patients,
        "r5_baseline": r5,
        "strict_bundles": strict,
        "bundles": len(bundles),
        "seconds": round(wall, 2),
        "cpu_seconds": round(cpu, 2),
    }
    print(json.dumps(report))


def files_by_folder(root: Path) -> dict[str, list[File]]:
    """Every JSON file below `root`, as a user would pick it: a folder at a time."""
    found: dict[str, list[File]] = {}
    paths = {path.with_name(path.name.removesuffix(".gz")) for path in root.rglob("*.json*")}
    for path in sorted(path for path in paths if path.suffix == ".json"):
        folder = str(path.parent.relative_to(root))
        found.setdefault(folder, []).append((path.name, read_bytes(path)))
    return found


def walk(data: bytes) -> Iterator[dict[str, Any]]:
    """The resources of a JSON file: those of bundles' entries, not what one contains itself.

    None in a file that is no JSON, which the import refuses whole.
    """
    try:
        waiting = [json.loads(data)]
    except ValueError:
        return
    while waiting:
        value = waiting.pop(0)
        if value.get("resourceType") == "Bundle":
            resources = [entry.get("resource") for entry in value.get("entry", [])]
            waiting = [resource for resource in resources if resource] + waiting
        elif "resourceType" in value:
            yield value


def tally(imports: Sequence[list[File]]) -> Tally:
    """Import each list of files and compare its accounts with the walk."""
    result = Tally()
    for files in imports:
        try:
            imported = read_files(files)
        except UnreadableFile as problem:
            result.refused += len(files)
            result.reasons["file", "refused", str(problem)] += 1
            continue
        whole = {account.origin for account in imported.accounts if account.resource_type == "file"}
        result.refused += len(whole)
        _compare([file for file in files if file[0] not in whole], imported, result)
    return result


def _compare(files: Sequence[File], imported: Imported, result: Tally) -> None:
    """Add one import's accounts, and what they lack of the files that were not refused whole."""
    found = Counter(entry["resourceType"] for _, data in files for entry in walk(data))
    result.found += found
    aside = ("Bundle", "entry", "file")
    accounts = [account for account in imported.accounts if account.resource_type not in aside]
    told = Counter(account.resource_type for account in accounts)
    result.unaccounted += sum((found - told).values()) + sum((told - found).values())
    result.unaccounted += _ids_untold(files, accounts)
    result.patients += len(imported.records)
    for account in accounts:
        result.outcomes[account.resource_type, account.outcome] += 1
        if account.reason:
            key = account.resource_type, account.outcome.value, account.reason
            result.reasons[key] += 1
    kept = {document.id for document in imported.loose}
    for record in imported.records:
        kept |= {document.id for document in record.documents}
        result.spans_wrong += _wrong_spans(record)
    result.documents_missing += max(0, _distinct(files) - len(kept))


def _ids_untold(files: Sequence[File], accounts: Sequence[Account]) -> int:
    """Resources, by type, id and file, that the walk met more often than they were told."""
    met = Counter(
        (entry["resourceType"], entry["id"], name)
        for name, data in files
        for entry in walk(data)
        if entry.get("id")
    )
    told = Counter((account.resource_type, account.id, account.origin) for account in accounts)
    return sum((met - told).values())


def _distinct(files: Sequence[File]) -> int:
    """How many different resources the files hold, word by word."""
    return len({json.dumps(entry, indent=2) for _, data in files for entry in walk(data)})


def _wrong_spans(record: Any) -> int:
    """Lines whose source is empty, or starts with no key, object or row of its document."""
    lines = [
        line
        for name in ("encounters", "problems", "medications", "allergies", "observations", "events")
        for line in getattr(record, name)
    ]
    return sum(not record.quote(line.source).strip().startswith(('"', "{")) for line in lines)


def r5_share(entries: Sequence[dict[str, Any]]) -> int:
    """How many resources the package's default classes, which are R5, take."""
    from fhir.resources import get_fhir_model_class

    return sum(_taken(get_fhir_model_class, entry) for entry in entries)


def strict_bundles(files: Sequence[bytes]) -> int:
    """How many files the R4B classes take whole."""
    from fhir.resources.R4B import get_fhir_model_class

    return sum(_taken(get_fhir_model_class, data) for data in files)


def _taken(model: Any, sent: dict[str, Any] | bytes) -> bool:
    try:
        value: Any = json.loads(sent) if isinstance(sent, bytes) else sent
        model(value["resourceType"]).model_validate(value)
    except _FAILURES:
        return False
    return True


def show(result: Tally, folders: int) -> None:
    """Found against accounted, by type, then the reasons."""
    names = [outcome.value for outcome in Outcome]
    told = f"{result.patients} patients, {result.refused} files refused whole"
    print(f"{folders} folders, {told}\n")
    print(f"{'resource type':<24}{'found':>8}" + "".join(f"{name:>12}" for name in names))
    for kind in sorted(result.found):
        counts = [result.outcomes[kind, outcome] for outcome in Outcome]
        print(f"{kind:<24}{result.found[kind]:>8}" + "".join(f"{count:>12}" for count in counts))
    print("\nreasons")
    merged: Counter[str] = Counter()
    for (kind, outcome, reason), count in result.reasons.items():
        merged[f"{kind} {outcome}: {_PARTICULAR.sub('…', reason.partition(' (')[0])[:110]}"] += (
            count
        )
    for reason, count in merged.most_common(25):
        print(f"{count:>6}  {reason}")


if __name__ == "__main__":
    main()
