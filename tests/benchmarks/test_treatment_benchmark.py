"""The benchmark of treatment options on a folder of made-up facts."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks import treatment

_HEAD = "doid_id\tdrugbank_id\tdisease\tdrug\tcategory\tn_curators\tn_resources\n"
_LINES = [
    ("dermatitis of bakers", "Betamethasone", "DM"),
    ("dermatitis of bakers", "Salicylic acid", "SYM"),
    ("dermatitis of millers", "Betamethasone", "DM"),
    ("dermatitis of millers", "Amoxicillin", "NOT"),
    ("a complaint like no other", "Amoxicillin", "DM"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "drug_indications"
    folder.mkdir()
    lines = [f"DOID:1\tDB1\t{a}\t{b}\t{c}\t1\t1\n" for a, b, c in _LINES]
    packed = gzip.compress((_HEAD + "".join(lines)).encode())
    (folder / "indications.tsv.gz").write_bytes(packed)
    return tmp_path


def test_the_last_line_has_the_keys_that_are_asked_for(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["treatment", "--data", str(data), "--show"])
    treatment.main()
    out = capsys.readouterr().out
    told = json.loads(out.splitlines()[-1])
    assert {"top3", "popularity_top3", "marked_not", "top1", "top10"} <= set(told)
    assert {"top3_without_mechanisms", "top3_folder_only", "top3_mechanisms_only"} <= set(told)
    assert "what drives it is not" in out
    assert told["diseases"] == 3
    assert 0 <= told["top3"] <= 1


def test_a_disease_is_judged_without_its_own_facts() -> None:
    text = _HEAD + "".join(f"D\tB\tmigraine\t{d}\tDM\t1\t1\n" for d in ("Wonderol", "Propranolol"))
    facts = treatment.facts_of(text.encode())
    (case,) = treatment.cases_of(facts, treatment.packaged().and_also(facts))
    assert "wonderol" not in case.ours
    assert [gone.disease.name for gone in case.removed] == ["migraine"]


def test_mechanisms_stay_when_the_facts_of_a_disease_go() -> None:
    facts = treatment.facts_of((_HEAD + "D\tB\tgout\tAllopurinol\tDM\t1\t1\n").encode())
    (without,) = treatment.cases_of(facts, treatment.Knowledge([]))
    assert without.ours == ()
    (case,) = treatment.cases_of(facts, treatment.Knowledge([]), treatment.mechanisms())
    assert case.place
    assert case.place <= treatment.SHOWN


def test_an_unknown_category_is_refused() -> None:
    with pytest.raises(ValueError, match="MAYBE"):
        treatment.facts_of((_HEAD + "D\tB\tgout\tAspirin\tMAYBE\t1\t1\n").encode())


def test_drugs_marked_not_are_counted_among_the_first_three_only() -> None:
    case = treatment.Case(
        treatment.Disease("x"), ("a", "b", "c", "d"), (), frozenset("d"), frozenset("bd"), ()
    )
    assert treatment.marked_not([case]) == 1
    assert treatment.share([case], 3) == 0
    assert treatment.share([case], 10) == 1
    assert treatment.share([], 3) is None
