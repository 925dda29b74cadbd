"""The pipeline end to end on made-up texts: reports, resumes, and never lets a test item train."""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import replace
from itertools import count
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from finetune.corpora import fetching, protected, shards
from finetune.corpora.catalogue import COLLECTIONS
from finetune.corpora.config import CorpusConfig
from finetune.corpora.pipeline import clean
from finetune.corpora.report import summary
from finetune.corpora.split import part
from finetune.corpora.stages.near_duplicates import NearDuplicates
from finetune.corpora.stages.order import NAMES

ITEM = "Which of the nine towns in the valley had its own brewery before the railway came to it?"
TRADES = ("cooper", "miller", "tanner", "weaver", "smith", "baker", "carter", "mason", "potter")
TOWNS = ("Aldmoor", "Brackley", "Corvell", "Dunmere", "Eastwick", "Farholt", "Gransby", "Hexley")


def story(n: int) -> str:
    trade, town, other = TRADES[n % 9], TOWNS[n % 8], TOWNS[(n * 3 + 1) % 8]
    return (
        f"In the year {1700 + n} the {trade} of {town} wrote {n + 2} letters to the guild. He asked"
        f" for {n * 7 + 3} crowns so that a workshop could be built by the river at {other}. What"
        f" the guild of {other} answered to letter {n} is told in chapter {n * 2 + 1} of the"
        f" chronicle, and the {trade} never forgave it."
    )


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    told = [{"id": f"d{n}", "text": story(n)} for n in range(40)]
    trained = (name for n in count() if part(name := f"dirt{n}") == "train")
    told += [{"id": name, "text": text} for name, text in zip(trained, dirt(), strict=False)]
    path = tmp_path / "chronicle.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in told), encoding="utf-8")
    return path


def dirt() -> list[str]:
    return [
        story(3).upper(),
        "Ale! " * 40,
        f"He wondered. {ITEM} Nobody could say, for the chronicle is silent on the matter.",
        "Die Brauerei meldete, dass der Absatz des Winterbieres um ein Zehntel gestiegen ist.",
    ]


def config(tmp_path: Path, texts: Path, **fields: object) -> CorpusConfig:
    (tmp_path / "kept_apart").mkdir(exist_ok=True)
    (tmp_path / "kept_apart" / "quiz.json").write_text(json.dumps([{"question": ITEM}]))
    given = {"out": tmp_path / "out", "own": {"legal": texts}, "shard_rows": 12}
    against = (tmp_path / "kept_apart",)
    return CorpusConfig.model_validate(given | {"against": against} | fields)


def test_dirt_goes_and_the_report_says_why(tmp_path: Path, texts: Path) -> None:
    report = clean(config(tmp_path, texts))
    assert [told.stage for told in report.stages] == list(NAMES)
    assert report.rows_in == 44
    assert report.rows_out == 40
    rows = list(shards.rows([tmp_path / "out" / "legal.jsonl"]))
    assert {row.id for row in rows} == {f"own:d{n}#{n}" for n in range(40)}
    assert all(row.part == part(row.document) for row in rows)
    assert report.usable_after == pytest.approx(40 / 44)
    assert 0 < report.noise_before < 0.2
    assert report.noise_after == 0
    told = json.loads((tmp_path / "out" / "report.json").read_text())
    reasons = [reason for stage in told["stages"] for reason in stage["dropped"]]
    assert sorted(reasons) == ["a few words fill it", "kept_apart", "seen before", "written in de"]
    page = (tmp_path / "out" / "report.html").read_text()
    assert "kept_apart" in page
    assert ITEM not in page
    assert summary(report)["rows_by_part"]["legal"]["train"] > 20


