"""Every collection that may train has a card with licence, split and decontamination."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from finetune.corpora.catalogue import COLLECTIONS, Collection

DATASETS = Path(__file__).parents[3] / "datasets"
PERMISSIVE = ("MIT", "Apache", "CC BY 4.0", "CC0", "public")
FOLDERS = {"synthea": "fhir_synthea"}


@pytest.mark.parametrize("one", COLLECTIONS.values(), ids=lambda one: one.name)
def test_a_collection_that_trains_has_its_card(one: Collection) -> None:
    folder = DATASETS / one.domain / FOLDERS.get(one.name, one.name)
    recipe = tomllib.loads((folder / "recipe.toml").read_text(encoding="utf-8"))
    assert any(name in one.licence for name in PERMISSIVE)
    assert one.read.__module__ in recipe["used_by"]
    assert "85 train, 5 validation, 10 test" in recipe["split"]
    assert "13-token" in recipe["decontamination"]
    assert one.revision in {source.get("revision") for source in recipe["sources"]}
    assert "## Training" in (folder / "README.md").read_text(encoding="utf-8")


def test_names_are_those_of_the_rows() -> None:
    for name, one in COLLECTIONS.items():
        module = import_module(one.read.__module__)
        assert (name, one.domain) == (module.NAME, module.DOMAIN)
