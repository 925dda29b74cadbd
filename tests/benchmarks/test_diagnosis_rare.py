import json

import pytest

from apps.medical.domain.rare.cases import fingerprint, read_cases
from apps.medical.domain.rare.evidence import Patient
from apps.medical.domain.rare.knowledge import RareKnowledge
from apps.medical.domain.rare.omission import without
from apps.medical.domain.rare.training import Schedule
from benchmarks.diagnosis_rare import auroc, measure, share
from benchmarks.rare_baselines import Baselines, place_of
from tests.fakes.rare_cases import packets
from tests.fakes.rare_knowledge import knowledge, ontology, table


def test_the_figures_have_their_names_and_bounds(capsys):
    figures = measure(knowledge(), read_cases(packets(), table()), all_folds=False)
    for name in ("lpo", "never_cited"):
        for method in ("", "_strict", "_likelihood", "_resnik"):
            tops = [figures[f"{name}{method}_top{top}"] for top in (1, 3, 10)]
            assert 0 <= tops[0] <= tops[1] <= tops[2] <= 100
        assert figures[f"{name}_strict_top1"] <= figures[f"{name}_top1"]
    assert 0 <= figures["abstention_auroc"] <= 1
    assert 0 <= figures["ece"] <= 1
    assert figures["ms_per_case"] > 0
    assert figures["never_cited_top10"] == 100
    assert figures["cases"] == 9
    json.dumps(figures)
    printed = capsys.readouterr().out
    assert "LEAKY" in printed
    assert "likelihood" in printed


def test_cases_trained_on_are_not_reported():
    import numpy as np

    trained = np.array([fingerprint("OMIM:1"), fingerprint("PMID:22")], np.uint32)
    weights = knowledge().weights
    seen = type(weights)(weights.ensemble, weights.outcome, trained, "test")
    figures = measure(RareKnowledge(table(), seen), read_cases(packets(), table()), all_folds=False)
    assert figures["cases"] == 5
    assert "lpo_top1" not in figures
    everything = np.array([fingerprint(f"OMIM:{n}") for n in range(10)], np.uint32)
    all_seen = type(weights)(weights.ensemble, weights.outcome, everything, "test")
    with pytest.raises(ValueError, match="--all-folds"):
        measure(RareKnowledge(table(), all_seen), read_cases(packets(), table()), all_folds=False)


def test_cross_validation_reports_every_case():
    figures = measure(
        knowledge(), read_cases(packets(), table()), all_folds=True, how=Schedule(epochs=1)
    )
    assert figures["cases"] == 9
    assert "LEAKY_top1" not in figures


def test_baselines_leave_the_publication_out():
    baselines = Baselines(table())
    cataract = Patient((ontology().number["HP:0000518"],), (), None, None)
    beta = table().number["OMIM:3"]
    omitted = without(table(), "PMID:13")
    for method in (baselines.likelihood, baselines.resnik):
        assert place_of(method(cataract, None), beta) == 0
        assert place_of(method(cataract, omitted), beta) > 0


def test_an_excluded_sign_of_a_disease_speaks_against_it():
    baselines = Baselines(table())
    eye, glaucoma = ontology().number["HP:0000478"], ontology().number["HP:0000518"]
    without_it = baselines.likelihood(Patient((eye,), (), None, None), None)
    excluded = baselines.likelihood(Patient((eye,), (glaucoma,), None, None), None)
    beta = table().number["OMIM:3"]
    assert excluded[beta] < without_it[beta]


def test_shares_and_areas():
    assert share([0, 2, None, 9], 3) == 50
    assert auroc([1.0], [0.0]) == 1.0
    assert auroc([], [0.0]) is None
