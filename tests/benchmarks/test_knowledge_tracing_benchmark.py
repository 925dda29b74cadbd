"""The knowledge-tracing benchmark on made-up students: readers, splits, measures, baselines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from apps.education.domain.response import ResponseLog
from benchmarks import knowledge_tracing
from benchmarks.kt_data import data_sets, read_log, split
from benchmarks.kt_measures import answered, area, first_attempts, measure
from benchmarks.peers.bkt import Bkt, fit_bkt


def block(path: Path, seed: int, students: int = 12) -> None:
    """Students of different ability; every third item has two skills, so stands in two rows."""
    rng, lines = np.random.default_rng(seed), []
    for student in range(students):
        ability, items, skills, right = rng.normal(), [], [], []
        for place in range(int(rng.integers(3, 25))):
            item = int(rng.integers(1, 30))
            correct = int(rng.random() < 1 / (1 + np.exp(-ability - (item % 5 - 2))))
            for skill in (item % 4, 9) if item % 3 == 0 else (item % 4,):
                items.append(100 * place + item)
                skills.append(skill)
                right.append(correct)
        lines += [f"{student},{1000 * seed + student}"]
        lines += [",".join(map(str, row)) for row in (items, skills, right)]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "knowledge_tracing" / "made_pid"
    there.mkdir(parents=True)
    for number in (1, 2, 4):
        block(there / f"block{number}.csv.gz", number)
    return tmp_path


def test_rows_of_one_response_are_joined_and_tries_are_not(tmp_path: Path) -> None:
    lines = ["0,77", "5,5,5,6,6,5", "1,2,2,3,3,1", "1,1,1,0,1,1"]
    (tmp_path / "block1.csv").write_text("\n".join(lines))
    (data,) = data_sets(tmp_path)
    log, _ = read_log(data)
    assert [log.response(i).points for i in range(len(log))] == [
        ("1", "2"),
        ("2",),
        ("3",),
        ("3",),
        ("1",),
    ]
    assert len(read_log(data, collapse=False)[0]) == 6
    assert log.response(0).source.row == 4


def test_no_student_is_on_two_sides(folder: Path) -> None:
    (data,) = data_sets(folder)
    assert list(data.blocks) == [1, 2, 4]
    found = split(data)
    parts = [set(part.student.tolist()) for part in (found.train, found.valid, found.test)]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 36
    assert len(parts[2]) == 12
    assert len(found.known) == len(found.train) + len(found.valid)
    with pytest.raises(KeyError, match="has no block 3"):
        split(data, 3)


def test_three_lines_per_student_and_official_files(tmp_path: Path) -> None:
    for name in ("builder_train.csv", "builder_test.csv"):
        (tmp_path / name).write_text("2\n7,8,\n1,0,\n1\n7,\n0,\n")
    (data,) = data_sets(tmp_path)
    found = split(data)
    assert data.official
    assert (len(found.known), len(found.test)) == (3, 3)
    assert found.test.items == found.test.points


def test_lines_that_do_not_belong_together_are_named(tmp_path: Path) -> None:
    (tmp_path / "block1.csv").write_text("1,2\n5,6\n1,2\n1,0\n2,3\n5,6\n1\n1,0\n")
    with pytest.raises(ValueError, match="line 5 and the next"):
        read_log(data_sets(tmp_path)[0])
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(FileNotFoundError, match=r"no block1\.csv"):
        data_sets(empty)


def test_a_run_prints_one_json_with_the_baselines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--data", str(folder), "--test-block", "2", "--only", "logistic", "bkt", "dkt"]
    knowledge_tracing.main(arguments)
    lines = capsys.readouterr().out.splitlines()
    found = json.loads(lines[-1])
    assert found["set"] == "made_pid"
    assert not found["leaky"]
    assert 0.5 < found["logistic_auc"] <= 1
    assert set(found["models"]) == {"logistic", "bkt", "dkt"}
    assert 0 <= found["bkt_auc"] <= 1
    assert 0 <= found["dkt_auc"] <= 1


def test_as_given_is_marked_leaky(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = knowledge_tracing.main(["--data", str(folder), "--as-given", "--only", "bkt"])
    assert found["leaky"]
    assert "LEAKY" in capsys.readouterr().out


def test_a_model_that_looks_ahead_is_refused(folder: Path) -> None:
    test = split(data_sets(folder)[0]).test

    def cheat(log: ResponseLog) -> np.ndarray:
        return np.append(log.correct[1:], False).astype(float) * 0.8

    with pytest.raises(ValueError, match="later answers changed"):
        knowledge_tracing.check_causal(cheat, test, 0)
    knowledge_tracing.check_causal(fit_bkt(test).predictions, test, 0)


def test_measures_by_hand(tmp_path: Path) -> None:
    (tmp_path / "block1.csv").write_text("0,7\n5,5,6\n1,1,1\n1,0,1\n")
    log, _ = read_log(data_sets(tmp_path)[0])
    assert area(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])) == 0.75
    assert area(np.array([0.5, 0.5]), np.array([False, True])) == 0.5
    assert area(np.array([0.5]), np.array([True])) is None
    assert first_attempts(log).tolist() == [True, False, True]
    assert answered(log).tolist() == [0, 1, 2]
    found = measure(np.array([0.9, 0.2, 0.4]), log)
    assert (found.auc, found.accuracy, found.majority) == (1.0, 2 / 3, 2 / 3)
    assert found.auc_first_attempts is None
    with pytest.raises(ValueError, match="2 predictions of 3"):
        measure(np.array([0.5, 0.5]), log)
    with pytest.raises(ValueError, match="give probabilities"):
        measure(np.array([0.5, np.nan, 2]), log)


def test_bkt_learns_as_pybkt_does(tmp_path: Path) -> None:
    """Same answers, same likelihood equations; ours has a few pseudo-counts."""
    from pyBKT.fit import EM_fit, M_step

    rng = np.random.default_rng(5)
    students, steps = 200, 6
    known = rng.random(students) < 0.3
    right = np.zeros((students, steps), int)
    for t in range(steps):
        right[:, t] = rng.random(students) < np.where(known, 0.9, 0.2)
        known |= rng.random(students) < 0.25
    lines = [
        f"0,{s}\n{','.join('1' * steps)}\n{','.join(map(str, right[s]))}" for s in range(students)
    ]
    (tmp_path / "block1.csv").write_text("\n".join(lines))
    ours = fit_bkt(read_log(data_sets(tmp_path)[0])[0])
    data = {
        "data": (right.reshape(1, -1) + 1).astype("int32"),
        "resources": np.ones(right.size, "int64"),
        "starts": np.arange(0, right.size, steps) + 1,
        "lengths": np.full(students, steps),
    }
    theirs = {
        "prior": 0.5,
        "learns": np.array([0.1]),
        "forgets": np.array([0.0]),
        "guesses": np.array([0.2]),
        "slips": np.array([0.1]),
        "As": np.array([[[0.9, 0.0], [0.1, 1.0]]]),
        "emissions": np.array([[[0.8, 0.2], [0.1, 0.9]]]),
        "pi_0": np.array([[0.5], [0.5]]),
    }
    counts = np.zeros((1, 2, 2)), np.zeros((1, 2, 2)), np.zeros((2, 1))
    for _ in range(25):
        found = EM_fit.run(data, theirs, *counts, 1, False)
        theirs = M_step.run(
            theirs,
            found["all_trans_softcounts"].transpose(0, 2, 1),
            found["all_emission_softcounts"].transpose(0, 2, 1),
            found["all_initial_softcounts"],
        )
    for mine, its in (
        (ours.learn_P[0], theirs["learns"][0]),
        (ours.guess_P[0], theirs["guesses"][0]),
        (ours.slip_P[0], theirs["slips"][0]),
        (ours.prior_P[0], theirs["prior"]),
    ):
        assert mine == pytest.approx(float(np.ravel(its)[0]), abs=0.06)
    assert ours.learn_P[0] == pytest.approx(0.25, abs=0.1)


def test_bkt_by_hand(tmp_path: Path) -> None:
    (tmp_path / "block1.csv").write_text("0,7\n1,1\n1,1\n")
    log, _ = read_log(data_sets(tmp_path)[0])
    model = Bkt(*(np.array([value]) for value in (0.5, 0.2, 0.2, 0.1)))
    first, second = model.predictions(log)
    assert first == pytest.approx(0.55)
    after = 0.45 / 0.55
    know = after + (1 - after) * 0.2
    assert second == pytest.approx(know * 0.9 + (1 - know) * 0.2)
