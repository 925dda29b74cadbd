"""What cleaning did to a corpus, as JSON for programs and one HTML page for people.

Usable before: the share of rows that pass every stage untouched. Usable after: the share that leave
the last stage, repaired where need be. Noise: the share of characters that the stages would take
away, measured on the raw rows and, by a second pass over a sample, on the result. The second pass
uses the same eyes as the first, so it says whether cleaning is complete, not whether it sees all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from itertools import islice
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from finetune.corpora import shards
from finetune.corpora.rows import Row
from finetune.corpora.stages.order import stages
from finetune.corpora.tally import Tally

if TYPE_CHECKING:
    from finetune.corpora.config import CorpusConfig

SAMPLE = 500
_PAGE = Path(__file__).with_name("report.html")


@dataclass(frozen=True, slots=True)
class Report:
    rows_in: int
    rows_out: int
    usable_before: float
    usable_after: float
    noise_before: float
    noise_after: float
    rows_by_part: dict[str, dict[str, int]]
    stages: tuple[Tally, ...]
    settings: dict[str, Any]

    @classmethod
    def of(
        cls,
        tallies: list[Tally],
        counts: dict[str, dict[str, int]],
        raw: Path,
        config: CorpusConfig,
    ) -> Report:
        first, last = tallies[0], tallies[-1]
        lost = sum(told.rows_in - told.rows_out for told in tallies)
        published = {row for domain in counts for row in _ids(config.out / f"{domain}.jsonl")}
        mended = {row for told in tallies for row in told.mended} & published
        return cls(
            rows_in=first.rows_in,
            rows_out=first.rows_in - lost,
            usable_before=_share(len(published) - len(mended), first.rows_in),
            usable_after=_share(len(published), first.rows_in),
            noise_before=1 - _share(last.characters_out, first.characters_in),
            noise_after=_left(config, sorted(counts)),
            rows_by_part=counts,
            stages=tuple(tallies),
            settings=config.model_dump(mode="json"),
        )

    def as_json(self) -> dict[str, Any]:
        told = [{k: v for k, v in one.as_json().items() if k != "mended"} for one in self.stages]
        value = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return value | {"stages": told}

    def write(self, out: Path) -> None:
        """`report.json` and `report.html` in `out`."""
        shards.write_json(out / "report.json", self.as_json())
        (out / "report.html").write_text(self.page(), encoding="utf-8")

    def page(self) -> str:
        template = Template(_PAGE.read_text(encoding="utf-8"))
        return template.substitute(
            rows_in=f"{self.rows_in:,}",
            rows_out=f"{self.rows_out:,}",
            usable=f"{self.usable_before:.1%} → {self.usable_after:.1%}",
            noise=f"{self.noise_before:.1%} → {self.noise_after:.1%}",
            parts="".join(map(_part_row, sorted(self.rows_by_part.items()))),
            stages="".join(map(_stage_row, self.stages)),
            examples="".join(map(_examples, self.stages)),
            settings=escape(json.dumps(self.settings, ensure_ascii=False, indent=1)),
        )


def _ids(path: Path) -> set[str]:
    return {row.id for row in shards.rows([path])}


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _left(config: CorpusConfig, domains: list[str]) -> float:
    """What a second pass takes away, of the first rows of each domain."""
    found: list[Row] = []
    for domain in domains:
        found += islice(shards.rows([config.out / f"{domain}.jsonl"]), SAMPLE)
    before = sum(len(row.text) for row in found)
    for make in stages(languages=config.languages, similar=config.similar):
        stage = make()
        for row in found if stage.surveys and stage.name != "decontamination" else ():
            stage.survey(row)
        found = [row for one in found if (row := stage.judge(one).row) is not None]
    return 1 - _share(sum(len(row.text) for row in found), before)


def _cells(*values: object) -> str:
    return "".join(f"<td>{escape(str(value))}</td>" for value in values)


def _part_row(told: tuple[str, dict[str, int]]) -> str:
    domain, parts = told
    return f"<tr>{_cells(domain, *(f'{count:,}' for count in parts.values()))}</tr>"


def _stage_row(told: Tally) -> str:
    dropped = ", ".join(f"{why} {count:,}" for why, count in told.dropped.most_common(8))
    repaired = ", ".join(f"{why} {count:,}" for why, count in told.repaired.most_common(8))
    counts = (f"{told.rows_in:,}", f"{told.rows_out:,}")
    return f"<tr>{_cells(told.stage, *counts, dropped, repaired, f'{told.seconds:.0f}')}</tr>"


def _examples(told: Tally) -> str:
    rows = [
        f"<tr>{_cells(reason, name, shown)}</tr>"
        for reason, shown_rows in told.examples.items()
        for name, shown in shown_rows
    ]
    return f"<h3>{escape(told.stage)}</h3><table>{''.join(rows)}</table>" if rows else ""


def summary(report: Report) -> dict[str, Any]:
    """The report without examples and settings, for a model card."""
    names = (name for name in report.__dataclass_fields__ if name not in ("stages", "settings"))
    return {name: getattr(report, name) for name in names}
