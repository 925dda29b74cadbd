"""The example's rows: the same from one seed, whole, and answered by the passages they cite."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from apps.shared.new_domain.lessons import lessons
from examples.legal.write import rows
from finetune.new_domain.lesson import GroundedLesson
from finetune.new_domain.rows import Domain, check_enough, domain_of


@pytest.fixture(scope="module")
def legal() -> Domain:
    return domain_of(rows(3), "legal")


def test_one_seed_gives_one_land(legal: Domain) -> None:
    assert domain_of(rows(3), "legal") == legal
    assert domain_of(islice(rows(4), 50), "legal").passages.keys() != legal.passages.keys()


def test_there_is_enough_of_it_and_it_is_varied(legal: Domain) -> None:
    check_enough(legal)
    texts = Counter(one.text for one in legal.passages.values())
    assert texts.most_common(1)[0][1] < 5
    assert len(texts) > 0.95 * len(legal.passages)
    assert len({one.shown for one in legal.passages.values()}) == len(legal.passages)
    questions = {one.question for one in legal.questions}
    assert len(questions) == len(legal.questions)
    assert not any("{" in one.text or "{" in one.title for one in legal.passages.values())


def test_keys_stand_in_the_answer_and_in_the_passage(legal: Domain) -> None:
    keyed = [one for one in legal.questions if one.key]
    assert len(keyed) > 0.8 * len(legal.questions)
    for one in keyed:
        value = one.key.split()[0].lower()
        assert value in one.answer.lower()
        assert value in legal.passages[one.cites[0]].text.lower()


def test_most_questions_become_lessons_of_the_suite(legal: Domain) -> None:
    own = legal.of_part("validation")
    made = list(lessons(own, 0))
    good = [one for one in made if isinstance(one, GroundedLesson) and one.right]
    assert len(good) > 0.6 * len(own.questions)
