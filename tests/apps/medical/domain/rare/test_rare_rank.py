from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.medical.domain.concept import HPO, Coding, Concept
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.rare.evidence import Evidence, Patient
from apps.medical.domain.rare.questions import best_questions, entropy
from apps.medical.domain.rare.references import reference_of, support_for
from apps.medical.domain.source import Source
from tests.fakes.rare_knowledge import TERMS, knowledge, ontology, table

IDS = [id for id, _, _ in TERMS if ontology().findings[ontology().number[id]]]


def finding(id: str | None, assertion: Assertion = Assertion.PRESENT) -> Finding:
    codings = (Coding(HPO, id),) if id else ()
    return Finding(Concept(id or "?", codings), assertion, Origin.TEXT, Source("doc", 0, 3))


def rank(findings, **given):
    return knowledge().rank(findings, **({"sex": None, "age_years": None} | given))


def score_of(disease: str, present, excluded=(), **given) -> float:
    candidates, scores = knowledge().score(
        present, excluded, **({"sex": None, "age_years": None} | given)
    )
    return float(scores[candidates == table().number[disease]][0])


assertions = st.sampled_from(list(Assertion))
some_findings = st.lists(
    st.builds(finding, st.sampled_from([*IDS, "HP:0009999", "HP:7777777", None]), assertions),
    max_size=8,
)


@settings(deadline=None, max_examples=60)
@given(some_findings, st.sampled_from(["male", "female", None]), st.none() | st.floats(0, 99))
def test_shares_sum_to_one_and_no_finding_is_lost(findings, sex, age):
    found = rank(findings, sex=sex, age_years=age, limit=2)
    shares = [candidate.probability for candidate in found.candidates]
    assert sum(shares) + found.rest + found.none_of_these == pytest.approx(1)
    assert min([*shares, found.rest, found.none_of_these]) >= -1e-9
    assert shares == sorted(shares, reverse=True)
    assert len(found.used) + len(found.unused) == len(findings)
    assert all(question.bits >= -1e-9 for question in found.next_questions)
    for candidate in found.candidates:
        assert all(line.nats > 0 for line in candidate.supports)
        assert all(line.nats < 0 for line in candidate.opposes)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True))
def test_a_finding_that_nothing_of_a_disease_matches_costs_it_nothing(ids):
    evidence, model = Evidence(table()), knowledge().weights.ensemble
    patient = Patient(tuple(ontology().number[id] for id in ids), (), None, None)
    compared = evidence.compare(patient)
    nats = model.present(compared.present_PCF)
    unmatched = (compared.present_PCF[..., :5] == 0).all(axis=-1)
    assert nats[unmatched] == pytest.approx(0, abs=1e-6)
    assert (nats >= -1e-5).all()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 4), st.floats(0, 1), st.integers(0, 999))
def test_a_better_match_never_scores_less(feature, more, seed):
    compared = Evidence(table()).compare(Patient((5, 7), (), None, None))
    before = compared.present_PCF * np.random.default_rng(seed).random()
    after = before.copy()
    after[..., feature] += more
    model = knowledge().weights.ensemble
    assert (model.present(after) >= model.present(before) - 1e-5).all()


def test_a_disease_whose_term_is_found_gains_on_one_without_it():
    """More than the prior of the disease as a whole moves is due to the finding."""
    evidence, model = Evidence(table()), knowledge().weights.ensemble
    compared = evidence.compare(Patient((ontology().number["HP:0000501"],), (), None, None))
    place = {int(d): n for n, d in enumerate(compared.candidates_C)}
    nats = model.present(compared.present_PCF)[0]
    assert nats[place[table().number["OMIM:3"]]] > nats[place[table().number["OMIM:5"]]]


def test_a_more_specific_finding_matches_what_lies_above_it():
    evidence = Evidence(table())
    ratios = evidence.ratios(ontology().number["HP:0002373"])
    assert ratios[0, table().number["OMIM:1"]] > 0
    assert ratios[0, table().number["OMIM:5"]] == 0


def test_former_ids_count_as_the_term_and_unknown_ones_come_back():
    found = rank([finding("HP:0009999"), finding("HP:7777777"), finding(None)])
    assert [each.hpo for each in found.used] == ["HP:0009999"]
    assert [each.hpo for each in found.unused] == ["HP:7777777", None]
    assert score_of("OMIM:3", ["HP:0009999"]) == score_of("OMIM:3", ["HP:0000518"])


