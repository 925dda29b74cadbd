"""`consilium education`: imports, traces, lays paths, makes exercises; what is wrong is named."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apps.cli import main
from apps.shared.settings import settings
from apps.shared.wiring import education as wiring
from tests.fakes.education_catalogue import small_catalogue
from tests.fakes.education_class import CountingModel, plain_judge
from tests.fakes.education_file import small_csv
from tests.fakes.qti_items import choice, entry, package
from tests.fakes.small_book import small_book

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def education(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """The command over a home of its own: exit code, output, complaints."""
    monkeypatch.setattr(wiring, "_fit", lambda *given, **more: CountingModel())
    monkeypatch.setattr(wiring, "_load", CountingModel.load)
    monkeypatch.setattr(wiring, "_judge", plain_judge)
    monkeypatch.setattr(wiring, "_catalogue", small_catalogue)
    monkeypatch.setenv("CONSILIUM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["consilium", "education", *map(str, arguments)])
        settings.cache_clear()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    yield run
    settings.cache_clear()


def test_from_a_file_to_a_path(education: Run, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(small_csv(broken=True))
    refused = tmp_path / "refused.csv"
    code, out, err = education("import", file, "--course", "1b", "--refused", refused)
    assert code == 0, err
    assert out.strip()
    assert "34 answers, 2 refused" in " ".join(err.split())
    assert "perhaps" in refused.read_text("utf-8-sig")
    code, out, err = education("trace", "1b", "--csv", "-")
    assert code == 0, err
    assert "'=1+1" not in out.split("Bo")[0]
    assert "weak" in out
    code, out, err = education("trace", "1b", "--student", "Ada")
    assert (code, "Take away" in out) == (0, True), err
    code, out, err = education("path", "1b", "Ada", "--language", "zh")
    assert code == 0, err
    assert "answers.csv, line" in out
    code, _, err = education("path", "1b", "Nobody")
    assert code == 1
    assert "no student is called 'Nobody'" in err


def test_exercises_come_with_proved_keys(education: Run) -> None:
    code, out, err = education("exercises", "sums.add", "--count", 2, "--json")
    assert code == 0, err
    first, second = json.loads(out)
    assert first["proof"]["methods"]
    assert first["prompt"] != second["prompt"]
    code, _, err = education("exercises", "sum")
    assert code == 1
    assert "did you mean sums.count" in err


def test_what_is_wrong_is_named(education: Run, tmp_path: Path) -> None:
    code, _, err = education("import", tmp_path / "none.csv")
    assert (code, "no such file" in err) == (1, True)
    code, _, err = education("trace", "nothing")
    assert (code, "no course 'nothing'" in err) == (1, True)
    file = tmp_path / "a.csv"
    file.write_bytes(small_csv())
    code, _, err = education("import", file, "--map", "pupil=student_id")
    assert (code, "FIELD=COLUMN" in err) == (1, True)


def test_material_is_added_and_asked_with_places(
    education: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.shared.corpora.indexes.TenantIndexes._whole", lambda *of: False)
    monkeypatch.setattr("apps.shared.corpora.indexes.add_meaning", lambda *of: None)
    monkeypatch.setattr("apps.shared.model_health.ModelHealth.answers", lambda of: False)
    answers, book = tmp_path / "answers.csv", tmp_path / "crates.zip"
    answers.write_bytes(small_csv())
    book.write_bytes(small_book())
    assert education("import", answers, "--course", "1b")[0] == 0
    code, out, err = education("material", "add", "1b", book)
    assert (code, "crates.zip: 1 sections" in out) == (0, True), err
    code, out, err = education("material", "ask", "1b", "How do I add within 20?")
    assert code == 0, err
    assert "m1#" in out
    assert "Book of Crates, Open Licence (https://example.org/licence)" in out
    code, out, _ = education("material", "ask", "1b", "法国的首都是哪里？")
    assert (code, "本课程的资料" in out) == (2, True)
    code, _, err = education("material", "ask", "2c", "Why?")
    assert (code, "no course '2c'" in err) == (1, True)


def test_a_bank_is_filled_from_qti(education: Run, tmp_path: Path) -> None:
    answers, items = tmp_path / "answers.csv", tmp_path / "items.zip"
    answers.write_bytes(small_csv())
    assert education("import", answers, "--course", "1b")[0] == 0
    right = choice("q1", "What is 3 + 4?", {"A": "6", "B": "7"}, "B")
    items.write_bytes(package(right, entry("q2", "What is 2 + 2?", "5")))
    code, out, err = education("bank", "add", "1b", items, "--point", "nothing")
    assert code == 1
    assert "no point is called 'nothing'" in err
    named = err.split("such as ")[1].split(",")[0].strip()
    code, out, err = education("bank", "add", "1b", items, "--point", named)
    assert code == 0, err
    assert "1 items taken, 1 keys proved, 1 refused" in out
    assert "q2: its key does not hold" in err
    items.write_bytes(b"<html/>")
    code, _, err = education("bank", "add", "1b", items, "--point", named)
    assert code == 1
    assert "no QTI item" in err
