from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from apps.medical.domain.intake.files import read_files
from apps.medical.domain.intake.imported import Imported
from benchmarks import fhir_import
from benchmarks.fhir_import import tally
from tests.fakes.fhir_resources import bundle, condition, patient

_FAULTY = {"resourceType": "Procedure", "id": "x", "subject": {"reference": "Patient/p"}}


def test_it_counts_and_prints_json_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "fhir_synthea" / "one"
    folder.mkdir(parents=True)
    (folder / "a.json").write_bytes(bundle(patient(), condition(), condition(), _FAULTY))
    (folder / "b.json.gz").write_bytes(gzip.compress(bundle(patient("q", identifier=[]))))
    fhir_import.main(["--data", str(tmp_path)])
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    told = {key: report[key] for key in ("unaccounted", "resources", "imported", "unparsed")}
    assert told == {"unaccounted": 0, "resources": 5, "imported": 3, "unparsed": 1}
    assert report["duplicate"] == 1
    assert report["documents_missing"] == report["spans_wrong"] == 0


def test_a_file_that_is_refused_whole_is_counted_apart() -> None:
    visit = {"resourceType": "Encounter", "id": "e", "class": [{}], "actualPeriod": {}}
    visit |= {"status": "completed"}
    refused = ("r5.json", bundle(patient(), visit))
    assert tally([[refused]]).refused == 1
    beside = tally([[refused, ("a.json", bundle(patient())), ("cut.json", b"{")]])
    assert (beside.refused, beside.unaccounted, sum(beside.found.values())) == (2, 0, 1)


def test_a_resource_without_account_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(files: list[tuple[str, bytes]]) -> Imported:
        imported = read_files(files)
        return replace(imported, accounts=imported.accounts[:-1], records=())

    monkeypatch.setattr(fhir_import, "read_files", forgetful)
    found = tally([[("a.json", bundle(patient(), condition()))]])
    assert found.unaccounted == 2
    assert found.documents_missing == 2


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="lay the data out"):
        fhir_import.main(["--data", str(tmp_path)])
