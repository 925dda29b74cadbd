"""The benchmark of common presentations on invented data, and its measures by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import diagnosis_common
from benchmarks.diagnosis_common_measures import (
    auroc,
    calibration_error,
    hits,
    macro_auc,
    unseen,
)
from tests.fakes.common_knowledge import write_ddxplus, write_dxy

KEYS = {"complaint_auc", "ev3_top1", "ev3_top3", "ev3_ece", "dxy_accuracy", "outside_auroc"}


@pytest.mark.parametrize("each", [1])
def test_unseen_cases_are_ranked_by_the_shipped_weights(
    each: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_ddxplus(tmp_path / "ddxplus", each=each, seed=3)
    write_dxy(tmp_path / "cn_imcs21_dxy", each=6)
    monkeypatch.setattr(diagnosis_common, "DRAWS", 2)
    monkeypatch.setattr(diagnosis_common, "PEOPLE", 5)
    diagnosis_common.main(["--data", str(tmp_path)])
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result.keys() >= KEYS
    assert all(0 <= result[key] <= 1 for key in KEYS)
    assert result["refitted"] is False
    assert result["patients"] == 49
    assert result["dxy_refitted"] is False
    assert result["dxy_accuracy"] > 0.8


def test_only_cases_that_were_not_trained_on_are_reported() -> None:
    known = np.array([list(b"a" * 16), list(b"b" * 16)], dtype=np.uint8)
    prints = [b"a" * 16, b"c" * 16, b"b" * 16]
    assert unseen(prints, known) == [1]


def test_an_area_counts_ties_half_and_needs_both_kinds() -> None:
    assert auroc(np.array([0.1, 0.2, 0.2, 0.9]), np.array([0, 0, 1, 1], bool)) == 0.875
    with pytest.raises(ValueError, match="both"):
        auroc(np.array([0.1, 0.2]), np.array([True, True]))


def test_the_average_area_leaves_out_conditions_that_do_not_occur() -> None:
    shares = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1]])
    assert macro_auc(shares, np.array([0, 1])) == 1


def test_equal_probabilities_are_not_counted_as_found() -> None:
    even = np.full((10, 5), 0.2)
    assert hits(even, np.arange(10) % 5, 1) == 0
    assert hits(even, np.arange(10) % 5, 3) == 1


def test_calibration_is_the_gap_between_sureness_and_being_right() -> None:
    sure = np.tile([0.9, 0.1], (10, 1))
    assert calibration_error(sure, np.array([0] * 9 + [1])) == pytest.approx(0)
    assert calibration_error(sure, np.ones(10, dtype=int)) == pytest.approx(0.9)
