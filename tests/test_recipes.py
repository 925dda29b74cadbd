"""Every data set has a card and a recipe that says where, under what licence, and how split."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, HttpUrl

DATASETS = Path(__file__).parents[1] / "datasets"
RECIPES = sorted(DATASETS.glob("*/*/recipe.toml"))
Said = Annotated[str, Field(min_length=3)]


class Source(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Said
    url: HttpUrl
    licence: Said
    revision: Annotated[str, Field(pattern=r"^([0-9a-f]{40}|\d+\.\d+\.\d+)$")] | None = None


class Recipe(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Said
    domain: Literal["finance", "medical", "education", "general", "rag"]
    languages: Annotated[list[Literal["en", "zh"]], Field(min_length=1)]
    licence: Said
    redistributed: Literal[False]
    used_by: Annotated[list[Said], Field(min_length=1)]
    split: Said
    decontamination: Said | None = None
    sources: Annotated[list[Source], Field(min_length=1)]
    layout: Annotated[dict[str, Said], Field(min_length=1)]
    checksums: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = {}


def test_the_benchmarks_of_this_release_have_their_recipes() -> None:
    names = {f"{path.parts[-3]}/{path.parts[-2]}" for path in RECIPES}
    expected = {"sec_filings", "cn_reports", "financebench"}
    assert {f"finance/{name}" for name in expected} | {"rag/scifact", "rag/rgb_zh"} <= names


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.parts[-2])
def test_a_recipe_is_whole(path: Path) -> None:
    recipe = Recipe.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    assert (recipe.domain, recipe.name) == path.parts[-3:-1]
    for module in recipe.used_by:
        place = DATASETS.parent / module.replace(".", "/")
        found = place.with_suffix(".py").exists() or (place / "__init__.py").exists()
        assert found, f"{path}: no module {module}"


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.parts[-2])
def test_a_card_stands_beside_its_recipe(path: Path) -> None:
    card = path.with_name("README.md").read_text(encoding="utf-8")
    assert card.startswith("# ")
    assert "## Getting it" in card
    assert "## Traps" in card
