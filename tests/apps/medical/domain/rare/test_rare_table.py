import gzip

import numpy as np
import pytest

from apps.medical.domain.rare import stored
from apps.medical.domain.rare.annotations import frequency_of, read_annotations
from apps.medical.domain.rare.genes import read_genes
from apps.medical.domain.rare.names import Mentions, family, key
from apps.medical.domain.rare.omission import without
from apps.medical.domain.rare.ontology import read_ontology
from apps.medical.domain.rare.stored import MissingKnowledge, Sources, sources, table_of
from tests.fakes.rare_knowledge import OBO, annotations, hpoa, ontology, table


def term(id: str) -> int:
    return ontology().number[id]


def share(matrix, disease: str, id: str) -> float:
    return float(matrix[table().number[disease], term(id)])


def test_parents_come_first_and_former_ids_are_mapped():
    read = ontology()
    assert all(a <= t for t in range(len(read.ids)) for a in read.ancestors_of(t))
    assert read.number["HP:0009999"] == read.number["HP:0000518"]
    assert read.number["HP:0008888"] == read.number["HP:0001250"]
    assert {read.ids[a] for a in read.ancestors_of(term("HP:0002197"))} == {
        "HP:0000001", "HP:0000118", "HP:0001250", "HP:0002197",
    }  # fmt: skip
    assert not read.findings[term("HP:0001419")]


def test_a_circle_in_the_ontology_is_named():
    circle = "x\n\n[Term]\nid: HP:1\nname: a\nis_a: HP:2\n\n[Term]\nid: HP:2\nname: b\nis_a: HP:1\n"
    with pytest.raises(ValueError, match=r"HP:1: is_a runs in a circle"):
        read_ontology(circle)
    with pytest.raises(ValueError, match=r"no live \[Term\]"):
        read_ontology("format-version: 1.2\n")


@pytest.mark.parametrize(
    ("text", "having", "patients"),
    [("7/9", 7, 9), ("45%", 4.5, 10), ("HP:0040281", 8.95, 10), ("0/3", 0, 3)],
)
def test_frequencies(text, having, patients):
    found = frequency_of(text)
    assert found is not None
    assert (found.having, found.patients) == pytest.approx((having, patients))


@pytest.mark.parametrize("text", ["", "3/0", "4/3", "HP:0000118", "often"])
def test_what_is_no_frequency_is_none(text):
    assert frequency_of(text) is None


def test_a_malformed_row_is_named():
    with pytest.raises(ValueError, match="line 4: 2 fields where 12 belong"):
        read_annotations("\n".join([*hpoa().splitlines()[:3], "OMIM:1\tx"]))
    with pytest.raises(ValueError, match="line 1: not the header"):
        read_annotations("database_id\tname")


def test_names():
    assert key("Alpha syndrome, type II") == key("Type 2 Alpha's syndrome") - {"s"}
    assert family("Retinitis pigmentosa 12, autosomal recessive") == family("Retinitis pigmentosa")
    finder = Mentions({"Deaf": 1, "Night blindness": 2, "Blindness": 3})
    assert finder.find("Night blindness, deaf type") == (2, 1)


def test_entries_of_one_disease_are_merged_and_their_rows_pooled():
    made = table()
    assert made.number["ORPHA:10"] == made.number["OMIM:1"]
    assert made.members[made.number["OMIM:1"]] == ("OMIM:1", "ORPHA:10")
    assert len(made.ids) == 5
    assert share(made.direct, "OMIM:1", "HP:0002197") == pytest.approx(8.5 / 12)
    assert share(made.direct, "OMIM:1", "HP:0001638") > 0.8


def test_what_no_patient_had_is_not_annotated():
    made = table()
    assert share(made.own, "OMIM:5", "HP:0002373") == 0
    assert share(made.own, "OMIM:3", "HP:0001250") == 0


def test_frequencies_grow_towards_the_root():
    made = table()
    for disease in range(len(made.ids)):
        row = made.own[disease].toarray().ravel()
        for each in range(len(made.ontology.ids)):
            assert all(row[a] >= row[each] - 1e-6 for a in made.ontology.ancestors_of(each))


def test_kin_lend_and_names_speak():
    made = table()
    assert share(made.kin, "OMIM:2", "HP:0002197") > 0
    assert share(made.named, "OMIM:4", "HP:0000501") == 1
    assert share(made.named, "OMIM:4", "HP:0000365") == 0
    assert made.onset_years[made.number["OMIM:3"]] == 16
    assert made.x_linked[made.number["OMIM:4"]] == 1


