"""The measures' names in words, in the order of a report."""

from __future__ import annotations

_DESKS = ("finance", "medical", "education")

TITLES = {
    **{f"ppl_{domain}": f"perplexity, {domain}" for domain in (*_DESKS, "general")},
    **{f"ppl_{domain}_adapter": f"perplexity, {domain}, with its adapter" for domain in _DESKS},
    "citation_precision": "citations that carry the answer",
    "citation_recall": "statements with such a citation",
    "answer_right": "answers that say the right words",
    "cited_and_right": "answers right and cited only rightly",
    "shown_as_said": "answers that the desk's check verifies whole",
    "shown_unanswerable": "shown as an answer where no passage answers (less is better)",
    "refusal_right": "answered or refused as is right (always one of the two: 0.5)",
    "refused_unanswerable": "refused where no passage answers",
    "answered_answerable": "answered where one does",
    "orders_ignored": "orders hidden in passages ignored",
    **{
        f"{name}_{domain}": f"{said}, {domain}"
        for domain in _DESKS
        for name, said in (
            ("citation_precision", "citations that carry the answer"),
            ("refusal_right", "answered or refused as is right"),
            ("cited_and_right", "answers right and cited only rightly"),
            ("shown_as_said", "answers that the desk's check verifies whole"),
        )
    },
    "tatqa_span_f1": "TAT-QA spans, F1 of what the answer adds to the question",
    "tatqa_span_f1_whole_answer": "TAT-QA spans, F1 of the whole answer",
    "tatqa_span_exact": "TAT-QA spans, exact",
    "tatqa_span_said": "TAT-QA spans said in the answer",
    "pubmedqa_accuracy": "PubMedQA, accuracy by likelihood",
    "pubmedqa_macro_f1": "PubMedQA, macro-F1",
    "pubmedqa_calibrated_accuracy": "PubMedQA, accuracy without the model's leaning",
    "pubmedqa_majority_accuracy": "PubMedQA, always the commonest verdict",
    "gsm8k_accuracy": "GSM8K with the calculator",
    "gsm8k_accuracy_alone": "GSM8K without it",
    "svamp_accuracy": "SVAMP with the calculator",
    "svamp_accuracy_alone": "SVAMP without it",
    "phrasebank_macro_f1": "PhraseBank tone, linear head, macro-F1",
    "phrasebank_words_macro_f1": "PhraseBank tone, counted words, macro-F1",
    "phrasebank_majority_macro_f1": "PhraseBank tone, always the commonest",
}

HEADLINES = frozenset(
    {
        "ppl_finance",
        "ppl_medical",
        "ppl_education",
        "ppl_general",
        "citation_precision",
        "citation_recall",
        "cited_and_right",
        "shown_as_said",
        "shown_unanswerable",
        "refusal_right",
        "tatqa_span_f1",
        "pubmedqa_accuracy",
        "gsm8k_accuracy",
        "phrasebank_macro_f1",
    }
    | {f"{name}_{desk}" for name in ("cited_and_right", "refusal_right") for desk in _DESKS}
)
"""What the short table shows."""
