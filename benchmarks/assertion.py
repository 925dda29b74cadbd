"""Measures how findings are asserted: English hospital sentences, and Chinese ones of our own.

`python -m benchmarks.assertion --data DIR`, DIR holding `negex/annotations.tsv` (or `.gz`): the
test kit of NegEx and ConText. Beside ours stands plain NegEx (benchmarks/peers/negex.py), run on
the same sentences. F1 is of the negated class. `assertion_zh.tsv` beside this file was written
for the project before its rules were tuned: its `dev` rows tuned them, its `test` rows, in other
styles and departments, are reported. Nothing here is trained. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from apps.medical.domain.finding import Assertion
from apps.medical.domain.text.assertion import assert_mention, context_of
from apps.medical.domain.text.context import Context
from apps.medical.domain.text.sections import SectionKind, sections_of
from apps.medical.domain.text.sentences import sentences_of
from benchmarks.packed import read_bytes
from benchmarks.peers import negex

_CHINESE = Path(__file__).with_name("assertion_zh.tsv")
_MARKED = re.compile(r"\{([^{}:]+):([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Kit:
    """A row of the test kit: a condition in a text, and what annotators said of it."""

    text: str
    start: int
    end: int
    negated: bool
    temporality: str
    experiencer: str


@dataclass(frozen=True, slots=True)
class Gold:
    """A marked mention of a Chinese sentence."""

    part: str
    sentence: str
    start: int
    end: int
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one class: found rightly, found wrongly, missed."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float | None:
        """None where the class occurs on neither side."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else None


def counted(pairs: Iterable[tuple[bool, bool]]) -> Counts:
    """Counts of (gold, ours)."""
    rows = list(pairs)
    right = sum(gold and ours for gold, ours in rows)
    wrong = sum(ours and not gold for gold, ours in rows)
    return Counts(right, wrong, sum(gold for gold, _ in rows) - right)


def _condition_at(text: str, condition: str) -> tuple[int, int] | None:
    """Where the condition stands: in capitals, else in any case; blanks may differ."""
    words = [re.escape(word) for word in condition.split()]
    if not words:
        return None
    pattern = r"\s+".join(words)
    capital = re.search(r"\s+".join(re.escape(word.upper()) for word in condition.split()), text)
    found = capital or re.search(pattern, text, re.I)
    return None if found is None else found.span()


def kit_rows(data: bytes) -> Iterator[Kit]:
    """The rows whose condition can be found in their text."""
    for line in data.decode("utf8", "replace").splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) < 6:
            continue
        _, condition, text, negation, temporality, experiencer = (c.strip() for c in cells[:6])
        span = _condition_at(text, condition)
        if span is not None:
            yield Kit(text, *span, negation == "Negated", temporality, experiencer)


def sentence_of(row: Kit) -> tuple[str, int, int]:
    """The sentence around a row's condition, with the condition's span in it."""
    spans = list(sentences_of(row.text, "en"))
    start = max((s for s, _ in spans if s <= row.start), default=0)
    end = max(min((e for _, e in spans if e >= row.end), default=len(row.text)), row.end)
    return row.text[start:end], row.start - start, row.end - start


def _context(row: Kit) -> Context:
    return context_of(*sentence_of(row), "en")


def _section(row: Kit) -> SectionKind:
    around = (s for s in sections_of(row.text, "en") if s.body <= row.start < s.end)
    return next((section.kind for section in around), SectionKind.OTHER)


