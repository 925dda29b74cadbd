import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.medical.domain.rare.everyday import (
    COLUMNS,
    MOST_NATS,
    TABLE,
    everyday_terms,
    explained_nats,
    rare_at_all,
)
from apps.medical.domain.rare.evidence import SCALE, Evidence, Patient
from apps.medical.domain.rare.outcome import Outcome
from tests.fakes.rare_knowledge import knowledge, ontology, table

HEADER = "\t".join(COLUMNS) + "\n"


def everyday(*rows: str) -> set[str]:
    lines = "".join(f"{row}\t10\tby hand\n" for row in rows)
    terms = everyday_terms(ontology(), HEADER + lines)
    return {ontology().ids[n] for n in np.flatnonzero(terms)}


def test_what_is_broader_than_an_everyday_finding_is_everyday_too():
    above = {"HP:0000001", "HP:0000118"}
    assert everyday("HP:0001250\tSeizure\tno") == {"HP:0001250"} | above


def test_what_is_narrower_only_where_the_table_says_so():
    narrower = everyday("HP:0001250\tSeizure\tyes")
    assert {"HP:0002197", "HP:0002373"} <= narrower
    assert "HP:0000518" not in narrower


def test_a_line_of_another_form_is_named():
    with pytest.raises(ValueError, match="line 3"):
        everyday_terms(ontology(), HEADER + "HP:0001250\tSeizure\tno\t1\tx\nHP:0001250\n")
    with pytest.raises(ValueError, match="header"):
        everyday_terms(ontology(), "hpo\n")


def test_the_shipped_table_is_read_whole_and_names_each_finding_once():
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    ids = [row[0] for row in rows]
    assert len(set(ids)) == len(ids) > 150
    assert {row[2] for row in rows} == {"yes", "no"}
    assert all(float(row[3]) > 0 for row in rows)


def test_one_unusual_finding_is_not_enough_and_four_are():
    assert rare_at_all(0) < 0.01
    assert rare_at_all(MOST_NATS) < 0.05
    assert rare_at_all(4 * MOST_NATS) > 0.9


@given(st.floats(0, 100), st.floats(0, 100))
def test_more_explained_never_makes_a_rare_disease_less_probable(low, more):
    assert rare_at_all(low) <= rare_at_all(low + more)


def test_only_unusual_findings_count_and_none_beyond_the_most():
    cataract, deaf = (ontology().number[i] for i in ("HP:0000518", "HP:0000365"))
    compared = Evidence(table()).compare(Patient((cataract, deaf), (), None, None))
    chance = np.full(len(compared.candidates_C), 1 / len(compared.candidates_C))
    usual = np.zeros(len(ontology().ids), bool)
    both = explained_nats((cataract, deaf), compared, chance, usual)
    usual[deaf] = True
    one = explained_nats((cataract, deaf), compared, chance, usual)
    assert 0 < one < both
    compared.present_PCF[..., 0] = 100 / SCALE
    assert explained_nats((cataract, deaf), compared, chance, usual) == pytest.approx(MOST_NATS)
    usual[cataract] = True
    assert explained_nats((cataract, deaf), compared, chance, usual) == 0


@given(st.floats(0, 1))
def test_lowering_keeps_the_sum_and_the_order(share):
    lowered = Outcome(np.array([0.5, 0.2]), 0.1, 0.2).lowered(share)
    assert lowered.candidates_C.sum() + lowered.elsewhere + lowered.outside == pytest.approx(1)
    assert lowered.candidates_C[0] >= lowered.candidates_C[1]
    assert lowered.outside >= 0.2 - 1e-12


def test_a_patient_with_everyday_findings_only_has_none_of_these():
    from apps.medical.domain.concept import HPO, Coding, Concept
    from apps.medical.domain.finding import Assertion, Finding, Origin
    from apps.medical.domain.source import Source

    def found(code: str) -> Finding:
        concept = Concept(code, (Coding(HPO, code),))
        return Finding(concept, Assertion.PRESENT, Origin.CODED, Source("", 0, 0))

    usual = knowledge().rank([found("HP:0000518")], sex=None, age_years=None)
    unusual = knowledge().rank([found("HP:0002197"), found("HP:0001638")], sex=None, age_years=None)
    assert usual.none_of_these > 0.99
    assert unusual.none_of_these < usual.none_of_these
