"""Measures de-identification: what share of identifiers goes, what share of what goes was one.

`python -m benchmarks.deidentify --data DIR [--show 20]`, DIR holding `deid_presidio/*.json`:
general English sentences with marked personal data, of which only those are reported that the
tagger was not trained on (see `unseen`). Beside them notes in English and Chinese, written here
from templates and lists that training and development do not use, with planted identifiers. The
baseline is presidio-analyzer as it comes, without a model: its pattern recognisers.

Direct identifiers are those of 45 CFR 164.514(b)(2): names, street addresses and postcodes, exact
dates, phones, e-mails, numbers, licences, URLs, IPs. Marked in the public set but not direct:
organisations, titles, nationalities, ages, years, weekdays, and places, of which those smaller than
a state count in `safe_harbour`. A span is recalled where every letter and digit of it is gone.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from apps.medical.domain.deidentify.deidentifier import Deidentifier
from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.names_en import is_wide
from apps.medical.domain.deidentify.recognisers import recognisers
from apps.medical.domain.deidentify.tagger import english_from
from benchmarks.deidentify_cases import Sentence, Span, sentences
from benchmarks.deidentify_notes.notes import Note, notes

HERE = Path(__file__).parent
HELD_OUT_WEIGHTS = HERE / "deidentify_held_out.safetensors"
DIRECT: Final = frozenset(
    [
        "PERSON",
        "STREET_ADDRESS",
        "ADDRESS",
        "ZIP_CODE",
        "PHONE_NUMBER",
        "EMAIL_ADDRESS",
        "CREDIT_CARD",
        "US_SSN",
        "IBAN_CODE",
        "IP_ADDRESS",
        "DOMAIN_NAME",
        "US_DRIVER_LICENSE",
        "EXACT_DATE",
    ]
)
PLACES: Final = frozenset(("GPE", "LOCATION"))
NOT_DIRECT: Final = frozenset((Entity.ORGANISATION.value, Entity.LOCATION.value))
_DATE = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}")

_TITLED = re.compile(
    r"(?is)(?:(?:mr|mrs|ms|miss|dr|prof|hr|fr|herr|frau|sr|sra|mme|m|dipl\.-ing|ing|mag|univ\.prof)\.?\s+)?"
    r"(.+?)(?:,?\s+(?:md|dds|phd|dvm|jr\.?|sr\.?|ii|iii|iv|v))?"
)
"""A name between its title and its degrees, which name nobody."""

Removed = tuple[str, int, int]
"""Entity, start and end of what was taken out of a text."""
Finder = Callable[[str, str], Sequence[Removed]]
"""From a text and its language."""


@dataclass(slots=True)
class Score:
    """Counts of marked spans by kind, and of removed spans by whether they were marked."""

    marked: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    touched: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    personal: Counter[str] = field(default_factory=Counter)
    direct: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    length: int = 0
    cpu: float = 0.0

    def add(self, text: str, spans: Sequence[Span], removed: Sequence[Removed]) -> None:
        self.length += len(text)
        covered = bytearray(len(text))
        for _, start, end in removed:
            covered[start:end] = b"\1" * (end - start)
        for span in spans:
            self._recall(text, span, covered)
        for one in removed:
            self._precision(text, spans, one)

    def _recall(self, text: str, span: Span, covered: bytearray) -> None:
        told = [at for at in range(span.start, span.end) if text[at].isalnum()]
        gone = sum(covered[at] for at in told)
        self.marked[span.kind] += 1
        self.whole[span.kind] += gone == len(told)
        self.touched[span.kind] += gone > 0
        self.characters[span.kind] += len(told)
        self.gone[span.kind] += gone
        if gone < len(told):
            self.misses.append(
                (span.kind, text[span.start : span.end], _around(text, span.start, span.end))
            )

    def _precision(self, text: str, spans: Sequence[Span], one: Removed) -> None:
        entity, start, end = one
        over = {span.kind for span in spans if span.start < end and start < span.end}
        self.removed[entity] += 1
        self.personal[entity] += bool(over)
        self.direct[entity] += bool(over & DIRECT)
        if not over:
            self.wrong.append((entity, text[start:end], _around(text, start, end)))

    def recall(self, kinds: Iterable[str] | None = None, *, of: str = "whole") -> float | None:
        """`of` is whole (spans), touched (spans) or gone (characters). None without any."""
        asked = set(self.marked if kinds is None else kinds)
        total = self.characters if of == "gone" else self.marked
        return _share(getattr(self, of), total, asked)

    def precision(self, *, direct: bool = False) -> float | None:
        """Of removed spans, those that touch personal data; or of those removed as direct
        identifiers, those that touch a direct one."""
        if direct:
            return _share(self.direct, self.removed, set(self.removed) - NOT_DIRECT)
        return _share(self.personal, self.removed, set(self.removed))


def _share(part: Counter[str], whole: Counter[str], kinds: set[str]) -> float | None:
    total = sum(whole[kind] for kind in kinds)
    return sum(part[kind] for kind in kinds) / total if total else None


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 40) : start] + "⟦" + text[start:end] + "⟧" + text[end : end + 40]


def ours(weights: Path | None = None) -> Finder:
    """Our de-identification, with the tagger that ships or with other weights."""
    using = None if weights is None else recognisers(english_from(weights.read_bytes()))
    deidentifier = Deidentifier(b"a key of the benchmark, 32 bytes", using=using)

    def find(text: str, language: str) -> Sequence[Removed]:
        result = deidentifier.deidentify(text, language=language, patient_id="benchmark")
        return [(one.entity.value, one.start, one.end) for one in result.replacements]

    return find


def stock() -> Finder:
    """presidio-analyzer with its own recognisers and no model, kept off the network."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.tldextract.TLD_EXTRACTOR = offline
    tldextract.extract = offline
    engine = NoOpNlpEngine([{"lang_code": "en", "model_name": "none"}])
    engine.load()
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])

    def find(text: str, language: str) -> Sequence[Removed]:
        return [(one.entity_type, one.start, one.end) for one in analyzer.analyze(text, "en")]

    return find


