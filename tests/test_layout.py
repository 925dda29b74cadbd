"""The shape of the repository: what may lie where, and what is packaged."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from pathlib import Path

import pytest
from setuptools import find_packages

ROOT = Path(__file__).parents[1]
PACKAGES = {"core_model", "rag", "finetune", "apps"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
PAGE_LINES = 120
SAMPLE_BYTES = 1_000_000


def tracked() -> list[Path]:
    """The files that git knows, and those it would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_datasets_is_never_importable() -> None:
    inside = [path for path in tracked() if path.parts[0] == "datasets"]
    assert inside
    assert not [path for path in inside if path.suffix in (".py", ".pyi", ".so")]


def test_datasets_holds_cards_and_no_data() -> None:
    names = {path.name for path in tracked() if path.parts[0] == "datasets"}
    assert names <= {"README.md", "recipe.toml"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [path for path in tracked() if path.suffix == ".py" and path.stem in VAGUE]


def test_pages_are_short() -> None:
    pages = [path for path in tracked() if path.parts[0] == "apps" and path.match("pages/*.py")]
    lines = {str(path): len((ROOT / path).read_text().splitlines()) for path in pages}
    assert not {path: count for path, count in lines.items() if count > PAGE_LINES}


def test_only_the_packages_are_packaged() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    assert told["find"]["namespaces"] is False
    found = find_packages(str(ROOT), include=told["find"]["include"])
    assert {name.split(".")[0] for name in found} <= PACKAGES
    assert {"apps", "rag", "core_model"} <= set(found)


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_every_folder_of_a_package_is_a_package(package: str) -> None:
    folders = {
        path.parent for path in tracked() if path.parts[0] == package and path.suffix == ".py"
    }
    assert not [str(folder) for folder in folders if not (ROOT / folder / "__init__.py").exists()]


def test_every_module_says_what_it_is_for() -> None:
    silent = []
    for path in tracked():
        if path.suffix == ".py" and path.parts[0] in PACKAGES:
            text = (ROOT / path).read_text()
            if text.strip() and ast.get_docstring(ast.parse(text)) is None:
                silent.append(str(path))
    assert not silent


def test_tests_are_no_package() -> None:
    assert not [
        path for path in tracked() if path.parts[0] == "tests" and path.name == "__init__.py"
    ]


def test_samples_are_small() -> None:
    samples = [path for path in tracked() if path.suffix in (".pdf", ".html", ".htm", ".xlsx")]
    assert samples
    assert not [str(path) for path in samples if (ROOT / path).stat().st_size > SAMPLE_BYTES]
