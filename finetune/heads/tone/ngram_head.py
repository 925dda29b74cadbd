"""The tone of a sentence by linear weights over hashed n-grams: of characters in Chinese, of words
in English.

The peer that a head over a model has to beat, and the head itself where the core reads a language
badly. Digits count as one digit. Logistic regression over hashed features (Weinberger et al. 2009),
weighed by their rarity.

Shapes: N sentences, F features, C tones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from safetensors.numpy import load_file, save_file
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from finetune.heads.tone.sentences import TONES, Language, Told

FEATURES = 1 << 16
_DIGITS = re.compile(r"\d+")
_BEFORE_SIGN = re.compile(r"\s+([.,%)])")


class HeadFile(BaseModel):
    """What `head.json` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = "ngrams"
    tones: tuple[str, ...] = TONES
    language: Language
    features: int = FEATURES


class NgramToneHead:
    """`probabilities` of sentences from weights (C, F) and biases (C)."""

    def __init__(
        self,
        features: Features,
        weights_CF: NDArray[np.float32],
        bias_C: NDArray[np.float32],
    ) -> None:
        self._features = features
        self._weights_CF = weights_CF
        self._bias_C = bias_C

    @classmethod
    def load(cls, folder: Path) -> NgramToneHead:
        """Raises OSError, ValidationError."""
        about = HeadFile.model_validate_json((folder / "head.json").read_bytes())
        held = {
            name: array.astype(np.float32)
            for name, array in load_file(folder / "head.safetensors").items()
        }
        return cls(Features(about.language, held["rarity"]), held["weight"], held["bias"])

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        about = HeadFile(language=self._features.language, features=self._weights_CF.shape[1])
        (folder / "head.json").write_text(about.model_dump_json(indent=2) + "\n", encoding="utf-8")
        save_file(
            {
                "weight": self._weights_CF.astype(np.float16),
                "bias": self._bias_C,
                "rarity": self._features.rarity_F.astype(np.float16),
            },
            folder / "head.safetensors",
        )

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(N, C) of the tones in the order of `TONES`."""
        logits_NC = np.asarray(self._features(texts) @ self._weights_CF.T) + self._bias_C
        chance_NC = np.exp(logits_NC - logits_NC.max(1, keepdims=True))
        return (chance_NC / chance_NC.sum(1, keepdims=True)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Features:
    """Sentences as unit vectors of n-grams, the rarer an n-gram the longer its share (tf-idf)."""

    language: Language
    rarity_F: NDArray[np.float32]

    def __call__(self, texts: Sequence[str]) -> Any:
        """A sparse (N, F) matrix."""
        counts_NF = counted(self.language, texts, len(self.rarity_F))
        counts_NF.data = 1 + np.log(counts_NF.data)
        return normalize(counts_NF.multiply(self.rarity_F[None]).tocsr())


def features_of(language: Language, texts: Sequence[str], width: int) -> Features:
    """Features whose rarity is that among `texts`."""
    counts_NF = counted(language, texts, width)
    seen_F = np.asarray((counts_NF > 0).sum(0)).ravel()
    rarity_F = np.log((1 + len(texts)) / (1 + seen_F)) + 1
    return Features(language, rarity_F.astype(np.float32))


def train_ngrams(
    language: Language, told: Sequence[Told], features: int = FEATURES
) -> NgramToneHead:
    """A head from sentences with their tones."""
    from sklearn.linear_model import LogisticRegression

    texts = [one.text for one in told]
    own = features_of(language, texts, features)
    fitted = LogisticRegression(C=5, max_iter=100, tol=1e-3)
    fitted.fit(own(texts), [one.tone for one in told])
    order = [list(fitted.classes_).index(tone) for tone in TONES]
    return NgramToneHead(
        own, fitted.coef_[order].astype(np.float32), fitted.intercept_[order].astype(np.float32)
    )


def counted(language: Language, texts: Sequence[str], width: int) -> Any:
    """How often each n-gram stands in each sentence, a sparse (N, F) matrix."""
    kind, span = ("char", (1, 4)) if language == "zh" else ("word", (1, 2))
    hashing = HashingVectorizer(
        preprocessor=_plain,
        analyzer=kind,
        ngram_range=span,
        n_features=width,
        alternate_sign=False,
        norm=None,
        token_pattern=r"(?u)\w+",  # noqa: S106
    )
    return hashing.transform(texts)


def _plain(text: str) -> str:
    return _DIGITS.sub("0", _BEFORE_SIGN.sub(r"\1", text.lower()))
