"""A tiny ontology and annotations, written by hand, for the tests of the rare-disease ranker."""

from __future__ import annotations

from functools import cache

import numpy as np

from apps.medical.domain.rare.annotations import COLUMNS, Annotations, read_annotations
from apps.medical.domain.rare.knowledge import RareKnowledge
from apps.medical.domain.rare.network import Ensemble, Network
from apps.medical.domain.rare.ontology import Ontology, read_ontology
from apps.medical.domain.rare.outcome import SIGNS, OutcomeModel
from apps.medical.domain.rare.table import Table, compile_table
from apps.medical.domain.rare.weights import Weights

TERMS = (
    ("HP:0000001", "All", ()),
    ("HP:0000118", "Phenotypic abnormality", ("HP:0000001",)),
    ("HP:0000005", "Mode of inheritance", ("HP:0000001",)),
    ("HP:0001419", "X-linked recessive inheritance", ("HP:0000005",)),
    ("HP:0003581", "Adult onset", ("HP:0000001",)),
    ("HP:0001250", "Seizure", ("HP:0000118",)),
    ("HP:0002197", "Generalized seizure", ("HP:0001250",)),
    ("HP:0002373", "Febrile seizure", ("HP:0001250",)),
    ("HP:0000478", "Abnormality of the eye", ("HP:0000118",)),
    ("HP:0000518", "Cataract", ("HP:0000478",)),
    ("HP:0000501", "Glaucoma", ("HP:0000478",)),
    ("HP:0001626", "Abnormality of the heart", ("HP:0000118",)),
    ("HP:0001638", "Cardiomyopathy", ("HP:0001626",)),
    ("HP:0000365", "Hearing impairment", ("HP:0000118",)),
)
OBO = "format-version: 1.2\n" + "".join(
    f"\n[Term]\nid: {id}\nname: {name}\n"
    + ("alt_id: HP:0009999\n" if id == "HP:0000518" else "")
    + ('synonym: "Deaf" EXACT []\n' if id == "HP:0000365" else "")
    + "".join(f"is_a: {parent} ! x\n" for parent in parents)
    for id, name, parents in TERMS
) + (
    "\n[Term]\nid: HP:0008888\nname: obsolete fit\nis_obsolete: true\nreplaced_by: HP:0001250\n"
)  # fmt: skip

ROWS = (
    ("OMIM:1", "Alpha syndrome, type I", "", "HP:0002197", "PMID:11", "7/9", "P"),
    ("OMIM:1", "Alpha syndrome, type I", "", "HP:0000518", "PMID:11", "1/9", "P"),
    ("OMIM:1", "Alpha syndrome, type I", "", "HP:0002197", "PMID:12", "1/2", "P"),
    ("ORPHA:10", "Type 1 alpha syndrome", "", "HP:0001638", "ORPHA:10", "HP:0040281", "P"),
    ("OMIM:2", "Alpha syndrome, type II", "", "HP:0000365", "OMIM:2", "", "P"),
    ("OMIM:3", "Beta disease", "", "HP:0000518", "PMID:13", "90%", "P"),
    ("OMIM:3", "Beta disease", "", "HP:0000501", "PMID:13", "HP:0040283", "P"),
    ("OMIM:3", "Beta disease", "NOT", "HP:0001250", "PMID:13", "", "P"),
    ("OMIM:3", "Beta disease", "", "HP:0003581", "PMID:13", "", "C"),
    ("OMIM:4", "Gamma deafness with glaucoma", "", "HP:0001638", "PMID:14", "2/3", "P"),
    ("OMIM:4", "Gamma deafness with glaucoma", "", "HP:0001419", "PMID:14", "", "I"),
    ("OMIM:5", "Delta disease", "", "HP:0002373", "PMID:15", "0/5", "P"),
    ("OMIM:5", "Delta disease", "", "HP:0000365", "PMID:15", "5/5", "P"),
    ("OMIM:5", "Delta disease", "", "HP:0001638", "PMID:16;PMID:17", "2/4", "P"),
)


def hpoa(rows: tuple[tuple[str, ...], ...] = ROWS) -> str:
    """The rows as `phenotype.hpoa` writes them."""
    lines = [
        "\t".join((d, name, negated, term, reference, "PCS", "", often, "", "", aspect, "x"))
        for d, name, negated, term, reference, often, aspect in rows
    ]
    return "\n".join(['#description: "d"', "#version: 2025-01-01", "\t".join(COLUMNS), *lines])


def ontology() -> Ontology:
    return read_ontology(OBO)


def annotations() -> Annotations:
    return read_annotations(hpoa())


@cache
def table() -> Table:
    genes = {"OMIM:1": frozenset({"AAA"}), "ORPHA:10": frozenset({"AAA"})}
    return compile_table(ontology(), annotations(), genes)


@cache
def knowledge() -> RareKnowledge:
    """Networks with random weights: what must hold, holds whatever was learnt."""
    rng = np.random.default_rng(3)
    size = len(SIGNS)
    outcome = OutcomeModel(
        np.zeros(2), np.zeros(size), np.ones(size), rng.normal(size=(2 * size, 3)) * 0.1,
        np.zeros(3), np.array([0.6, 0.2, 0.2]),
    )  # fmt: skip
    networks = (Network.fresh(rng), Network.fresh(rng))
    return RareKnowledge(
        table(), Weights(Ensemble(networks), outcome, np.zeros(0, np.uint32), "test")
    )
