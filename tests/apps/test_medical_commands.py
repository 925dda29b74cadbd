"""`consilium medical`: ends badly in one line, ranks terms, verifies the chain, keeps names out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apps.cli import main
from apps.medical.samples import demo_patients
from apps.shared.settings import settings
from apps.shared.wiring import medical as wiring
from tests.fakes.medical_knowledge import FAKE_KNOWLEDGE, SIGN, WITH

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def medical(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """The command over a home of its own: exit code, output, complaints."""
    monkeypatch.setattr(wiring, "KNOWLEDGE", FAKE_KNOWLEDGE)
    monkeypatch.setenv("CONSILIUM_HOME", str(tmp_path / "home"))

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["consilium", "medical", *map(str, arguments)])
        settings.cache_clear()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    yield run
    settings.cache_clear()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    patient = next(one for one in demo_patients() if one.key == "tall_boy")
    paths = [tmp_path / name for name, _ in patient.files]
    for path, (_, data) in zip(paths, patient.files, strict=True):
        path.write_bytes(data)
    return paths


def test_review_writes_json_and_a_bundle(medical: Run, files: list[Path], tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.json"
    code, out, err = medical("review", *files, "--json", "-", "--fhir", bundle)
    assert code == 0, err
    (patient,) = json.loads(out)
    assert patient["review"]["findings"]
    kinds = {e["resource"]["resourceType"] for e in json.loads(bundle.read_text())["entry"]}
    assert {"Patient", "ClinicalImpression"} <= kinds


def test_terms_are_ranked_and_unknown_ones_named(medical: Run) -> None:
    code, out, _ = medical("rank", "--hpo", SIGN, "--sex", "male", "--age", 12)
    assert code == 0
    assert WITH in " ".join(out.split())
    code, _, err = medical("rank", "--hpo", "HP:9999999")
    assert code == 1
    assert "HP:9999999" in err
    assert "Traceback" not in err


def test_the_chain_of_a_new_home_verifies(medical: Run) -> None:
    code, out, _ = medical("audit", "verify")
    assert code == 0
    assert "The chain is whole" in out


def test_a_text_loses_its_names(medical: Run, files: list[Path]) -> None:
    code, out, err = medical("deidentify", next(one for one in files if one.suffix == ".txt"))
    assert code == 0, err
    assert "Ekstrom" not in out
    assert "aortic root" in out


def test_a_new_key_opens_what_the_old_one_sealed(medical: Run) -> None:
    assert medical("audit", "verify")[0] == 0
    key = settings().home / "medical.key"
    old = key.read_bytes()
    code, out, err = medical("key", "rotate")
    assert code == 0, err
    assert "under a new key" in out
    assert key.read_bytes() != old
    assert medical("audit", "verify")[0] == 0
