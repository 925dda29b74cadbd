"""The probabilities of conditions given what is stated of a patient: the array core of the ranking.

A patient has a few dozen true tokens; a note or an interview brings up some of them. So a condition
is scored by how probable the stated tokens are under it, and by how probable it is that just these
came up among all that are true under it: a condition with few expected tokens gains when all that
it expects is there. What was not brought up counts neither for nor against; what was denied counts
against. Knows arrays only: names of shapes are N patients, C conditions, T tokens, B bands of age.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import save_file
from scipy.special import gammaln, logsumexp

from apps.medical.domain.common.vocabulary import Vocabulary

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Model:
    """What was estimated. `complaint_T` marks tokens that may be what a patient complains of."""

    rate_CT: Floats
    age_CB: Floats
    prior_C: Floats
    complaint_T: Flags
    temperature: float = 1.0

    def __post_init__(self) -> None:
        conditions, tokens = self.rate_CT.shape
        if self.age_CB.shape[0] != conditions or self.prior_C.shape != (conditions,):
            raise ValueError(
                f"{conditions} conditions have rates, {self.age_CB.shape[0]} ages, "
                f"{self.prior_C.shape} a prior; estimate all three from the same vocabulary"
            )
        if self.complaint_T.shape != (tokens,):
            raise ValueError(f"complaint_T marks {self.complaint_T.shape} of {tokens} tokens")
        if not ((self.rate_CT > 0) & (self.rate_CT < 1)).all():
            raise ValueError("a rate lies outside (0, 1); smooth rates before building a model")

    def log_joint(
        self,
        stated_NT: Flags,
        bands_N: npt.NDArray[np.int64],
        *,
        denied_NT: Flags | None = None,
        complaint: bool = True,
        log_prior_C: Floats | None = None,
    ) -> Floats:
        """log P(condition, what is stated) up to a constant a patient, shape (N, C).

        `complaint` says that one stated token is what the patient complained of. `log_prior_C` is
        uniform where it is not given.
        """
        rest_NT = ~stated_NT if denied_NT is None else ~(stated_NT | denied_NT)
        joint = stated_NT @ np.log(self.rate_CT).T
        if denied_NT is not None:
            joint += denied_NT @ np.log1p(-self.rate_CT).T
        named_N1 = stated_NT.sum(1, keepdims=True) - complaint
        joint -= log_choices(named_N1, rest_NT @ self.rate_CT.T)
        if complaint:
            could_T = self.complaint_T
            others = (rest_NT & could_T) @ self.rate_CT.T
            joint -= np.log((stated_NT & could_T).sum(1, keepdims=True).clip(1) + others)
        joint += np.log(self.age_CB)[:, bands_N].T
        return joint if log_prior_C is None else joint + log_prior_C

    def probabilities(self, joint_NC: Floats) -> Floats:
        """Calibrated probabilities, rows summing to 1."""
        return softmax(joint_NC / self.temperature)


def log_choices(named: npt.ArrayLike, unnamed: npt.ArrayLike) -> Floats:
    """log of the ways to name `named` of `named + unnamed` tokens; `unnamed` may be a mean."""
    k, rest = np.asarray(named, np.float64), np.asarray(unnamed, np.float64)
    return gammaln(k + rest + 1) - gammaln(k + 1) - gammaln(rest + 1)


def softmax(logits_NC: Floats) -> Floats:
    return np.exp(logits_NC - logsumexp(logits_NC, axis=-1, keepdims=True))


def save(
    path: Path, model: Model, words: Vocabulary, extra: Mapping[str, npt.NDArray[Any]]
) -> None:
    """Writes a safetensors file with the names that the arrays are counted by."""
    tensors = {
        "rate_CT": model.rate_CT.astype(np.float32),
        "age_CB": model.age_CB.astype(np.float32),
        "prior_C": model.prior_C.astype(np.float32),
        "complaint_T": model.complaint_T.astype(np.uint8),
        "temperature": np.array([model.temperature], np.float32),
    }
    names = {
        "conditions": json.dumps([each.name for each in words.conditions], ensure_ascii=False),
        "tokens": json.dumps(list(words.tokens), ensure_ascii=False),
    }
    contiguous = {key: np.ascontiguousarray(value) for key, value in extra.items()}
    save_file(tensors | contiguous, path, metadata=names)
    path.chmod(0o644)


def load(path: Path, words: Vocabulary) -> tuple[Model, Mapping[str, npt.NDArray[Any]]]:
    """The model of a file and what else lies in it.

    Raises ValueError where it was estimated over another vocabulary than `words`.
    """
    with safe_open(path, framework="np") as opened:
        names = opened.metadata()
        stored = {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118
    conditions = [each.name for each in words.conditions]
    if json.loads(names["conditions"]) != conditions or json.loads(names["tokens"]) != list(
        words.tokens
    ):
        raise ValueError(f"{path.name}: counted by other words than the tables; train it again")
    age_CB = stored.pop("age_CB").astype(np.float64)
    prior_C = stored.pop("prior_C").astype(np.float64)
    model = Model(
        rate_CT=stored.pop("rate_CT").astype(np.float64),
        age_CB=age_CB / age_CB.sum(1, keepdims=True),
        prior_C=prior_C / prior_C.sum(),
        complaint_T=stored.pop("complaint_T").astype(bool),
        temperature=float(stored.pop("temperature")[0]),
    )
    return model, stored