def unseen(folder: Path) -> tuple[list[Sentence], Path | None]:
    """The public sentences that training did not see, and the weights to measure them with.

    Where the folder holds none but trained ones, those of the held-out templates, which the second
    training left out.
    """
    trained = set((HERE / "deidentify_trained_cases.txt").read_text().split())
    every = list(sentences(folder))
    new = [one for one in every if one.id not in trained]
    return (new, None) if new else ([one for one in every if one.held_out], HELD_OUT_WEIGHTS)


def counted(one: Sentence) -> list[Span]:
    """Exact dates by their date alone, names without titles and degrees; countries and states
    apart from smaller places."""
    found = []
    for span in one.spans:
        said = one.text[span.start : span.end]
        exact = _DATE.search(said) if span.kind == "DATE_TIME" else None
        if exact is not None:
            found.append(Span("EXACT_DATE", span.start + exact.start(), span.start + exact.end()))
        elif span.kind == "PERSON" and (title := _TITLED.fullmatch(said)):
            found.append(Span(span.kind, span.start + title.start(1), span.start + title.end(1)))
        elif span.kind in PLACES and is_wide(said):
            found.append(Span("COUNTRY", span.start, span.end))
        else:
            found.append(span)
    return found


def measure(cases: Iterable[tuple[str, str, Sequence[Span]]], find: Finder) -> Score:
    """`cases` are language, text and marked spans."""
    score = Score()
    for language, text, spans in cases:
        begun = time.process_time()
        removed = find(text, language)
        score.cpu += time.process_time() - begun
        score.add(text, spans, removed)
    return score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notes", type=int, default=200, help="notes a language")
    parser.add_argument("--templates", choices=("test", "dev"), default="test")
    parser.add_argument("--show", type=int, default=0, help="misses and wrong ones to print")
    asked = parser.parse_args()
    public, weights = unseen(asked.data)
    find, public_find, peer = ours(), ours(weights), stock()
    for warm in (find, public_find):
        warm("Warm up, 王伟.", "en")  # loading lexicons and weights is not timed
    known = set((HERE / "deidentify_trained_templates.txt").read_text().split())
    new = [one for one in public if weights is not None or one.template not in known]
    rows = {
        "public": measure(_public(public), public_find),
        "baseline": measure(_public(public), peer),
        "new wording": measure(_public(new), public_find),
    }
    print("weights:", "held-out templates" if weights else "shipped; the sentences are new")
    for language in ("en", "zh"):
        made = list(notes(language, asked.templates, asked.notes))
        rows[f"notes {language}"] = measure(_noted(made), find)
        if language == "en":
            rows["baseline notes en"] = measure(_noted(made), peer)
    _print(rows, asked.show)
    print(json.dumps(summary(rows, len(public))))


