"""Rare diseases ranked over the Human Phenotype Ontology and its annotations."""
