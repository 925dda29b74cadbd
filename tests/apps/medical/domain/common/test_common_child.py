"""The ranking of children's diseases: reading cases, learning, and the packaged weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.medical.domain.common.child import ChildKnowledge, rank_child, suits_child
from apps.medical.domain.common.child_cases import ChildCase, Told, as_told, child_words, read_cases
from apps.medical.domain.common.child_model import child_log_ratio, columns, features
from apps.medical.domain.common.child_train import estimate_child, held_out_logits
from apps.medical.domain.concept import Coding, Concept
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.source import Source
from tests.fakes.common_knowledge import finding, write_dxy

WORDS = child_words()


def test_cases_are_read_with_what_was_told_asked_and_denied(tmp_path: Path) -> None:
    write_dxy(tmp_path / "x", each=2)
    cases = read_cases(tmp_path / "x", WORDS)
    assert len(cases) == 10
    assert len({each.fingerprint for each in cases}) == 10
    assert all(case.denied == {WORDS.number["腹痛"]} for case in cases)
    assert cases[0].told == {WORDS.number["打喷嚏"]}
    assert cases[0].prompted == {WORDS.number["过敏"]}


def test_files_of_either_name_are_read_and_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="goal_dict"):
        read_cases(tmp_path, WORDS)
    write_dxy(tmp_path / "x", each=1)
    source = tmp_path / "x" / "train_goal_dict_dxy.txt"
    source.rename(tmp_path / "x" / "test_goal_dict_dxy.txt")
    assert len(read_cases(tmp_path / "x", WORDS)) == 5


def test_a_symptom_that_no_table_knows_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a_goal_dict_dxy.txt"
    goal = {
        "disease_tag": "肺炎",
        "explicit_inform_slots": {"从未听说": True},
        "implicit_inform_slots": {},
    }
    path.write_text(json.dumps([goal], ensure_ascii=False), encoding="utf8")
    with pytest.raises(KeyError, match="从未听说"):
        read_cases(tmp_path, WORDS)


def test_invented_diseases_are_learnt_and_held_out_cases_recognised(tmp_path: Path) -> None:
    write_dxy(tmp_path / "x", each=8)
    cases = read_cases(tmp_path / "x", WORDS)
    told, truth = as_told(cases, WORDS), np.array([each.disease for each in cases])
    model = estimate_child(told, truth, WORDS)
    shares = model.probabilities(features(told, WORDS))
    assert shares.sum(1) == pytest.approx(1)
    assert (shares.argmax(1) == truth).all()
    held = held_out_logits(told, truth, WORDS, splits=4, repeats=1, seed=0)
    assert (held[0].argmax(1) == truth).mean() > 0.9
    ratio = child_log_ratio(model.rate_DS, told)
    assert (ratio > 0).all()


def test_signs_follow_their_symptoms() -> None:
    case = as_told([], WORDS)
    assert features(case, WORDS).shape[0] == 0
    told = _told("发烧", "皮疹")
    table = features(told, WORDS)[0]
    signs = table[columns(WORDS)[3]]
    assert signs.sum() == 2  # rash, and fever with rash


def _told(*names: str) -> Told:
    there = frozenset(WORDS.number[name] for name in names)
    return as_told([ChildCase("", 0, there, frozenset(), frozenset())], WORDS)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (["发热", "皮疹", "口腔溃疡"], "B08.4"),
        (["腹泻", "呕吐"], "A09"),
        (["喷嚏", "鼻痒", "鼻塞"], "J30.9"),
        (["咳嗽", "流涕", "发热"], "J06.9"),
        (["咳嗽", "发热", "肺部湿啰音", "喘息"], "J18.9"),
    ],
)
def test_the_packaged_weights_name_textbook_pictures(told: list[str], expected: str) -> None:
    found = rank_child([finding(each) for each in told])
    assert found.candidates[0].id == f"ICD10:{expected}"
    assert found.unused == ()


names = st.sampled_from([each.name for each in WORDS.symptoms] + ["从未听说"])
told_findings = st.lists(
    st.builds(lambda name, how: finding(name, "", how), names, st.sampled_from(list(Assertion))),
    max_size=7,
)


@settings(deadline=None, max_examples=40)
@given(told_findings, st.integers(1, 5), st.sampled_from(["en", "zh"]))
def test_probabilities_sum_to_one_and_no_finding_is_lost(told, limit, language) -> None:
    found = rank_child(told, limit=limit, language=language)
    shares = [each.probability for each in found.candidates]
    assert sum(shares) + found.none_of_these + found.rest == pytest.approx(1)
    assert len(found.used) + len(found.unused) == len(told)


def test_an_hpo_term_stands_for_the_symptom_below_or_at_it() -> None:
    knowledge = ChildKnowledge.load()
    vomiting = knowledge.symptoms_of(finding("emesis", "HP:0002013"))
    assert vomiting == {WORDS.number["呕吐"]}
    projectile = knowledge.symptoms_of(finding("projectile emesis", "HP:0002587"))
    assert projectile == vomiting
    assert knowledge.symptoms_of(finding("ataxia", "HP:0001251")) == frozenset()


def test_a_question_is_in_the_language_asked_for_and_not_asked_twice() -> None:
    found = rank_child([finding("咳嗽"), finding("发热")], language="en")
    assert all(each.text.startswith("Does the child") for each in found.next_questions)
    assert "DXY:咳嗽" not in {each.code for each in found.next_questions}


@pytest.mark.parametrize(
    ("age", "suits"), [(3.0, True), (13.9, True), (14.0, False), (None, False)]
)
def test_children_are_below_fourteen(age: float | None, suits: bool) -> None:
    assert suits_child(age) is suits


def test_the_answer_to_a_question_is_found_again() -> None:
    coding = Coding("https://example.org", "DXY:绿便")
    answer = Finding(Concept("x", (coding,)), Assertion.ABSENT, Origin.CODED, Source("d", 0, 1))
    assert ChildKnowledge.load().symptoms_of(answer) == {WORDS.number["绿便"]}
    assert rank_child([answer]).used == (answer,)
