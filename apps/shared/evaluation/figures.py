"""The figures of one subject, measure by measure: perplexity, choices, answers, sums, tone.

Each function takes what computes and what is asked, and gives figures by name with the number of
items behind them. Knows nothing of a base: the same is done to both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from transformers import PreTrainedTokenizerFast

from apps.shared.evaluation.posing import Seen, conversation, over, over_report, seen
from core_model.engine.prompt import PromptWriter
from core_model.engine.request import Request
from finetune.evaluation import arithmetic
from finetune.evaluation.choices import accuracy, macro_f1, most_probable
from finetune.evaluation.grounded import Case, Judged, judge, summed
from finetune.evaluation.perplexity import Perplexity, Window, score
from finetune.evaluation.scorer import Scorer
from finetune.evaluation.spans import best_f1, exact, f1, says, stripped
from finetune.evaluation.speaker import Speaker

VERDICTS = ("yes", "no", "maybe")
_ASKED = "{question} Answer yes, no or maybe."
_NOTHING = "N/A"
WORKED_TOKENS = 160
ANSWER_TOKENS = 96


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, None where nothing could be counted, and the items behind it."""

    value: float | None
    items: int


Figures = dict[str, Figure]
AdapterFor = Callable[[str], str | None]


def read(
    scorer: Scorer, windows: Mapping[str, Sequence[Window]], adapter_for: AdapterFor
) -> dict[str, Perplexity]:
    """Perplexity by domain of the core alone and, as `DOMAIN_adapter`, with its adapter."""
    found: dict[str, Perplexity] = {}
    for domain, some in windows.items():
        if not some:
            continue
        found[domain] = score(some, scorer.nats)
        adapter = adapter_for(domain)
        if adapter is not None:
            found[f"{domain}_adapter"] = score(
                some, lambda ids, name=adapter: scorer.nats(ids, name)
            )
    return found


def judgements(
    scorer: Scorer,
    tokenizer: PreTrainedTokenizerFast,
    items: Sequence[Mapping[str, Any]],
    adapter: str | None,
) -> Figures:
    """PubMedQA by the likelihood of yes, no and maybe; also with the model's leaning taken out."""
    writer = PromptWriter(tokenizer, scorer.runner.context)
    options = [
        tokenizer(word.capitalize(), add_special_tokens=False)["input_ids"] for word in VERDICTS
    ]

    def likelihoods(question: str, contexts: Sequence[str]) -> list[float]:
        asked = Request(messages=over(_ASKED.format(question=question), contexts))
        return scorer.likelihoods(writer.ids(asked), options, adapter)

    leaning = likelihoods(_NOTHING, [_NOTHING])
    found = [likelihoods(item["QUESTION"], item["CONTEXTS"]) for item in items]
    gold = [item["final_decision"] for item in items]
    plain = [VERDICTS[most_probable(one)] for one in found]
    level = [VERDICTS[most_probable(one, leaning)] for one in found]
    commonest = max(VERDICTS, key=gold.count)
    count = len(gold)
    return {
        "pubmedqa_accuracy": Figure(accuracy(plain, gold), count),
        "pubmedqa_macro_f1": Figure(macro_f1(plain, gold), count),
        "pubmedqa_calibrated_accuracy": Figure(accuracy(level, gold), count),
        "pubmedqa_majority_accuracy": Figure(accuracy([commonest] * count, gold), count),
    }


@dataclass(frozen=True, slots=True)
class Said:
    """A case, what was answered, how it is judged, and what the desk lets through."""

    case: Case
    answer: str
    judged: Judged
    seen: Seen


def answered(speaker: Speaker, cases: Sequence[Case], adapter_for: AdapterFor) -> list[Said]:
    """Every case answered in its desk's prompt by its desk's adapter, and judged."""
    found: list[Said] = []
    for domain in sorted({case.domain for case in cases}):
        own = [case for case in cases if case.domain == domain]
        said = speaker.answers(
            [conversation(case) for case in own],
            adapter=adapter_for(domain),
            longest=ANSWER_TOKENS,
        )
        found += [
            Said(case, answer, judge(case, answer), seen(case, answer))
            for case, answer in zip(own, said, strict=True)
        ]
    return found


def grounded(said: Sequence[Said]) -> Figures:
    """Citations, right answers and refusals over all desks, and by desk what a reader sees."""
    figures = _grounded(said, "")
    for domain in sorted({one.case.domain for one in said}):
        own = _grounded([one for one in said if one.case.domain == domain], f"_{domain}")
        kept = ("citation_precision", "refusal_right", "cited_and_right", "shown_as_said")
        figures |= {f"{name}_{domain}": own[f"{name}_{domain}"] for name in kept}
    return figures


def _grounded(said: Sequence[Said], behind: str) -> Figures:
    scores = asdict(summed([one.judged for one in said]))
    answerable = [one for one in said if one.case.answerable]
    figures = {f"{name}{behind}": Figure(value, len(said)) for name, value in scores.items()}
    hopeless = [one for one in said if not one.case.answerable]
    shown = [one.seen.whole for one in answerable]
    wrong = [one.seen.answers for one in hopeless]
    return figures | {
        f"shown_as_said{behind}": _share(shown),
        f"shown_unanswerable{behind}": _share(wrong),
    }


def _share(found: Sequence[bool]) -> Figure:
    return Figure(sum(found) / len(found) if found else None, len(found))


def spans(
    speaker: Speaker, contexts: Sequence[Mapping[str, Any]], count: int, adapter: str | None
) -> Figures:
    """TAT-QA's span questions over their page, as the desk shows it to the embedded model."""
    asked = [
        (context, question)
        for context in contexts
        for question in context["questions"]
        if question["answer_type"] == "span"
    ]
    asked = asked[:: max(1, len(asked) // max(1, count))][:count]
    if not asked:
        return {}
    said = speaker.answers(
        [over_report(question["question"], context) for context, question in asked],
        adapter=adapter,
        longest=ANSWER_TOKENS,
    )
    golds = [" ".join(map(str, question["answer"])) for _, question in asked]
    texts = [question["question"] for _, question in asked]
    rows = list(zip(said, texts, golds, strict=True))
    values = {
        "tatqa_span_f1": [best_f1(one, text, [gold]) for one, text, gold in rows],
        "tatqa_span_f1_whole_answer": [f1(one, gold) for one, _, gold in rows],
        "tatqa_span_exact": [float(exact(stripped(one, t), stripped(g, t))) for one, t, g in rows],
        "tatqa_span_said": [float(says(one, gold)) for one, _, gold in rows],
    }
    return {name: Figure(sum(some) / len(some), len(some)) for name, some in values.items()}


def sums(
    speaker: Speaker, name: str, problems: Sequence[tuple[str, str]], adapter: str | None
) -> Figures:
    """Word problems with the calculator, and without it."""
    if not problems:
        return {}

    def go_on(texts: Sequence[str]) -> list[tuple[str, bool]]:
        return speaker.until(texts, "=", adapter=adapter, longest=WORKED_TOKENS)

    found: Figures = {}
    for key, calculator in ((f"{name}_accuracy", True), (f"{name}_accuracy_alone", False)):
        worked = arithmetic.work_out([asked for asked, _ in problems], go_on, calculator=calculator)
        right = [
            arithmetic.right(one, gold) for one, (_, gold) in zip(worked, problems, strict=True)
        ]
        found[key] = Figure(sum(right) / len(right), len(right))
    return found