def test_inheritance_is_no_finding():
    assert rank([finding("HP:0001419")]).used == ()


def test_family_and_possible_findings_are_not_weighed():
    given = [finding("HP:0000518", a) for a in (Assertion.FAMILY, Assertion.POSSIBLE)]
    found = rank(given)
    assert found.used == ()
    assert found.unused == tuple(given)


def test_without_findings_no_disease_is_named():
    found = rank([finding("HP:0000518", Assertion.ABSENT)])
    assert found.candidates == ()
    assert found.none_of_these > 0.99
    assert found.rest == pytest.approx(1 - found.none_of_these)


def test_the_merged_entry_is_shown_with_both_sources():
    found = rank([finding("HP:0002197"), finding("HP:0001638")], limit=5)
    alpha = next(each for each in found.candidates if each.id == "OMIM:1")
    assert [r.title for r in alpha.references] == ["OMIM:1", "ORPHA:10"]
    by_label = {line.label: line for line in alpha.supports}
    assert by_label["Generalized seizure"].detail == "7/9 patients"
    assert by_label["Generalized seizure"].reference.url.endswith("/11/")
    assert by_label["Cardiomyopathy"].detail == "very frequent (80-99%)"
    assert "orpha.net" in by_label["Cardiomyopathy"].reference.url


def test_a_broader_annotation_says_so():
    support = support_for(table(), table().number["OMIM:1"], ontology().number["HP:0001250"])
    assert support is not None
    assert ontology().ids[support.term] == "HP:0002197"
    assert support_for(table(), table().number["OMIM:2"], ontology().number["HP:0000518"]) is None


def test_the_publication_left_out_no_longer_counts():
    with_it = score_of("OMIM:3", ["HP:0000518"])
    left = score_of("OMIM:3", ["HP:0000518"], without_reference="PMID:13")
    assert left < with_it


def test_scoring_needs_a_known_term():
    with pytest.raises(ValueError, match="no known HPO term"):
        knowledge().score(["HP:7777777"], [], sex=None, age_years=None)


def test_the_best_question_splits_the_candidates():
    evidence = Evidence(table())
    patient = Patient((ontology().number["HP:0000478"],), (), None, None)
    compared = evidence.compare(patient)
    chance = np.zeros(len(compared.candidates_C))
    for disease in ("OMIM:1", "OMIM:2"):
        chance[compared.candidates_C == table().number[disease]] = 0.5
    asked = best_questions(table(), patient, compared, chance)
    assert ontology().ids[asked[0].term] in {"HP:0000365", "HP:0001638", "HP:0002197"}
    assert asked[0].bits > 0.1
    assert all(q.term not in ontology().ancestors_of(patient.present[0]) for q in asked)


def test_what_is_excluded_is_not_asked_for():
    given = [finding("HP:0000478"), finding("HP:0001250", Assertion.ABSENT)]
    codes = {question.code for question in rank(given).next_questions}
    assert not codes & {"HP:0001250", "HP:0002197", "HP:0002373"}


def test_questions_in_chinese():
    asked = rank([finding("HP:0000478")], language="zh").next_questions
    assert asked[0].splits.startswith("有：")


def test_entropy_of_even_chances_is_one_bit():
    assert entropy(np.array([0.5, 0.0])) == pytest.approx([1.0, 0.0], abs=1e-9)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("PMID:7", "https://pubmed.ncbi.nlm.nih.gov/7/"),
        ("OMIM:7", "https://omim.org/entry/7"),
        ("ISBN-13:7", ""),
        ("https://a.org/x", "https://a.org/x"),
        ("PMID:7;PMID:8", "https://pubmed.ncbi.nlm.nih.gov/7/"),
    ],
)
def test_references_open(written, url):
    assert reference_of(written).url == url


def test_the_younger_than_onset_are_told():
    features = Evidence(table()).compare(Patient((5,), (), None, 3.0))
    older = Evidence(table()).compare(Patient((5,), (), None, 30.0))
    place = int(np.flatnonzero(features.candidates_C == table().number["OMIM:3"])[0])
    at = 10
    assert features.disease_CF[place, at] == 1
    assert older.disease_CF[place, at] == 0


def test_wording_of_a_finding_is_kept():
    given = replace(finding("HP:0002197"), concept=Concept("fits", (Coding(HPO, "HP:0002197"),)))
    line = rank([given]).candidates[0].supports
    assert all(each.finding is None or each.finding.concept.text == "fits" for each in line)
