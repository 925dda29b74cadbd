"""Estimating rates and ages from a few patients, and drawing pictures of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from apps.medical.domain.common.ages import LOWEST_YEARS, age_rates, band_of
from apps.medical.domain.common.draws import as_record, draw
from apps.medical.domain.common.inquiry import entropy, expected_bits
from apps.medical.domain.common.patients import Counts, Patient, read_counts, read_patients
from apps.medical.domain.common.rates import token_rates
from apps.medical.domain.common.train import folds, temperature
from apps.medical.domain.common.vocabulary import packaged
from tests.fakes.common_knowledge import HEADACHE, small_words, write_ddxplus

PATIENT = Patient(40, "F", 2, "pain", ("pain", "site@head_D_", "site@chest", "cough", "smoking"))


@pytest.mark.parametrize(("years", "band"), [(0, 0), (1, 1), (4, 2), (17, 5), (18, 6), (99, 10)])
def test_bands_begin_where_they_say(years: int, band: int) -> None:
    assert band_of(years) == band


def test_ages_of_children_only_are_learnt_and_spread_ages_say_nothing() -> None:
    bands = np.concatenate([band_of([1] * 10), np.arange(11), np.arange(11)])
    condition = np.repeat([0, 1, 2], [10, 11, 11])
    rates = age_rates(bands, condition, 3)
    assert rates.sum(1) == pytest.approx(1)
    assert rates[0, : len(LOWEST_YEARS) // 2].sum() > 0.9
    np.testing.assert_allclose(rates[1], rates[2])
    assert (rates > 0).all()


def _rates(stated: list[list[str]]) -> np.ndarray:
    words = small_words()
    counts = Counts(np.full(3, 100.0), np.full((3, len(words.questions)), 0.5))
    table = np.zeros((len(stated), len(words.tokens)), dtype=bool)
    for row, tokens in zip(table, stated, strict=True):
        row[[words.number[token] for token in tokens]] = True
    return token_rates(counts, table, np.arange(len(stated)) % 3, words)


def test_a_place_lends_to_its_other_side_and_to_nothing_else() -> None:
    number = small_words().number
    rates = _rates([["site@head_D_"], [], [], ["site@head_D_"], [], []])
    left, right, chest = (number[f"site@{each}"] for each in ("head_G_", "head_D_", "chest"))
    assert rates[0, right] > rates[0, left] > rates[0, chest]


def test_questions_keep_the_frequency_of_the_counts() -> None:
    rates = _rates([["fever"], ["fever"], ["fever"]])
    assert rates[:, small_words().number["fever"]] == pytest.approx(0.5)


def test_folds_spread_every_condition() -> None:
    condition = np.repeat([0, 1, 2], 7)
    fold = folds(condition, 7, seed=1)
    assert all(sorted(fold[condition == c]) == list(range(7)) for c in range(3))


def test_the_temperature_cools_what_is_too_sure_of_itself() -> None:
    truth = np.array([0, 1] * 50)
    logits = np.tile([4.0, 0.0], (100, 1))
    assert temperature(logits, truth) > 1.5
    assert temperature(np.eye(2)[truth] * 4, truth) < 1


def test_a_picture_holds_the_complaint_and_is_the_same_for_a_seed() -> None:
    words = small_words()
    one, two = (draw([PATIENT], words, 3, times=5, seed=9) for _ in range(2))
    np.testing.assert_array_equal(one.stated_NT, two.stated_NT)
    assert (one.stated_NT.sum(1) == 3).all()
    assert one.stated_NT[:, words.number["pain"]].all()
    own = [words.number[token] for token in PATIENT.tokens]
    assert not np.delete(one.stated_NT, own, axis=1).any()


def test_a_picture_of_everything_is_the_patient() -> None:
    words = small_words()
    everything = draw([PATIENT], words, None, times=1, seed=0).stated_NT[0]
    assert {words.tokens[n] for n in np.flatnonzero(everything)} == set(PATIENT.tokens)


def test_a_picture_of_symptoms_leaves_the_past_out() -> None:
    words = small_words()
    drawn = draw([PATIENT], words, None, times=1, seed=0, symptoms_only=True).stated_NT[0]
    assert not drawn[words.number["smoking"]]


def test_a_record_tells_pain_by_its_place() -> None:
    group = ("site@head_D_", "site@head_G_")
    told = {each.alternatives[0] for each in as_record(PATIENT, small_words(), {HEADACHE: group})}
    assert told == {group, ("cough",), ("smoking",)}


def test_the_information_of_a_question_is_that_of_its_answers() -> None:
    even = np.array([0.5, 0.5])
    assert expected_bits(even, np.array([[1.0, 0.0], [0.0, 1.0]])) == pytest.approx(1)
    assert expected_bits(even, np.array([[0.3, 0.7], [0.3, 0.7]])) == pytest.approx(0)
    assert entropy(np.array([1.0, 0.0])) == 0


def test_the_data_set_is_read_with_its_counts(tmp_path: Path) -> None:
    write_ddxplus(tmp_path / "d", each=1, seed=0)
    words = packaged()
    patients = read_patients(tmp_path / "d", words)
    assert len(patients) == 49
    assert {each.condition for each in patients} == set(range(49))
    assert all("E_55@front" in each.tokens for each in patients)
    assert len({each.fingerprint for each in patients}) == 49
    assert read_counts(tmp_path / "d", words).met_CQ.shape == (49, 223)


def test_an_answer_that_no_table_knows_is_named(tmp_path: Path) -> None:
    write_ddxplus(tmp_path / "d", each=1, seed=0)
    table = tmp_path / "d" / "validate.csv"
    table.write_text(table.read_text("utf8").replace("_@_front", "_@_tail"), "utf8")
    with pytest.raises(KeyError, match="tail"):
        read_patients(tmp_path / "d", packaged())


def test_a_folder_without_patients_is_named(tmp_path: Path) -> None:
    write_ddxplus(tmp_path / "d", each=1, seed=0)
    (tmp_path / "d" / "validate.csv").unlink()
    with pytest.raises(FileNotFoundError, match="no patients"):
        read_patients(tmp_path / "d", packaged())


def test_counts_that_lack_a_condition_are_refused(tmp_path: Path) -> None:
    write_ddxplus(tmp_path / "d", each=1, seed=0)
    path = tmp_path / "d" / "symptom_condition_probs.json"
    raw = json.loads(path.read_text("utf8"))
    del raw["condition_counts"]["Croup"]
    path.write_text(json.dumps(raw), "utf8")
    with pytest.raises(KeyError, match="Croup"):
        read_counts(tmp_path / "d", packaged())
