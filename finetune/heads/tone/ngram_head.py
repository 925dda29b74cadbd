"""The tone of a sentence by linear weights over hashed n-grams: of characters in Chinese, of words
in English.

The peer that a head over a model has to beat, and the head itself where the core reads a language
badly. Digits count as one digit. Logistic regression over hashed features (Weinberger et al. 2009).

Shapes: N sentences, F features, C tones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from safetensors.numpy import load_file, save_file
from sklearn.feature_extraction.text import HashingVectorizer

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
        self, language: Language, weights_CF: NDArray[np.float32], bias_C: NDArray[np.float32]
    ) -> None:
        self.language = language
        self._weights_CF = weights_CF
        self._bias_C = bias_C
        self._vectorizer = vectorizer(language, weights_CF.shape[1])

    @classmethod
    def load(cls, folder: Path) -> NgramToneHead:
        """Raises OSError, ValidationError."""
        about = HeadFile.model_validate_json((folder / "head.json").read_bytes())
        held = load_file(folder / "head.safetensors")
        return cls(
            about.language, held["weight"].astype(np.float32), held["bias"].astype(np.float32)
        )

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        about = HeadFile(language=self.language, features=self._weights_CF.shape[1])
        (folder / "head.json").write_text(about.model_dump_json(indent=2) + "\n", encoding="utf-8")
        save_file(
            {"weight": self._weights_CF.astype(np.float16), "bias": self._bias_C},
            folder / "head.safetensors",
        )

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(N, C) of the tones in the order of `TONES`."""
        counts_NF: Any = self._vectorizer.transform(texts)
        logits_NC = np.asarray(counts_NF @ self._weights_CF.T) + self._bias_C
        chance_NC = np.exp(logits_NC - logits_NC.max(1, keepdims=True))
        return (chance_NC / chance_NC.sum(1, keepdims=True)).astype(np.float32)


def train_ngrams(language: Language, told: Sequence[Told], features: int = FEATURES):
    """A head from sentences with their tones."""
    from sklearn.linear_model import LogisticRegression

    counts_NF = vectorizer(language, features).transform([one.text for one in told])
    fitted = LogisticRegression(C=20, max_iter=100, tol=1e-3).fit(
        counts_NF, [one.tone for one in told]
    )
    order = [list(fitted.classes_).index(tone) for tone in TONES]
    return NgramToneHead(
        language, fitted.coef_[order].astype(np.float32), fitted.intercept_[order].astype("f4")
    )


def vectorizer(language: Language, features: int) -> HashingVectorizer:
    kind, span = ("char", (1, 4)) if language == "zh" else ("word", (1, 2))
    return HashingVectorizer(
        preprocessor=_plain,
        analyzer=kind,
        ngram_range=span,
        n_features=features,
        alternate_sign=False,
        token_pattern=r"(?u)\w+",  # noqa: S106
    )


def _plain(text: str) -> str:
    return _DIGITS.sub("0", _BEFORE_SIGN.sub(r"\1", text.lower()))
