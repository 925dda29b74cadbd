from __future__ import annotations

import json

import pytest
from fhir.resources.R4B import get_fhir_model_class

from apps.medical.domain.intake.files import read_files
from apps.medical.domain.intake.imported import Outcome
from apps.medical.samples import demo_patients
from apps.medical.samples.chart import identity_card
from apps.medical.samples.demo import DemoPatient
from apps.medical.samples.papers import word_note

_DEMOS = {demo.key: demo for demo in demo_patients()}


def test_adults_and_children_in_both_languages() -> None:
    records = [read_files(demo.files).records[0] for demo in _DEMOS.values()]
    assert len(records) >= 8
    chinese = sum(any("\u4e00" <= c <= "\u9fff" for c in r.identity.name) for r in records)
    children = sum(r.identity.birth.first.year >= 2010 for r in records if r.identity.birth)
    assert 4 <= chinese <= len(records) - 4
    assert 4 <= children <= len(records) - 4
    assert len({record.id for record in records}) == len(records)


@pytest.mark.parametrize("demo", _DEMOS.values(), ids=_DEMOS)
def test_a_demo_patient_is_marked_valid_and_whole(demo: DemoPatient) -> None:
    found = read_files(demo.files)
    record = found.records[0]
    assert record.identity.synthetic
    assert len(record.encounters) >= 3
    assert record.problems
    assert len(record.observations) >= 10
    assert {a.outcome for a in found.accounts} <= {
        Outcome.IMPORTED,
        Outcome.DUPLICATE,
        Outcome.KEPT_ONLY,
    }
    assert bool(found.held) == (demo.key == "wrong_patient")
    assert record.notices == ()
    for document in record.documents:
        marked = "SYNTHETIC" in document.text or "虚构" in document.text
        assert marked or "HTEST" in document.text
    whole = json.loads(demo.files[0][1])
    get_fhir_model_class("Bundle").model_validate(whole)


def test_all_demo_patients_can_be_imported_together() -> None:
    files = [file for demo in _DEMOS.values() for file in demo.files]
    found = read_files(files)
    assert len(found.records) == len(_DEMOS)
    assert [held.origin for held in found.held] == ["门诊病历-0330.txt"]


def test_the_same_bytes_every_time() -> None:
    assert word_note("a\n\nb", "mark") == word_note("a\n\nb", "mark")
    names = [name for demo in _DEMOS.values() for name, _ in demo.files]
    assert len(set(names)) == len(names)


def test_a_check_digit_of_gb_11643() -> None:
    assert identity_card("110105", "1949-12-31", "002") == "11010519491231002X"