def english(rows: Sequence[Kit]) -> dict[str, float | int | None]:
    """F1 of negation, of history and of other experiencers, and plain NegEx's of negation."""
    contexts = [_context(row) for row in rows]
    gold = [row.negated for row in rows]
    ours = [context.negated is not None for context in contexts]
    plain = [negex.negated(*sentence_of(row)) for row in rows]
    timed = [
        (r, c) for r, c in zip(rows, contexts, strict=True) if r.temporality != "Not particular"
    ]
    past = counted(
        (
            row.temporality == "Historical",
            context.historical is not None or _section(row) is SectionKind.PAST,
        )
        for row, context in timed
    )
    other = counted(
        (
            row.experiencer != "Patient",
            context.family is not None or _section(row) is SectionKind.FAMILY,
        )
        for row, context in zip(rows, contexts, strict=True)
    )
    right = sum(
        (row.experiencer != "Patient") == (context.family is not None)
        for row, context in zip(rows, contexts, strict=True)
    )
    return {
        "f1_en": counted(zip(gold, ours, strict=True)).f1,
        "baseline_en": counted(zip(gold, plain, strict=True)).f1,
        "temporality": past.f1,
        "experiencer": other.f1,
        "experiencer_accuracy": right / len(rows),
        "rows_en": len(rows),
    }


def chinese_rows(path: Path = _CHINESE) -> Iterator[Gold]:
    """The marked mentions of our own sentences."""
    for line in path.read_text(encoding="utf8").splitlines()[1:]:
        part, _, marked = line.split("\t")
        plain, spans = "", []
        last = 0
        for hit in _MARKED.finditer(marked):
            plain += marked[last : hit.start()]
            spans.append((len(plain), len(plain) + len(hit[1]), Assertion(hit[2])))
            plain += hit[1]
            last = hit.end()
        plain += marked[last:]
        yield from (Gold(part, plain, start, end, kind) for start, end, kind in spans)


Reader = Callable[[str, int, int], Assertion]


def _ours(sentence: str, start: int, end: int) -> Assertion:
    return assert_mention(sentence, start, end, "zh")[0]


def chinese(rows: Sequence[Gold], read: Reader = _ours) -> tuple[float | None, float, dict]:
    """F1 of absent against the rest, the mean F1 of all kinds, and each kind's."""
    answers = [(row.assertion, read(row.sentence, row.start, row.end)) for row in rows]
    by_kind = {
        kind.value: counted((gold is kind, ours is kind) for gold, ours in answers).f1
        for kind in Assertion
    }
    found = [value for value in by_kind.values() if value is not None]
    return by_kind["absent"], sum(found) / len(found), by_kind


def _plain_chinese(sentence: str, start: int, end: int) -> Assertion:
    return Assertion.ABSENT if negex.negated_zh(sentence, start, end) else Assertion.PRESENT


def _figure(value: float | None) -> str:
    return "   - " if value is None else f"{value:.3f}"


def report(folder: Path) -> dict[str, float | int | None]:
    """Prints the tables and returns the figures."""
    rows = list(kit_rows(read_bytes(folder / "negex" / "annotations.tsv")))
    began, wall = time.process_time(), time.perf_counter()
    result = english(rows)
    test = [row for row in chinese_rows() if row.part == "test"]
    dev = [row for row in chinese_rows() if row.part == "dev"]
    absent, macro, kinds = chinese(test)
    result |= {
        "f1_zh": absent,
        "macro_zh": macro,
        "baseline_zh": chinese(test, _plain_chinese)[0],
        "f1_zh_dev": chinese(dev)[0],
        "macro_zh_dev": chinese(dev)[1],
        "mentions_zh": len(test),
        "cpu_s": round(time.process_time() - began, 2),
        "wall_s": round(time.perf_counter() - wall, 2),
    }
    print(f"English, {len(rows)} rows of the NegEx kit       ours   NegEx")
    print(f"  negation F1      {_figure(result['f1_en'])}   {_figure(result['baseline_en'])}")
    print(f"  historical F1    {_figure(result['temporality'])}       -")
    print(f"  other experiencer F1 {_figure(result['experiencer'])}       -")
    print(f"Chinese, {len(test)} mentions of our own test sentences")
    print(f"  negation F1      {_figure(absent)}   {_figure(result['baseline_zh'])}")
    print(f"  mean F1 of six   {_figure(macro)}")
    for kind, value in kinds.items():
        print(f"    {kind:13}  {_figure(value)}")
    return result


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with negex/ in it")
    figures = report(parser.parse_args(arguments).data)
    rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()}
    print(json.dumps(rounded))


if __name__ == "__main__":
    main()
