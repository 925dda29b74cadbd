"""The benchmark of the learning path runs a tiny class, and its ratio is against the best other."""

import pytest

from benchmarks.learning_path import Gain, measure, ratio


def test_the_path_is_held_against_the_best_policy_of_the_mean():
    found = {
        "random": [Gain("random", 1.0, 10), Gain("random", 3.0, 10)],
        "threshold 0.9": [Gain("threshold 0.9", 2.5, 10), Gain("threshold 0.9", 2.5, 10)],
        "path": [Gain("path", 4.0, 10), Gain("path", 3.5, 10)],
    }
    told = ratio(found)
    assert told["gain_vs_best_policy"] == pytest.approx(1.5)
    assert told["best_policy"] == "threshold 0.9"
    assert told["least_of_seeds"] == pytest.approx(3.5 / 3, abs=1e-3)


def test_a_tiny_class_runs_through_all_policies(capsys):
    found = measure([0], students=3, points=10, exercises=4)
    assert {"random", "path", "threshold 0.95"} <= set(found)
    assert all(gains[0].exercises == 12 for gains in found.values())
    assert "seed 0" in capsys.readouterr().out
