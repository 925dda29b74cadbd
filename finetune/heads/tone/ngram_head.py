"""The tone of a sentence by linear weights over n-grams: of characters in Chinese, of words in
English.

The peer that a head over a model has to beat, and the head itself where the core reads a language
badly. Digits count as one digit; what was never seen in training counts nothing (hashed features
were tried: unseen n-grams that fall upon seen ones cost 0.07 to 0.1 of macro-F1). Tf-idf and
logistic regression.

Shapes: N sentences, F n-grams, C tones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from safetensors.numpy import load_file, save_file
from sklearn.feature_extraction.text import TfidfVectorizer

from finetune.heads.tone.sentences import TONES, Language, Told

FEATURES = 100_000
"""N-grams kept at most, the commonest."""
NGRAMS = "ngrams.json"
_DIGITS = re.compile(r"\d+")
_BEFORE_SIGN = re.compile(r"\s+([.,%)])")


class HeadFile(BaseModel):
    """What `head.json` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = "ngrams"
    tones: tuple[str, ...] = TONES
    language: Language


class NgramToneHead:
    """`probabilities` of sentences from weights (C, F) and biases (C)."""

    def __init__(
        self,
        language: Language,
        vectorizer: TfidfVectorizer,
        weights_CF: NDArray[np.float32],
        bias_C: NDArray[np.float32],
    ) -> None:
        self._language: Language = language
        self._vectorizer = vectorizer
        self._weights_CF = weights_CF
        self._bias_C = bias_C

    @classmethod
    def load(cls, folder: Path) -> NgramToneHead:
        """Raises OSError, ValidationError."""
        about = HeadFile.model_validate_json((folder / "head.json").read_bytes())
        ngrams = json.loads((folder / NGRAMS).read_text(encoding="utf-8"))
        held = {
            name: array.astype(np.float32)
            for name, array in load_file(folder / "head.safetensors").items()
        }
        vectorizer = counting(about.language, vocabulary=ngrams)
        vectorizer.idf_ = held["rarity"]
        return cls(about.language, vectorizer, held["weight"], held["bias"])

    def save(self, folder: Path) -> None:
        """Weights in 16 bits, the n-grams in their order."""
        folder.mkdir(parents=True, exist_ok=True)
        about = HeadFile(language=self._language)
        (folder / "head.json").write_text(about.model_dump_json(indent=2) + "\n", encoding="utf-8")
        ngrams = [str(ngram) for ngram in self._vectorizer.get_feature_names_out()]
        (folder / NGRAMS).write_text(json.dumps(ngrams, ensure_ascii=False), encoding="utf-8")
        held = {"weight": self._weights_CF, "rarity": np.asarray(self._vectorizer.idf_)}
        halves = {name: array.astype(np.float16) for name, array in held.items()}
        save_file(halves | {"bias": self._bias_C}, folder / "head.safetensors")

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(N, C) of the tones in the order of `TONES`."""
        features_NF: Any = self._vectorizer.transform(texts)
        logits_NC = np.asarray(features_NF @ self._weights_CF.T) + self._bias_C
        chance_NC = np.exp(logits_NC - logits_NC.max(1, keepdims=True))
        return (chance_NC / chance_NC.sum(1, keepdims=True)).astype(np.float32)


def train_ngrams(
    language: Language, told: Sequence[Told], features: int = FEATURES
) -> NgramToneHead:
    """A head from sentences with their tones."""
    from sklearn.linear_model import LogisticRegression

    vectorizer = counting(language, max_features=features)
    features_NF = vectorizer.fit_transform([one.text for one in told])
    fitted = LogisticRegression(C=5, max_iter=300, tol=1e-3)
    fitted.fit(features_NF, [one.tone for one in told])
    order = [list(fitted.classes_).index(tone) for tone in TONES]
    weights_CF, bias_C = np.asarray(fitted.coef_)[order], np.asarray(fitted.intercept_)[order]
    return NgramToneHead(
        language, vectorizer, weights_CF.astype(np.float32), bias_C.astype(np.float32)
    )


def counting(language: Language, **others: Any) -> TfidfVectorizer:
    """N-grams as this language's head takes them, before anything is learned."""
    if language == "zh":
        others |= {"analyzer": "char", "ngram_range": (1, 4)}
    else:
        others |= {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\w+"}
    return TfidfVectorizer(preprocessor=_plain, sublinear_tf=True, **others)


def _plain(text: str) -> str:
    return _DIGITS.sub("0", _BEFORE_SIGN.sub(r"\1", text.lower()))
