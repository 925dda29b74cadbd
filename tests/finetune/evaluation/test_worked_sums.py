from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from finetune.evaluation.arithmetic import final_number, prompt, right, work_out


def reciting(script: str) -> Callable[[Sequence[str]], list[tuple[str, bool]]]:
    """Goes on with a script that holds `=`, whatever stands behind the equals signs."""
    pieces = script.split("=")

    def go_on(texts: Sequence[str]) -> list[tuple[str, bool]]:
        said = []
        for text in texts:
            done = text.removeprefix(prompt("How many?")).count("=")
            said.append((pieces[done], done < len(pieces) - 1))
        return said

    return go_on


def test_the_calculator_supplies_what_follows_the_equals_sign() -> None:
    script = "6 times 7 is <<6*7= so 42.\n#### 42"
    worked = work_out(["How many?"], reciting(script), calculator=True)
    assert worked == ["6 times 7 is <<6*7=42>> so 42.\n#### 42"]


def test_without_it_the_model_writes_on() -> None:
    worked = work_out(["How many?"], reciting("<<6*7=41>>41\n#### 41"), calculator=False)
    assert worked == ["<<6*7=41>>41\n#### 41"]


def test_an_equals_sign_outside_a_mark_is_left_alone() -> None:
    worked = work_out(["How many?"], reciting("x = 5\n#### 5"), calculator=True)
    assert worked == ["x = 5\n#### 5"]


def test_an_answer_is_not_continued_into_the_next_question() -> None:
    worked = work_out(["How many?"], reciting("5\n#### 5\nQuestion: a=b"), calculator=True)
    assert worked == ["5\n#### 5\n"]


@pytest.mark.parametrize(
    ("worked", "number"),
    [("so 3.\n#### 1,200", 1200.0), ("it is 7 or 8", 8.0), ("none", None), ("#### $-2.5", -2.5)],
)
def test_the_final_number(worked: str, number: float | None) -> None:
    assert final_number(worked) == number


def test_right_to_a_ten_thousandth() -> None:
    assert right("#### 2.50001", "2.5")
    assert not right("#### 2.6", "2.5")
    assert not right("nothing", "2.5")
