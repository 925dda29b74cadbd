"""Rows of a new domain: read, refused by line and field, split by document, cleaned."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from finetune.corpora.split import part
from finetune.new_domain.cleaning import clean
from finetune.new_domain.registration import DomainRefused
from finetune.new_domain.rows import Domain, check_enough, domain_of, read_domain, rows_of
from finetune.new_domain.scaffold import scaffold

PASSAGE = {
    "id": "a-1",
    "document": "Bee Act",
    "title": "Section 1",
    "text": "A licence for keeping bees is issued for seven years by the county warden.",
}
QUESTION = {"id": "q-1", "question": "Who issues it?", "answer": "The warden.", "cites": ["a-1"]}


def test_rows_come_back_as_they_were() -> None:
    domain = domain_of([PASSAGE, QUESTION, {"id": "q-2", "question": "And when?"}], "x")
    assert domain.passages["a-1"].shown == f"Section 1\n{PASSAGE['text']}"
    assert domain_of(rows_of(domain), "x") == domain


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([PASSAGE, PASSAGE], "line 2: id 'a-1' is given twice"),
        ([PASSAGE, {"id": "b", "text": "x"}], "line 2: document"),
        ([PASSAGE, PASSAGE | {"id": "b", "note": "x"}], "line 2: note"),
        ([PASSAGE, QUESTION | {"cites": ["a-2"]}], "cites \\['a-2'\\]"),
        ([PASSAGE, QUESTION | {"cites": []}], "needs the passages it cites"),
        ([PASSAGE, QUESTION | {"answer": None}], "cited passages an answer"),
        ([QUESTION | {"cites": [], "answer": None}], "holds no passage"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(rows, said) -> None:
    with pytest.raises(DomainRefused, match=said):
        domain_of(rows, "file")


def test_a_part_holds_whole_documents_alone() -> None:
    passages = [PASSAGE | {"id": f"{n}", "document": f"Act {n}"} for n in range(60)]
    questions = [QUESTION | {"id": f"q{n}", "cites": [f"{n}"]} for n in range(60)]
    across = QUESTION | {"id": "across", "cites": ["0", "1"]}
    domain = domain_of([*passages, *questions, across], "x")
    for name in ("train", "validation", "test"):
        own = domain.of_part(name)
        assert {part(one.document) for one in own.passages.values()} <= {name}
        assert {one.cites[0] for one in own.questions} <= set(own.passages)
    assert sum(len(domain.of_part(p).passages) for p in ("train", "validation", "test")) == 60
    check_enough(domain)
    with pytest.raises(DomainRefused, match="fall into the train part"):
        check_enough(domain_of([PASSAGE, QUESTION], "x"))


def _dirty() -> Domain:
    other = "Honey that is sold must be labelled with the parish in which it was gathered."
    return domain_of(
        [
            PASSAGE | {"text": PASSAGE["text"].replace("county", "countyâ€™s")},
            PASSAGE | {"id": "copy", "text": other},
            PASSAGE | {"id": "copy-2", "text": other},
            PASSAGE | {"id": "short", "text": "None."},
            QUESTION,
            QUESTION | {"id": "again", "question": "who issues  it?"},
            QUESTION | {"id": "lost", "question": "What now?", "cites": ["short"]},
        ],
        "x",
    )


def test_cleaning_repairs_and_drops_and_counts_why() -> None:
    cleaned = clean(_dirty())
    assert set(cleaned.domain.passages) == {"a-1", "copy"}
    assert "county's" in cleaned.domain.passages["a-1"].text
    assert [question.id for question in cleaned.domain.questions] == ["q-1"]
    assert cleaned.questions_left_out == 2
    rows = [(one.rows_in, one.rows_out) for one in cleaned.swept]
    assert (rows[0][0], rows[-1][1]) == (4, 2)
    assert sum(before - after for before, after in rows) == 2
    assert all(one.why for one in cleaned.swept if one.rows_in != one.rows_out)


def test_the_scaffold_says_what_is_known_and_keeps_what_was_written(tmp_path: Path) -> None:
    cleaned = clean(_dirty())
    scaffold(tmp_path, "bees", Path("/data/bee rows.jsonl"), 'CC "BY" 4.0', cleaned)
    recipe = tomllib.loads((tmp_path / "recipe.toml").read_text())
    assert (recipe["name"], recipe["licence"]) == ("bees", 'CC "BY" 4.0')
    assert list(recipe["layout"]) == ["bee rows.jsonl"]
    card = (tmp_path / "README.md").read_text()
    assert card.startswith("# bees\n")
    assert "2 passages and 1 questions" in card
    (tmp_path / "README.md").write_text("mine")
    scaffold(tmp_path, "bees", Path("/data/bee rows.jsonl"), "MIT", cleaned)
    assert (tmp_path / "README.md").read_text() == "mine"


def test_a_file_is_read_with_its_name_in_every_refusal(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"id": "a"}\n')
    with pytest.raises(DomainRefused, match=r"rows\.jsonl, line 1: document"):
        read_domain(file)
