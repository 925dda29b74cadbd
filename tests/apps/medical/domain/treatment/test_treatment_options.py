"""Options from a disease's own facts and from its neighbours, and the tables they come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.medical.domain.concept import ICD10CM, Coding, Concept
from apps.medical.domain.option import Effect
from apps.medical.domain.record import Allergy, Identity, PatientRecord, Verification
from apps.medical.domain.source import Severity, Source
from apps.medical.domain.treatment import icd, tables
from apps.medical.domain.treatment.diseases import Disease, disease_book, same_or_kind
from apps.medical.domain.treatment.drugs import drug_book
from apps.medical.domain.treatment.knowledge import NOT, Fact, Knowledge, packaged
from apps.medical.domain.treatment.neighbours import Likeness, Likenesses, tags
from apps.medical.domain.treatment.options import not_indicated, options
from apps.medical.domain.treatment.scoring import Ranker, Weights
from apps.medical.domain.treatment.wording import folded, words


def _names(found) -> list[str]:
    return [option.drug.text for option in found]


@pytest.mark.parametrize(
    "asked",
    [
        Concept("COPD"),
        Concept("慢性阻塞性肺疾病"),
        Concept("chronic obstructive pulmonary disease"),
        Concept("?", (Coding(ICD10CM, "J44.9"),)),
        Concept("?", (Coding(ICD10CM, "J449"),)),
    ],
)
def test_a_disease_is_found_by_name_and_code(asked: Concept) -> None:
    found = options(asked)
    assert _names(found)[0] == "tiotropium"
    assert all(option.neighbour is None and option.references for option in found)
    assert found[0].drug_zh == "噻托溴铵"


def test_what_modifies_the_disease_comes_before_what_relieves_it() -> None:
    found = options(Concept("gout"), limit=20)
    effects = [option.effect for option in found]
    assert effects == sorted(effects, key=lambda e: e is Effect.SYMPTOMATIC)


def test_drugs_judged_not_to_be_for_a_disease_are_never_shown() -> None:
    shown = set(_names(options(Concept("hand foot and mouth disease"))))
    against = {fact.drug for fact in not_indicated(Concept("手足口病"))}
    assert against
    assert not shown & against


def test_a_disease_without_an_entry_names_the_neighbour() -> None:
    found = options(Concept("Takayasu-like aortitis", (Coding(ICD10CM, "M31.8"),)))
    assert found
    assert all(option.neighbour for option in found)
    assert "prednisone" in _names(found)[:3]


def test_nothing_is_concluded_for_what_is_like_nothing() -> None:
    assert options(Concept("a house without a door")) == ()


def test_options_carry_the_patients_cautions() -> None:
    allergy = Allergy("1", Concept("Penicillin"), "", "", Verification.CONFIRMED, Source("d", 0, 1))
    record = PatientRecord("p", Identity("", "unknown", None), (), allergies=(allergy,))
    found = options(Concept("otitis media"), record)
    amoxicillin = next(o for o in found if o.drug.text == "amoxicillin")
    assert amoxicillin.cautions[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    ("asked", "entry", "same"),
    [
        ("Alzheimer's disease", "dementia of Alzheimer type", True),
        ("lung cancer", "small cell lung cancer", True),
        ("breast cancer", "malignant neoplasm of breast", True),
        ("anemia", "iron deficiency anaemia", True),
        ("renal cancer", "kidney carcinoma", True),
        ("chronic kidney failure", "chronic kidney disease", True),
        ("asthma", "copd", False),
        ("psoriasis", "lichen planus", False),
        ("type 1 diabetes mellitus", "type 2 diabetes mellitus", False),
        ("hepatitis B", "hepatitis C", False),
    ],
)
def test_the_same_disease_is_told_by_its_wording(asked: str, entry: str, same: bool) -> None:
    assert bool(same_or_kind(Disease(asked), Disease(entry))) is same


def test_a_code_below_is_a_kind_and_a_code_above_is_not() -> None:
    psoriasis, arthritis = Disease("a", codes=("L40",)), Disease("b", codes=("L40.5",))
    assert same_or_kind(psoriasis, arthritis) == "coded L40.5"
    assert same_or_kind(arthritis, psoriasis) == ""


def test_leaving_a_disease_out_takes_its_kinds_and_no_others() -> None:
    asked = disease_book().described(Concept("breast cancer"))
    rest, removed = packaged().without(asked)
    assert {one.disease.name for one in removed} == {"breast cancer"}
    assert len(rest.facts) == len(packaged().facts) - removed[0].facts


def test_facts_of_a_known_disease_join_its_entry() -> None:
    more = [Fact(Disease("Gouty arthritis"), "prednisolone", "disease-modifying", "test")]
    joined = packaged().and_also(more)
    gout = next(d for d in joined.by_disease if d.name == "gout")
    assert joined.by_disease[gout][-1].drug == "prednisolone"


def _little(mark) -> Knowledge:
    one = Disease("bronchial asthma of miners", codes=("J45.2",))
    other = Disease("chronic asthma of bakers", codes=("J45.3",))
    return Knowledge([
        Fact(one, "budesonide", "disease-modifying", "test"),
        Fact(other, "budesonide", mark, "test"),
        Fact(other, "albuterol", "symptomatic", "test"),
    ])  # fmt: skip


def test_a_drug_marked_not_for_a_neighbour_is_held_back() -> None:
    asked = Disease("asthma of weavers", codes=("J45.4",))
    ranked = Ranker(_little("disease-modifying"), drug_book(), Weights()).rank(asked)
    assert [one.drug for one in ranked] == ["budesonide", "albuterol"]
    held = Ranker(_little(NOT), drug_book(), Weights()).rank(asked)
    assert [one.drug for one in held] == ["albuterol"]


def test_the_nearer_disease_is_the_more_alike() -> None:
    likenesses = Likenesses(packaged().by_disease, Likeness())
    crohn = disease_book().described(Concept("crohn disease"))
    between = {d.name: likenesses.between(crohn, d) for d in likenesses.diseases}
    assert between["ulcerative colitis"] > between["gerd"] > between["glaucoma"]


def test_tables_are_whole() -> None:
    drugs, diseases = drug_book().drugs, disease_book().diseases
    assert len(drugs) >= 350
    assert len(packaged().by_disease) >= 150
    assert sum(1 for _ in tables.rows("interactions")) >= 80
    keys = frozenset().union(*(drug.keys for drug in drugs))
    assert all(drug.zh and drug.atc and drug.kind and drug.source for drug in drugs)
    assert all(disease.codes and disease.zh for disease in diseases)
    for table, columns in (
        ("interactions", ("a", "b")), ("pregnancy", ("target",)), ("renal", ("target",)),
        ("ages", ("target",)), ("conditions", ("target",)), ("allergies", ("target",)),
    ):  # fmt: skip
        for line in tables.rows(table):
            assert all(line[column] in keys for column in columns), line
            assert line["source"], line
            assert line["text"], line
            assert line["zh"], line


def test_codes_of_the_tables_are_codes_of_the_classification() -> None:
    for disease in disease_book().diseases:
        assert all(icd.is_code(code) or "-" in code for code in disease.codes), disease
        assert tags(disease.codes) or disease.codes[0].startswith("Z"), disease


def test_every_name_of_a_drug_finds_it() -> None:
    book = drug_book()
    for drug in book.drugs:
        for name in drug.names:
            assert book.named(name) is drug, name


@given(st.text(max_size=80))
def test_any_text_is_compared_without_an_error(text: str) -> None:
    assert words(text) == words(folded(text)) or words(text)
    drug_book().within(text)
    same_or_kind(Disease(text or "x"), Disease("asthma"))


@given(st.sampled_from(["J44", "L40.5", "C81-C96", "E11.2", "I10"]),
       st.sampled_from(["J44.1", "L40", "C91.0", "E11", "M05"]))  # fmt: skip
def test_nearness_is_a_share_and_goes_both_ways(one: str, other: str) -> None:
    near = icd.nearness([one], [other])
    assert 0 <= near <= 1
    assert near == icd.nearness([other], [one])