def _public(cases: Iterable[Sentence]) -> Iterable[tuple[str, str, Sequence[Span]]]:
    return (("en", one.text, counted(one)) for one in cases)


def _noted(made: Iterable[Note]) -> Iterable[tuple[str, str, Sequence[Span]]]:
    return ((one.language, one.text, [Span(*span) for span in one.spans]) for one in made)


def summary(rows: dict[str, Score], cases: int) -> dict[str, float | int | None]:
    """English figures are those of the public set; Chinese ones those of our notes."""
    public, baseline, en, zh = (rows[n] for n in ("public", "baseline", "notes en", "notes zh"))
    return {
        "recall_en": _4(public.recall(DIRECT)),
        "precision_en": _4(public.precision(direct=True)),
        "recall_zh": _4(zh.recall()),
        "precision_zh": _4(zh.precision()),
        "public_recall": _4(public.recall(DIRECT)),
        "public_recall_touched": _4(public.recall(DIRECT, of="touched")),
        "public_recall_characters": _4(public.recall(DIRECT, of="gone")),
        "public_recall_safe_harbour": _4(public.recall(DIRECT | PLACES)),
        "public_recall_all": _4(public.recall()),
        "public_recall_new_wording": _4(rows["new wording"].recall(DIRECT)),
        "public_precision": _4(public.precision()),
        "public_precision_direct": _4(public.precision(direct=True)),
        "public_cases": cases,
        "notes_recall_en": _4(en.recall()),
        "notes_precision_en": _4(en.precision()),
        "baseline_recall_en": _4(baseline.recall(DIRECT)),
        "baseline_precision_en": _4(baseline.precision(direct=True)),
        "baseline_recall_all": _4(baseline.recall()),
        "baseline_notes_recall_en": _4(rows["baseline notes en"].recall()),
        "ms_per_1000_characters": _4(1e6 * en.cpu / en.length if en.length else None),
        "ms_per_1000_characters_zh": _4(1e6 * zh.cpu / zh.length if zh.length else None),
    }


def _4(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _print(rows: dict[str, Score], show: int) -> None:
    for name, score in rows.items():
        print(
            f"\n{name}: {sum(score.marked.values())} marked, {sum(score.removed.values())} removed"
        )
        for kind, count in sorted(score.marked.items()):
            shares = [_percent(score.recall({kind}, of=of)) for of in ("whole", "touched", "gone")]
            mark = "" if kind in DIRECT or "notes" in name else "  (not direct)"
            told = f"whole {shares[0]}  touched {shares[1]}  characters {shares[2]}"
            print(f"  {kind:22}{count:6}  {told}{mark}")
        for entity, count in sorted(score.removed.items()):
            share = _percent(score.personal[entity] / count)
            print(f"  removed as {entity:18}{count:6}  personal {share}")
        if not name.startswith("baseline"):
            for kind, said, where in score.misses[:show]:
                print(f"  missed {kind}: {said!r} in {where!r}")
            for entity, said, where in score.wrong[:show]:
                print(f"  wrong {entity}: {said!r} in {where!r}")


def _percent(value: float | None) -> str:
    return "     -" if value is None else f"{100 * value:6.2f}"


if __name__ == "__main__":
    main()
