"""The packaged tables: complete in both languages, and every code exists."""

from __future__ import annotations

import re

import pytest

from apps.medical.domain.common.child_cases import child_words
from apps.medical.domain.common.child_model import GROUPS, SIGNS
from apps.medical.domain.common.vocabulary import implied, packaged
from apps.medical.domain.text.icd import entries
from apps.medical.domain.text.ontology import terms

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_sizes_are_those_of_the_data() -> None:
    words = packaged()
    assert (len(words.conditions), len(words.questions)) == (49, 223)
    assert (len(child_words().diseases), len(child_words().symptoms)) == (5, 41)


def test_every_label_is_there_in_both_languages() -> None:
    words, children = packaged(), child_words()
    labels = [c.label for c in (*words.conditions, *children.diseases)]
    labels += [q.label for q in words.questions.values()]
    labels += [q.asked for q in words.questions.values()]
    labels += [*words.answers.values(), *(s.label for s in children.symptoms)]
    for label in labels:
        assert label.en.strip(), label
        assert not CHINESE.search(label.en), label
        assert CHINESE.search(label.zh), label


@pytest.mark.parametrize("what", ["questions", "details", "children"])
def test_every_hpo_id_lives_in_the_packaged_ontology(what: str) -> None:
    ids = {
        "questions": [id for q in packaged().questions.values() for id in q.hpo],
        "details": list(implied()),
        "children": [id for s in child_words().symptoms for id in s.hpo],
    }[what]
    assert ids
    assert [id for id in ids if id not in terms()] == []


def test_every_icd10_code_is_in_the_packaged_release() -> None:
    codes = [each.icd10 for each in (*packaged().conditions, *child_words().diseases)]
    assert [code for code in codes if code not in entries()] == []
    prefixes = {prefix for q in packaged().questions.values() for prefix in q.icd10}
    assert [p for p in prefixes if not any(code.startswith(p) for code in entries())] == []


def test_every_answer_that_a_finding_implies_is_a_token() -> None:
    number = packaged().number
    assert [t for group in implied().values() for t in group if t not in number] == []


def test_parents_are_questions_and_hold_answers_of_their_own() -> None:
    questions = packaged().questions
    for each in questions.values():
        assert not each.parent or not questions[each.parent].scale


def test_signs_and_groups_name_known_symptoms() -> None:
    number = child_words().number
    named = {n for sign in SIGNS for names in (*sign.all_of, sign.without) for n in names}
    assert named <= number.keys()
    assert set(GROUPS) <= {each.group for each in child_words().symptoms}
