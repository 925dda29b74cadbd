"""The benchmark of weak points runs on a tiny set of the public layout, and counts rightly."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from apps.education.domain.weak.rule import WeakRule
from apps.education.domain.weak.signs import NAMES
from benchmarks.kt_data import data_sets
from benchmarks.weak_points import measures, real, report, told


@pytest.fixture
def tiny_set(tmp_path: Path) -> Path:
    rng = random.Random(1)
    for block in (1, 2, 3):
        lines = []
        for s in range(25):
            able = rng.random()
            points = [rng.randrange(4) for _ in range(40)]
            right = [int(rng.random() < 0.15 + 0.7 * (able > 0.2 + 0.15 * p)) for p in points]
            items = [10 * p + rng.randrange(5) for p in points]
            lines.append(f"{s},{block}{s:03d}")
            lines += [",".join(map(str, row)) for row in (items, points, right)]
        (tmp_path / f"block{block}.csv").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_a_set_is_judged_from_files_to_the_last_line(tiny_set):
    (data,) = data_sets(tiny_set)
    found = real(data, 3, later=5)
    assert found.pairs > 50
    assert found.auc > 0.8
    assert found.coverage > 0.3
    assert found.decided_accuracy is not None
    assert found.decided_accuracy > 0.85
    line = json.loads(json.dumps(report({data.name: found}, {"tested": found, "untested": found})))
    keys = ("coverage_at_92", "decided_accuracy", "majority", "sim_tested", "sim_untested")
    assert all(isinstance(line[key], float) for key in keys)
    assert "majority" in told(data.name, found, 1.0)


def test_measures_count_what_they_say():
    rule = WeakRule(NAMES, (0.0,) * len(NAMES), 0.0, 0.8, 0.2, 0.92, "test")
    chance = np.array([0.9, 0.9, 0.1, 0.5, 0.6])
    weak = np.array([True, False, False, False, True])
    found = measures(chance, weak, rule)
    assert found.coverage == pytest.approx(3 / 5)
    assert found.decided_accuracy == pytest.approx(2 / 3)
    assert found.weak_right == pytest.approx(1 / 2)
    assert found.secure_right == 1
    assert found.majority == pytest.approx(3 / 5)
    assert found.accuracy_of_all == pytest.approx(3 / 5)
