"""Exercises leave as word problems in plain text, each with the key that was proved."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from apps.commands.finetune.augment import augment
from apps.education.domain.exercise import Difficulty
from apps.education.domain.proof.prover import Prover
from apps.education.service.worked import _worked, worked_exercises
from finetune.augment.every import proved
from finetune.augment.marking import marked
from finetune.augment.problem import Problem
from finetune.runs.rows import read_rows, write_rows


@pytest.fixture(scope="module")
def prover():
    with Prover() as opened:
        yield opened


def test_the_first_exercises_are_plain_and_repeatable(prover: Prover):
    found = list(islice(worked_exercises(2, prover), 6))
    assert found == list(islice(worked_exercises(2, prover), 6))
    assert len({each.id for each in found}) == 6
    for each in found:
        assert Fraction(each.answer) >= 0
        assert not any("\\" in line or "$" in line for line in (each.question, *each.steps))


@pytest.mark.parametrize("point", ["addition.tens_to.2", "volume.cubes.layers"])
def test_an_exercise_with_worked_sums_is_a_provable_problem(point: str, prover: Prover):
    found = _worked(point, Difficulty.MIDDLE, 1, prover)
    assert found is not None
    steps = tuple(map(marked, found.steps))
    problem = Problem(found.id, found.question, steps, Fraction(found.answer))
    assert proved(problem).answer == Fraction(found.answer)


@pytest.mark.parametrize("point", ["length.blocks.difference", "fraction_sums.add.like.reduce"])
def test_drawings_and_fractions_are_left_out(point: str, prover: Prover):
    assert _worked(point, Difficulty.MIDDLE, 1, prover) is None


def test_the_command_writes_lessons_and_a_report(tmp_path: Path):
    app = typer.Typer()
    app.command()(augment)
    row = {"question": "Ben has 14 pens and buys 5. How many has he?"}
    write_rows(tmp_path / "p.jsonl", [row | {"answer": "14+5=<<14+5=19>>19\n#### 19"}])
    out = tmp_path / "made.jsonl"
    told = CliRunner().invoke(app, [str(tmp_path / "p.jsonl"), "--out", str(out), "--rounds", "2"])
    assert told.exit_code == 0, told.output
    assert "1 of 1 problems" in told.output
    assert len(list(read_rows(out))) >= 4
    assert (tmp_path / "made.jsonl.report.json").exists()
    refused = CliRunner().invoke(app, ["--out", str(out), "--kind", "magic", str(out)])
    assert "no kind magic" in str(refused.exception)
    nothing = CliRunner().invoke(app, ["--out", str(out)])
    assert "nothing to make problems of" in str(nothing.exception)
