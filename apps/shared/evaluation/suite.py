"""Runs every measure on a core with its adapters and on its base, and reports both.

What is asked is drawn once and put to both. A subject's runner is closed before the next is opened,
so that no two models are in memory at once.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from transformers import PreTrainedTokenizerFast

from apps.shared.evaluation import figures as measured
from apps.shared.evaluation.cases import documents, education, finance, medical
from apps.shared.evaluation.cases.scene import cases as scenes
from apps.shared.evaluation.figures import Figure, Figures, Said
from apps.shared.evaluation.plan import Plan
from apps.shared.evaluation.posing import posed
from apps.shared.evaluation.titles import HEADLINES, TITLES
from core_model.load import fastest_dtype, load_model
from finetune.evaluation.grounded import Case
from finetune.evaluation.perplexity import Perplexity, Window, cut
from finetune.evaluation.probe import pooled, probe
from finetune.evaluation.report import Measure, Report
from finetune.evaluation.scorer import Scorer
from finetune.evaluation.speaker import Speaker
from finetune.evaluation.specialisation import Specialisation, specialisation
from finetune.evaluation.subject import Subject, fingerprint, has_specialists_trained, silenced
from finetune.evaluation.unseen import DOMAINS, Unseen

Say = Callable[[str, float], None]
"""Hears what is being done and the fraction done, 0 to 1."""

PROBE_TEXT = 96
"""Tokens of a sentence that are read for its tone; the longest have fewer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that is put to a subject."""

    windows: Mapping[str, Sequence[Window]]
    routed: Mapping[str, Sequence[Window]]
    cases: Sequence[Case]
    contexts: Sequence[Mapping]
    spans: int
    judgements: Sequence[Mapping]
    problems: Mapping[str, Sequence[tuple[str, str]]]
    sentences: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """What one subject gave."""

    perplexity: Mapping[str, Perplexity]
    figures: Figures
    said: Sequence[Said]
    routing: Specialisation
    backend: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report, with the answers and the routing behind it."""

    report: Report
    ours: Found
    base: Found
    asked: Asked


def evaluate(
    ours: Subject, data: Path, plan: Plan, say: Say, *, base: Path | None = None
) -> Outcome:
    """Measures `ours` and its base. Where nothing is trained they are one, measured once.

    `base` is the folder of the base where it is not `ours` with silent specialists.
    """
    began, cpu = time.perf_counter(), time.process_time()
    unseen = Unseen(data)
    trained = has_specialists_trained(ours.folder) or bool(ours.adapters)
    steps = 2 if trained else 1
    say("drawing what is asked", 0.0)
    asked = draw(unseen, PreTrainedTokenizerFast.from_pretrained(ours.folder), plan)
    with tempfile.TemporaryDirectory() as place:
        folder = base or _base_folder(ours.folder, Path(place))
        of_base = measure(
            replace(ours, folder=folder, adapters={}), asked, _part(say, "base", 0, steps)
        )
        of_ours = measure(ours, asked, _part(say, "ours", 1, steps)) if trained else of_base
    report = Report(
        model=ours.folder.name,
        adapters={name: fingerprint(place) for name, place in ours.adapters.items()},
        backend=of_ours.backend,
        quick=plan.windows < 12,
        trained=trained,
        measures=tuple(_paired(of_ours, of_base)),
        utilisation=tuple(of_ours.routing.utilisation.tolist()),
        information=tuple(of_ours.routing.information.tolist()),
        absent=tuple(unseen.absent()),
        seconds=time.perf_counter() - began,
        cpu_seconds=time.process_time() - cpu,
    )
    say("measured", 1.0)
    return Outcome(report, of_ours, of_base, asked)


def draw(unseen: Unseen, tokenizer: PreTrainedTokenizerFast, plan: Plan) -> Asked:
    """The same items for the same data and plan."""

    def encode(text: str) -> list[int]:
        return tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]

    windows = {name: cut(unseen.texts(name), encode, plan.windows) for name in DOMAINS}
    found = [
        *scenes("finance", finance.SUBJECTS, finance.scene, plan.invented, plan.seed),
        *scenes("medical", medical.SUBJECTS, medical.scene, plan.invented, plan.seed),
        *scenes("education", education.SUBJECTS, education.scene, plan.invented, plan.seed),
        *documents.finance(unseen, plan.documents, plan.seed),
        *documents.medical(unseen, plan.documents, plan.seed),
    ]
    return Asked(
        windows=windows,
        routed={name: some[: plan.routed] for name, some in windows.items() if some},
        cases=[case for case in found if put_to_a_model(case)],
        contexts=unseen.tatqa(),
        spans=plan.spans,
        judgements=list(unseen.pubmedqa().values())[: plan.judgements],
        problems={"gsm8k": _spread(unseen.gsm8k(), plan), "svamp": _spread(unseen.svamp(), plan)},
        sentences=_tones(unseen, plan),
    )


