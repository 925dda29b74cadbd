"""Loads a tone head of either kind from its folder. Knows `head.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class ToneHead(Protocol):
    """Tells the tone of sentences; the order is that of `finetune.heads.tone.sentences.TONES`."""

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(N, 3) chances of negative, neutral and positive."""
        ...


def load_tone(folder: Path, model: Path | None = None) -> ToneHead:
    """The head in `folder`; one over the core needs the core's folder.

    Raises OSError where files are missing, ValueError where the core is needed and not given.
    """
    kind = json.loads((folder / "head.json").read_text(encoding="utf-8"))["kind"]
    if kind == "ngrams":
        from finetune.heads.tone.ngram_head import NgramToneHead

        return NgramToneHead.load(folder)
    if model is None:
        raise ValueError(f"{folder} holds a head over the core; give the core's folder as model")
    from finetune.heads.tone.core_head import CoreToneHead

    return CoreToneHead.load(folder, model)
