"""Stage 12, decontamination: no benchmark's item, and no held-out passage, among what trains.

Thirteen-token runs of every protected item (Brown et al. 2020, appendix C) are looked up in each
row; a row that holds a quarter of an item's runs is dropped, and so is one that holds a short item
whole. The test part of the corpus itself is protected in the same way from half of a passage's
runs, without the runs that several held-out passages share, which are stock phrases and give
nothing away. Rows of the test part pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, kept
from finetune.corpora.stages.words import tokens

RUN = 13
SHORTEST = 8
ITEM_SHARE = 0.25
HELD_OUT_SHARE = 0.5
STOCK_HOLDERS = 3
ITEM_HOLDERS = 16


@dataclass(frozen=True, slots=True)
class Item:
    """A text that must not train: which benchmark holds it, and the text."""

    benchmark: str
    text: str


class Decontamination(Stage):
    name = "decontamination"
    surveys = True

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.items = _Guard(ITEM_SHARE, ITEM_HOLDERS, stock=False)
        self.held_out = _Guard(HELD_OUT_SHARE, STOCK_HOLDERS, stock=True)
        self.short: dict[int, dict[int, str]] = {}
        seen: set[int] = set()
        for item in items:
            found = tokens(item.text)
            whole = hash(" ".join(found))
            if whole in seen or len(found) < SHORTEST:
                continue
            seen.add(whole)
            if len(found) < RUN:
                self.short.setdefault(len(found), {})[whole] = item.benchmark
            else:
                self.items.protect(item.benchmark, found)

    def survey(self, row: Row) -> None:
        found = tokens(row.text)
        if row.part == "test" and len(found) >= RUN:
            self.held_out.protect(f"held out: {row.source}", found)

    def judge(self, row: Row) -> Outcome:
        if row.part == "test":
            return kept(row)
        found = tokens(row.text)
        runs = _runs(found, RUN)
        name = self._short_item(found) or self.items.found(runs) or self.held_out.found(runs)
        return dropped(name) if name else kept(row)

    def _short_item(self, found: list[str]) -> str:
        for size, items in self.short.items():
            for run in _runs(found, size):
                if run in items:
                    return items[run]
        return ""


class _Guard:
    """Which protected texts hold a run, and how many of its runs give a text away."""

    def __init__(self, share: float, most: int, *, stock: bool) -> None:
        """`most` holders of a run are remembered; with `stock`, a run of more holders is none's."""
        self.share, self.most, self.stock = share, most, stock
        self.names: list[str] = []
        self.needed: list[int] = []
        self.holders: dict[int, list[int]] = {}

    def protect(self, name: str, found: list[str]) -> None:
        runs = _runs(found, RUN)
        at = len(self.names)
        self.names.append(name)
        self.needed.append(max(1, ceil(self.share * len(runs))))
        for run in runs:
            holders = self.holders.setdefault(run, [])
            if len(holders) <= self.most:
                holders.append(at)

    def found(self, runs: set[int]) -> str:
        """The name of a protected text that these runs give away; empty for none."""
        hits: Counter[int] = Counter()
        for run in runs & self.holders.keys():
            holders = self.holders[run]
            if not (self.stock and len(holders) > self.most):
                hits.update(holders)
        told = [at for at, times in hits.items() if times >= self.needed[at]]
        return self.names[min(told)] if told else ""


def _runs(found: list[str], size: int) -> set[int]:
    return {hash(" ".join(found[at : at + size])) for at in range(len(found) - size + 1)}