def measure(subject: Subject, asked: Asked, say: Say) -> Found:
    """Every figure of one subject."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(subject.folder)
    say("reading unseen text", 0.0)
    with Scorer(subject) as scorer:
        backend = f"{scorer.backend.name}: {scorer.backend.why}"
        perplexity = measured.read(scorer, asked.windows, subject.adapter_for)
        say("PubMedQA", 0.3)
        found: Figures = {}
        if asked.judgements:
            medical_adapter = subject.adapter_for("medical")
            found |= measured.judgements(scorer, tokenizer, asked.judgements, medical_adapter)
    with Speaker(subject) as speaker:
        say("grounded questions", 0.45)
        said = measured.answered(speaker, asked.cases, subject.adapter_for)
        found |= measured.grounded(said)
        say("TAT-QA", 0.6)
        adapter = subject.adapter_for("finance")
        found |= measured.spans(speaker, asked.contexts, asked.spans, adapter)
        for at, (name, problems) in enumerate(asked.problems.items()):
            say(name, 0.7 + 0.08 * at)
            found |= measured.sums(speaker, name, problems, subject.adapter_for("education"))
    say("tone and routing", 0.86)
    tones, routing = _in_torch(subject, asked, tokenizer)
    return Found(perplexity, found | tones, said, routing, backend)


def _in_torch(
    subject: Subject, asked: Asked, tokenizer: PreTrainedTokenizerFast
) -> tuple[Figures, Specialisation]:
    """What needs hidden states and the routers' logits: the core alone, in the CPU's own type."""
    model = load_model(subject.folder, fastest_dtype()).eval()
    routing = specialisation(
        model, {name: [window.ids for window in some] for name, some in asked.routed.items()}
    )
    tones: Figures = {}
    if asked.sentences:
        texts, labels = zip(*asked.sentences, strict=True)
        ids = [
            tokenizer(text, add_special_tokens=False)["input_ids"][:PROBE_TEXT] for text in texts
        ]
        pad = model.config.pad_token_id or 0
        probed = probe(pooled(model, ids, pad), texts, labels)
        tones = {
            "phrasebank_macro_f1": Figure(probed.macro_f1, probed.judged),
            "phrasebank_words_macro_f1": Figure(probed.words_macro_f1, probed.judged),
            "phrasebank_majority_macro_f1": Figure(probed.majority_macro_f1, probed.judged),
        }
    del model
    gc.collect()
    return tones, routing


def put_to_a_model(case: Case) -> bool:
    """False where the desk itself would refuse, or would not show the passage that answers."""
    seen = posed(case)
    if not seen.carried:
        return False
    return all(
        number <= len(seen.shown) and seen.shown[number - 1].strip() for number in case.carrying
    )


def _paired(ours: Found, base: Found) -> Iterator[Measure]:
    """Every figure of ours beside the base's, in the order of the titles; unnamed ones last."""
    pairs = {
        name: (ours.perplexity[name].value, base.perplexity[_plain(name)].value, _tokens(one))
        for name, one in ours.perplexity.items()
    }
    named = {f"ppl_{name}": pair for name, pair in pairs.items()} | {
        name: (one.value, base.figures[name].value, one.items) for name, one in ours.figures.items()
    }
    order = [name for name in TITLES if name in named]
    for name in [*order, *(name for name in named if name not in TITLES)]:
        mine, theirs, items = named[name]
        yield Measure(
            name=name,
            title=TITLES.get(name, name),
            ours=mine,
            base=theirs,
            items=items,
            higher_is_better=not name.startswith("ppl_"),
            headline=name in HEADLINES,
        )


def _plain(name: str) -> str:
    return name.removesuffix("_adapter")


def _tokens(one: Perplexity) -> int:
    return sum(window.scored for window in one.windows)


def _base_folder(folder: Path, place: Path) -> Path:
    """The folder itself where nothing in it is trained, else a copy with silent specialists."""
    return silenced(folder, place / "base") if has_specialists_trained(folder) else folder


def _part(say: Say, who: str, number: int, of: int) -> Say:
    return lambda stage, done: say(f"{who}: {stage}", (number + done) / of)


def _spread(items: Sequence[tuple[str, str]], plan: Plan) -> list[tuple[str, str]]:
    """`plan.problems` items from all over the list."""
    step = max(1, len(items) // max(1, plan.problems))
    return list(items[::step][: plan.problems])


def _tones(unseen: Unseen, plan: Plan) -> list[tuple[str, str]]:
    """Sentences that half of the readers agree on, drawn by a hash so that order does not count."""
    ranked = sorted(unseen.phrasebank(), key=lambda one: sha256(one[0].encode()).digest())
    return ranked[: plan.sentences]
