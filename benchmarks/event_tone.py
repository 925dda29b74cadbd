"""How well the heads tell the tone of real news: macro-F1 on sets that nothing was trained on.

    python -m benchmarks.event_tone --data DIR [--head LANGUAGE=FOLDER] [--model FOLDER]

English: Financial PhraseBank (Malo et al. 2014), all annotators agreeing and at least half of them.
Chinese: FinFE (posts of a forum, three tones) and news titles (two tones; the likelier of the two
counts), each text once and only where its labels agree. Beside the head: the commonest tone, and
n-grams trained on the same sentences. DIR is laid out as the recipes in `datasets/` say.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from apps.shared.settings import settings
from core_model.build import build
from core_model.shipped.adapters import shipped_heads
from finetune.corpora.rows import open_text
from finetune.heads.tone.load import ToneHead, load_tone
from finetune.heads.tone.ngram_head import train_ngrams
from finetune.heads.tone.sentences import TONES, Language, sentences

SENTENCES = 12_000
Labelled = list[tuple[str, str]]


def phrasebank(data: Path, name: str) -> Labelled:
    file = data / "finance" / "phrasebank" / f"Sentences_{name}.txt"
    lines = file.read_text(encoding="latin-1").splitlines()
    pairs = [line.rsplit("@", 1) for line in lines if "@" in line]
    return agreed((text, label.strip()) for text, label in pairs)


def finfe(data: Path) -> Labelled:
    folder = data / "finance" / "cn_sentiment_events"
    pairs = [
        pair
        for file in sorted(folder.glob("**/finfe_*.json*"))
        for pair in json.load(open_text(file))
    ]
    return agreed((str(text), TONES[int(label)]) for text, label in pairs)


def titles(data: Path) -> Labelled:
    folder = data / "finance" / "cn_sentiment_events"
    file = next(folder.glob("**/*news_seed.xlsx"))
    table = pd.read_excel(file)
    marks = {1: "positive", 0: "negative", -1: "negative"}
    pairs = zip(table["标题"], table["正/负面"], strict=True)
    return agreed((str(title), marks[int(mark)]) for title, mark in pairs)


def agreed(pairs: Iterable[tuple[str, str]]) -> Labelled:
    """Each text once; one that is labelled in two ways is left out."""
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for text, label in pairs:
        labels[" ".join(text.split())].add(label)
    return [(text, next(iter(said))) for text, said in labels.items() if text and len(said) == 1]


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """Mean F1 of the labels that occur in the truth."""
    scores: list[float] = []
    for label in sorted(set(truth)):
        hit = sum(t == s == label for t, s in zip(truth, said, strict=True))
        total = sum(t == label for t in truth) + sum(s == label for s in said)
        scores.append(2 * hit / total)
    return sum(scores) / len(scores)


def told(head: ToneHead, labelled: Labelled) -> list[str]:
    """The likeliest of the tones that the set knows."""
    known = sorted({label for _, label in labelled}, key=TONES.index)
    places = [TONES.index(label) for label in known]
    chance_NC = head.probabilities([text for text, _ in labelled])[:, places]
    return [known[at] for at in chance_NC.argmax(1)]


def measure(labelled: Labelled, heads: Mapping[str, ToneHead]) -> dict[str, Any]:
    truth = [label for _, label in labelled]
    commonest = Counter(truth).most_common(1)[0][0]
    row: dict[str, Any] = {"texts": len(truth)}
    row["majority"] = macro_f1(truth, [commonest] * len(truth))
    for name, head in heads.items():
        began = time.perf_counter()
        row[name] = macro_f1(truth, told(head, labelled))
        row[f"{name}_per_s"] = len(truth) / (time.perf_counter() - began)
    return row


def thinned(labelled: Labelled, most: int | None) -> Labelled:
    """At most so many, chosen by hash, so that the choice stays the same."""
    if most is None:
        return labelled
    return sorted(labelled, key=lambda pair: hashlib.sha256(pair[0].encode()).digest())[:most]


def sets(data: Path) -> dict[str, tuple[Language, Callable[[], Labelled]]]:
    return {
        "phrasebank_all_agree": ("en", lambda: phrasebank(data, "AllAgree")),
        "phrasebank_half_agree": ("en", lambda: phrasebank(data, "50Agree")),
        "finfe": ("zh", lambda: finfe(data)),
        "cn_titles": ("zh", lambda: titles(data)),
    }


def _heads(language: Language, given: argparse.Namespace) -> dict[str, ToneHead]:
    heads: dict[str, ToneHead] = {}
    if language in given.head:
        heads["head"] = load_tone(given.head[language], given.model)
    return heads | {"ngrams": train_ngrams(language, list(sentences(language, SENTENCES, 1)))}


def _named(text: str) -> tuple[str, Path]:
    language, _, folder = text.partition("=")
    if language not in ("en", "zh") or not folder:
        raise argparse.ArgumentTypeError(f"{text!r} is not en=FOLDER or zh=FOLDER")
    return language, Path(folder)


def _chosen(row: dict[str, Any]) -> float:
    """That of the head, of the n-grams where no head was given."""
    return row.get("head", row["ngrams"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.event_tone", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--head", type=_named, action="append", default=[], metavar="LANGUAGE=FOLDER",
        help="a trained head; may be given for each language; else the shipped one, where there is",
    )  # fmt: skip
    parser.add_argument(
        "--model", type=Path, help="the core that a head stands on; else the embedded one"
    )
    parser.add_argument("--most", type=int, help="texts of each set at most")
    given = parser.parse_args()
    given.head = {"en": shipped_heads()["tone-en"]} | dict(given.head)
    given.model = given.model or build(settings().home / "models", settings().base_model)
    result: dict[str, Any] = {}
    for name, (language, read) in sets(given.data).items():
        result[name] = measure(thinned(read(), given.most), _heads(language, given))
        print(name, json.dumps(result[name]), flush=True)
    print(
        json.dumps(
            {f"{name}_macro_f1": row.get("head", row["ngrams"]) for name, row in result.items()}
        )
    )


if __name__ == "__main__":
    main()
