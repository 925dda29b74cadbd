"""What drives diseases and what drugs act on: a closed vocabulary, and options from it."""

from __future__ import annotations

import pytest

from apps.medical.domain.concept import ICD10CM, Coding, Concept
from apps.medical.domain.treatment import tables
from apps.medical.domain.treatment.diseases import Disease, disease_book
from apps.medical.domain.treatment.drugs import drug_book
from apps.medical.domain.treatment.knowledge import NOT, Fact, Knowledge, packaged
from apps.medical.domain.treatment.mechanisms import STRONGEST, mechanisms
from apps.medical.domain.treatment.options import Options
from apps.medical.domain.treatment.reasons import reason
from apps.medical.domain.treatment.scoring import Ranker, Weights

_WITHOUT_A_DRUG = {"globin-lack", "gluten-immunity", "meningeal-proliferation"}


def _terms(table: str, column: str) -> list[tuple[str, str, int]]:
    return [
        (next(iter(line.values())), *_split(part))
        for line in tables.rows(table)
        for part in tables.listed(line[column])
    ]


def _split(part: str) -> tuple[str, int]:
    key, number = part.split()
    return key, int(number)


def _listed(name: str) -> Disease:
    found = disease_book().named(name)
    assert found
    return found


def test_the_vocabulary_is_closed() -> None:
    declared = [line["process"] for line in tables.rows("processes")]
    driving = {key for _, key, _ in _terms("mechanisms", "processes")}
    acted_on = {key for _, key, strength in _terms("actions", "acts") if strength}
    assert len(declared) == len(set(declared))
    assert driving == set(declared)
    assert set(declared) - acted_on == _WITHOUT_A_DRUG
    assert acted_on <= set(declared)


def test_every_term_is_labelled_in_both_languages() -> None:
    for process in mechanisms().processes.values():
        assert process.name, process
        assert any("\u4e00" <= c <= "\u9fff" for c in process.zh), process


def test_every_packaged_disease_has_one_line_of_its_own() -> None:
    named = [line["disease"] for line in tables.rows("mechanisms")]
    assert sorted(named) == sorted(disease.name for disease in disease_book().diseases)


def test_every_action_names_a_drug_or_a_class_once() -> None:
    keys = {key for drug in drug_book().drugs for key in (drug.name, drug.kind)}
    targets = [line["target"] for line in tables.rows("actions")]
    assert len(targets) == len(set(targets))
    assert set(targets) <= keys


def test_strengths_are_within_bounds_and_every_line_has_a_source() -> None:
    assert all(1 <= n <= STRONGEST for _, _, n in _terms("mechanisms", "processes"))
    assert all(0 <= n <= STRONGEST for _, _, n in _terms("actions", "acts"))
    for table in ("mechanisms", "actions"):
        assert all(line["source"] for line in tables.rows(table))


def test_no_term_is_the_name_of_a_disease() -> None:
    named = {disease.name for disease in disease_book().diseases}
    for process in mechanisms().processes.values():
        assert process.name not in named
        assert process.key.replace("-", " ") not in named


def test_a_drugs_own_line_overrules_its_class() -> None:
    acts = mechanisms().acts
    assert "vasoconstriction" in acts["doxazosin"]
    assert "vasoconstriction" not in acts["tamsulosin"]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("gout", {"allopurinol", "febuxostat", "colchicine"}),
        ("graves disease", {"methimazole", "propylthiouracil", "carbimazole"}),
        ("malaria", {"artemether lumefantrine", "artesunate", "chloroquine", "quinine"}),
        ("myasthenia gravis", {"pyridostigmine", "neostigmine"}),
    ],
)
def test_a_disease_whose_indications_are_missing_is_reasoned_about(name, right) -> None:
    asked = _listed(name)
    rest, removed = packaged().without(asked)
    assert removed
    ranked = Ranker(rest, drug_book(), Weights(), mechanisms()).rank(asked)
    assert right & {one.drug for one in ranked[:3]}
    assert ranked[0].processes


def test_mechanism_alone_is_enough_and_says_so() -> None:
    nothing_known = Options(Knowledge([]), drug_book(), Weights(), mechanisms())
    found = nothing_known.of(Concept("gout"), None, 3)
    assert found
    for option in found:
        assert option.neighbour is None
        assert option.mechanism.startswith("acts on ")
        assert option.mechanism_zh.startswith("作用于")
        assert "by mechanism; no indication fact" in option.references[0].detail


def test_a_drug_judged_not_to_be_for_kin_is_not_shown_first() -> None:
    kin = Disease("gout of bakers", codes=("M10.0",))
    facts = [
        Fact(kin, "prednisone", NOT, "test"),
        Fact(kin, "allopurinol", "disease-modifying", ""),
    ]
    asked = Disease("gout of millers", codes=("M10.1",))
    ranked = Ranker(Knowledge(facts), drug_book(), Weights(), mechanisms()).rank(asked)
    assert "allopurinol" in {one.drug for one in ranked[:3]}
    assert "prednisone" not in {one.drug for one in ranked}


def test_an_unlisted_disease_borrows_from_its_kin_and_names_them() -> None:
    asked = Disease("hemorrhagic gout", codes=("M10.9",))
    drivers = mechanisms().of(asked)
    assert drivers.kin == ("gout",)
    assert drivers.strengths["urate-excess"] == 1
    told = reason(mechanisms(), "allopurinol", ["urate-excess"], asked)
    assert told
    assert "kin gout" in told.reference.detail


def test_a_group_takes_from_all_its_kinds() -> None:
    group = disease_book().described(Concept("leukemia"))
    kin = mechanisms().of(group).kin
    assert {"acute lymphoblastic leukaemia", "chronic myeloid leukaemia"} <= set(kin)


def test_nothing_drives_what_is_like_nothing() -> None:
    assert mechanisms().of(Disease("a house without a door")).strengths == {}
    coded = Concept("?", (Coding(ICD10CM, "Z99.9"),))
    assert mechanisms().of(disease_book().described(coded)).strengths == {}
    assert reason(mechanisms(), "allopurinol", (), Disease("x")) is None


def test_diseases_alike_in_mechanism_are_alike() -> None:
    psoriasis, arthritis = _listed("psoriasis"), _listed("psoriatic arthritis")
    near = mechanisms().alikeness(psoriasis, arthritis)
    assert 0 < mechanisms().alikeness(psoriasis, _listed("contact dermatitis")) < 1
    assert near > mechanisms().alikeness(psoriasis, _listed("gout")) == 0
    assert mechanisms().alikeness(psoriasis, psoriasis) == pytest.approx(1)
