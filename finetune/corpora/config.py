"""What a corpus is made of and how strictly it is cleaned."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from finetune.corpora.catalogue import COLLECTIONS, collection


class CorpusConfig(BaseModel):
    """One corpus. A run with the same config goes on where it stopped."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    out: Path = Field(description="Folder of the corpus and its report.")
    data: Path | None = Field(default=None, description="Root of collections, area/set as carded.")
    collections: tuple[str, ...] = Field(
        default=(), description="Names; empty: all that are there."
    )
    paths: dict[str, Path] = Field(default_factory=dict, description="Collection to its folder.")
    own: dict[str, Path] = Field(default_factory=dict, description="Domain to own texts.")
    fetch: bool = Field(default=False, description="Fetch what is not there from its address.")
    against: tuple[Path, ...] = Field(default=(), description="Folders of benchmarks kept apart.")
    languages: tuple[str, ...] = ("en",)
    least_words: int = Field(default=8, ge=1)
    most_characters: int = Field(default=100_000, ge=1000)
    similar: float = Field(default=0.7, ge=0.3, le=0.95, description="Jaccard of near duplicates.")
    least_quality: float = Field(default=0.5, ge=0, le=1)
    shard_rows: int = Field(default=4000, ge=1)

    @model_validator(mode="after")
    def _something_to_read(self) -> CorpusConfig:
        for name in (*self.collections, *self.paths):
            collection(name)
        if not (self.data or self.paths or self.own or (self.fetch and self.collections)):
            raise ValueError("nothing to read: give data=DIR, paths.NAME=DIR or own.DOMAIN=FILE")
        return self

    def folders(self) -> dict[str, Path]:
        """Collection to folder, where one is there. Raises FileNotFoundError for one missing."""
        given = dict(self.paths)
        for name in self.collections or COLLECTIONS:
            there = self.data / COLLECTIONS[name].place if self.data else None
            if name not in given and there is not None and there.is_dir():
                given[name] = there
        wanted = self.collections or ()
        missing = [name for name in wanted if name not in given and not self.fetch]
        missing += [name for name, path in self.paths.items() if not path.is_dir()]
        if missing:
            raise FileNotFoundError(
                f"no folder for {', '.join(missing)}; give data= or paths.NAME="
            )
        return given