def test_leaving_a_publication_out_is_compiling_without_it():
    """The correction of a few rows equals a table built from what is left."""
    from apps.medical.domain.rare.table import compile_table
    from tests.fakes.rare_knowledge import ROWS

    left = read_annotations(hpoa(tuple(row for row in ROWS if row[4] != "PMID:11")))
    genes = {"OMIM:1": frozenset({"AAA"}), "ORPHA:10": frozenset({"AAA"})}
    whole, made = compile_table(ontology(), left, genes), table()
    omitted = without(made, "PMID:11")
    assert omitted is not None
    ids = [made.ids[d] for d in omitted.diseases]
    assert ids == ["OMIM:1", "OMIM:2"]
    for name in ("direct", "own", "kin"):
        expected = np.stack([getattr(whole, name)[whole.number[i]].toarray()[0] for i in ids])
        assert getattr(omitted, name).toarray() == pytest.approx(expected, abs=1e-6)
    assert omitted.publications.tolist() == [whole.publications[whole.number[i]] for i in ids]
    assert without(made, "PMID:999") is None


def test_onset_of_the_publication_goes_with_it():
    omitted = without(table(), "PMID:13")
    assert omitted is not None
    assert np.isnan(omitted.onset_years).all()
    assert omitted.direct.nnz == 0


def test_the_stored_table_is_the_compiled_one(tmp_path):
    given = Sources(OBO.encode(), hpoa().encode(), b"gene_symbol\tdisease_id\nAAA\tOMIM:1\n")
    first, digest = table_of(given, tmp_path)
    second, again = table_of(given, tmp_path)
    assert digest == again
    assert second.ids == first.ids
    assert second.members == first.members
    assert dict(second.number) == dict(first.number)
    assert (second.kin != first.kin).nnz == 0
    assert second.ontology.labels == first.ontology.labels
    assert second.version == annotations().version == "2025-01-01"


def test_an_unreadable_cache_is_compiled_anew(tmp_path):
    given = Sources(OBO.encode(), hpoa().encode(), b"gene_symbol\tdisease_id\n")
    first, digest = table_of(given, tmp_path)
    (tmp_path / f"rare-{digest}.npz").write_bytes(b"torn")
    second, _ = table_of(given, tmp_path)
    assert second.ids == first.ids


def test_packed_files_are_read_and_missing_ones_named(tmp_path, monkeypatch):
    wheel, folder = tmp_path / "wheel", tmp_path / "hpo"
    wheel.mkdir()
    folder.mkdir()
    (wheel / stored.GENES).write_text("gene_symbol\tdisease_id\n")
    monkeypatch.setattr(stored, "packaged", lambda: wheel)
    (folder / "hp.obo.gz").write_bytes(gzip.compress(OBO.encode()))
    with pytest.raises(MissingKnowledge, match=r"phenotype\.hpoa is missing"):
        sources(folder)
    (folder / "phenotype.hpoa").write_text(hpoa())
    assert sources(folder).ontology == OBO.encode()


def test_genes_need_their_columns():
    assert read_genes("gene_symbol\tdisease_id\nA\tOMIM:1\nB\tOMIM:1\n") == {
        "OMIM:1": frozenset({"A", "B"})
    }
    with pytest.raises(ValueError, match="gene_symbol"):
        read_genes("symbol\tdisease\n")


@pytest.mark.parametrize("reference", ["PMID:16", "PMID:17"])
def test_a_row_of_several_publications_goes_with_each_of_them(reference):
    omitted = without(table(), reference)
    assert omitted is not None
    place = omitted.diseases.tolist().index(table().number["OMIM:5"])
    assert share(table().direct, "OMIM:5", "HP:0001638") > 0
    assert omitted.direct[place, term("HP:0001638")] == 0
    assert omitted.direct[place, term("HP:0000365")] > 0
    assert omitted.publications[place] == 1
    kept = without(table(), reference, pooled=False)
    assert kept is not None
    assert (
        kept.direct[kept.diseases.tolist().index(table().number["OMIM:5"]), term("HP:0001638")] > 0
    )


@pytest.mark.parametrize(("given", "left"), [((1, 2), 1.5 / 3), ((2, 2), 0.0), ((0, 3), 0.0)])
def test_what_a_publication_gave_to_a_pooled_row_is_subtracted(given, left):
    """2 of 4 patients without 1 of 2: 1 of 2 remain; nobody left, or counts that clash: no row."""
    delta = table().number["OMIM:5"]
    omitted = without(table(), "PMID:16", {(delta, term("HP:0001638")): given})
    assert omitted is not None
    place = omitted.diseases.tolist().index(delta)
    assert omitted.direct[place, term("HP:0001638")] == pytest.approx(left)
