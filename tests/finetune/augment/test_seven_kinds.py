"""Each kind changes what it says and nothing else, and every key it gives is right."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from finetune.augment.distractor import distract
from finetune.augment.every import KINDS, proved, variants
from finetune.augment.inverse import invert
from finetune.augment.names import MEN, WOMEN
from finetune.augment.numerals import numerals
from finetune.augment.paraphrase import paraphrase
from finetune.augment.plan import plan
from finetune.augment.problem import DoesNotFit, Problem
from finetune.augment.renaming import rename
from finetune.augment.shuffling import shuffle
from finetune.augment.substitution import substitute
from finetune.augment.units import change_unit
from finetune.calculator import marks, value

SHOP = Problem(
    "shop",
    "Rosa sells jam for $4 a jar. She sold 35 jars in May and 28 jars in June. Her brother Paul"
    " paid 57 dollars for sugar. How much money did Rosa earn in total before paying Paul?",
    (
        "In May and June Rosa sold 35+28=<<35+28=63>>63 jars.",
        "Rosa earned 63*4=$<<63*4=252>>252.",
        "After paying Paul, Rosa keeps 252-57=$<<252-57=195>>195.",
    ),
    Fraction(195),
)
GARDEN = Problem(
    "garden",
    "A bed has 8 rows of 15 tulips. A second bed has 6 rows of 22 roses. Water is needed for 3"
    " hours. How many flowers are there altogether in the beds?",
    (
        "Tulips: 8*15=<<8*15=120>>120 flowers.",
        "Roses: 6*22=<<6*22=132>>132 flowers.",
        "The sum is 120+132=<<120+132=252>>252 flowers.",
    ),
    Fraction(252),
)
WALK = Problem(
    "walk",
    "Omar walks for 3 hours at 5 km in each hour. Then he walks 4 km more. How far does he walk?",
    ("At first it is 3*5=<<3*5=15>>15 km.", "Omar walks 15+4=<<15+4=19>>19 km."),
    Fraction(19),
)
SEEDS = range(12)


def told(problem: Problem) -> list[Fraction]:
    return [each.value for each in numerals(problem.question)]


@pytest.mark.parametrize("problem", [SHOP, GARDEN, WALK])
def test_a_sound_problem_has_a_proof(problem: Problem):
    assert proved(problem) is problem
    assert plan(problem).sums[-1].value == problem.answer


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"answer": Fraction(18)}, "not the answer"),
        ({"steps": ("3*5=<<3*5=16>>16", "16+4=<<16+4=20>>20"), "answer": Fraction(20)}, "wrong"),
        ({"steps": ("15+4=<<15+4=19>>19",)}, "where 15 comes from"),
        ({"steps": ("<<19=19>>19",)}, "computes nothing"),
        ({"steps": ("It is 19.",)}, "not the answer"),
    ],
)
def test_an_unsound_one_has_none(changed: dict, why: str):
    with pytest.raises(DoesNotFit, match=why):
        plan(replace(WALK, **changed))


def test_renaming_keeps_every_number_and_the_sense_of_pronouns():
    for seed in SEEDS:
        made = rename(SHOP, Random(seed))
        assert told(made) == told(SHOP)
        assert made.answer == SHOP.answer
        names = re.findall(r"[A-Z][a-z]+", made.text)
        assert "Rosa" not in names
        assert "Paul" not in names
        woman = made.question.split()[0]
        man = re.findall(r"brother (\w+)", made.question)[0]
        assert woman in WOMEN
        assert man in MEN
        assert made.text.replace(woman, "Rosa").replace(man, "Paul") == SHOP.text


def test_letters_are_renamed_where_nobody_has_a_name():
    asked = Problem("x", "Solve 3x + 2 = 14.", ("3x = 12", "x = <<12/3=4>>4"), Fraction(4))
    made = rename(asked, Random(1))
    letter = re.findall(r"3([a-z])", made.question)[0]
    assert letter != "x"
    assert made.steps[1].startswith(f"{letter} = ")
    with pytest.raises(DoesNotFit, match="no letter"):
        rename(GARDEN, Random(1))
    with pytest.raises(DoesNotFit, match="no letter"):
        rename(Problem("t", "What is 5 x 3?", ("5 x 3 = <<5*3=15>>15",), Fraction(15)), Random(0))


def test_shuffling_moves_steps_but_none_before_what_it_needs():
    made = shuffle(GARDEN, Random(0))
    assert sorted(made.steps) == sorted(GARDEN.steps)
    assert made.steps != GARDEN.steps
    assert made.steps[-1] == GARDEN.steps[-1]
    for problem in (SHOP, WALK):
        with pytest.raises(DoesNotFit):
            shuffle(problem, Random(0))


def test_substitution_recomputes_the_key():
    seen = set()
    for seed in SEEDS:
        made = substitute(WALK, Random(seed))
        hours, pace, more = told(made)
        assert made.answer == hours * pace + more
        assert [mark.right for mark in marks(made.worked)] == [True, True]
        assert proved(made)
        seen.add(made.answer)
    assert len(seen) > 6


def test_numbers_that_bind_one_another_are_left():
    with pytest.raises(DoesNotFit, match="no sum uses 3"):
        substitute(GARDEN, Random(0))
    row = Problem("r", "Which comes next? 2, 4, __, 8", ("4+2=<<4+2=6>>6",), Fraction(6))
    with pytest.raises(DoesNotFit):
        substitute(row, Random(0))


def test_a_number_with_two_origins_stops_substitution():
    asked = Problem(
        "two",
        "A box holds 6 pens and a tin holds 2 pens. Ann buys 3 boxes. How many pens has Ann with"
        " the tin of 18 nibs and 18 pens more?",
        ("3*6=<<3*6=18>>18", "18+2=<<18+2=20>>20", "20+18=<<20+18=38>>38"),
        Fraction(38),
    )
    with pytest.raises(DoesNotFit, match="two places"):
        substitute(asked, Random(1))


def test_a_unit_is_changed_and_converted_back():
    made = change_unit(WALK, Random(0))
    assert "180 minutes" in made.question
    assert "3 hours" not in made.question
    assert made.steps[0] == "180 minutes is 180/60 = <<180/60=3>>3 hours."
    assert made.answer == WALK.answer
    assert proved(made)
    cents = {change_unit(SHOP, Random(seed)).steps[0].split(" is ")[0] for seed in SEEDS}
    assert cents == {"400 cents", "5700 cents"}


def test_a_paraphrase_keeps_every_number_and_the_answer():
    said = {paraphrase(SHOP, Random(seed)).question for seed in range(40)}
    assert len(said) > 3
    assert SHOP.question not in said
    for seed in SEEDS:
        made = paraphrase(SHOP, Random(seed))
        assert sorted(told(made)) == sorted(told(SHOP))
        assert (made.steps, made.answer) == (SHOP.steps, SHOP.answer)


def test_the_inverse_asks_for_a_number_and_undoes_what_led_from_it():
    for problem in (SHOP, WALK):
        asked = set()
        for seed in SEEDS:
            made = invert(problem, Random(seed))
            assert re.search(rf"is {problem.answer}\. What is x\?$", made.question)
            hidden = made.answer
            assert hidden in told(problem)
            assert all(mark.right for mark in marks(made.worked))
            asked.add(hidden)
            # put back, the number gives the problem as it was
            facts = made.question.split(' The answer to "')[0]
            assert problem.question.startswith(re.sub(r"\bx\b", str(hidden), facts))
        assert len(asked) > 1


def test_a_unit_is_left_where_the_answers_unit_would_be_lost():
    asked = Problem(
        "t", "Ann reads for 30 minutes and then for 20 minutes. How long does she read?",
        ("30+20=<<30+20=50>>50 minutes.",), Fraction(50),
    )  # fmt: skip
    assert "minutes" in change_unit(asked, Random(0)).question
    alone = replace(asked, question=asked.question.replace("20 minutes", "20 more"))
    with pytest.raises(DoesNotFit, match="no longer be named"):
        change_unit(alone, Random(0))


def test_the_inverse_asks_for_no_number_that_the_asking_sentence_tells():
    asked = Problem(
        "f", "Seals eat 6 buckets a day. How many days will 42 buckets last?",
        ("42/6=<<42/6=7>>7 days.",), Fraction(7),
    )  # fmt: skip
    for seed in SEEDS:
        made = invert(asked, Random(seed))
        assert made.answer == 6
        assert made.question.startswith("Seals eat x buckets a day. The answer to")


def test_the_inverse_of_a_division_and_a_difference():
    asked = Problem(
        "d", "A rope of 90 m is cut. Each part has 6 m. How many parts are there if 4 are lost?",
        ("90/6=<<90/6=15>>15", "15-4=<<15-4=11>>11"), Fraction(11),
    )  # fmt: skip
    sums = {
        made.answer: [mark.expression for mark in marks(made.worked)]
        for made in (invert(asked, Random(seed)) for seed in SEEDS)
    }
    assert sums[Fraction(90)] == ["11+4", "15*6"]
    assert sums[Fraction(6)] == ["11+4", "90/15"]


def test_a_distractor_adds_one_number_that_no_step_uses():
    for seed in SEEDS:
        made = distract(GARDEN, Random(seed))
        added = set(told(made)) - set(told(GARDEN))
        assert len(added) == 1
        assert len(told(made)) == len(told(GARDEN)) + 1
        assert not added & {each.value for step in made.steps for each in numerals(step)}
        assert (made.steps, made.answer) == (GARDEN.steps, GARDEN.answer)
        assert made.question.endswith("How many flowers are there altogether in the beds?")


def test_every_kind_is_tried_and_refusals_say_why():
    found = {each.kind: each for each in variants(GARDEN, Random(3))}
    assert list(found) == list(KINDS)
    assert len(KINDS) == 7
    assert found["renaming"].problem is None
    assert "given name" in found["renaming"].refused
    made = [each.problem for each in found.values() if each.problem is not None]
    assert len(made) >= 4
    for problem in made:
        last = list(marks(problem.worked))[-1]
        assert value(last.expression) == problem.answer


def test_a_kind_that_errs_is_found_out():
    def wrong(problem: Problem, rng: Random) -> Problem:
        return Problem(problem.id, problem.question, problem.steps, problem.answer + 1)

    (made,) = variants(WALK, Random(0), {"wrong": wrong})
    assert made.problem is None
    assert "not the answer" in made.refused