def test_a_run_that_was_interrupted_ends_like_one_that_was_not(
    tmp_path: Path, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean(config(tmp_path, texts, out=tmp_path / "whole"))
    judge, judged = NearDuplicates.judge, []

    def stops(self: NearDuplicates, row: object) -> object:
        judged.append(row)
        if len(judged) == 20:
            raise KeyboardInterrupt
        return judge(self, row)  # pyright: ignore

    with monkeypatch.context() as broken:
        broken.setattr(NearDuplicates, "judge", stops)
        with pytest.raises(KeyboardInterrupt):
            clean(config(tmp_path, texts))
    judged.clear()
    seen: list[str] = []
    clean(config(tmp_path, texts), lambda stage, *_: seen.append(stage))
    assert "length" not in seen
    assert "near duplicates" in seen
    files = (tmp_path / "whole" / "legal.jsonl", tmp_path / "out" / "legal.jsonl")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_other_settings_clean_again_from_where_they_matter(tmp_path: Path, texts: Path) -> None:
    clean(config(tmp_path, texts))
    seen: list[str] = []
    clean(config(tmp_path, texts, similar=0.5), lambda stage, *_: seen.append(stage))
    assert seen[0] == "near duplicates"
    assert len(list((tmp_path / "out" / "work").iterdir())) == 13


def test_a_stream_keeps_the_rows_wanted(tmp_path: Path, texts: Path) -> None:
    clean(config(tmp_path, texts))
    kept = list(shards.stream([tmp_path / "out" / "legal.jsonl"], part="test"))
    assert kept
    assert {row["part"] for row in kept} == {"test"}


def test_a_config_names_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="nothing to read"):
        CorpusConfig(out=tmp_path)
    with pytest.raises(ValidationError, match="open to training"):
        CorpusConfig(out=tmp_path, data=tmp_path, collections=("financebench",))
    with pytest.raises(FileNotFoundError, match="gsm8k"):
        CorpusConfig(out=tmp_path, data=tmp_path, collections=("gsm8k",)).folders()


def test_benchmarks_of_a_data_folder_are_protected(tmp_path: Path) -> None:
    (tmp_path / "finance" / "phrasebank").mkdir(parents=True)
    (tmp_path / "finance" / "phrasebank" / "lines.txt").write_text("Sales rose.@positive\n")
    (tmp_path / "education" / "gsm8k").mkdir(parents=True)
    (tmp_path / "education" / "gsm8k" / "train.jsonl").write_text('{"question": "How?"}\n')
    (tmp_path / "education" / "gsm8k" / "test.jsonl").write_text('{"question": "Why?"}\n')
    told = {(item.benchmark, item.text.strip()) for item in protected.of_data(tmp_path)}
    assert told == {("finance/phrasebank", "Sales rose.@positive"), ("education/gsm8k", "Why?")}


def packed(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return held.getvalue()


def test_a_collection_is_fetched_at_its_revision(tmp_path: Path) -> None:
    asked: list[str] = []
    one = replace(COLLECTIONS["gsm8k"], within="data")

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, content=packed({"top/data/train.jsonl": b"{}", "top/x": b""}))

    client = httpx.Client(transport=httpx.MockTransport(answer))
    folder = fetching.fetch(one, tmp_path / "gsm8k", client)
    assert (folder / "train.jsonl").read_bytes() == b"{}"
    assert fetching.fetch(one, tmp_path / "gsm8k", client) == folder
    assert len(asked) == 1
    assert one.revision in asked[0]


def test_an_archive_may_not_lead_outside(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=packed({"top/../../evil": b"x"}))

    client = httpx.Client(transport=httpx.MockTransport(answer))
    with pytest.raises(tarfile.FilterError):
        fetching.fetch(COLLECTIONS["gsm8k"], tmp_path / "in" / "gsm8k", client)
    assert not list(tmp_path.rglob("evil"))


def test_an_address_that_does_not_answer_is_named(tmp_path: Path) -> None:
    client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(404)))
    with pytest.raises(fetching.FetchRefused, match=r"codeload.*404"):
        fetching.fetch(COLLECTIONS["gsm8k"], tmp_path / "gsm8k", client)
