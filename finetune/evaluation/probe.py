"""How much of a sentence's tone lies in a model's hidden states, read by a linear head.

The model is frozen and mean-pooled at three depths; a logistic head is trained on one part of
the sentences and judged on another. The head is thrown away: only its score is kept. Knows
sentences and classes; knows no domain.

Shapes: B sentences, T tokens, D model width.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from core_model.model import CoreForCausalLM
from finetune.evaluation.choices import macro_f1

BATCH = 32
JUDGED = 0.25
"""Share of the sentences that judges, chosen by a hash of the sentence."""


@dataclass(frozen=True, slots=True)
class Probed:
    """Macro-F1 of the head, of counting words, and of always naming the commonest class."""

    macro_f1: float
    words_macro_f1: float
    majority_macro_f1: float
    judged: int


def is_judged(sentence: str) -> bool:
    """Whether the sentence belongs to the part that judges.

    By the last byte of the hash: callers draw by the first ones.
    """
    return hashlib.sha256(sentence.encode()).digest()[-1] < 256 * JUDGED


@torch.inference_mode()
def pooled(model: CoreForCausalLM, ids: Sequence[Sequence[int]], pad: int) -> torch.Tensor:
    """Mean hidden state at a third, two thirds and the end of the depth, (B, 3D) in fp32."""
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    rows: list[torch.Tensor | None] = [None] * len(ids)
    for first in range(0, len(order), BATCH):
        at = order[first : first + BATCH]
        for place, row in zip(at, _batch(model, [ids[i] for i in at], pad), strict=True):
            rows[place] = row
    return torch.stack([row for row in rows if row is not None])


def probe(features: torch.Tensor, sentences: Sequence[str], tones: Sequence[str]) -> Probed:
    """Trains the heads on the sentences that do not judge. Raises ValueError where none judges."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    kept = [at for at, sentence in enumerate(sentences) if not is_judged(sentence)]
    judged = [at for at, sentence in enumerate(sentences) if is_judged(sentence)]
    if not kept or not judged:
        raise ValueError(f"{len(sentences)} sentences: too few to train on some and judge others")
    gold = [tones[at] for at in judged]
    scaler = StandardScaler().fit(features[kept].numpy())
    head = LogisticRegression(C=0.02, max_iter=300, class_weight="balanced")
    head.fit(scaler.transform(features[kept].numpy()), [tones[at] for at in kept])
    named = list(head.predict(scaler.transform(features[judged].numpy())))
    learnt = [tones[at] for at in kept]
    commonest = max(sorted(set(learnt)), key=learnt.count)
    return Probed(
        macro_f1(named, gold),
        macro_f1(_by_words([sentences[at] for at in kept], learnt, sentences, judged), gold),
        macro_f1([commonest] * len(gold), gold),
        len(judged),
    )


def _by_words(
    kept: Sequence[str], tones: Sequence[str], sentences: Sequence[str], judged: Sequence[int]
) -> list[str]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    counter = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    head = LogisticRegression(C=4.0, max_iter=300, class_weight="balanced")
    head.fit(counter.fit_transform(kept), list(tones))
    return list(head.predict(counter.transform([sentences[at] for at in judged])))


def _batch(model: CoreForCausalLM, ids: Sequence[Sequence[int]], pad: int) -> torch.Tensor:
    longest = max(map(len, ids))
    ids_BT = torch.tensor([[*one, *[pad] * (longest - len(one))] for one in ids])
    mask_BT = torch.tensor([[1] * len(one) + [0] * (longest - len(one)) for one in ids])
    states = model.model(
        input_ids=ids_BT, attention_mask=mask_BT, output_hidden_states=True, use_cache=False
    ).hidden_states
    deep = len(states) - 1
    weight_BT1 = (mask_BT / mask_BT.sum(dim=1, keepdim=True))[:, :, None]
    levels = [states[deep // 3], states[2 * deep // 3], states[deep]]
    return torch.cat([(level.float() * weight_BT1).sum(dim=1) for level in levels], dim=-1)
